"""How mutations of development actions answer: the action, or why nothing was changed."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import strawberry

from graphql_schema.context import Info
from graphql_schema.development.types import DevelopmentAction
from graphql_schema.errors import UserError, user_errors
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.kit.errors import KinerjaError


@strawberry.type(description="The action after the change, or why nothing was changed.")
class ActionPayload:
    """What every step of an action answers; each operation has a payload of its own."""

    action: DevelopmentAction | None = strawberry.field(
        description="The action; null on any error."
    )
    errors: list[UserError] = strawberry.field(description="Empty when the change was made.")


Payload = TypeVar("Payload", bound=ActionPayload)


def refused(payload: type[Payload], info: Info, error: KinerjaError) -> Payload:
    """Return the payload of a failure; paths begin at the mutation's argument."""
    return payload(action=None, errors=user_errors(info, error.at("input")))


async def step(
    payload: type[Payload], info: Info, named: strawberry.ID, take: Callable[..., Awaitable[None]]
) -> Payload:
    """Take one step of the action that `named` is the id of; nothing is written on any error."""
    try:
        one = read_id(named, "DevelopmentAction", path=("actionId",))
        async with change(info, one) as (actor, session):
            await take(actor, session, action_id=one.key)
    except KinerjaError as error:
        return refused(payload, info, error)
    return payload(action=read_one("DevelopmentAction", actor.agency_id, one.key), errors=[])
