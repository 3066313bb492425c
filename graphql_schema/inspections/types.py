"""The type of inspection cases."""

from datetime import date, datetime
from typing import Any

import strawberry

from graphql_schema.connections import Node
from graphql_schema.edges import one
from graphql_schema.inspections.enums import CaseState


@strawberry.type(
    description="A case (perkara pemeriksaan) that the inspectorate has opened about one employee."
    " During its days the inspectorate sees that employee's appraisals and scores before delivery,"
    " and the single 360 answers about the employee. The employee never sees the case."
)
class InspectionCase(Node):
    """Always with a legal basis and an end."""

    state: CaseState = strawberry.field(description="Whether somebody has closed the case.")
    legal_basis: str | None = strawberry.field(
        description="Why it may be looked into, such as the number of the order."
    )
    period_start: date | None = strawberry.field(
        description="Its first day; null when it was closed on that same day."
    )
    period_end: date | None = strawberry.field(
        description="Its last day, inclusive; null when it was closed on its first day."
    )
    opened_at: datetime = strawberry.field(description="When it was opened.")
    closed_at: datetime | None = strawberry.field(
        description="When it was closed; null while nobody has closed it."
    )

    employee: Any = one("Employee", "Whom the case is about.")
    agency: Any = one("Agency", "The agency of the employee.")
