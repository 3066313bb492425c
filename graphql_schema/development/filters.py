"""Conditions on and orders of feedback and development actions, as clients give them."""

from datetime import date, datetime
from enum import Enum
from typing import Any

import strawberry

from graphql_schema.comparators import AND, NOT, OR, Comparator, where
from graphql_schema.connections import OrderDirection
from graphql_schema.development.enums import ActionState, FeedbackKind, FeedbackVisibility
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


@strawberry.input(description="Conditions on development actions; all that are given must hold.")
class DevelopmentActionFilter:
    """Which actions."""

    state: Comparator[ActionState] | None = where("Where it stands.")
    due_date: Comparator[date] | None = where("Its last day.")
    employee: Any = reference("Employee", "Whose action it is.")
    and_: list["DevelopmentActionFilter"] | None = where(AND, "and")
    or_: list["DevelopmentActionFilter"] | None = where(OR, "or")
    not_: "DevelopmentActionFilter | None" = where(NOT, "not")


@strawberry.enum(description="What development actions are ordered by.")
class DevelopmentActionOrderField(Enum):
    """The orders of actions."""

    DUE_DATE = strawberry.enum_value("DUE_DATE", description="By the last day.")
    PLANNED_AT = strawberry.enum_value("PLANNED_AT", description="By when it was planned.")


@strawberry.input(description="An order of development actions; the id breaks ties.")
class DevelopmentActionOrder:
    """One entry of `orderBy`."""

    field: DevelopmentActionOrderField = strawberry.field(description="What to order by.")
    direction: OrderDirection = strawberry.field(
        default=OrderDirection.ASC, description="Which end comes first."
    )
