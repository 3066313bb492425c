"""Small groups are not shown, and not left to be worked out either.

A group of fewer than `minimum` people says what some of them have (domain rules, 3.2 no. 11).
Totals are known, if only from another request, and a hidden group is the total less its siblings;
so enough siblings are hidden with it that what can be worked out is again a group of at least
`minimum` people, of two groups or more.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from kinerja.domains.reports.requests import ADDABLE, ReportRow
from kinerja.domains.reports.vocabulary import Dimension


def suppress(rows: Sequence[ReportRow], *, minimum: int) -> list[ReportRow]:
    """Return the rows, in their order, with the values of hidden groups taken out."""
    return hide_all(rows, hidden_rows(rows, minimum=minimum))


def hide_all(rows: Sequence[ReportRow], hidden: set[int]) -> list[ReportRow]:
    """Return the rows, in their order, those that `hidden` numbers without their values."""
    return [hide(row) if number in hidden else row for number, row in enumerate(rows)]


def hidden_rows(rows: Sequence[ReportRow], *, minimum: int) -> set[int]:
    """Return the numbers of the rows that are not to be shown."""
    hidden = {number for number, row in enumerate(rows) if row.people < minimum}
    while True:
        more = set(_beside(rows, hidden, minimum)) | set(_below(rows, hidden))
        if more <= hidden:
            return hidden
        hidden |= more


def hidden_beside(
    rows: Sequence[ReportRow], others: Sequence[ReportRow], *, minimum: int
) -> set[int]:
    """Return which of `rows` are not to be shown to somebody who knows all that `others` lack.

    Both are the same report, `others` without what the person knows. A group without any other
    people tells that person nothing new.
    """
    gone = {_place(others[number]) for number in hidden_rows(others, minimum=minimum)}
    return {number for number, row in enumerate(rows) if _place(row) in gone}


def hide(row: ReportRow) -> ReportRow:
    """Return the row without its values."""
    nothing = Decimal(0)
    return replace(
        row,
        suppressed=True,
        employees=None,
        mean=None,
        minimum=None,
        maximum=None,
        people=0,
        score_sum=nothing,
    )


def _beside(rows: Sequence[ReportRow], hidden: set[int], minimum: int) -> Iterator[int]:
    """Yield, for every set of siblings with a hidden one, the smallest that must go with it."""
    for siblings in _siblings(rows):
        gone = [number for number in siblings if number in hidden]
        if not gone:
            continue
        people = sum(rows[number].people for number in gone)
        count = len(gone)
        shown = [number for number in siblings if number not in hidden]
        for number in sorted(shown, key=lambda one: (rows[one].people, one)):
            if count > 1 and people >= minimum:
                break
            yield number
            count, people = count + 1, people + rows[number].people


def _siblings(rows: Sequence[ReportRow]) -> Iterator[list[int]]:
    """Yield the groups that add up to one total: alike but for one dimension."""
    for dimension in ADDABLE:
        found: dict[tuple[object, ...], list[int]] = defaultdict(list)
        for number, row in enumerate(rows):
            if dimension in row.dimensions:
                others = [one for one in row.dimensions if one is not dimension]
                key = (row.dimensions, *(row.value(one) for one in others))
                found[key].append(number)
        yield from found.values()


def _below(rows: Sequence[ReportRow], hidden: set[int]) -> Iterator[int]:
    """Yield the parts of hidden totals: shown together they would be the total."""
    totals = {_place(rows[number]) for number in hidden}
    splits = {dimensions for dimensions, _ in totals}
    for number, row in enumerate(rows):
        above = (one for one in splits if set(one) < set(row.dimensions))
        if any(_place(row, dimensions) in totals for dimensions in above):
            yield number


def _place(
    row: ReportRow, dimensions: tuple[Dimension, ...] | None = None
) -> tuple[tuple[Dimension, ...], tuple[object, ...]]:
    """Return where a group stands, in its own dimensions or in fewer."""
    named = row.dimensions if dimensions is None else dimensions
    return named, tuple(row.value(one) for one in named)
