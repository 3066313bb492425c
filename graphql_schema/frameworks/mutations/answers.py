"""How framework mutations answer an expected failure: paths and fields as the API names them."""

from graphql_schema.context import Info
from graphql_schema.errors import UserError, user_errors
from kinerja.kit.errors import KinerjaError, KinerjaErrorGroup, PathSegment

_NAMING = ("field", "low", "high", "needed")


def refused(info: Info, error: KinerjaError) -> list[UserError]:
    """Return `error` for a payload; the domain speaks snake_case, the API camelCase."""
    parts = error.errors if isinstance(error, KinerjaErrorGroup) else (error,)
    for part in parts:
        part.path = tuple(_camel(segment) for segment in part.path)
        if part.path[:1] != ("input",):
            part.path = ("input", *part.path)
        named = {name: _camel(str(part.details[name])) for name in _NAMING if name in part.details}
        part.details = {**part.details, **named}
    return user_errors(info, error)


def _camel(segment: PathSegment) -> PathSegment:
    if isinstance(segment, int):
        return segment
    words = segment.split("_")
    return words[0] + "".join(word.capitalize() for word in words[1:])
