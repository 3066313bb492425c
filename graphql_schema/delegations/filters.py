"""Conditions on and orders of delegations, as clients give them."""

from datetime import date
from enum import Enum
from typing import Any

import strawberry

from graphql_schema.comparators import AND, NOT, OR, where
from graphql_schema.connections import OrderDirection
from graphql_schema.references import reference


@strawberry.input(description="Conditions on delegations; all that are given must hold.")
class DelegationFilter:
    """Which delegations."""

    active_on: date | None = where("Whose days contain this day.")
    delegator: Any = reference("Employee", "In whose place somebody rates.")
    delegate: Any = reference("Employee", "Who rates in somebody's place.")
    and_: list["DelegationFilter"] | None = where(AND, "and")
    or_: list["DelegationFilter"] | None = where(OR, "or")
    not_: "DelegationFilter | None" = where(NOT, "not")


@strawberry.enum(description="What delegations are ordered by.")
class DelegationOrderField(Enum):
    """The orders of delegations."""

    PERIOD_START = strawberry.enum_value("PERIOD_START", description="By its first day.")
    CREATED_AT = strawberry.enum_value("CREATED_AT", description="By when it was entered.")


@strawberry.input(description="An order of delegations; the id breaks ties.")
class DelegationOrder:
    """One entry of `orderBy`."""

    field: DelegationOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
