"""Periods in read models: the database keeps the end exclusive, the API shows the last day."""

from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, func, literal_column

from kinerja.reads.model import Custom, Element, Field, Ordering, Row
from kinerja.reads.plan import Kind
from policies.permissions import FieldClass
from policies.relations import Binds


def covers(period: Element, day: Element) -> ColumnElement[bool]:
    """Return the condition that `period` contains `day`."""
    return period.op("@>", is_comparison=True)(day)


def period_fields(
    name: str, field_class: FieldClass = FieldClass.PUBLIC, *, bounded: bool = False
) -> dict[str, Field]:
    """Declare `periodStart` and `periodEnd` (inclusive) of the period in column `name`."""

    def first(row: Row, _: Binds) -> Element:
        return func.lower(row[name], type_=Date())

    def last(row: Row, _: Binds) -> Element:
        return func.upper(row[name], type_=Date()) - literal_column("1", Integer())

    return {
        "periodStart": Field(Kind.DATE, first, field_class, nullable=not bounded),
        "periodEnd": Field(Kind.DATE, last, field_class, nullable=not bounded),
    }


def start_order(
    name: str, field_class: FieldClass = FieldClass.PUBLIC, *, bounded: bool = False
) -> Ordering:
    """Declare the order by the first day of the period in column `name`."""
    return Ordering(
        Kind.DATE,
        lambda row, _: func.lower(row[name], type_=Date()),
        field_class,
        nullable=not bounded,
    )


def active_on(name: str, field_class: FieldClass = FieldClass.PUBLIC) -> Custom:
    """Declare the condition that the period in column `name` contains a day."""

    def holds(row: Row, _: Binds, day: Any) -> Element:  # noqa: ANN401 - a parameter.
        return covers(row[name], day)

    return Custom(Kind.DATE, holds, field_class)
