"""The fields, the order and the condition that every period has."""

from policies.permissions import FieldClass
from tests.support.reference.days import covers, first_day, last_day
from tests.support.reference.plain import PUBLIC, Test, Value


def period_fields(name: str, field_class: FieldClass = PUBLIC) -> dict[str, Value]:
    """Say that `periodStart` and `periodEnd` are the days of the period in a column."""
    return {
        "periodStart": start(name, field_class),
        "periodEnd": Value(lambda row, _: last_day(getattr(row, name)), field_class),
    }


def start(name: str, field_class: FieldClass = PUBLIC) -> Value:
    """Say that a value is the first day of the period in a column."""
    return Value(lambda row, _: first_day(getattr(row, name)), field_class)


def active_on(name: str, field_class: FieldClass = PUBLIC) -> Test:
    """Say that a condition is whether the period in a column holds a day."""
    return Test(lambda row, _, day: covers(getattr(row, name), day), field_class)
