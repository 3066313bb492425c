"""`startPlanning`: plans (SKP) may be written."""

from datetime import date
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.cycles.mutations.answers import CyclePayload, refused
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.cycles import service
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="Which cycle is to be planned.")
class StartPlanningInput:
    """The cycle, and the last day."""

    cycle_id: strawberry.ID = strawberry.field(description="Id of the `Cycle`.")
    planning_due: date | None = strawberry.field(
        default=None,
        description="Last day on which plans are to be agreed to, today at the earliest; null: no"
        " day.",
    )


@strawberry.type(description="The cycle in planning, or why it is not.")
class StartPlanningPayload(CyclePayload):
    """The answer."""


async def start_planning(
    info: Info,
    input: Annotated[
        StartPlanningInput, strawberry.argument(description="Which cycle is to be planned.")
    ],
) -> StartPlanningPayload:
    """Start to plan; nothing is written on any error."""
    try:
        cycle = read_id(input.cycle_id, "Cycle", path=("cycleId",))
        async with change(info, cycle) as (actor, session):
            await service.start_planning(
                actor, session, cycle_id=cycle.key, planning_due=input.planning_due
            )
    except KinerjaError as error:
        return refused(StartPlanningPayload, info, error)
    changed = read_one("Cycle", actor.agency_id, cycle.key)
    return StartPlanningPayload(cycle=changed, errors=[])


mutation = strawberry.mutation(
    resolver=start_planning,
    description="Let employees and raters write plans (SKP) for a planned cycle. A cycle may also"
    " be opened without. For the performance officer of the agency.",
)
