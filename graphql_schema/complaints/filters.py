"""Conditions on and orders of complaints and service levels, as clients give them."""

from datetime import date, datetime
from enum import Enum
from typing import Any

import strawberry

from graphql_schema.comparators import (
    AND,
    NOT,
    OR,
    Comparator,
    RangeComparator,
    TextComparator,
    where,
)
from graphql_schema.complaints.enums import ComplaintState
from graphql_schema.connections import OrderDirection
from graphql_schema.references import reference


@strawberry.input(description="Conditions on complaints; all that are given must hold.")
class ComplaintFilter:
    """Which complaints."""

    number: TextComparator | None = where("Number in the complaint system. Internal.")
    channel: TextComparator | None = where("Where it came in. Internal.")
    category: TextComparator | None = where("What it is about. Internal.")
    state: Comparator[ComplaintState] | None = where("What became of it. Internal.")
    received_at: RangeComparator[datetime] | None = where("When it came in. Internal.")
    org_unit: Any = reference("OrgUnit", "Of which unit. Internal.")
    in_unit: strawberry.ID | None = where("Of this unit or one below it. Internal.")
    and_: list["ComplaintFilter"] | None = where(AND, "and")
    or_: list["ComplaintFilter"] | None = where(OR, "or")
    not_: "ComplaintFilter | None" = where(NOT, "not")


@strawberry.enum(description="What complaints are ordered by.")
class ComplaintOrderField(Enum):
    """The orders of complaints."""

    RECEIVED_AT = strawberry.enum_value("RECEIVED_AT", description="By when it came in. Internal.")


@strawberry.input(description="An order of complaints; the id breaks ties.")
class ComplaintOrder:
    """One entry of `orderBy`."""

    field: ComplaintOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="Conditions on service levels; all that are given must hold.")
class ComplaintMetricFilter:
    """Which service levels."""

    active_on: date | None = where("Whose month contains this day.")
    cut_off: RangeComparator[datetime] | None = where("As of when it was counted.")
    org_unit: Any = reference("OrgUnit", "Of which unit.")
    in_unit: strawberry.ID | None = where("Of this unit or one below it.")
    and_: list["ComplaintMetricFilter"] | None = where(AND, "and")
    or_: list["ComplaintMetricFilter"] | None = where(OR, "or")
    not_: "ComplaintMetricFilter | None" = where(NOT, "not")


@strawberry.enum(description="What service levels are ordered by.")
class ComplaintMetricOrderField(Enum):
    """The orders of service levels."""

    PERIOD_START = strawberry.enum_value("PERIOD_START", description="By month.")
    CUT_OFF = strawberry.enum_value("CUT_OFF", description="By when it was counted.")


@strawberry.input(description="An order of service levels; the id breaks ties.")
class ComplaintMetricOrder:
    """One entry of `orderBy`."""

    field: ComplaintMetricOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
