"""`proposePlan`: one side agrees to a draft first."""

from functools import partial
from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.plans.mutations.answers import PlanPayload, step
from kinerja.domains.plans import service


@strawberry.input(description="Which draft is proposed.")
class ProposePlanInput:
    """What is said."""

    plan_id: strawberry.ID = strawberry.field(description="Id of the `PerformancePlan`.")
    edition: int = strawberry.field(description="The edition that was read.")


@strawberry.type(description="The proposed plan, or why it is not.")
class ProposePlanPayload(PlanPayload):
    """The answer."""


async def propose_plan(
    info: Info,
    input: Annotated[ProposePlanInput, strawberry.argument(description="Which draft is proposed.")],
) -> ProposePlanPayload:
    """Propose a plan; nothing is written on any error."""
    propose = partial(service.propose_plan, edition=input.edition)
    return await step(ProposePlanPayload, info, input.plan_id, propose)


mutation = strawberry.mutation(
    resolver=propose_plan,
    description="Propose a draft to the other side; whoever proposes has agreed. It needs a PRIMARY"
    " work result (PRIMARY_RESULT_NEEDED). For the ratee and the rater.",
)
