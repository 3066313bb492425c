"""Orders and cursors in SQL: sort keys, and the rows that lie beyond a position.

Rows without a value come last in either direction; the id breaks ties, in the direction of the last
key, so that an index can be read in one direction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, asc, case, desc, false, nulls_first, nulls_last, or_, tuple_

from kinerja.reads.levels import ME, Level, order_parameter
from kinerja.reads.model import Element
from kinerja.reads.plan import Kind, OrderTerm, Parameter


@dataclass(frozen=True)
class SortKey:
    """One key of an order on one level."""

    kind: Kind
    value: Element
    descending: bool
    nullable: bool

    def ordered(self, *, backward: bool) -> Element:
        """Return the entry of ORDER BY."""
        down = self.descending is not backward
        direction: Element = desc(self.value) if down else asc(self.value)
        if not self.nullable:
            return direction
        return nulls_first(direction) if backward else nulls_last(direction)

    def follows(self, given: Any) -> Element:  # noqa: ANN401 - a parameter or None.
        """Return the condition that the key comes after `given`; None: a row without a value."""
        if given is None:
            return false()
        further: Element = self.value < given if self.descending else self.value > given
        absent: Element = self.value.is_(None)
        return or_(further, absent) if self.nullable else further

    def precedes(self, given: Any) -> Element:  # noqa: ANN401
        """Return the condition that the key comes before `given`."""
        if given is None:
            return self.value.is_not(None) if self.nullable else false()
        earlier: Element = self.value > given if self.descending else self.value < given
        return earlier

    def equals(self, given: Any) -> Element:  # noqa: ANN401
        """Return the condition that the key is tied with `given`."""
        return self.value.is_(None) if given is None else self.value == given


def sort_keys(level: Level, order: Sequence[OrderTerm]) -> list[SortKey]:
    """Return the keys of an order and the id; a value that policy hides counts as none."""
    keys = []
    for term in order:
        ordering = level.model.orderings[term.ordering]
        shown = level.shows(ordering.field_class)
        value = level.told(ordering.kind, ordering.sql(level.row, ME))
        nullable = ordering.nullable
        if not isinstance(shown, bool):
            value, nullable = case((shown, value)), True
        keys.append(SortKey(ordering.kind, value, term.descending, nullable))
    last_down = keys[-1].descending if keys else False
    keys.append(SortKey(Kind.KEY, level.place, last_down, nullable=False))
    return keys


def beyond(
    keys: Sequence[SortKey], position: Sequence[Parameter | None], *, backward: bool
) -> Element:
    """Return the condition that a row lies after a position, or before it."""
    values = [order_parameter(parameter) for parameter in position]
    if len({key.descending for key in keys}) == 1 and not any(key.nullable for key in keys):
        # A comparison of rows is a range of an index; the general form below is only a filter.
        left, right = tuple_(*(key.value for key in keys)), tuple_(*values)
        return left < right if keys[0].descending is not backward else left > right
    steps = []
    for place, (key, value) in enumerate(zip(keys, values, strict=True)):
        tied = [one.equals(given) for one, given in zip(keys[:place], values, strict=False)]
        steps.append(and_(*tied, key.precedes(value) if backward else key.follows(value)))
    first, given = keys[0], values[0]
    if first.nullable:
        return or_(*steps)
    # Nothing before the first key of the position: that again is a range of an index.
    bound = first.value >= given if first.descending is backward else first.value <= given
    return and_(bound, or_(*steps))
