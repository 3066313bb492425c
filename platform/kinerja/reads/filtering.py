"""The conditions of a filter in SQL."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import and_, any_, case, false, func, not_, or_, true

from kinerja.reads.levels import ME, Level, value_of
from kinerja.reads.model import Custom, Element
from kinerja.reads.plan import Combination, Comparison, Condition

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
    return _compare(level, condition)


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
