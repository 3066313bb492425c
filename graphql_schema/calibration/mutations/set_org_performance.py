"""`setOrgPerformance`: how a unit performed in a cycle."""

from typing import Annotated

import strawberry

from graphql_schema.calibration.enums import OrgRating
from graphql_schema.calibration.types import OrgPerformance
from graphql_schema.context import Info
from graphql_schema.errors import UserError, user_errors
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.calibration import service
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="How a unit performed in a running cycle.")
class SetOrgPerformanceInput:
    """What is decided, and on what it rests."""

    cycle_id: strawberry.ID = strawberry.field(description="Id of the `Cycle`.")
    org_unit_id: strawberry.ID = strawberry.field(description="Id of the `OrgUnit`.")
    rating: OrgRating = strawberry.field(description="How the unit performed.")
    basis: str = strawberry.field(
        description="What the rating rests on, 10 to 2000 characters; for the root unit also the"
        " document in which the leader above the agency decided."
    )


@strawberry.type(description="The rating of the unit, or why there is none.")
class SetOrgPerformancePayload:
    """The answer."""

    org_performance: OrgPerformance | None = strawberry.field(
        description="The new revision; null on any error."
    )
    errors: list[UserError] = strawberry.field(description="Empty when the rating was written.")


async def set_org_performance(
    info: Info,
    input: Annotated[
        SetOrgPerformanceInput,
        strawberry.argument(description="How a unit performed in a running cycle."),
    ],
) -> SetOrgPerformancePayload:
    """Rate a unit; nothing is written on any error."""
    try:
        cycle = read_id(input.cycle_id, "Cycle", path=("cycleId",))
        unit = read_id(input.org_unit_id, "OrgUnit", path=("orgUnitId",))
        async with change(info, cycle, unit) as (actor, session):
            key = await service.set_org_performance(
                actor,
                session,
                cycle_id=cycle.key,
                org_unit_id=unit.key,
                rating=input.rating,
                basis=input.basis,
            )
    except KinerjaError as error:
        errors = user_errors(info, error.at("input"))
        return SetOrgPerformancePayload(org_performance=None, errors=errors)
    written = read_one("OrgPerformance", actor.agency_id, key)
    return SetOrgPerformancePayload(org_performance=written, errors=[])


mutation = strawberry.mutation(
    resolver=set_org_performance,
    description="Say how a unit performed in a cycle (SE Menteri PANRB 3/2023, step 1); a later"
    " decision is the next revision, and the latest counts. For the head of a unit above it, never"
    " for the unit's own head. For the root unit the performance officer enters what the leader"
    " above the agency decided.",
)
