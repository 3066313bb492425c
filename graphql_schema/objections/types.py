"""The type of objections."""

from datetime import date, datetime
from typing import Any

import strawberry

from graphql_schema.connections import Node
from graphql_schema.edges import one
from graphql_schema.objections.enums import ObjectionState


@strawberry.type(
    description="An objection (keberatan) of an employee to a delivered result (PP 30/2019 Pasal"
    " 59). The superior of the rater hears both sides and decides; that is final."
)
class Objection(Node):
    """What both sides say, and what was decided."""

    state: ObjectionState = strawberry.field(description="Where the objection stands.")
    grounds: str | None = strawberry.field(description="Why the ratee objects. Personal.")
    filed_at: datetime = strawberry.field(description="When it was filed.")
    statement_due: date = strawberry.field(
        description="Last day on which the rater's statement is waited for."
    )
    statement: str | None = strawberry.field(description="What the rater says. Personal.")
    stated_at: datetime | None = strawberry.field(description="When the rater said it.")
    decision: str | None = strawberry.field(description="Why it was decided so. Personal.")
    decided_at: datetime | None = strawberry.field(description="When it was decided.")
    withdrawn_at: datetime | None = strawberry.field(description="When it was taken back.")

    appraisal: Any = one("Appraisal", "The appraisal whose result is objected to.")
    ratee: Any = one("Employee", "Who has objected.")
    stated_by: Any = one("Employee", "Who made the statement: the rater, or a substitute.")
    decided_by: Any = one("Employee", "Who decided.")
    revision: Any = one("Appraisal", "The new revision; null unless the result was changed.")
    agency: Any = one("Agency", "The agency of the appraisal.")
