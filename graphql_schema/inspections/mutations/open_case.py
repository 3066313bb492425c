"""`openCase`: the inspectorate looks into the appraisal of one employee, for a time."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.inspections.mutations.answers import CasePayload, refused
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.inspections import service
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="A new inspection case.")
class OpenCaseInput:
    """About whom, why, and until when."""

    employee_id: strawberry.ID = strawberry.field(
        description="Id of the `Employee` whom the case is about."
    )
    legal_basis: str = strawberry.field(
        description="Why it may be looked into, in 5 to 500 characters."
    )
    period_end: date = strawberry.field(
        description="Last day of the case, inclusive: today at the earliest, within one year at the"
        " latest."
    )


@strawberry.type(description="The open case, or why there is none.")
class OpenCasePayload(CasePayload):
    """The answer."""


async def open_case(
    info: Info,
    input: Annotated[OpenCaseInput, strawberry.argument(description="A new inspection case.")],
) -> OpenCasePayload:
    """Open a case; nothing is written on any error."""
    try:
        employee = read_id(input.employee_id, "Employee", path=("employeeId",))
        async with change(info, employee) as (actor, session):
            key = await service.open_case(
                actor,
                session,
                employee_id=employee.key,
                legal_basis=input.legal_basis,
                last_day=input.period_end,
            )
    except KinerjaError as error:
        return refused(OpenCasePayload, info, error)
    return OpenCasePayload(case=read_one("InspectionCase", actor.agency_id, key), errors=[])


mutation = strawberry.mutation(
    resolver=open_case,
    description="Open an inspection case about one employee, from today on. Nobody opens one about"
    " oneself. For the inspectorate.",
)
