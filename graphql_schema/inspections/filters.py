"""Conditions on and orders of inspection cases, as clients give them."""

from datetime import date
from enum import Enum
from typing import Any

import strawberry

from graphql_schema.comparators import AND, NOT, OR, where
from graphql_schema.connections import OrderDirection
from graphql_schema.references import reference


@strawberry.input(description="Conditions on inspection cases; all that are given must hold.")
class InspectionCaseFilter:
    """Which cases."""

    is_open: bool | None = where("Whether nobody has closed the case.")
    active_on: date | None = where("Whose days contain this day.")
    employee: Any = reference("Employee", "Whom the case is about.")
    and_: list["InspectionCaseFilter"] | None = where(AND, "and")
    or_: list["InspectionCaseFilter"] | None = where(OR, "or")
    not_: "InspectionCaseFilter | None" = where(NOT, "not")


@strawberry.enum(description="What inspection cases are ordered by.")
class InspectionCaseOrderField(Enum):
    """The orders of cases."""

    OPENED_AT = strawberry.enum_value("OPENED_AT", description="By when it was opened.")


@strawberry.input(description="An order of inspection cases; the id breaks ties.")
class InspectionCaseOrder:
    """One entry of `orderBy`."""

    field: InspectionCaseOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
