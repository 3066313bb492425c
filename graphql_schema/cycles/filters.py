"""Conditions on and orders of cycles, as clients give them."""

from datetime import date
from enum import Enum
from typing import Any

import strawberry

from graphql_schema.comparators import AND, NOT, OR, Comparator, TextComparator, where
from graphql_schema.connections import OrderDirection
from graphql_schema.cycles.enums import CycleKind, CycleState
from graphql_schema.references import reference, related


@strawberry.input(description="Conditions on cycles; all that are given must hold.")
class CycleFilter:
    """Which cycles."""

    code: TextComparator | None = where("Code of the cycle.")
    name: TextComparator | None = where("Name of the cycle.")
    kind: Comparator[CycleKind] | None = where("How long the cycle lasts.")
    state: Comparator[CycleState] | None = where("Where the cycle stands.")
    active_on: date | None = where("Whose period contains this day.")
    framework: Any = reference("Framework", "The framework.")
    appraisals: Any = related("Appraisal", "The appraisals of the cycle.")
    and_: list["CycleFilter"] | None = where(AND, "and")
    or_: list["CycleFilter"] | None = where(OR, "or")
    not_: "CycleFilter | None" = where(NOT, "not")


@strawberry.enum(description="What cycles are ordered by.")
class CycleOrderField(Enum):
    """The orders of cycles."""

    CODE = strawberry.enum_value("CODE", description="By code.")
    PERIOD_START = strawberry.enum_value(
        "PERIOD_START", description="By the first day of the period."
    )


@strawberry.input(description="An order of cycles; the id breaks ties.")
class CycleOrder:
    """One entry of `orderBy`."""

    field: CycleOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
