"""Reads JSON strictly: what two readers could understand differently is refused (RFC 8259)."""

import json
from collections.abc import Sequence
from typing import Final, Never

import orjson

from kinerja.http.errors import InputTooDeepError, MalformedRequestError

#: Levels of objects and lists within one another; no input type of the schema needs more.
MAX_DEPTH: Final = 64


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
        value: object = _DECODER.decode(decoded)
        if "\\u" in decoded:
            orjson.loads(decoded)  # Knows half a surrogate pair, which Python's reader lets pass.
    except _DuplicateError as error:
        problem = f"{name} names a member twice in one object"
        raise MalformedRequestError(problem=problem) from error
    except RecursionError as error:
        raise InputTooDeepError(limit=MAX_DEPTH) from error
    except ValueError as error:
        raise MalformedRequestError(problem=f"{name} is not JSON") from error
    if decoded.count("{") + decoded.count("[") > MAX_DEPTH:
        _check_depth(value)
    return value


class _DuplicateError(ValueError):
    """A name stands twice in one object."""


def _unique(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _DuplicateError
    return members


def _refuse(constant: str) -> Never:
    raise ValueError(constant)


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refuse)


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
