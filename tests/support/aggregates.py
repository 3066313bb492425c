"""Aggregates in plain Python: what values come to, and what sums that are known give away."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

Row = Mapping[str, Any]
Key = tuple[Hashable, ...]

_TEN = Decimal(1).scaleb(-10)


class Group(NamedTuple):
    """Rows that are alike, and the people whom they are about."""

    key: Key
    rows: list[Row]
    people: frozenset[Hashable]


def plain(value: Decimal | None) -> str | None:
    """Return a number as the service writes it."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def numbers(rows: Sequence[Row], name: str) -> list[Decimal]:
    """Return the values that are there, from small to large."""
    return sorted(Decimal(row[name]) for row in rows if row[name] is not None)


def avg(values: Sequence[Decimal]) -> Decimal | None:
    """Return the mean to ten decimals, half up."""
    return (sum(values, Decimal(0)) / len(values)).quantize(_TEN, ROUND_HALF_UP) if values else None


def percentile(values: Sequence[Decimal], share: Decimal) -> Decimal | None:
    """Return the value at the nearest rank."""
    rank = int((share * len(values)).to_integral_value(ROUND_CEILING))
    return values[max(1, rank) - 1] if values else None


def summed(rows: Sequence[Row], name: str, shares: Sequence[str]) -> dict[str, Any]:
    """Return every aggregate of one measure, as the service names and writes them."""
    values = numbers(rows, name)
    return {
        "counts": {name: len(values)},
        "avg": {name: plain(avg(values))},
        "sum": {name: plain(sum(values, Decimal(0))) if values else None},
        "min": {name: plain(values[0]) if values else None},
        "max": {name: plain(values[-1]) if values else None},
        "percentiles": {name: [plain(percentile(values, Decimal(one))) for one in shares]},
    }


def grouped(
    rows: Sequence[Row], key: Callable[[Row], Key], person: Callable[[Row], Hashable]
) -> list[Group]:
    """Return the groups, in the order of their keys; a missing value comes last."""

    def order(row: Row) -> list[tuple[bool, str]]:
        return [(part is None, str(part)) for part in key(row)]

    found = groupby(sorted(rows, key=order), key=key)
    split = [(one, list(members)) for one, members in found]
    return [Group(one, members, frozenset(map(person, members)) - {None}) for one, members in split]


def determined(keys: Sequence[Key], told: Iterable[frozenset[Key]]) -> set[Key]:
    """Return the groups whose values follow from sums over groups, by solving the equations.

    `told` are sets of groups whose sums are known; a group that is shown is one by itself.
    """
    rows = [[Fraction(key in one) for key in keys] for one in told]
    solved = 0
    for place in range(len(keys)):
        pivot = next((n for n in range(solved, len(rows)) if rows[n][place]), None)
        if pivot is None:
            continue
        rows[solved], rows[pivot] = rows[pivot], rows[solved]
        lead = [value / rows[solved][place] for value in rows[solved]]
        rows = [
            lead
            if number == solved
            else [value - row[place] * other for value, other in zip(row, lead, strict=True)]
            for number, row in enumerate(rows)
        ]
        solved += 1
    alone = (row for row in rows if sum(map(bool, row)) == 1)
    return {keys[next(place for place, value in enumerate(row) if value)] for row in alone}
