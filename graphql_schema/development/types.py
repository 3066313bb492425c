"""The types of development: feedback."""

from datetime import datetime
from typing import Any

import strawberry

from graphql_schema.connections import Node
from graphql_schema.development.enums import FeedbackKind, FeedbackVisibility
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
