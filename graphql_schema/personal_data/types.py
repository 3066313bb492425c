"""The types of requests of data subjects and of legal holds."""

from datetime import date, datetime
from typing import Any

import strawberry

from graphql_schema.connections import Node
from graphql_schema.edges import one
from graphql_schema.personal_data.enums import HoldState, RequestKind, RequestState


@strawberry.type(
    description="What a person asks an agency about the own data (UU 27/2022), and what was"
    " decided. The person, the data protection officer and the performance officer see it."
)
class DataRequest(Node):
    """Answered within 3 x 24 hours."""

    kind: RequestKind = strawberry.field(description="What is asked.")
    state: RequestState = strawberry.field(description="How far the request has come.")
    statement: str | None = strawberry.field(
        description="What is wrong or wanted, in the person's words. Personal."
    )
    filed_at: datetime = strawberry.field(description="When it was filed.")
    due_at: datetime = strawberry.field(
        description="Until when it is to be decided: 3 x 24 hours later (UU 27/2022 Pasal 30, 32)."
    )
    is_overdue: bool = strawberry.field(description="Whether nobody has decided in that time.")
    decided_at: datetime | None = strawberry.field(description="When it was decided; null before.")
    decision: str | None = strawberry.field(
        description="The reason of the decision. Personal; null before."
    )

    employee: Any = one("Employee", "Who asks.")
    decided_by: Any = one("Employee", "Who decided; null before, and for people of the province.")
    change: Any = one("AuditEvent", "The change by which a correction was made.")
    agency: Any = one("Agency", "The agency that is asked.")


@strawberry.type(
    description="A legal hold: on its days nothing about the employee is erased. The data"
    " protection officer alone sees it."
)
class LegalHold(Node):
    """Always with a legal basis."""

    state: HoldState = strawberry.field(description="Whether somebody has lifted it.")
    legal_basis: str | None = strawberry.field(description="Why the data must be kept. Personal.")
    period_start: date | None = strawberry.field(
        description="Its first day; null when it was lifted on that same day."
    )
    period_end: date | None = strawberry.field(
        description="Its last day, inclusive; null while none is known, or when it was lifted on"
        " its first day."
    )
    placed_at: datetime = strawberry.field(description="When it was placed.")
    lifted_at: datetime | None = strawberry.field(description="When it was lifted; null before.")

    employee: Any = one("Employee", "Whose data is kept.")
    placed_by: Any = one("Employee", "Who placed it; null for people of the province.")
    lifted_by: Any = one("Employee", "Who lifted it; null before, and for people of the province.")
    agency: Any = one("Agency", "The agency of the employee.")
