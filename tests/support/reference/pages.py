"""Connections after Relay: the rows between two cursors, cut from the start or from the end."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, cmp_to_key
from typing import Any

from tests.support.reference.conditions import Conditions
from tests.support.reference.eyes import Eyes
from tests.support.reference.orders import Order, Position
from tests.support.reference.plain import Given, Row, Twin
from tests.support.reference.refusals import RefusedError

DEFAULT_PAGE, LARGEST_PAGE = 20, 500


@dataclass(frozen=True)
class Page:
    """A page of the rows of one type; `all` are those on all its pages, in order.

    `leads_nowhere` and `has_rows` are told of the edge that leads to it.
    """

    twin: Twin
    eyes: Eyes
    order: Order
    all: list[Row]
    given: Given
    leads_nowhere: bool = False
    has_rows: bool = True

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of the page."""
        if self.size == 0:
            return []
        return self._inside[-self.size :] if self._is_backward else self._inside[: self.size]

    @cached_property
    def size(self) -> int:
        """How many rows the page takes at most."""
        for name in ("first", "last"):
            if (given := self.given.get(name)) is not None:
                return int(given)
        return DEFAULT_PAGE

    @property
    def edges(self) -> list[tuple[str, Row]]:
        """The rows with their cursors."""
        return [(self.order.cursor(row), row) for row in self.rows]

    @property
    def info(self) -> dict[str, Any]:
        """The fields of `PageInfo`."""
        rest = len(self._inside) > self.size
        is_backward = self._is_backward
        return {
            "hasNextPage": self._is_beyond("before") if is_backward else rest,
            "hasPreviousPage": rest if is_backward else self._is_beyond("after"),
            "startCursor": self.order.cursor(self.rows[0]) if self.rows else None,
            "endCursor": self.order.cursor(self.rows[-1]) if self.rows else None,
        }

    @property
    def _is_backward(self) -> bool:
        return self.given.get("last") is not None

    @cached_property
    def _inside(self) -> list[Row]:
        return [row for row in self.all if self._follows(row) and self._precedes(row)]

    def _follows(self, row: Row) -> bool:
        after = self._bound("after")
        return after is None or self.order.compare(self.order.position(row), after) > 0

    def _precedes(self, row: Row) -> bool:
        before = self._bound("before")
        return before is None or self.order.compare(self.order.position(row), before) < 0

    def _is_beyond(self, bound: str) -> bool:
        """Tell whether a cursor has cut rows off."""
        keeps = self._precedes if bound == "before" else self._follows
        return not all(keeps(row) for row in self.all)

    def _bound(self, name: str) -> Position | None:
        text = self.given.get(name)
        return None if text is None else self.order.read(text)


def page(
    twin: Twin, eyes: Eyes, rows: Iterable[Row], given: Given, twins: Mapping[str, Twin]
) -> Page:
    """Return the page that a client asks for of visible rows."""
    first, last = given.get("first"), given.get("last")
    for size, code in ((first, "FIRST_OUT_OF_RANGE"), (last, "LAST_OUT_OF_RANGE")):
        if size is not None and not 0 <= size <= LARGEST_PAGE:
            raise RefusedError(code)
    if first is not None and last is not None:
        raise RefusedError("FIRST_AND_LAST")
    order = Order.of(twin, eyes, given.get("orderBy"))
    for bound in ("after", "before"):
        if given.get(bound) is not None:
            order.read(given[bound])
    conditions = Conditions(twin, eyes, given.get("filter"), twins)
    kept = [row for row in rows if conditions.met_by(row)]
    compare = cmp_to_key(order.compare)
    return Page(
        twin, eyes, order, sorted(kept, key=lambda row: compare(order.position(row))), given
    )
