"""Conditions on and orders of the audit trail and the access log, as clients give them."""

from datetime import date, datetime
from enum import Enum
from typing import Any

import strawberry

from graphql_schema.audit.enums import AccessCertainty, AuditKind, SubjectKind
from graphql_schema.comparators import (
    AND,
    NOT,
    OR,
    Comparator,
    RangeComparator,
    TextComparator,
    where,
)
from graphql_schema.connections import OrderDirection
from graphql_schema.references import reference


@strawberry.input(description="Conditions on audit events; all that are given must hold.")
class AuditEventFilter:
    """Which events."""

    occurred_at: RangeComparator[datetime] | None = where("When it was done.")
    occurred_on: RangeComparator[date] | None = where("On which day, in Jakarta.")
    action: TextComparator | None = where("What was done.")
    kind: Comparator[AuditKind] | None = where("What it is about.")
    object_type: TextComparator | None = where("Type of the object that it was done to.")
    actor: Any = reference("Employee", "Who did it.")
    person: Any = reference("Employee", "The employee whom it is about.")
    and_: list["AuditEventFilter"] | None = where(AND, "and")
    or_: list["AuditEventFilter"] | None = where(OR, "or")
    not_: "AuditEventFilter | None" = where(NOT, "not")


@strawberry.enum(description="What audit events are ordered by.")
class AuditEventOrderField(Enum):
    """The orders of audit events."""

    OCCURRED_AT = strawberry.enum_value("OCCURRED_AT", description="By when it was done.")


@strawberry.input(description="An order of audit events; the id breaks ties.")
class AuditEventOrder:
    """One entry of `orderBy`."""

    field: AuditEventOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="Conditions on access events; all that are given must hold.")
class AccessEventFilter:
    """Which reads."""

    occurred_at: RangeComparator[datetime] | None = where("When it was read.")
    occurred_on: RangeComparator[date] | None = where("On which day, in Jakarta.")
    subject_kind: Comparator[SubjectKind] | None = where("Whether a person or a program read.")
    certainty: Comparator[AccessCertainty] | None = where("Whether an object or a list was read.")
    person: Any = reference("Employee", "Whom the object that was read is about.")
    and_: list["AccessEventFilter"] | None = where(AND, "and")
    or_: list["AccessEventFilter"] | None = where(OR, "or")
    not_: "AccessEventFilter | None" = where(NOT, "not")


@strawberry.enum(description="What access events are ordered by.")
class AccessEventOrderField(Enum):
    """The orders of access events."""

    OCCURRED_AT = strawberry.enum_value("OCCURRED_AT", description="By when it was read.")


@strawberry.input(description="An order of access events; the id breaks ties.")
class AccessEventOrder:
    """One entry of `orderBy`."""

    field: AccessEventOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
