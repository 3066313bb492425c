"""Conditions on and orders of grants of data sharing, as clients give them."""

from datetime import date
from enum import Enum

import strawberry

from graphql_schema.comparators import AND, NOT, OR, TextComparator, where
from graphql_schema.connections import OrderDirection


@strawberry.input(description="Conditions on grants of data sharing; all that are given must hold.")
class DataSharingGrantFilter:
    """Which grants."""

    client_name: TextComparator | None = where("Name of the API client.")
    active_on: date | None = where("Whose days contain this day, revoked or not.")
    is_revoked: bool | None = where("Whether it was revoked.")
    and_: list["DataSharingGrantFilter"] | None = where(AND, "and")
    or_: list["DataSharingGrantFilter"] | None = where(OR, "or")
    not_: "DataSharingGrantFilter | None" = where(NOT, "not")


@strawberry.enum(description="What grants of data sharing are ordered by.")
class DataSharingGrantOrderField(Enum):
    """The orders of grants."""

    GRANTED_AT = strawberry.enum_value("GRANTED_AT", description="By when it was made.")
    PERIOD_START = strawberry.enum_value("PERIOD_START", description="By its first day.")


@strawberry.input(description="An order of grants of data sharing; the id breaks ties.")
class DataSharingGrantOrder:
    """One entry of `orderBy`."""

    field: DataSharingGrantOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
