"""`agreeToPlan`: the other side agrees too."""

from functools import partial
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.plans.mutations.answers import PlanPayload, step
from kinerja.domains.plans import service


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
    agree = partial(service.agree_to_plan, edition=input.edition)
    return await step(AgreeToPlanPayload, info, input.plan_id, agree)


mutation = strawberry.mutation(
    resolver=agree_to_plan,
    description="Agree to what the other side proposed: from now on this revision counts, and never"
    " changes. For the rater, or whoever rates in the rater's place, if the ratee proposed it; for"
    " the ratee if the rater did (OTHER_SIDE_NEEDED).",
)
