"""`createEmployee`: employees to enter, each with an answer of its own."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.mutation import change
from graphql_schema.organisation.enums import Employment
from graphql_schema.organisation.mutations.answers import (
    EmployeeResult,
    employee_results,
    refused,
)
from kinerja.domains.organisation.changes import NewEmployee
from kinerja.domains.organisation.service import employees
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="One employee to be entered, active from the start.")
class NewEmployeeInput:
    """Who."""

    nip: str = strawberry.field(description="NIP, 18 digits; blanks are ignored.")
    name: str = strawberry.field(description="Name with titles.")
    nrk: str | None = strawberry.field(default=None, description="NRK of the province.")
    employment: Employment | None = strawberry.field(
        default=None,
        description="Kind of employment. It follows from the NIP; if given, it must agree.",
    )
    subject_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="`viewer.subjectId` of somebody who comes from another agency: with the same id"
        " the account goes on to work, and the person still sees the own results there. Null: new.",
    )


@strawberry.input(description="Employees of one agency to be entered.")
class CreateEmployeeInput:
    """In which agency, and whom."""

    agency_code: str = strawberry.field(description="Code of the agency, such as `DISHUB`.")
    items: list[NewEmployeeInput] = strawberry.field(description="At most 500 employees.")


@strawberry.type(description="What became of each employee of the list.")
class CreateEmployeePayload:
    """The results in the order of the list."""

    results: list[EmployeeResult] = strawberry.field(
        description="One result an item, in order; empty when the whole call was refused."
    )
    errors: list[UserError] = strawberry.field(
        description="Why the whole call was refused; refused items are in `results`."
    )


async def create_employee(
    info: Info,
    input: Annotated[
        CreateEmployeeInput, strawberry.argument(description="Employees to be entered.")
    ],
) -> CreateEmployeePayload:
    """Enter employees; an item that is refused leaves the others alone."""
    try:
        async with change(info, agency_code=input.agency_code) as (actor, session):
            items = [_read(item, actor.today) for item in input.items]
            outcomes = await employees.create_employees(actor, session, items=items)
    except KinerjaError as error:
        return CreateEmployeePayload(results=[], errors=refused(info, error))
    results = employee_results(info, outcomes, actor.agency_id)
    return CreateEmployeePayload(results=results, errors=[])


def _read(item: NewEmployeeInput, today: date) -> NewEmployee | KinerjaError:
    try:
        return NewEmployee.parse(
            item.nip,
            name=item.name,
            on=today,
            nrk=item.nrk,
            employment=item.employment,
            subject_id=item.subject_id,
        )
    except KinerjaError as error:
        return error


mutation = strawberry.mutation(
    resolver=create_employee,
    description="Enter employees, each with a result of its own."
    " For the performance officer of the agency.",
)
