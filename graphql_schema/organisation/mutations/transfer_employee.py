"""`transferEmployee`: an employee serves in another post, under another rater, from a day on."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.appraisals.types import Appraisal
from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.mutation import change, read_id
from graphql_schema.organisation.mutations.answers import refused
from graphql_schema.organisation.types import Assignment, ReportingLine
from graphql_schema.reading import read_one
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import AgencyId, GlobalId
from kinerja.workflows import transfer_employee as workflow


@strawberry.input(description="Who moves where, when, and who appraises there.")
class TransferEmployeeInput:
    """Who, where, when, under whom."""

    employee_id: strawberry.ID = strawberry.field(description="Id of the employee who moves.")
    position_id: strawberry.ID = strawberry.field(
        description="Id of the new position; its unit becomes the employee's."
    )
    period_start: date = strawberry.field(
        description="First day in the new position; the old one ends the day before."
    )
    rater_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Id of the rater there (pejabat penilai); null: nobody of this agency appraises"
        " there, and no appraisal is opened.",
    )
    superior_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="Id of the superior of that rater; null where nobody stands above.",
    )


@strawberry.type(description="What the transfer made, or why nothing was changed.")
class TransferEmployeePayload:
    """The new assignment, line and appraisals."""

    assignment: Assignment | None = strawberry.field(
        description="The new definitive assignment; null on any error."
    )
    reporting_line: ReportingLine | None = strawberry.field(
        description="The new line of command; null without a rater."
    )
    appraisals: list[Appraisal] = strawberry.field(
        description="The appraisals that begin: one in each cycle that is open or being scored and"
        " has at least 30 days left. Those of the old post go on beside them."
    )
    errors: list[UserError] = strawberry.field(description="Empty when the employee has moved.")


async def transfer_employee(
    info: Info,
    input: Annotated[
        TransferEmployeeInput, strawberry.argument(description="Who moves where, and when.")
    ],
) -> TransferEmployeePayload:
    """Transfer an employee; nothing is written on any error."""
    try:
        employee = read_id(input.employee_id, "Employee", path=("employeeId",))
        position = read_id(input.position_id, "Position", path=("positionId",))
        rater = _perhaps(input.rater_id, "raterId")
        superior = _perhaps(input.superior_id, "superiorId")
        async with change(info, employee, position, rater, superior) as (actor, session):
            transfer = workflow.Transfer(
                employee_id=employee.key,
                position_id=position.key,
                first_day=input.period_start,
                rater_id=rater.key if rater else None,
                superior_id=superior.key if superior else None,
            )
            made = await workflow.transfer_employee(actor, session, transfer=transfer)
    except KinerjaError as error:
        return TransferEmployeePayload(
            assignment=None, reporting_line=None, appraisals=[], errors=refused(info, error)
        )
    return _payload(actor.agency_id, made)


def _perhaps(text: strawberry.ID | None, name: str) -> GlobalId | None:
    return None if text is None else read_id(text, "Employee", path=(name,))


def _payload(agency_id: AgencyId, made: workflow.Transferred) -> TransferEmployeePayload:
    line = made.line_id
    return TransferEmployeePayload(
        assignment=read_one("Assignment", agency_id, made.assignment_id),
        reporting_line=None if line is None else read_one("ReportingLine", agency_id, line),
        appraisals=[read_one("Appraisal", agency_id, key) for key in made.appraisal_ids],
        errors=[],
    )


mutation = strawberry.mutation(
    resolver=transfer_employee,
    description="Let an employee serve in another position from a day on, under another rater, as a"
    " whole or not at all. Appraisals that exist keep their rater, for the old period. Also for"
    " somebody who comes from another agency and holds no position yet. For the performance officer"
    " of the agency, never for oneself.",
)
