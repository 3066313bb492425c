"""A page of rows in SQL: the rows themselves, where they stand, and how many there are.

A page is one aggregate over a subquery that orders and cuts its rows. What nobody asked for is not
in the statement: no count without `totalCount`, no look beyond the page without `hasNextPage`.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    Boolean,
    Integer,
    Select,
    Text,
    cast,
    func,
    literal_column,
    not_,
    select,
)

from kinerja.reads.aggregates import summary_text
from kinerja.reads.connection_rows import Rows
from kinerja.reads.cursors import cursor_text, signature
from kinerja.reads.empty_lists import empty_mark
from kinerja.reads.filtering import holds
from kinerja.reads.joined import Joins
from kinerja.reads.levels import ME, Level, Source, value_of
from kinerja.reads.model import Element, Row
from kinerja.reads.orders import SortKey, beyond, sort_keys
from kinerja.reads.plan import (
    Aggregates,
    Constant,
    Edges,
    Groups,
    Info,
    Kind,
    Leaf,
    Nodes,
    Object,
    Page,
    PageEntry,
    Total,
)
from kinerja.reads.texts import constant, join_text, json_parts, or_null
from policies.permissions import FieldClass

_ONE = literal_column("1", Integer())


class PageText:
    """Builds the JSON text of one page."""

    def __init__(
        self,
        plan: Page,
        source: Source,
        joins: Sequence[Element],
        object_text: Callable[[Level, Object], Element],
        *,
        is_nested: bool = False,
    ) -> None:
        self._plan = plan
        self._source = source
        self._object_text = object_text
        self._keys = sort_keys(source.level, plan.window.order)
        self._within = [*source.conditions, *joins]
        wanted = plan.condition
        self._condition = None if wanted is None else holds(source.level, wanted)
        self._all = self._within + ([] if self._condition is None else [self._condition])
        self._rows_of_all = Rows(source, tuple(self._within), self._condition)
        self._flags: dict[str, Element] = {}
        self._needs_keys = plan.window.backward
        inner = source.level
        outer = Row(inner.row.alias, inner.model.table)
        self._joins = Joins(source, self._once)
        self._level = replace(inner, row=outer, shows=self._shows, once=self._once, in_page=True)
        if is_nested:
            self._level = replace(self._level, join=self._joins.follow)

    def parts(self) -> Sequence[str | Element]:
        """Return the page as pieces of text."""
        parts: list[str | Element] = ["{"]
        of_rows = [entry for entry in self._plan.entries if _needs_rows(entry)]
        is_alone = len(of_rows) == 1 and isinstance(of_rows[0], Nodes | Edges)
        for place, entry in enumerate(self._plan.entries):
            parts.append(f'{"," if place else ""}"{entry.key}":')
            value = self._value(entry)
            if is_alone and entry is of_rows[0]:
                # Only the list itself comes out of the subquery: what stands around it joins the
                # constants there, and a large list is copied less often.
                value = ("[", self._from_rows(value[1]), "]")
            parts += value
        parts.append("}")
        return parts if is_alone or not of_rows else (self._from_rows(join_text(parts)),)

    def _from_rows(self, text: str | Element) -> Element:
        """Return what an aggregate makes of the rows of the page."""
        value = constant(text) if isinstance(text, str) else text
        return select(value).select_from(self._rows().subquery(self._alias)).scalar_subquery()

    @property
    def _alias(self) -> str:
        return self._source.level.row.alias

    def _value(self, entry: PageEntry) -> Sequence[str | Element]:
        if isinstance(entry, Constant):
            return (f'"{entry.text}"',)
        if isinstance(entry, Aggregates | Groups):
            return (summary_text(entry, self._rows_of_all, self._object_text),)
        if isinstance(entry, Total):
            return (cast(self._select(func.count()).where(*self._all).scalar_subquery(), Text),)
        if isinstance(entry, Nodes):
            return self._list(self._object_text(self._level, entry.object))
        if isinstance(entry, Edges):
            return self._list(self._edge(entry))
        return self._info(entry)

    def _list(self, item: Element) -> tuple[str, Element, str]:
        joined = func.string_agg(item, constant(","))
        nothing = constant(empty_mark(self._plan.number))
        return ("[", func.coalesce(joined, nothing, type_=Text()), "]")

    def _edge(self, plan: Edges) -> Element:
        parts: list[str | Element] = ["{"]
        for place, entry in enumerate(plan.entries):
            parts.append(f'{"," if place else ""}"{entry.key}":')
            if isinstance(entry, Constant):
                parts.append(f'"{entry.text}"')
            elif isinstance(entry, Nodes):
                parts.append(self._object_text(self._level, entry.object))
            else:
                parts += ['"', self._cursor(), '"']
        return join_text([*parts, "}"])

    def _info(self, plan: Info) -> Sequence[str | Element]:
        parts: list[str | Element] = ["{"]
        for place, entry in enumerate(plan.entries):
            parts.append(f'{"," if place else ""}"{entry.key}":')
            if isinstance(entry, Constant):
                parts.append(f'"{entry.text}"')
            else:
                parts.append(self._info_value(entry))
        return [*parts, "}"]

    def _info_value(self, leaf: Leaf) -> str | Element:
        if leaf.field in ("startCursor", "endCursor"):
            place = _ONE if leaf.field == "startCursor" else cast(func.count(), Integer)
            cursor = func.array_agg(self._cursor())[place]
            return or_null(join_text(['"', cursor, '"']))
        window = self._plan.window
        ahead = (leaf.field == "hasNextPage") is not window.backward
        if ahead:
            rest = self._select(_ONE).where(*self._inside()).offset(value_of(window.size)).limit(1)
            return cast(rest.exists(), Text)
        bound = window.before if window.backward else window.after
        if bound is None:
            return "false"
        cut = beyond(self._keys, bound, backward=window.backward)
        outside = not_(func.coalesce(cut, literal_column("false", Boolean())))
        return cast(self._select(_ONE).where(*self._all, outside).exists(), Text)

    def _cursor(self) -> Element:
        self._needs_keys = True
        agency = cast(ME.agency, Text) if self._level.model.agency else "0"
        values = [
            json_parts(key.kind, self._exported(place, key), nullable=key.nullable)
            for place, key in enumerate(self._keys[:-1])
        ]
        # The last key orders rows by their ids, which it does not always show.
        values.append(json_parts(Kind.KEY, self._level.key, nullable=False))
        name = signature(self._plan.type_name, self._plan.window.order)
        return cursor_text(name, agency, values)

    def _exported(self, place: int, key: SortKey) -> Element:
        return literal_column(f"{self._alias}.k{place}", key.value.type)

    def _shows(self, field_class: FieldClass) -> Element | bool:
        """Let the subquery decide about a class once a row, not once a field."""
        shown = self._source.level.shows(field_class)
        if isinstance(shown, bool):
            return shown
        return self._once(f"shows_{field_class.value}", shown)

    def _once(self, name: str, condition: Element) -> Element:
        """Let the subquery decide about a condition once a row, whoever asks below.

        Fields and the rows below often hang on the same condition: then one flag serves both.
        """
        text = str(condition)
        same = (known for known, flag in self._flags.items() if str(flag) == text)
        name = next(same, name)
        self._flags[name] = condition
        return literal_column(f"{self._alias}.{name}", Boolean())

    def _inside(self) -> list[Element]:
        """Return the conditions of the rows between the cursors."""
        window = self._plan.window
        conditions = list(self._all)
        if window.after is not None:
            conditions.append(beyond(self._keys, window.after, backward=False))
        if window.before is not None:
            conditions.append(beyond(self._keys, window.before, backward=True))
        return conditions

    def _rows(self) -> Select[Any]:
        """Return the rows of the page, in their order, with the columns that are used."""
        window = self._plan.window
        columns = [column.label(name) for name, column in self._used().items()]
        rows = select(*columns).select_from(self._joins.from_clause).where(*self._inside())
        rows = rows.order_by(*(key.ordered(backward=window.backward) for key in self._keys))
        rows = rows.limit(value_of(window.size))
        if not window.backward:
            return rows
        # Cut from the end, then turned round: the order of a page is never reversed.
        again: list[Element] = [
            literal_column(f"{self._alias}.{name}", column.type).label(name)
            for name, column in self._used().items()
        ]
        keys = enumerate(self._keys)
        forward = [
            SortKey(key.kind, self._exported(place, key), key.descending, key.nullable)
            for place, key in keys
        ]
        turned = select(*again).select_from(rows.subquery(self._alias))
        return turned.order_by(*(key.ordered(backward=False) for key in forward))

    def _used(self) -> dict[str, Element]:
        used: dict[str, Element] = {**self._level.row.used, **self._joins.used, **self._flags}
        if self._needs_keys:
            used.update((f"k{place}", key.value) for place, key in enumerate(self._keys))
        return used or {"nothing": _ONE}

    def _select(self, *columns: Element) -> Select[Any]:
        return select(*columns).select_from(self._source.from_clause)


def _needs_rows(entry: PageEntry) -> bool:
    if isinstance(entry, Info):
        return any(
            isinstance(one, Leaf) and one.field in ("startCursor", "endCursor")
            for one in entry.entries
        )
    return isinstance(entry, Nodes | Edges)
