"""`createPosition`: a post in a unit, its head if so wished."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.mutation import change, read_id
from graphql_schema.organisation.enums import PositionClass
from graphql_schema.organisation.mutations.answers import refused
from graphql_schema.organisation.types import Position
from graphql_schema.reading import read_one
from kinerja.domains.organisation.changes import NewPosition
from kinerja.domains.organisation.service import units
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="A new position in a unit.")
class CreatePositionInput:
    """Where and what."""

    org_unit_id: strawberry.ID = strawberry.field(description="Id of the unit.")
    code: str = strawberry.field(
        description="Code of the position, unique in the agency. It never changes."
    )
    name: str = strawberry.field(description="Name of the position.")
    position_class: PositionClass = strawberry.field(description="Class of the position.")
    heads_unit: bool = strawberry.field(
        default=False,
        description="Whether the position heads the unit, in place of another; in the root only"
        " as its first head.",
    )


@strawberry.type(description="The new position, or why there is none.")
class CreatePositionPayload:
    """The position."""

    position: Position | None = strawberry.field(description="The new position.")
    errors: list[UserError] = strawberry.field(description="Empty when it was created.")


async def create_position(
    info: Info,
    input: Annotated[
        CreatePositionInput, strawberry.argument(description="A new position in a unit.")
    ],
) -> CreatePositionPayload:
    """Create a position; nothing is written on any error."""
    try:
        unit = read_id(input.org_unit_id, "OrgUnit", path=("input", "orgUnitId"))
        position = NewPosition.parse(
            input.code,
            name=input.name,
            position_class=input.position_class,
            org_unit_id=unit.key,
            heads_unit=input.heads_unit,
        )
        async with change(info, unit) as (actor, session):
            made = await units.create_position(actor, session, position=position)
    except KinerjaError as error:
        return CreatePositionPayload(position=None, errors=refused(info, error))
    return CreatePositionPayload(position=read_one("Position", actor.agency_id, made), errors=[])


mutation = strawberry.mutation(
    resolver=create_position,
    description="Create a position in an org unit. For the performance officer of the agency.",
)
