"""Conditions on and orders of objections, as clients give them."""

from enum import Enum
from typing import Any

import strawberry

from graphql_schema.comparators import AND, NOT, OR, Comparator, where
from graphql_schema.connections import OrderDirection
from graphql_schema.objections.enums import ObjectionState
from graphql_schema.references import reference


@strawberry.input(description="Conditions on objections; all that are given must hold.")
class ObjectionFilter:
    """Which objections."""

    state: Comparator[ObjectionState] | None = where("Where the objection stands.")
    appraisal: Any = reference("Appraisal", "The appraisal that it is about.")
    ratee: Any = reference("Employee", "Who has objected.")
    and_: list["ObjectionFilter"] | None = where(AND, "and")
    or_: list["ObjectionFilter"] | None = where(OR, "or")
    not_: "ObjectionFilter | None" = where(NOT, "not")


@strawberry.enum(description="What objections are ordered by.")
class ObjectionOrderField(Enum):
    """The orders of objections."""

    FILED_AT = strawberry.enum_value("FILED_AT", description="By when it was filed.")
    STATEMENT_DUE = strawberry.enum_value(
        "STATEMENT_DUE", description="By the last day for the rater's statement."
    )


@strawberry.input(description="An order of objections; the id breaks ties.")
class ObjectionOrder:
    """One entry of `orderBy`."""

    field: ObjectionOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
