"""Conditions on and orders of requests and legal holds, as clients give them."""

from datetime import date
from enum import Enum
from typing import Any

import strawberry

from graphql_schema.comparators import AND, NOT, OR, Comparator, where
from graphql_schema.connections import OrderDirection
from graphql_schema.personal_data.enums import RequestKind, RequestState
from graphql_schema.references import reference


@strawberry.input(description="Conditions on requests; all that are given must hold.")
class DataRequestFilter:
    """Which requests."""

    kind: Comparator[RequestKind] | None = where("What is asked.")
    state: Comparator[RequestState] | None = where("How far the request has come.")
    is_overdue: bool | None = where("Whether nobody has decided within 3 x 24 hours.")
    employee: Any = reference("Employee", "Who asks.")
    and_: list["DataRequestFilter"] | None = where(AND, "and")
    or_: list["DataRequestFilter"] | None = where(OR, "or")
    not_: "DataRequestFilter | None" = where(NOT, "not")


@strawberry.enum(description="What requests are ordered by.")
class DataRequestOrderField(Enum):
    """The orders of requests."""

    FILED_AT = strawberry.enum_value("FILED_AT", description="By when it was filed.")
    DUE_AT = strawberry.enum_value("DUE_AT", description="By when it is to be decided.")


@strawberry.input(description="An order of requests; the id breaks ties.")
class DataRequestOrder:
    """One entry of `orderBy`."""

    field: DataRequestOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )


@strawberry.input(description="Conditions on legal holds; all that are given must hold.")
class LegalHoldFilter:
    """Which holds."""

    is_placed: bool | None = where("Whether nobody has lifted the hold.")
    active_on: date | None = where("Whose days contain this day.")
    employee: Any = reference("Employee", "Whose data is kept.")
    and_: list["LegalHoldFilter"] | None = where(AND, "and")
    or_: list["LegalHoldFilter"] | None = where(OR, "or")
    not_: "LegalHoldFilter | None" = where(NOT, "not")


@strawberry.enum(description="What legal holds are ordered by.")
class LegalHoldOrderField(Enum):
    """The orders of holds."""

    PLACED_AT = strawberry.enum_value("PLACED_AT", description="By when it was placed.")


@strawberry.input(description="An order of legal holds; the id breaks ties.")
class LegalHoldOrder:
    """One entry of `orderBy`."""

    field: LegalHoldOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
