"""`updateOrgUnit`: another name, level, head or place in the tree."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError
from graphql_schema.mutation import change, read_id
from graphql_schema.organisation.enums import UnitLevel
from graphql_schema.organisation.mutations.answers import refused
from graphql_schema.organisation.types import OrgUnit
from graphql_schema.reading import read_one
from kinerja.domains.organisation.changes import KEEP, Keep, UnitChange
from kinerja.domains.organisation.service import units
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import GlobalId


@strawberry.input(description="What is to become of a unit; what is left out stays.")
class UpdateOrgUnitInput:
    """Which unit, and its new properties."""

    org_unit_id: strawberry.ID = strawberry.field(description="Id of the unit.")
    name: str | None = strawberry.field(default=None, description="Its new name.")
    level: UnitLevel | None = strawberry.field(default=None, description="Its new level.")
    parent_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Id of the unit that it moves under, with everything below it. Null is for the"
        " root alone, which stays where it is.",
    )
    head_position_id: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Id of the position that heads it, one of its own; null leaves it headless. Of"
        " the root only the head of the agency or the province changes it, once it was held.",
    )


@strawberry.type(description="The unit as it is now, or why it stays as it was.")
class UpdateOrgUnitPayload:
    """The unit."""

    org_unit: OrgUnit | None = strawberry.field(description="The unit as it is now.")
    errors: list[UserError] = strawberry.field(description="Empty when it was changed.")


async def update_org_unit(
    info: Info,
    input: Annotated[
        UpdateOrgUnitInput, strawberry.argument(description="What is to become of a unit.")
    ],
) -> UpdateOrgUnitPayload:
    """Change a unit; nothing is written on any error."""
    try:
        unit = read_id(input.org_unit_id, "OrgUnit", path=("input", "orgUnitId"))
        parent = _read(input.parent_id, "OrgUnit", field="parentId")
        head = _read(input.head_position_id, "Position", field="headPositionId")
        wish = UnitChange(
            name=KEEP if input.name is None else input.name,
            level=KEEP if input.level is None else input.level,
            parent_id=parent.key if isinstance(parent, GlobalId) else parent,
            head_position_id=head.key if isinstance(head, GlobalId) else head,
        )
        named = [one for one in (parent, head) if isinstance(one, GlobalId)]
        async with change(info, unit, *named) as (actor, session):
            await units.update_unit(actor, session, unit_id=unit.key, change=wish)
    except KinerjaError as error:
        return UpdateOrgUnitPayload(org_unit=None, errors=refused(info, error))
    return UpdateOrgUnitPayload(org_unit=read_one("OrgUnit", actor.agency_id, unit.key), errors=[])


def _read(given: strawberry.ID | None, type_name: str, *, field: str) -> GlobalId | Keep | None:
    """Return the id, None for an explicit null, or that the field was left out."""
    if given is strawberry.UNSET:
        return KEEP
    return None if given is None else read_id(given, type_name, path=("input", field))


mutation = strawberry.mutation(
    resolver=update_org_unit,
    description="Change an org unit, or move it with all units below it."
    " For the performance officer of the agency; who heads the agency is for its head or the"
    " province to say.",
)
