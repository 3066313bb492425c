"""Conditions on and orders of performance plans, as clients give them."""

from enum import Enum
from typing import Any

import strawberry

from graphql_schema.comparators import AND, NOT, OR, Comparator, where
from graphql_schema.connections import OrderDirection
from graphql_schema.organisation.enums import PositionClass
from graphql_schema.plans.enums import PlanState
from graphql_schema.references import reference


@strawberry.input(description="Conditions on performance plans; all that are given must hold.")
class PerformancePlanFilter:
    """Which plans."""

    state: Comparator[PlanState] | None = where("Where the revision stands.")
    is_current: bool | None = where("Whether it is the revision that counts.")
    position_class: Comparator[PositionClass] | None = where("Pinned class of the position.")
    cycle: Any = reference("Cycle", "The cycle that it is for.")
    ratee: Any = reference("Employee", "Whose plan it is.")
    rater: Any = reference("Employee", "The pinned rater.")
    org_unit: Any = reference("OrgUnit", "The pinned unit, itself only.")
    and_: list["PerformancePlanFilter"] | None = where(AND, "and")
    or_: list["PerformancePlanFilter"] | None = where(OR, "or")
    not_: "PerformancePlanFilter | None" = where(NOT, "not")


@strawberry.enum(description="What performance plans are ordered by.")
class PerformancePlanOrderField(Enum):
    """The orders of plans."""

    CREATED_AT = strawberry.enum_value("CREATED_AT", description="By when it was begun.")
    STATE = strawberry.enum_value("STATE", description="By the name of the state.")


@strawberry.input(description="An order of performance plans; the id breaks ties.")
class PerformancePlanOrder:
    """One entry of `orderBy`."""

    field: PerformancePlanOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
