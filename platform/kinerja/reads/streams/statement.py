"""The statement of a stream: a row for each item, in the order of the list.

It is built from the same levels as any read, so agency, row filter and hidden fields are the same.
"""

from typing import Any

from sqlalchemy import FromClause, Select, Uuid, bindparam, false, select, true

from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.levels import Level, Source
from kinerja.reads.model import Edge, Element
from kinerja.reads.pages import PageText
from kinerja.reads.plan import Edges, EdgeTo, Nodes, Object, Page, PageTo
from kinerja.reads.statement import ROOT_KEY, StatementBuilder


def streamed_page(plan: Object | Page) -> Page:
    """Return the page that a plan leads to."""
    while not isinstance(plan, Page):
        (entry,) = plan.entries
        if isinstance(entry, PageTo):
            return entry.page
        if not isinstance(entry, EdgeTo):
            message = f"{type(entry).__name__} leads to no page"
            raise TypeError(message)
        plan = entry.object
    return plan


class ItemText(PageText):
    """Builds the items of a page one by one instead of the text of all."""

    def items(self) -> tuple[Element, Select[Any]]:
        """Return the text of an item, and the rows that it is made of, in their order."""
        (entry,) = self._plan.entries
        if isinstance(entry, Edges):
            item = self._edge(entry)
        elif isinstance(entry, Nodes):
            item = self._object_text(self._level, entry.object)
        else:
            message = f"{type(entry).__name__} has no items"
            raise TypeError(message)
        return item, self._rows()  # Only now is it known which columns the rows must have.

    @property
    def alias(self) -> str:
        """The name of the rows."""
        return self._alias


class StreamBuilder(StatementBuilder):
    """Builds the statement of one stream."""

    def stream(self, plan: Object | Page) -> Select[Any]:
        """Return the statement: one column with the JSON text of an item, a row for each."""
        if isinstance(plan, Page):
            source = self.levels.open(CATALOGUE[plan.type_name])
            text = ItemText(plan, source, (), self.object_text)
            item, rows = text.items()
            return select(item).select_from(rows.subquery(text.alias))
        model = CATALOGUE[plan.type_name]
        source = self.levels.open(model)
        key = source.level.row[model.key] == bindparam(ROOT_KEY, None, Uuid())
        return self._along(plan, source, [*source.conditions, key])

    def _along(self, plan: Object, source: Source, conditions: list[Element]) -> Select[Any]:
        """Follow the way from the root object to the list; each step is one row, or none."""
        rows: FromClause = source.from_clause
        (entry,) = plan.entries
        while isinstance(entry, EdgeTo):
            edge = source.level.model.edges[entry.edge]
            following = self._follow(source.level, edge)
            conditions += following.conditions
            conditions.append(self._joins(source.level, following, (edge, entry)))
            conditions.append(self._led(source.level, edge, hidden=entry.hidden))
            rows, source = rows.join(following.from_clause, true()), following
            (entry,) = entry.object.entries
        if not isinstance(entry, PageTo):
            message = f"{type(entry).__name__} leads to no page"
            raise TypeError(message)
        edge = source.level.model.edges[entry.edge]
        listed = self._follow(source.level, edge)
        joins = (self._joins(source.level, listed, (edge, entry)),)
        text = ItemText(entry.page, listed, joins, self.object_text)
        item, items = text.items()
        joined = rows.join(items.lateral(text.alias), true())
        return select(item).select_from(joined).where(*conditions)

    @staticmethod
    def _led(level: Level, edge: Edge, *, hidden: bool) -> Element:
        """Return whether policy shows where the edge leads."""
        shown = level.shows(edge.field_class)
        if hidden or shown is False:
            return false()
        return true() if shown is True else shown
