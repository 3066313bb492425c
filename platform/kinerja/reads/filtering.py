"""The conditions of a filter in SQL."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import (
    Integer,
    and_,
    any_,
    case,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)

from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.levels import ME, Level, value_of
from kinerja.reads.model import Custom, Element
from kinerja.reads.plan import Combination, Comparison, Condition, Related

_OPERATORS: Mapping[str, Callable[[Element, Any], Element]] = {
    "eq": lambda value, given: value == given,
    "neq": lambda value, given: value.is_distinct_from(given),
    "in": lambda value, given: value == any_(given),
    "nin": lambda value, given: not_(func.coalesce(value == any_(given), false())),
    "lt": lambda value, given: value < given,
    "lte": lambda value, given: value <= given,
    "gt": lambda value, given: value > given,
    "gte": lambda value, given: value >= given,
    "contains": lambda value, given: value.ilike(given),
    "startsWith": lambda value, given: value.ilike(given),
}


def holds(level: Level, condition: Condition) -> Element:
    """Return a condition of a filter on one level; a value that policy hides counts as none."""
    if isinstance(condition, Combination):
        parts = [holds(level, part) for part in condition.parts]
        if condition.how == "or":
            return or_(false(), *parts)
        every = and_(true(), *parts)
        # Whatever is not true is false here: `not` gives exactly the other rows.
        return not_(func.coalesce(every, false())) if condition.how == "not" else every
    if isinstance(condition, Related):
        return _related(level, condition)
    return _compare(level, condition)


def _related(level: Level, related: Related) -> Element:
    """Return a condition on the rows that an edge shows: its own ones that policy lets through.

    Where policy hides what the edge tells, it leads to no row.
    """
    edge = level.model.edges[related.edge]
    source = level.open(CATALOGUE[edge.target], level if edge.held else None)
    shown = (source.level.shows(edge.target_class), level.shows(edge.field_class))
    found = [*source.conditions, edge.on(level.row, source.level.row, ME, {})]
    found += [false() if one is False else one for one in shown if one is not True]
    wanted = true() if related.condition is None else holds(source.level, related.condition)
    if related.how == "every":
        wanted = not_(func.coalesce(wanted, false()))
    one = select(literal_column("1", Integer())).select_from(source.from_clause)
    exists = one.where(*found, wanted).correlate(None).exists()
    return not_(exists) if related.how in ("every", "none") else exists


def _compare(level: Level, comparison: Comparison) -> Element:
    field = level.model.filters[comparison.field]
    shown = level.shows(field.field_class)
    given = value_of(comparison.value)
    if isinstance(field, Custom):
        condition = field.holds(level.row, ME, given)
        return condition if isinstance(shown, bool) else and_(shown, condition)
    value = field.sql(level.row, ME)
    if field.ids_of is None:
        value = level.told(field.kind, value)
    if not isinstance(shown, bool):
        value = case((shown, value))
    return _OPERATORS[comparison.operator](value, given)
