"""`agreeToPlan`: the other side agrees too."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.plans.mutations.answers import PlanPayload, refused
from graphql_schema.reading import read_one
from kinerja.domains.plans import service
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="Which proposal is agreed to.")
class AgreeToPlanInput:
    """What is said."""

    plan_id: strawberry.ID = strawberry.field(description="Id of the `PerformancePlan`.")
    edition: int = strawberry.field(description="The edition that was read.")


@strawberry.type(description="The agreed plan, or why it is not.")
class AgreeToPlanPayload(PlanPayload):
    """The answer."""


async def agree_to_plan(
    info: Info,
    input: Annotated[
        AgreeToPlanInput, strawberry.argument(description="Which proposal is agreed to.")
    ],
) -> AgreeToPlanPayload:
    """Agree to a plan; nothing is written on any error."""
    try:
        plan = read_id(input.plan_id, "PerformancePlan", path=("planId",))
        async with change(info, plan) as (actor, session):
            await service.agree_to_plan(actor, session, plan_id=plan.key, edition=input.edition)
    except KinerjaError as error:
        return refused(AgreeToPlanPayload, info, error)
    changed = read_one("PerformancePlan", actor.agency_id, plan.key)
    return AgreeToPlanPayload(plan=changed, errors=[])


mutation = strawberry.mutation(
    resolver=agree_to_plan,
    description="Agree to what the other side proposed: from now on this revision counts, and never"
    " changes. For the rater, or whoever rates in the rater's place, if the ratee proposed it; for"
    " the ratee if the rater did (OTHER_SIDE_NEEDED).",
)
