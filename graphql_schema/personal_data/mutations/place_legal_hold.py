"""`placeLegalHold`: nothing about this person is erased for now."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.personal_data.mutations.answers import LegalHoldPayload, refused_hold
from graphql_schema.reading import read_one
from kinerja.domains.personal_data import holds
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="A new legal hold.")
class PlaceLegalHoldInput:
    """On whose data, why, and until when."""

    employee_id: strawberry.ID = strawberry.field(
        description="Id of the `Employee` whose data is to be kept."
    )
    legal_basis: str = strawberry.field(
        description="Why it must be kept, in 5 to 500 characters, such as the number of a case."
    )
    period_end: date | None = strawberry.field(
        default=None, description="Last day, inclusive; left out, it holds until it is lifted."
    )


@strawberry.type(description="The hold, or why there is none.")
class PlaceLegalHoldPayload(LegalHoldPayload):
    """The answer."""


async def place_legal_hold(
    info: Info,
    input: Annotated[PlaceLegalHoldInput, strawberry.argument(description="A new legal hold.")],
) -> PlaceLegalHoldPayload:
    """Place it; nothing is written on any error."""
    try:
        employee = read_id(input.employee_id, "Employee", path=("employeeId",))
        async with change(info, employee) as (actor, session):
            key = await holds.place_hold(
                actor,
                session,
                employee_id=employee.key,
                legal_basis=input.legal_basis,
                last_day=input.period_end,
            )
    except KinerjaError as error:
        return refused_hold(PlaceLegalHoldPayload, info, error)
    placed = read_one("LegalHold", actor.agency_id, key)
    return PlaceLegalHoldPayload(legal_hold=placed, errors=[])


mutation = strawberry.mutation(
    resolver=place_legal_hold,
    description="Keep the data of an employee from being erased, from today on. Nobody places a"
    " hold on the own data. For the data protection officer.",
)
