"""`draftPlan`: the plan of an assignment in a cycle is begun, or its next revision."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.plans.mutations.answers import PlanPayload, refused
from graphql_schema.reading import read_one
from kinerja.kit.errors import KinerjaError
from kinerja.workflows import draft_plan as workflow


@strawberry.input(description="For which assignment, in which cycle.")
class DraftPlanInput:
    """What the plan is for."""

    cycle_id: strawberry.ID = strawberry.field(
        description="Id of the `Cycle`, in PLANNING or OPEN."
    )
    assignment_id: strawberry.ID = strawberry.field(description="Id of the ratee's `Assignment`.")


@strawberry.type(description="The draft, or why there is none.")
class DraftPlanPayload(PlanPayload):
    """The answer."""


async def draft_plan(
    info: Info,
    input: Annotated[
        DraftPlanInput, strawberry.argument(description="For which assignment, in which cycle.")
    ],
) -> DraftPlanPayload:
    """Begin a plan; nothing is written on any error."""
    try:
        cycle = read_id(input.cycle_id, "Cycle", path=("cycleId",))
        assignment = read_id(input.assignment_id, "Assignment", path=("assignmentId",))
        async with change(info, cycle, assignment) as (actor, session):
            key = await workflow.draft_plan(
                actor, session, cycle_id=cycle.key, assignment_id=assignment.key
            )
    except KinerjaError as error:
        return refused(DraftPlanPayload, info, error)
    changed = read_one("PerformancePlan", actor.agency_id, key)
    return DraftPlanPayload(plan=changed, errors=[])


mutation = strawberry.mutation(
    resolver=draft_plan,
    description="Begin the performance plan (SKP) of an assignment in a cycle. Where one has been"
    " agreed to already, this begins its next revision as a copy; the agreed one counts until both"
    " sides agree to the next. For the ratee and the rater.",
)
