"""How mutations of development actions answer: the action, or why nothing was changed."""

from typing import TypeVar

import strawberry

from graphql_schema.context import Info
from graphql_schema.development.types import DevelopmentAction
from graphql_schema.errors import UserError, user_errors
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
