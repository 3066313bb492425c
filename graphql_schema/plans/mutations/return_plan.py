"""`returnPlan`: a proposal is given back to be written again."""

from functools import partial
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.plans.mutations.answers import PlanPayload, step
from kinerja.domains.plans import service


@strawberry.input(description="Which proposal is returned, and why.")
class ReturnPlanInput:
    """What is said."""

    plan_id: strawberry.ID = strawberry.field(description="Id of the `PerformancePlan`.")
    edition: int = strawberry.field(description="The edition that was read.")
    reason: str = strawberry.field(description="Why, 10 to 2000 characters.")


@strawberry.type(description="The draft, or why it is none.")
class ReturnPlanPayload(PlanPayload):
    """The answer."""


async def return_plan(
    info: Info,
    input: Annotated[
        ReturnPlanInput, strawberry.argument(description="Which proposal is returned, and why.")
    ],
) -> ReturnPlanPayload:
    """Return a plan; nothing is written on any error."""
    give_back = partial(service.return_plan, edition=input.edition, reason=input.reason)
    return await step(ReturnPlanPayload, info, input.plan_id, give_back)


mutation = strawberry.mutation(
    resolver=return_plan,
    description="Give a proposed plan back to be written again; its proposer may take it back so."
    " For the ratee and the rater.",
)
