"""How mutations of delegations begin and answer: a refusal is told, and kept in the audit trail."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import strawberry

from graphql_schema.context import Info
from graphql_schema.delegations.types import Delegation
from graphql_schema.errors import UserError, user_errors
from graphql_schema.mutation import Change, change
from kinerja.domains.delegations.history import note_refusal
from kinerja.kit.errors import KinerjaError, PathSegment
from kinerja.kit.ids import GlobalId


@strawberry.type(description="The delegation after the change, or why nothing was changed.")
class DelegationPayload:
    """What every step answers; each operation has a payload of its own."""

    delegation: Delegation | None = strawberry.field(
        description="The delegation; null on any error."
    )
    errors: list[UserError] = strawberry.field(description="Empty when the change was made.")


Payload = TypeVar("Payload", bound=DelegationPayload)


@asynccontextmanager
async def step(info: Info, *ids: GlobalId | None) -> AsyncIterator[Change]:
    """Open one change, as `change` does; when it is refused, write that to the audit trail.

    The refusal is written in a savepoint of its own, after the refused change was undone; its
    object is the delegation, if one was named.
    """
    opened: list[Change] = []
    try:
        async with change(info, *ids) as begun:
            opened.append(begun)
            yield begun
    except KinerjaError as error:
        named = [one.key for one in ids if one is not None and one.type_name == "Delegation"]
        for tried in opened:
            async with info.context.unit.savepoint(tried.actor.agency_id) as session:
                object_id = named[0] if named else None
                await note_refusal(tried.actor, session, error, object_id=object_id)
        raise


def refused(payload: type[Payload], info: Info, error: KinerjaError) -> Payload:
    """Return the payload of a failure; the domain speaks snake_case, the API camelCase."""
    error.path = tuple(_camel(segment) for segment in error.path)
    return payload(delegation=None, errors=user_errors(info, error.at("input")))


def _camel(segment: PathSegment) -> PathSegment:
    if isinstance(segment, int):
        return segment
    words = segment.split("_")
    return words[0] + "".join(word.capitalize() for word in words[1:])
