"""JSON as text in SQL: values of each kind, and objects joined from them.

Joining text takes two thirds of the time of `json_build_object` and `json_agg` (8.3 against
12.3 ms for 100 employees with 300 appraisals and 2,400 scores), since these look up the output
function of every argument of every row; nor has it their limit of 100 arguments. Values whose kind
never needs escaping are quoted as they are; all other text goes through `to_json`.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Text, cast, func, literal_column

from kinerja.reads.plan import Kind

Element = ColumnElement[Any]

#: Pieces of JSON text, constants and expressions.
Parts: TypeAlias = tuple["str | Element", ...]


def constant(text: str) -> Element:
    """Return text as a literal of SQL."""
    quoted = text.replace("'", "''")
    return literal_column(f"'{quoted}'", Text())


def join_text(parts: Iterable[str | Element]) -> Element:
    """Return all parts one after the other; adjoining constants become one. No part may be NULL."""
    joined: list[str | Element] = []
    for part in parts:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    elements = (constant(part) if isinstance(part, str) else part for part in joined)
    return reduce(lambda left, right: left.concat(right), elements)


def _quoted(value: Element) -> Parts:
    return ('"', value, '"')


def _plain(value: Element) -> Parts:
    return (cast(value, Text),)


def _escaped(value: Element) -> Parts:
    return (cast(func.to_json(value), Text),)


def _instant(value: Element) -> Parts:
    pattern = literal_column("""'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'""", Text())
    in_utc = func.timezone(literal_column("'UTC'"), value)
    return _quoted(func.to_char(in_utc, pattern, type_=Text()))


_WRITERS: Mapping[Kind, Callable[[Element], Parts]] = {
    Kind.TEXT: _escaped,
    Kind.CODE: _quoted,
    Kind.CODES: _escaped,
    Kind.TEXTS: _escaped,
    Kind.INTEGER: _plain,
    Kind.BIG: _plain,
    Kind.BOOLEAN: _plain,
    Kind.DECIMAL: lambda value: _quoted(cast(func.trim_scale(value), Text)),
    Kind.DATE: _escaped,
    Kind.INSTANT: _instant,
    Kind.KEY: lambda value: _quoted(cast(value, Text)),
}


def json_parts(kind: Kind, value: Element, *, nullable: bool) -> Parts:
    """Return a value as parts of JSON text; a nullable one that is NULL as `null`."""
    parts = _WRITERS[kind](value)
    return (or_null(join_text(parts)),) if nullable else parts


def or_null(text: Element) -> Element:
    """Return JSON text, `null` where there is none."""
    return func.coalesce(text, constant("null"), type_=Text())


def storable(text: str) -> bool:
    """Tell whether PostgreSQL can hold the text: no NUL, no half of a surrogate pair."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
