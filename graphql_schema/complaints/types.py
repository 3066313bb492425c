"""The types of complaints: one with its history, and the service level of a month."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import strawberry

from graphql_schema.complaints.enums import ComplaintState
from graphql_schema.connections import Node
from graphql_schema.edges import one, some


@strawberry.type(
    description="A complaint as the complaint system (JAKI, CRM) knows it, by an import. Neither"
    " who complained nor what was written is kept. All of it is internal."
)
class Complaint(Node):
    """A complaint about a unit."""

    number: str | None = strawberry.field(description="Its number in its system. Internal.")
    channel: str | None = strawberry.field(description="Where it came in. Internal.")
    category: str | None = strawberry.field(description="What it is about. Internal.")
    state: ComplaintState | None = strawberry.field(description="What became of it. Internal.")
    received_at: datetime | None = strawberry.field(description="When it came in. Internal.")
    responded_at: datetime | None = strawberry.field(
        description="When it was first answered; null before. Internal."
    )
    closed_at: datetime | None = strawberry.field(
        description="When it was closed; null before. Internal."
    )
    seen_at: datetime | None = strawberry.field(
        description="As of which export it is told so. Internal."
    )

    org_unit: Any = one("OrgUnit", "The unit that is to answer it. Internal.")
    steps: Any = some(
        "ComplaintStep", "The states in which exports told of it, oldest first. Internal."
    )


@strawberry.type(description="That an export told of a complaint in a state. Internal.")
class ComplaintStep:
    """A step of its history; it has no id of its own."""

    state: ComplaintState | None = strawberry.field(description="The state. Internal.")
    seen_at: datetime | None = strawberry.field(description="The export's moment. Internal.")

    org_unit: Any = one("OrgUnit", "The unit that was to answer it then. Internal.")


@strawberry.type(
    description="The service level of one unit and month, with all that it is made of. It never"
    " changes: when a later export changes a count, there is another one with a later cut-off."
)
class ComplaintMetric(Node):
    """Numerators, denominator and cut-off."""

    period_start: date = strawberry.field(description="First day of the month.")
    period_end: date = strawberry.field(description="Last day of the month.")
    cut_off: datetime = strawberry.field(description="As of when it was counted.")
    received: int = strawberry.field(
        description="Complaints that came in during the month, without those passed on to others:"
        " the denominator of both rates."
    )
    done: int = strawberry.field(description="Of these, closed by the cut-off.")
    answered_in_time: int = strawberry.field(
        description="Of these, answered within three days (closing answers, too)."
    )
    done_rate: Decimal | None = strawberry.field(
        description="`done` of `received` in percent, two decimals HALF_UP; null of none."
    )
    in_time_rate: Decimal | None = strawberry.field(
        description="`answeredInTime` of `received` in percent, two decimals HALF_UP; null of none."
    )

    org_unit: Any = one("OrgUnit", "The unit.")
    agency: Any = one("Agency", "The agency of the unit.")
