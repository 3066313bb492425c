"""How mutations of plans answer: the plan, or why nothing was changed."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError, user_errors
from graphql_schema.mutation import change, read_id
from graphql_schema.plans.types import PerformancePlan
from graphql_schema.reading import read_one
from kinerja.kit.errors import KinerjaError


@strawberry.type(description="The plan after the change, or why nothing was changed.")
class PlanPayload:
    """What every step of a plan answers; each operation has a payload of its own."""

    plan: PerformancePlan | None = strawberry.field(description="The plan; null on any error.")
    errors: list[UserError] = strawberry.field(description="Empty when the change was made.")


Payload = TypeVar("Payload", bound=PlanPayload)


def refused(payload: type[Payload], info: Info, error: KinerjaError) -> Payload:
    """Return the payload of a failure; paths begin at the mutation's argument."""
    return payload(plan=None, errors=user_errors(info, error.at("input")))


async def step(
    payload: type[Payload], info: Info, named: strawberry.ID, take: Callable[..., Awaitable[None]]
) -> Payload:
    """Take one step of the plan that `named` is the id of; nothing is written on any error."""
    try:
        one = read_id(named, "PerformancePlan", path=("planId",))
        async with change(info, one) as (actor, session):
            await take(actor, session, plan_id=one.key)
    except KinerjaError as error:
        return refused(payload, info, error)
    return payload(plan=read_one("PerformancePlan", actor.agency_id, one.key), errors=[])
