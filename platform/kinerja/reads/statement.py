"""From a plan to one SQL statement: rows in rows as correlated subqueries that return JSON text."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    cast,
    false,
    func,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.sql.expression import CompoundSelect

from kinerja.reads.access import Access
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.identifiers import id_text
from kinerja.reads.levels import ME, Level, Levels, Source, value_of
from kinerja.reads.model import Comparing, Edge, Element, Many, Row
from kinerja.reads.pages import PageText
from kinerja.reads.plan import Constant, EdgeTo, Entry, Leaf, Object, Page, PageTo
from kinerja.reads.texts import constant, join_text, json_parts, or_null
from policies.facts import RowFacts

#: The parameters that say which rows a root field is about.
ROOT_KEY = "root_key"


def keys_name(type_name: str) -> str:
    """Return the parameter that holds the keys of one type in a read of many objects."""
    return f"keys_{type_name}"


class StatementBuilder:
    """Builds one statement."""

    def __init__(self, access: Access) -> None:
        self.levels = Levels(access)

    def one(self, plan: Object) -> Select[Any]:
        """Return the statement for one object: one row with its JSON, or none."""
        model = CATALOGUE[plan.type_name]
        if model.is_virtual:
            row = Row("nothing", model.table)
            level = Level(model, row, RowFacts(agency=ME.agency), lambda _: True, self.levels.open)
            return select(self.object_text(level, plan))
        source = self.levels.open(model)
        key = source.level.row[model.key] == bindparam(ROOT_KEY, None, Uuid())
        return self._from(source, self.object_text(source.level, plan)).where(key)

    def page(self, plan: Page) -> Select[Any]:
        """Return the statement for a page of all rows of a type."""
        return select(join_text(self.page_parts(plan)))

    def many(self, plans: Sequence[Object]) -> CompoundSelect[Any]:
        """Return the statement for objects of several types: type, key and JSON of each."""
        return union_all(*(self._by_keys(plan) for plan in plans))

    def _by_keys(self, plan: Object) -> Select[Any]:
        model = CATALOGUE[plan.type_name]
        source = self.levels.open(model)
        key = source.level.row[model.key]
        keys = bindparam(keys_name(plan.type_name), None, ARRAY(Uuid()))
        found = self._from(source, constant(plan.type_name), cast(key, Text))
        return found.add_columns(self.object_text(source.level, plan)).where(key == any_(keys))

    def object_text(self, level: Level, plan: Object) -> Element:
        """Return the JSON text of one row."""
        parts: list[str | Element] = ["{"]
        for place, entry in enumerate(plan.entries):
            parts.append(f'{"," if place else ""}"{entry.key}":')
            parts += self._value(level, entry)
        return join_text([*parts, "}"])

    def _value(self, level: Level, entry: Entry) -> Sequence[str | Element]:
        if isinstance(entry, Constant):
            return (f'"{entry.text}"',)
        if isinstance(entry, Leaf):
            return self._leaf(level, entry)
        if isinstance(entry, PageTo):
            edge = level.model.edges[entry.edge]
            return self.page_parts(entry.page, level, (edge, entry))
        return ("null",) if entry.hidden else (self._edge(level, entry),)

    def _leaf(self, level: Level, leaf: Leaf) -> Sequence[str | Element]:
        model = level.model
        if leaf.hidden:
            return ("null",)
        if leaf.field == "id":
            return ('"', id_text(model.type_name, level.key), '"')
        field = model.fields[leaf.field]
        shown = level.shows(field.field_class)
        if shown is False:
            return ("null",)
        value = level.told(field.kind, field.sql(level.row, ME))
        if shown is True:
            return json_parts(field.kind, value, nullable=field.nullable)
        written = join_text(json_parts(field.kind, value, nullable=False))
        return (or_null(case((shown, written))),)

    def _edge(self, level: Level, entry: EdgeTo) -> Element:
        edge = level.model.edges[entry.edge]
        joined = level.join(edge)
        found = self._looked_up(level, entry) if joined is None else self._joined(joined, entry)
        shown = level.shows(edge.field_class)
        if not isinstance(shown, bool):
            found = case((shown, found))
        return or_null(found)

    def _joined(self, joined: Level, entry: EdgeTo) -> Element:
        is_there = joined.row[joined.model.key].is_not(None)
        return case((is_there, self.object_text(joined, entry.object)))

    def _looked_up(self, level: Level, entry: EdgeTo) -> Element:
        compared = level.model.edges[entry.edge].compared
        query = self._compared(level, entry, compared) if compared else self._rows(level, entry)
        return query.scalar_subquery()

    def _rows(self, level: Level, entry: EdgeTo) -> Select[Any]:
        """Return the one row, or the list of rows, that an edge leads to."""
        edge = level.model.edges[entry.edge]
        source = self._follow(level, edge)
        text = self.object_text(source.level, entry.object)
        if edge.many is Many.LIST:
            text = _listed(text, [source.level.row[name] for name in edge.first_by])
        return self._from(source, text).where(self._joins(level, source, (edge, entry)))

    def _compared(self, level: Level, entry: EdgeTo, compared: Comparing) -> Select[Any]:
        """Return the list that is computed from this row and another visible one of its type."""
        edge = level.model.edges[entry.edge]
        source = self.levels.open(level.model)
        rows = compared(source.level.row, level.row, ME)
        model = CATALOGUE[edge.target]
        row = self.levels.row(model)
        inner = replace(source.level, model=model, row=row, shows=lambda _: True)
        order = [row[name] for name in edge.first_by]
        text = _listed(self.object_text(inner, entry.object), order)
        found = select(text).select_from(rows.element.subquery(row.alias)).scalar_subquery()
        return self._from(source, found).where(self._joins(level, source, (edge, entry)))

    def page_parts(
        self, plan: Page, level: Level | None = None, via: tuple[Edge, PageTo] | None = None
    ) -> Sequence[str | Element]:
        """Return the JSON text of a page: of all rows, or of those that an edge leads to."""
        if level is None or via is None:
            source = self.levels.open(CATALOGUE[plan.type_name])
            return PageText(plan, source, (), self.object_text).parts()
        source = self._follow(level, via[0])
        joins = (self._joins(level, source, via),)
        page = PageText(plan, source, joins, self.object_text, is_nested=level.in_page)
        return page.parts()

    def _follow(self, level: Level, edge: Edge) -> Source:
        rows = edge.computed(level.row) if edge.computed else None
        parent = level if edge.held else None
        return self.levels.open(CATALOGUE[edge.target], parent, rows=rows)

    def _joins(self, level: Level, source: Source, via: tuple[Edge, EdgeTo | PageTo]) -> Element:
        edge, entry = via
        given = {name: value_of(argument) for name, argument in entry.arguments}
        found = edge.on(level.row, source.level.row, ME, given)
        shown = [source.level.shows(edge.target_class)]
        if edge.many is Many.PAGE:  # Of any other edge the whole value is hidden.
            shown.append(level.shows(edge.field_class))
        conditions = [false() if one is False else one for one in shown if one is not True]
        return and_(found, *conditions)

    @staticmethod
    def _from(source: Source, *columns: Element) -> Select[Any]:
        return select(*columns).select_from(source.from_clause).where(*source.conditions)


def _listed(text: Element, order: Sequence[Element]) -> Element:
    """Return the JSON text of a list of rows in an order."""
    joined = func.string_agg(text, aggregate_order_by(constant(","), *order))
    return join_text(["[", func.coalesce(joined, constant(""), type_=Text()), "]"])
