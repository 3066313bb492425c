"""`giveFeedback`: tell somebody how the work goes, or note what was said in a dialogue."""

from typing import Annotated

import strawberry

from graphql_schema.context import Info
from graphql_schema.development.enums import FeedbackKind, FeedbackVisibility
from graphql_schema.development.types import Feedback
from graphql_schema.errors import UserError, user_errors
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.development import giving
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="What is told to whom, and up to whom it may be read.")
class GiveFeedbackInput:
    """What is said."""

    employee_id: strawberry.ID = strawberry.field(
        description="Id of the `Employee` whom it is about: active; oneself for a reflection."
    )
    kind: FeedbackKind = strawberry.field(
        default=FeedbackKind.FEEDBACK, description="What is written."
    )
    visibility: FeedbackVisibility = strawberry.field(
        default=FeedbackVisibility.RATER, description="Up to whom it may be read."
    )
    content: str = strawberry.field(description="The text, 10 to 4000 characters.")


@strawberry.type(description="The feedback, or why there is none.")
class GiveFeedbackPayload:
    """The answer."""

    feedback: Feedback | None = strawberry.field(description="The feedback; null on any error.")
    errors: list[UserError] = strawberry.field(description="Empty when it was given.")


async def give_feedback(
    info: Info,
    input: Annotated[
        GiveFeedbackInput,
        strawberry.argument(description="What is told to whom, and up to whom it may be read."),
    ],
) -> GiveFeedbackPayload:
    """Give feedback; nothing is written on any error."""
    try:
        employee = read_id(input.employee_id, "Employee", path=("employeeId",))
        async with change(info, employee) as (actor, session):
            told = giving.Told(
                employee_id=employee.key,
                kind=input.kind,
                visibility=input.visibility,
                content=input.content,
            )
            key = await giving.give_feedback(actor, session, told=told)
    except KinerjaError as error:
        return GiveFeedbackPayload(feedback=None, errors=user_errors(info, error.at("input")))
    made = read_one("Feedback", actor.agency_id, key)
    return GiveFeedbackPayload(feedback=made, errors=[])


mutation = strawberry.mutation(
    resolver=give_feedback,
    description="Give feedback or note what was said in a dialogue; it cannot be changed"
    " afterwards. For the rater, the superior of the rater, and the employee (the own reflection).",
)
