"""Reads JSON strictly: what two readers could understand differently is refused (RFC 8259)."""

import json
import re
from collections.abc import Sequence
from typing import Final

import orjson

from kinerja.http.errors import InputTooDeepError, MalformedRequestError

#: Levels of objects and lists within one another; no input type of the schema needs more.
MAX_DEPTH: Final = 64
#: The end of every member's name, and sometimes of a string in a string: never fewer than members.
_NAME_ENDS: Final = re.compile(r'"[ \t\n\r]*:')


def read_json(text: bytes | str, *, name: str) -> object:
    """Return what the text says; `name` is what an error calls it.

    Refused are, besides what is no JSON: members of the same name (one would be lost without a
    word), NaN and infinities, halves of surrogate pairs, and other encodings than UTF-8.

    Raises:
        MalformedRequestError: it is none that everybody reads alike.
        InputTooDeepError: it nests more than `MAX_DEPTH` levels.
    """
    try:
        decoded = text.decode() if isinstance(text, bytes) else text
    except UnicodeDecodeError as error:
        raise MalformedRequestError(problem=f"{name} is not JSON") from error
    try:
        value: object = orjson.loads(decoded)
    except orjson.JSONDecodeError as error:
        if _is_deep(decoded):
            raise InputTooDeepError(limit=MAX_DEPTH) from error
        raise MalformedRequestError(problem=f"{name} is not JSON") from error
    if decoded.count("{") + decoded.count("[") > MAX_DEPTH:
        _check_depth(value)
    if len(_NAME_ENDS.findall(decoded)) != _members(value) and _has_duplicate(decoded):
        raise MalformedRequestError(problem=f"{name} names a member twice in one object")
    return value


class _DuplicateError(ValueError):
    """A name stands twice in one object."""


def _unique(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _DuplicateError
    return members


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_unique)


def _has_duplicate(text: str) -> bool:
    """Look at every object by itself; five times slower than reading, so only where it may be."""
    try:
        _DECODER.decode(text)
    except _DuplicateError:
        return True
    return False


def _is_deep(text: str) -> bool:
    """Tell whether a text that cannot be read is JSON but for its depth."""
    try:
        _DECODER.decode(text)
    except RecursionError:
        return True
    except ValueError:
        return False
    return text.count("{") + text.count("[") > MAX_DEPTH


def _members(value: object) -> int:
    """Count the members of all objects in a value."""
    count, waiting = 0, [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            count += len(one)
            waiting += [inner for inner in one.values() if isinstance(inner, dict | list)]
        elif isinstance(one, list):
            waiting += [inner for inner in one if isinstance(inner, dict | list)]
    return count


def _check_depth(value: object) -> None:
    depth, level = 0, [value]
    while level := [
        inner
        for outer in level
        if isinstance(outer, dict | list)
        for inner in (outer.values() if isinstance(outer, dict) else outer)
        if isinstance(inner, dict | list)
    ]:
        depth += 1
        if depth >= MAX_DEPTH:
            raise InputTooDeepError(limit=MAX_DEPTH)
