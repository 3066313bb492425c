"""Conditions on and orders of feedback, as clients give them."""

from datetime import datetime
from enum import Enum
from typing import Any

import strawberry

from graphql_schema.comparators import AND, NOT, OR, Comparator, where
from graphql_schema.connections import OrderDirection
from graphql_schema.development.enums import FeedbackKind, FeedbackVisibility
from graphql_schema.references import reference


@strawberry.input(description="Conditions on feedback; all that are given must hold.")
class FeedbackFilter:
    """Which feedback."""

    kind: Comparator[FeedbackKind] | None = where("What was written.")
    visibility: Comparator[FeedbackVisibility] | None = where("Up to whom it may be read.")
    given_at: Comparator[datetime] | None = where("When it was written.")
    employee: Any = reference("Employee", "Whom it is about.")
    author: Any = reference("Employee", "Who wrote it. Internal.")
    and_: list["FeedbackFilter"] | None = where(AND, "and")
    or_: list["FeedbackFilter"] | None = where(OR, "or")
    not_: "FeedbackFilter | None" = where(NOT, "not")


@strawberry.enum(description="What feedback is ordered by.")
class FeedbackOrderField(Enum):
    """The orders of feedback."""

    GIVEN_AT = strawberry.enum_value("GIVEN_AT", description="By when it was written.")


@strawberry.input(description="An order of feedback; the id breaks ties.")
class FeedbackOrder:
    """One entry of `orderBy`."""

    field: FeedbackOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
