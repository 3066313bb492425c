"""Aggregates and groups in SQL, over exactly the rows of a connection and what they show."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Text,
    case,
    cast,
    distinct,
    func,
    literal_column,
    null,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.connection_rows import Rows
from kinerja.reads.group_keys import dimension_of, key_column, key_name, key_row
from kinerja.reads.levels import Level, type_of, value_of
from kinerja.reads.measures import NOTHING, WHO, MeasureWriter, object_of, unless
from kinerja.reads.model import Element, Model
from kinerja.reads.plan import Aggregate, Aggregates, Constant, GroupKey, Groups, Object
from kinerja.reads.small_groups import withheld_groups
from kinerja.reads.texts import constant, join_text


def summary_text(
    plan: Aggregates | Groups, rows: Rows, object_text: Callable[[Level, Object], Element]
) -> Element:
    """Return the JSON text of `aggregates` or `groups`."""
    if isinstance(plan, Aggregates):
        return _aggregates_text(plan, rows)
    return _groups_text(plan, rows, object_text)


def _aggregates_text(plan: Aggregates, rows: Rows) -> Element:
    writer = MeasureWriter(rows, plan.entries, plan.smallest)
    values = writer.values()
    entries: dict[str, Element] = {}
    hidden = writer.is_small(rows.rest())
    for entry in plan.entries:
        text = writer.text(entry, hidden)
        entries[entry.key] = text
    # HAVING makes one row of all rows, also where nothing that is selected is an aggregate.
    return select(object_of(entries)).select_from(values).having(true()).scalar_subquery()


def _groups_text(
    plan: Groups, rows: Rows, object_text: Callable[[Level, Object], Element]
) -> Element:
    writer = MeasureWriter(rows, plan.entries, plan.grouping.smallest)
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
    item = object_of(dict(_group_entries(plan, level, alias, object_text, writer)))
    order = literal_column(f"{alias}.place", Integer())
    joined = func.string_agg(item, aggregate_order_by(constant(","), order))
    text = join_text(["[", func.coalesce(joined, constant(""), type_=Text()), "]"])
    return select(text).select_from(page.subquery(alias)).scalar_subquery()


def _people_by(key: ColumnElement[Any], values: Subquery) -> Select[Any]:
    people = func.count(distinct(values.c[WHO])).label("people")
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
            case((groups.c.hidden, NOTHING), else_=groups.c.n).desc(),
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
    writer: MeasureWriter,
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
            yield entry.key, text if hidden is None else unless(hidden, text)
