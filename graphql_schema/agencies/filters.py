"""Conditions on and orders of agencies, as clients give them."""

from enum import Enum

import strawberry

from graphql_schema.agencies.enums import AgencyKind, AgencyState
from graphql_schema.comparators import AND, NOT, OR, Comparator, TextComparator, where
from graphql_schema.connections import OrderDirection


@strawberry.input(description="Conditions on agencies; all that are given must hold.")
class AgencySummaryFilter:
    """Which agencies."""

    code: TextComparator | None = where("Code of the agency.")
    name: TextComparator | None = where("Name of the agency.")
    kind: Comparator[AgencyKind] | None = where("What the agency is.")
    state: Comparator[AgencyState] | None = where("Whether it uses the service.")
    and_: list["AgencySummaryFilter"] | None = where(AND, "and")
    or_: list["AgencySummaryFilter"] | None = where(OR, "or")
    not_: "AgencySummaryFilter | None" = where(NOT, "not")


@strawberry.enum(description="What agencies are ordered by.")
class AgencySummaryOrderField(Enum):
    """The orders of agencies."""

    CODE = strawberry.enum_value("CODE", description="By code.")
    NAME = strawberry.enum_value("NAME", description="By name.")


@strawberry.input(description="An order of agencies; the id breaks ties.")
class AgencySummaryOrder:
    """One entry of `orderBy`."""

    field: AgencySummaryOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
