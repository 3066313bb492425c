"""Aggregates of the rows of a connection, and groups of them, in exact fractions.

For who asks inside the agency: what is withheld from others has tests of its own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from functools import cmp_to_key
from math import ceil
from typing import Any, Final

from policies.identity import SubjectKind
from tests.support.reference.eyes import Eyes
from tests.support.reference.pages import Page
from tests.support.reference.plain import Given, Row, Twin, Value
from tests.support.reference.refusals import RefusedError
from tests.support.reference.written import written

DEFAULT_GROUPS: Final = 100
#: A group by the values of its dimensions, None where there is none.
Place = tuple[Any, ...]


def withholds_nothing(eyes: Eyes) -> bool:
    """Tell whether somebody is of the agency that is asked, and so sees groups of any size."""
    actor = eyes.actor
    if actor is None or actor.subject.kind is not SubjectKind.PERSON:
        return False
    return actor.subject.agency_id == actor.agency_id


@dataclass(frozen=True)
class Summary:
    """What rows come to."""

    twin: Twin
    eyes: Eyes
    rows: list[Row]

    def value(self, name: str, given: Given) -> Any:
        """Return an aggregate; those of measures as a function of the measure."""
        if name == "count":
            return len(self.rows)
        if name == "suppressed":
            return False
        if name == "people":
            owners = {self.twin.facts(row, self.eyes).owner for row in self.rows}
            return len(owners - {None})
        return Measures(self, name, given)


@dataclass(frozen=True)
class Measures:
    """One aggregate of every measure."""

    summary: Summary
    how: str
    given: Given

    def value(self, name: str) -> Any:
        """Return the aggregate of one measure."""
        twin, eyes = self.summary.twin, self.summary.eyes
        field = twin.fields[name]
        if not eyes.ever_shows(twin, field.field_class):
            raise RefusedError("FIELD_HIDDEN", name)
        known = [
            shown
            for row in self.summary.rows
            if (shown := _shown(field, row, twin, eyes)) is not None
        ]
        if self.how == "percentiles":
            return [written(_rank(sorted(known), share)) for share in self.given["p"]]
        return written(_HOWS[self.how](known))


@dataclass(frozen=True)
class Group:
    """Rows that are alike in some dimensions."""

    summary: Summary
    place: Mapping[str, Any]


def groups(page: Page, given: Given) -> list[Group]:
    """Return the groups that are asked for, in their order."""
    names = list(dict.fromkeys(map(camel, given["by"])))
    for name in names:
        if not page.eyes.ever_shows(page.twin, page.twin.filters[name].field_class):
            raise RefusedError("FIELD_HIDDEN", name)
    found: dict[Place, list[Row]] = {}
    for row in page.all:
        found.setdefault(tuple(_place(page, names, row)), []).append(row)
    largest_first = given.get("orderBy") == "LARGEST"
    ordered = sorted(found, key=cmp_to_key(_compare))
    if largest_first:
        ordered.sort(key=lambda place: -len(found[place]))
    size = given.get("first")
    skip = given.get("skip") or 0
    chosen = ordered[skip : skip + (DEFAULT_GROUPS if size is None else size)]
    return [
        Group(Summary(page.twin, page.eyes, found[one]), dict(zip(names, one, strict=True)))
        for one in chosen
    ]


def _place(page: Page, names: list[str], row: Row) -> Iterator[Any]:
    for name in names:
        field = page.twin.filters[name]
        assert isinstance(field, Value)
        yield _shown(field, row, page.twin, page.eyes)


def _shown(field: Value, row: Row, twin: Twin, eyes: Eyes) -> Any:
    if not eyes.shows(twin, row, field.field_class):
        return None
    return eyes.told(twin, field.of(row, eyes))


def _compare(one: Place, other: Place) -> int:
    for left, right in zip(one, other, strict=True):
        if left == right:
            continue
        if left is None or right is None:
            return 1 if left is None else -1
        return 1 if left > right else -1
    return 0


def _rank(values: list[Any], share: Decimal) -> Any:
    """Return the smallest value at or below which a share of the values lies."""
    return values[max(ceil(share * len(values)), 1) - 1] if values else None


def _mean(values: list[Any]) -> Decimal | None:
    if not values:
        return None
    exact = sum((Fraction(one) for one in values), start=Fraction(0)) / len(values)
    with localcontext() as context:
        context.prec = 120
        quotient = Decimal(exact.numerator) / Decimal(exact.denominator)
        return quotient.quantize(Decimal("1e-10"), rounding=ROUND_HALF_UP)


def _total(values: list[Any]) -> Decimal | None:
    with localcontext() as context:
        context.prec = 120
        return sum(values, start=Decimal(0)) if values else None


_HOWS: Mapping[str, Callable[[list[Any]], Any]] = {
    "counts": len,
    "min": lambda values: min(values, default=None),
    "max": lambda values: max(values, default=None),
    "avg": _mean,
    "sum": _total,
}


def camel(word: str) -> str:
    """Return the name of the filter that an enum's word stands for."""
    first, *rest = word.lower().split("_")
    return first + "".join(one.capitalize() for one in rest)
