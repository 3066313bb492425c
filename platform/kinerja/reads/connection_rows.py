"""The rows of a connection as its aggregates see them: under policy and filter, as shown."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, cast, distinct, false, func, not_, null, select

from kinerja.reads.levels import Level, Source, type_of
from kinerja.reads.model import Element, Model
from kinerja.reads.plan import Kind
from policies.permissions import FieldClass


@dataclass(frozen=True)
class Rows:
    """The rows of a connection: where they come from, what always holds, and the filter."""

    source: Source
    within: tuple[Element, ...]
    condition: Element | None

    @property
    def level(self) -> Level:
        """The level of the rows."""
        return self.source.level

    @property
    def model(self) -> Model:
        """What the rows are."""
        return self.level.model

    @property
    def owner(self) -> Element | None:
        """Whom a row is about."""
        return self.level.facts.owner

    def selected(self, *columns: ColumnElement[Any]) -> Select[Any]:
        """Return columns of the rows of the connection."""
        wanted = self.within if self.condition is None else (*self.within, self.condition)
        return self._all(*columns).where(*wanted)

    def rest(self) -> Select[Any] | None:
        """Return how many people are in the rows that the filter leaves out; None without one."""
        if self.condition is None or self.owner is None:
            return None
        people = func.count(distinct(self.owner))
        left = not_(func.coalesce(self.condition, false()))
        return self._all(people).where(*self.within, left)

    def value(self, kind: Kind, field_class: FieldClass, sql: Element) -> Element:
        """Return a value of a row as it is shown: NULL where policy hides it.

        A key is not told itself: it leads to an object.
        """
        shown = self.level.shows(field_class)
        told = sql if kind is Kind.KEY else self.level.told(kind, sql)
        if isinstance(shown, bool):
            return told if shown else cast(null(), type_of(kind))
        return case((shown, told))

    def _all(self, *columns: ColumnElement[Any]) -> Select[Any]:
        return select(*columns).select_from(self.source.from_clause)
