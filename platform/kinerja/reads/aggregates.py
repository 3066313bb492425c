"""Aggregates and groups in SQL, over exactly the rows of a connection and what they show.

The values of a row are worked out once, under policy, in a subquery (its OFFSET keeps the planner
from doing so again for every aggregate); what hides is none. Everything above it sees only those.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Integer,
    Numeric,
    Select,
    Subquery,
    Text,
    Uuid,
    case,
    cast,
    distinct,
    false,
    func,
    literal_column,
    not_,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.group_keys import dimension_of, key_column, key_name, key_row
from kinerja.reads.levels import ME, Level, Source, type_of, value_of
from kinerja.reads.model import Element, Model
from kinerja.reads.plan import (
    Aggregate,
    Aggregates,
    Constant,
    GroupKey,
    Groups,
    Kind,
    Leaf,
    Object,
    Parameter,
)
from kinerja.reads.small_groups import few, withheld_groups
from kinerja.reads.texts import constant, join_text, json_parts, or_null
from policies.permissions import FieldClass

#: Means have as many decimals as the results that they are made of.
DECIMALS = literal_column("10", Integer())
#: 1 with so many decimals that a quotient keeps twice as many as are shown.
PRECISELY = literal_column("1.00000000000000000000", Numeric())
_NOTHING = literal_column("0", Integer())
#: In the subquery of rows: whom the row is about.
_WHO = "who"


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


def summary_text(
    plan: Aggregates | Groups, rows: Rows, object_text: Callable[[Level, Object], Element]
) -> Element:
    """Return the JSON text of `aggregates` or `groups`."""
    if isinstance(plan, Aggregates):
        return _aggregates_text(plan, rows)
    return _groups_text(plan, rows, object_text)


def _aggregates_text(plan: Aggregates, rows: Rows) -> Element:
    writer = _Writer(rows, plan.entries, plan.smallest)
    values = writer.values()
    entries: dict[str, Element] = {}
    hidden = writer.is_small(rows.rest())
    for entry in plan.entries:
        text = writer.text(entry, hidden)
        entries[entry.key] = text
    # HAVING makes one row of all rows, also where nothing that is selected is an aggregate.
    return select(_object(entries)).select_from(values).having(true()).scalar_subquery()


def _groups_text(
    plan: Groups, rows: Rows, object_text: Callable[[Level, Object], Element]
) -> Element:
    writer = _Writer(rows, plan.entries, plan.grouping.smallest)
    model, grouping = rows.model, plan.grouping
    keys = [key_column(model, name) for name in grouping.by]
    values = writer.values(grouping.by)
    texts = {
        f"e{place}": writer.text(entry, None)
        for place, entry in enumerate(plan.entries)
        if isinstance(entry, Aggregate) and entry.how != "suppressed"
    }
    columns = [values.c[key] for key in keys]
    found = (
        select(
            *columns,
            func.count().label("n"),
            *(text.label(name) for name, text in texts.items()),
            writer.people.label("people"),
        )
        .select_from(values)
        .group_by(*columns)
    )
    groups: Subquery = found.subquery("grouped")
    if writer.smallest is not None:
        margins = {key: _people_by(values.c[key], values) for key in keys if len(keys) > 1}
        groups = withheld_groups(
            groups, keys, value_of(writer.smallest), rest=rows.rest(), margins=margins
        )
    alias = f"{rows.level.row.alias}_groups"
    page = _page(groups, model, plan, is_withheld=writer.smallest is not None)
    level = replace(
        rows.level,
        model=CATALOGUE[key_name(model.type_name)],
        row=key_row(alias, model),
        facts=replace(rows.level.facts, owner=None),
        shows=lambda _: True,
        once=lambda _, condition: condition,
    )
    item = _object(dict(_group_entries(plan, level, alias, object_text, writer)))
    order = literal_column(f"{alias}.place", Integer())
    joined = func.string_agg(item, aggregate_order_by(constant(","), order))
    text = join_text(["[", func.coalesce(joined, constant(""), type_=Text()), "]"])
    return select(text).select_from(page.subquery(alias)).scalar_subquery()


def _people_by(key: ColumnElement[Any], values: Subquery) -> Select[Any]:
    people = func.count(distinct(values.c[_WHO])).label("people")
    return select(key.label("key"), people).select_from(values).group_by(key)


def _page(groups: Subquery, model: Model, plan: Groups, *, is_withheld: bool) -> Select[Any]:
    """Return the groups that are wanted, with their places in the order.

    In a dimension that they are not split by, they stand nowhere.
    """
    keys = [key_column(model, name) for name in plan.grouping.by]
    others = [
        cast(null(), type_of(dimension_of(model, name).kind)).label(key_column(model, name))
        for name in model.dimensions
        if name not in plan.grouping.by
    ]
    by_key = [groups.c[key].asc().nulls_last() for key in keys]
    by_size = [groups.c.n.desc()] if plan.grouping.largest_first else []
    if is_withheld and by_size:  # Their sizes are not to be told by their places either.
        by_size = [
            groups.c.hidden.asc(),
            case((groups.c.hidden, _NOTHING), else_=groups.c.n).desc(),
        ]
    order = [*by_size, *by_key]
    columns = [column for column in groups.c if column.name not in ("n", "people")]
    place = func.row_number().over(order_by=order).label("place")
    page = select(*columns, *others, place).select_from(groups).order_by(*order)
    return page.limit(value_of(plan.grouping.size)).offset(value_of(plan.grouping.skip))


def _group_entries(
    plan: Groups,
    level: Level,
    alias: str,
    object_text: Callable[[Level, Object], Element],
    writer: "_Writer",
) -> Iterator[tuple[str, Element]]:
    """Yield what is selected on a group, by response keys."""
    hidden = None if writer.smallest is None else literal_column(f"{alias}.hidden", Boolean())
    for place, entry in enumerate(plan.entries):
        if isinstance(entry, Constant):
            yield entry.key, constant(f'"{entry.text}"')
        elif isinstance(entry, GroupKey):
            yield entry.key, object_text(level, entry.object)
        elif entry.how == "suppressed":
            yield entry.key, constant("false") if hidden is None else cast(hidden, Text)
        else:
            text = literal_column(f"{alias}.e{place}", Text())
            yield entry.key, text if hidden is None else _unless(hidden, text)


class _Writer:
    """Writes the entries of aggregates over one subquery of rows."""

    def __init__(
        self,
        rows: Rows,
        entries: Sequence[Aggregate | GroupKey | Constant],
        smallest: Parameter | None,
    ) -> None:
        self._rows = rows
        self._measures = list(
            dict.fromkeys(
                leaf.field
                for entry in entries
                if isinstance(entry, Aggregate)
                for leaf in entry.measures
                if isinstance(leaf, Leaf)
            )
        )
        # Rows that are about nobody are no group of people.
        self.smallest = None if rows.owner is None else smallest
        needs_people = self.smallest is not None or any(
            isinstance(entry, Aggregate) and entry.how == "people" for entry in entries
        )
        self._who = rows.owner if needs_people else None

    def values(self, dimensions: Sequence[str] = ()) -> Subquery:
        """Return the rows with the values that are aggregated, and those they are grouped by."""
        rows, model = self._rows, self._rows.model
        columns: list[ColumnElement[Any]] = []
        for name in dimensions:
            one = dimension_of(model, name)
            value = rows.value(one.kind, one.field_class, one.sql(rows.level.row, ME))
            columns.append(value.label(key_column(model, name)))
        for place, name in enumerate(self._measures):
            field = model.fields[name]
            value = rows.value(field.kind, field.field_class, field.sql(rows.level.row, ME))
            columns.append(value.label(f"m{place}"))
        if self._who is not None:
            columns.append(self._who.label(_WHO))
        columns = columns or [_NOTHING.label("nothing")]
        return rows.selected(*columns).offset(_NOTHING).subquery("valued")

    @property
    def people(self) -> Element:
        """How many people the rows are about; NULL if they are about nobody."""
        if self._who is None:
            return null()
        people: Element = func.count(distinct(literal_column(f"valued.{_WHO}", Uuid())))
        return people

    def is_small(self, rest: Select[Any] | None) -> Element | None:
        """Return whether the rows, or those beside them, are about too few people; None: never."""
        if self.smallest is None:
            return None
        smallest = value_of(self.smallest)
        # That there is no such row is told to nobody who might ask so about one person.
        small = few(self.people, smallest) | (func.count() == _NOTHING)
        return small if rest is None else small | few(rest.scalar_subquery(), smallest)

    def text(self, entry: Aggregate | GroupKey | Constant, hidden: Element | None) -> Element:
        """Return the JSON text of one entry: null where the rows are too few."""
        if isinstance(entry, Constant):
            return constant(f'"{entry.text}"')
        if isinstance(entry, GroupKey):
            message = "aggregates of all rows have no key"
            raise TypeError(message)
        if entry.how == "suppressed":
            return constant("false") if hidden is None else cast(hidden, Text)
        text = self._aggregate(entry)
        return text if hidden is None else _unless(hidden, text)

    def _aggregate(self, entry: Aggregate) -> Element:
        if entry.how == "count":
            return cast(func.count(), Text)
        if entry.how == "people":
            return or_null(cast(self.people, Text))
        return _object(
            {
                leaf.key: self._measure(entry, leaf)
                if isinstance(leaf, Leaf)
                else constant(f'"{leaf.text}"')
                for leaf in entry.measures
            }
        )

    def _measure(self, entry: Aggregate, leaf: Leaf) -> Element:
        kind = self._rows.model.fields[leaf.field].kind
        value = literal_column(f"valued.m{self._measures.index(leaf.field)}", type_of(kind))
        if entry.how == "percentiles":
            shares = [value_of(share) for share in entry.shares]
            text = _percentiles(kind, value, shares)
        else:
            made = _AGGREGATES[entry.how](value)
            written = _KINDS.get(entry.how, kind)
            text = join_text(json_parts(written, made, nullable=entry.how != "counts"))
        if self.smallest is None:
            return text
        # Of many people only some may show the value: then it is about those alone.
        who = literal_column(f"valued.{_WHO}", Uuid())
        shown = func.count(distinct(who)).filter(value.is_not(None))
        is_withheld = few(shown, value_of(self.smallest)) | (func.count(value) == _NOTHING)
        return _unless(is_withheld, text)


def _mean(value: Element) -> Element:
    """Return the mean of values, exact to the last decimal that is shown.

    PostgreSQL's own has sixteen significant digits, and of great numbers no decimals at all.
    """
    quotient = cast(func.sum(value), Numeric()) * PRECISELY / func.count(value)
    return func.round(quotient, DECIMALS, type_=Numeric())


_AGGREGATES: Mapping[str, Callable[[Element], Element]] = {
    "counts": func.count,
    "avg": _mean,
    "sum": lambda value: cast(func.sum(value), Numeric()),
    "min": func.min,
    "max": func.max,
}
#: What an aggregate is written as, if not as its measure is.
_KINDS = {"counts": Kind.INTEGER, "avg": Kind.DECIMAL, "sum": Kind.DECIMAL}


def _percentiles(kind: Kind, value: Element, shares: Sequence[Element]) -> Element:
    """Return the list of the values below which, or at which, the shares of all values lie.

    By the nearest rank: each is one of the values, exactly; PostgreSQL's own works in floats.
    """
    # NULLs stand last in the array, where no rank leads to.
    ordered = func.array_agg(aggregate_order_by(value, value), type_=ARRAY(type_of(kind)))
    parts: list[str | Element] = []
    for place, share in enumerate(shares):
        rank = func.greatest(literal_column("1"), func.ceil(share * func.count(value)))
        parts.append("," if place else "[")
        parts += json_parts(kind, ordered[cast(rank, Integer)], nullable=True)
    return join_text([*parts, "]"])


def _unless(hidden: Element, text: Element) -> Element:
    return case((hidden, constant("null")), else_=text)


def _object(entries: Mapping[str, Element]) -> Element:
    parts: list[str | Element] = ["{"]
    for place, (key, text) in enumerate(entries.items()):
        parts += [f'{"," if place else ""}"{key}":', text]
    return join_text([*parts, "}"])
