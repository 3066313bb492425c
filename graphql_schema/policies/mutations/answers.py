"""How policy mutations begin and answer: a refusal is told, and kept in the audit trail."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager

from graphql_schema.context import Info
from graphql_schema.errors import UserError, user_errors
from graphql_schema.mutation import Change, change
from kinerja.domains.policies.history import Deed, Refusal, note_refusal
from kinerja.kit.errors import KinerjaError, KinerjaErrorGroup, PathSegment
from kinerja.kit.ids import GlobalId

#: Where the content of a set stands in an input, by its names in the policies.
_CONTENT = {
    "roles": "roles",
    "rules": "rules",
    "suspended": "suspensions",
    "suspensions": "suspensions",
}


@asynccontextmanager
async def step(
    info: Info,
    name: str,
    *ids: GlobalId | None,
    agency_code: str | None = None,
    refusal: Deed = Deed.REFUSED,
) -> AsyncIterator[Change]:
    """Open one change, as `change` does; when it is refused, write that to the audit trail.

    The refusal is written in a savepoint of its own, after the refused change was undone, to the
    trail of the agency in which it was tried; its object is what the first of `ids` names. Who
    could not even be told apart (no token, no such agency) leaves no trace there.
    """
    opened: list[Change] = []
    try:
        async with change(info, *ids, agency_code=agency_code) as begun:
            opened.append(begun)
            yield begun
    except KinerjaError as error:
        tried_on = next((one for one in ids if one is not None), None)
        for actor, _ in opened:
            async with info.context.unit.savepoint(actor.agency_id) as session:
                await note_refusal(actor, session, Refusal(refusal, name, error, tried_on))
        raise


def refused(info: Info, error: KinerjaError) -> list[UserError]:
    """Return `error` for a payload; the domain speaks snake_case, the API camelCase."""
    located(error, "input")
    return user_errors(info, error)


def located(error: KinerjaError, *root: PathSegment) -> KinerjaError:
    """Put the paths of `error` under `root`, spelled as the API spells them; return it."""
    parts = error.errors if isinstance(error, KinerjaErrorGroup) else (error,)
    for part in parts:
        if not root or part.path[: len(root)] != root:
            part.path = (*root, *_place(part.path))
    return error


def _place(path: Sequence[PathSegment]) -> Iterator[PathSegment]:
    first = path[0] if path else None
    if first in _CONTENT:
        yield from ("change", _CONTENT[str(first)])
        path = path[1:]
    yield from map(_camel, path)


def _camel(segment: PathSegment) -> PathSegment:
    if isinstance(segment, int):
        return segment
    words = segment.split("_")
    return words[0] + "".join(word.capitalize() for word in words[1:])
