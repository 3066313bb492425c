"""The one shape that all rows of a simulation's answer have."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Numeric,
    Select,
    Text,
    cast,
    literal_column,
    null,
    select,
)

_TEXTS, _NUMBERS = 4, 2


class Part(StrEnum):
    """What a row of the answer is about."""

    PEOPLE = "PEOPLE"
    SCORES = "SCORES"
    BEFORE = "BEFORE"
    AFTER = "AFTER"
    MOVEMENT = "MOVEMENT"
    MOVEMENTS = "MOVEMENTS"
    UNIT = "UNIT"
    UNITS = "UNITS"
    INDICATOR = "INDICATOR"
    DUPLICATE = "DUPLICATE"
    REMOVED = "REMOVED"
    PERSON = "PERSON"


def part_row(
    part: Part,
    texts: Sequence[ColumnElement[Any]] = (),
    *,
    people: ColumnElement[Any] | None = None,
    numbers: Sequence[ColumnElement[Any]] = (),
) -> Select[Any]:
    """Return a SELECT of a part, four texts, a number of people and two numbers."""
    missing = null()
    four = [*texts, *[missing] * (_TEXTS - len(texts))]
    two = [*numbers, *[missing] * (_NUMBERS - len(numbers))]
    columns: list[ColumnElement[Any]] = [
        literal_column(f"'{part.value}'", Text()).label("part"),
        *(cast(one, Text()).label(f"text_{n}") for n, one in enumerate(four)),
        cast(missing if people is None else people, BigInteger()).label("people"),
        *(cast(one, Numeric()).label(f"number_{n}") for n, one in enumerate(two)),
    ]
    return select(*columns)
