"""`returnPlan`: a proposal is given back to be written again."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.mutation import change, read_id
from graphql_schema.plans.mutations.answers import PlanPayload, refused
from graphql_schema.reading import read_one
from kinerja.domains.plans import service
from kinerja.kit.errors import KinerjaError


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
    try:
        plan = read_id(input.plan_id, "PerformancePlan", path=("planId",))
        async with change(info, plan) as (actor, session):
            await service.return_plan(
                actor, session, plan_id=plan.key, edition=input.edition, reason=input.reason
            )
    except KinerjaError as error:
        return refused(ReturnPlanPayload, info, error)
    changed = read_one("PerformancePlan", actor.agency_id, plan.key)
    return ReturnPlanPayload(plan=changed, errors=[])


mutation = strawberry.mutation(
    resolver=return_plan,
    description="Give a proposed plan back to be written again; its proposer may take it back so."
    " For the ratee and the rater.",
)
