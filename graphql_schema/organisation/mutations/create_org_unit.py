"""`createOrgUnit`: a unit under another one; the first of an agency is its root."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.mutation import change, read_id
from graphql_schema.organisation.enums import UnitLevel
from graphql_schema.organisation.mutations.answers import refused
from graphql_schema.organisation.types import OrgUnit
from graphql_schema.reading import read_one
from kinerja.domains.organisation.changes import NewUnit
from kinerja.domains.organisation.service import units
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="A new unit of an agency.")
class CreateOrgUnitInput:
    """Where and what."""

    agency_code: str = strawberry.field(description="Code of the agency, such as `DISHUB`.")
    code: str = strawberry.field(
        description="Code of the unit, unique in the agency: 1 to 64 letters, digits, underscores."
        " It never changes."
    )
    name: str = strawberry.field(description="Name of the unit.")
    level: UnitLevel = strawberry.field(description="How high the unit stands.")
    parent_id: strawberry.ID | None = strawberry.field(
        default=None, description="Id of the unit above; null only for the first one, the root."
    )


@strawberry.type(description="The new unit, or why there is none.")
class CreateOrgUnitPayload:
    """The unit."""

    org_unit: OrgUnit | None = strawberry.field(description="The new unit.")
    errors: list[UserError] = strawberry.field(description="Empty when it was created.")


async def create_org_unit(
    info: Info,
    input: Annotated[
        CreateOrgUnitInput, strawberry.argument(description="A new unit of an agency.")
    ],
) -> CreateOrgUnitPayload:
    """Create a unit; nothing is written on any error."""
    try:
        given = input.parent_id
        parent = None if given is None else read_id(given, "OrgUnit", path=("input", "parentId"))
        unit = NewUnit.parse(
            input.code,
            name=input.name,
            level=input.level,
            parent_id=parent.key if parent else None,
        )
        async with change(info, parent, agency_code=input.agency_code) as (actor, session):
            made = await units.create_unit(actor, session, unit=unit)
    except KinerjaError as error:
        return CreateOrgUnitPayload(org_unit=None, errors=refused(info, error))
    return CreateOrgUnitPayload(org_unit=read_one("OrgUnit", actor.agency_id, made), errors=[])


mutation = strawberry.mutation(
    resolver=create_org_unit,
    description="Create an org unit. For the performance officer of the agency.",
)
