"""`updateEmployee`: employees to change, each with an answer of its own."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.mutation import change, read_id
from graphql_schema.organisation.enums import EmployeeState
from graphql_schema.organisation.mutations.answers import (
    EmployeeResult,
    employee_results,
    refused,
)
from kinerja.domains.organisation.changes import KEEP, EmployeeChange, read_nip
from kinerja.domains.organisation.service import employees
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import GlobalId


@strawberry.input(description="What is to become of one employee; what is left out stays.")
class EmployeeChangeInput:
    """Which employee, and the new properties."""

    employee_id: strawberry.ID = strawberry.field(description="Id of the employee.")
    nip: str | None = strawberry.field(
        default=None,
        description="The corrected NIP; the kind of employment follows from it.",
    )
    name: str | None = strawberry.field(default=None, description="Name with titles.")
    nrk: str | None = strawberry.field(
        default=strawberry.UNSET, description="NRK of the province; null removes it."
    )
    state: EmployeeState | None = strawberry.field(
        default=None, description="Whether the employee serves."
    )


@strawberry.input(description="Employees of one agency to be changed.")
class UpdateEmployeeInput:
    """Whom."""

    items: list[EmployeeChangeInput] = strawberry.field(
        description="1 to 500 employees of one agency."
    )


@strawberry.type(description="What became of each employee of the list.")
class UpdateEmployeePayload:
    """The results in the order of the list."""

    results: list[EmployeeResult] = strawberry.field(
        description="One result an item, in order; empty when the whole call was refused."
    )
    errors: list[UserError] = strawberry.field(
        description="Why the whole call was refused; refused items are in `results`."
    )


async def update_employee(
    info: Info,
    input: Annotated[
        UpdateEmployeeInput, strawberry.argument(description="Employees to be changed.")
    ],
) -> UpdateEmployeePayload:
    """Change employees; an item that is refused leaves the others alone."""
    try:
        ids = [
            read_id(item.employee_id, "Employee", path=("input", "items", place, "employeeId"))
            for place, item in enumerate(input.items)
        ]
        if not ids:
            return UpdateEmployeePayload(results=[], errors=[])
        async with change(info, *ids) as (actor, session):
            items = [
                _read(item, key, actor.today) for item, key in zip(input.items, ids, strict=True)
            ]
            outcomes = await employees.update_employees(actor, session, items=items)
    except KinerjaError as error:
        return UpdateEmployeePayload(results=[], errors=refused(info, error))
    results = employee_results(info, outcomes, actor.agency_id)
    return UpdateEmployeePayload(results=results, errors=[])


def _read(item: EmployeeChangeInput, id_: GlobalId, today: date) -> EmployeeChange | KinerjaError:
    try:
        return EmployeeChange(
            employee_id=id_.key,
            nip=KEEP if item.nip is None else read_nip(item.nip, on=today),
            nrk=KEEP if item.nrk is strawberry.UNSET else item.nrk,
            name=KEEP if item.name is None else item.name,
            state=KEEP if item.state is None else item.state,
        )
    except KinerjaError as error:
        return error


mutation = strawberry.mutation(
    resolver=update_employee,
    description="Change employees, each with a result of its own."
    " For the performance officer of the agency.",
)
