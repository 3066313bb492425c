"""`returnSelfReview`: the rater gives a self-review back."""

from typing import Annotated

import strawberry

from graphql_schema.appraisals.types import Appraisal
from graphql_schema.context import Info
from graphql_schema.errors import UserError, user_errors
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.appraisals import self_review
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="Which self-review goes back, and why.")
class ReturnSelfReviewInput:
    """The appraisal."""

    appraisal_id: strawberry.ID = strawberry.field(description="Id of the `Appraisal`.")
    reason: str = strawberry.field(
        description="Why, at least 10 characters; kept in the audit trail."
    )


@strawberry.type(description="The appraisal with its ratee, or why it was not given back.")
class ReturnSelfReviewPayload:
    """The appraisal."""

    appraisal: Appraisal | None = strawberry.field(description="The appraisal; null on any error.")
    errors: list[UserError] = strawberry.field(description="Empty when it was given back.")


async def return_self_review(
    info: Info,
    input: Annotated[
        ReturnSelfReviewInput,
        strawberry.argument(description="Which self-review goes back, and why."),
    ],
) -> ReturnSelfReviewPayload:
    """Give a self-review back; nothing is written on any error."""
    try:
        appraisal = read_id(input.appraisal_id, "Appraisal", path=("appraisalId",))
        async with change(info, appraisal) as (actor, session):
            await self_review.return_self_review(
                actor, session, appraisal_id=appraisal.key, reason=input.reason
            )
    except KinerjaError as error:
        return ReturnSelfReviewPayload(appraisal=None, errors=user_errors(info, error.at("input")))
    changed = read_one("Appraisal", actor.agency_id, appraisal.key)
    return ReturnSelfReviewPayload(appraisal=changed, errors=[])


mutation = strawberry.mutation(
    resolver=return_self_review,
    description="Give a self-review back to the ratee, at most twice (TOO_MANY_RETURNS):"
    " RATER_REVIEW becomes SELF_REVIEW. For the rater.",
)
