"""How mutations of objections answer: the objection, or why nothing was changed."""

from typing import TypeVar

import strawberry

from graphql_schema.context import Info
from graphql_schema.errors import UserError, user_errors
from graphql_schema.objections.types import Objection
from kinerja.kit.errors import KinerjaError


@strawberry.type(description="The objection after the change, or why nothing was changed.")
class ObjectionPayload:
    """What every step of an objection answers; each operation has a payload of its own."""

    objection: Objection | None = strawberry.field(description="The objection; null on any error.")
    errors: list[UserError] = strawberry.field(description="Empty when the change was made.")


Payload = TypeVar("Payload", bound=ObjectionPayload)


def refused(payload: type[Payload], info: Info, error: KinerjaError) -> Payload:
    """Return the payload of a failure; paths begin at the mutation's argument."""
    return payload(objection=None, errors=user_errors(info, error.at("input")))
