"""Conditions on and orders of ratings of units, as clients give them."""

from enum import Enum
from typing import Any

import strawberry

from graphql_schema.calibration.enums import OrgRating
from graphql_schema.comparators import AND, NOT, OR, Comparator, where
from graphql_schema.connections import OrderDirection
from graphql_schema.references import reference


@strawberry.input(description="Conditions on ratings of units; all that are given must hold.")
class OrgPerformanceFilter:
    """Which ratings."""

    rating: Comparator[OrgRating] | None = where("How the unit performed.")
    is_current: bool | None = where("Whether no later revision replaces it.")
    cycle: Any = reference("Cycle", "The cycle.")
    org_unit: Any = reference("OrgUnit", "The unit.")
    in_unit: strawberry.ID | None = where("Units at or below this `OrgUnit`.")
    and_: list["OrgPerformanceFilter"] | None = where(AND, "and")
    or_: list["OrgPerformanceFilter"] | None = where(OR, "or")
    not_: "OrgPerformanceFilter | None" = where(NOT, "not")


@strawberry.enum(description="What ratings of units are ordered by.")
class OrgPerformanceOrderField(Enum):
    """The orders of ratings of units."""

    DECIDED_AT = strawberry.enum_value("DECIDED_AT", description="By when it was decided.")


@strawberry.input(description="An order of ratings of units; the id breaks ties.")
class OrgPerformanceOrder:
    """One entry of `orderBy`."""

    field: OrgPerformanceOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
