"""Cursors: the place of a row in an order, opaque to clients.

A cursor is base64url of a JSON list: the order and the agency that it belongs to, then the values
of the row's sort keys, then its id. The database writes it, Python reads it.
"""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Text, func, literal_column

from kinerja.kit.ids import AgencyId
from kinerja.reads.errors import BadCursorError
from kinerja.reads.model import Element
from kinerja.reads.plan import Kind, OrderTerm
from kinerja.reads.texts import Parts, join_text, storable

_BIG = 2**63
_INT = 2**31


def signature(type_name: str, order: Sequence[OrderTerm]) -> str:
    """Return the name of an order, which a cursor carries; it needs no escaping."""
    terms = (f"{'-' if term.descending else '+'}{term.ordering}" for term in order)
    return type_name + "".join(terms)


def cursor_text(name: str, agency: str | Element, values: Sequence[Parts]) -> Element:
    """Return the cursor of a row from the JSON text of its sort keys and its id."""
    parts: list[str | Element] = [f'["{name}",', agency]
    for value in values:
        parts += [",", *value]
    plain = func.convert_to(join_text([*parts, "]"]), literal_column("'UTF8'"))
    encoded = func.encode(plain, literal_column("'base64'"))
    # base64 breaks lines after 76 letters and ends with '='; neither belongs into a cursor.
    return func.translate(
        encoded, literal_column("E'+/=\\n'"), literal_column("'-_'"), type_=Text()
    )


def read_cursor(
    text: str, *, name: str, agency_id: AgencyId | None, kinds: Sequence[Kind]
) -> tuple[Any, ...]:
    """Return the sort keys and the id that a cursor holds.

    Raises:
        BadCursorError: it is no cursor, or one of another order, type or agency.
    """
    try:
        padded = text + "=" * (-len(text) % 4)
        given = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        found, agency, *values = given
        if found != name or agency != (agency_id or 0) or len(values) != len(kinds):
            raise BadCursorError
        return tuple(
            None if value is None else _READERS[kind](value)
            for kind, value in zip(kinds, values, strict=True)
        )
    except (ValueError, TypeError, binascii.Error, RecursionError) as error:
        raise BadCursorError from error


def _integer(limit: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:  # noqa: ANN401 - whatever JSON held.
        if type(value) is not int or not -limit <= value < limit:
            raise BadCursorError
        return value

    return read


def _text(value: Any) -> str:  # noqa: ANN401
    if not isinstance(value, str) or not storable(value):
        raise BadCursorError
    return value


def _instant(value: Any) -> datetime:  # noqa: ANN401
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise BadCursorError
    return instant


#: How a sort key of each kind is read back; other kinds are not sorted by.
_READERS: Mapping[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: _text,
    Kind.CODE: _text,
    Kind.INTEGER: _integer(_INT),
    Kind.BIG: _integer(_BIG),
    Kind.DATE: date.fromisoformat,
    Kind.INSTANT: _instant,
    Kind.KEY: lambda value: UUID(_text(value)),
}
