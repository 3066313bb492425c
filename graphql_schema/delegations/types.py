"""The type of delegations."""

from datetime import date, datetime
from typing import Any

import strawberry

from graphql_schema.connections import Node
from graphql_schema.edges import one


@strawberry.type(
    description="Who rates in whose place (pelimpahan wewenang), from day to day. The delegate has"
    " the rights that the delegator has as rater, of the own right and while it lasts; never over"
    " the delegate's own appraisal, and it cannot be passed on."
)
class Delegation(Node):
    """Always with an end."""

    reason: str | None = strawberry.field(
        description="Why, such as the number of the order; nothing about health. Internal."
    )
    period_start: date | None = strawberry.field(
        description="First day; null when it was ended before it began."
    )
    period_end: date | None = strawberry.field(
        description="Last day, inclusive; null when it was ended before it began."
    )
    created_at: datetime = strawberry.field(description="When it was entered.")
    ended_at: datetime | None = strawberry.field(
        description="When somebody ended it before its time; null when nobody did."
    )

    delegator: Any = one("Employee", "In whose place the delegate rates.")
    delegate: Any = one("Employee", "Who rates.")
    agency: Any = one("Agency", "The agency of both.")
