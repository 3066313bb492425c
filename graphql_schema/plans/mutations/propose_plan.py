"""`proposePlan`: one side agrees to a draft first."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.plans.mutations.answers import PlanPayload, refused
from graphql_schema.reading import read_one
from kinerja.domains.plans import service
from kinerja.kit.errors import KinerjaError


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
    try:
        plan = read_id(input.plan_id, "PerformancePlan", path=("planId",))
        async with change(info, plan) as (actor, session):
            await service.propose_plan(actor, session, plan_id=plan.key, edition=input.edition)
    except KinerjaError as error:
        return refused(ProposePlanPayload, info, error)
    changed = read_one("PerformancePlan", actor.agency_id, plan.key)
    return ProposePlanPayload(plan=changed, errors=[])


mutation = strawberry.mutation(
    resolver=propose_plan,
    description="Propose a draft to the other side; whoever proposes has agreed. It needs a PRIMARY"
    " work result (PRIMARY_RESULT_NEEDED). For the ratee and the rater.",
)
