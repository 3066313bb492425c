"""The types of development: feedback and actions."""

from datetime import date, datetime
from typing import Any

import strawberry

from graphql_schema.connections import Node
from graphql_schema.development.enums import ActionState, FeedbackKind, FeedbackVisibility
from graphql_schema.edges import one


@strawberry.type(
    description="Feedback to an employee, or a note of a dialogue, at any time of the year"
    " (PermenPANRB 6/2022). It is never changed; whoever has more to say writes again."
)
class Feedback(Node):
    """What was written, by whom, and up to whom it may be read."""

    kind: FeedbackKind = strawberry.field(description="What was written.")
    visibility: FeedbackVisibility = strawberry.field(description="Up to whom it may be read.")
    content: str | None = strawberry.field(description="The text. Personal.")
    given_at: datetime = strawberry.field(description="When it was written.")

    employee: Any = one("Employee", "Whom it is about.")
    author: Any = one("Employee", "Who wrote it. Internal.")
    agency: Any = one("Agency", "The agency of the employee.")


@strawberry.type(
    description="A development action: what an employee is to learn or do by a day, agreed with the"
    " rater, and what came of it (PermenPANRB 6/2022, development and follow-up)."
)
class DevelopmentAction(Node):
    """What was agreed, how far it is, and what came of it."""

    state: ActionState = strawberry.field(description="Where it stands.")
    due_date: date = strawberry.field(description="Last day for it.")
    title: str | None = strawberry.field(description="What is to be done. Personal.")
    follow_up: str | None = strawberry.field(
        description="What came of it, or why it was cancelled. Personal."
    )
    planned_at: datetime = strawberry.field(description="When it was planned.")
    closed_at: datetime | None = strawberry.field(description="When it was done or cancelled.")

    employee: Any = one("Employee", "Whose action it is.")
    rater: Any = one("Employee", "The rater of the day on which it was planned. Internal.")
    planned_by: Any = one("Employee", "Who planned it. Internal.")
    closed_by: Any = one("Employee", "Who said that it is done or cancelled. Internal.")
    agency: Any = one("Agency", "The agency of the employee.")
