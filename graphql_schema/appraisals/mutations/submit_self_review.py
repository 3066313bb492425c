"""`submitSelfReview`: the ratee hands the own assessment in."""

from typing import Annotated

import strawberry

from graphql_schema.appraisals.types import Appraisal
from graphql_schema.context import Info
from graphql_schema.errors import UserError, user_errors
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.appraisals import self_review
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="Which self-review is handed in.")
class SubmitSelfReviewInput:
    """The appraisal."""

    appraisal_id: strawberry.ID = strawberry.field(description="Id of the `Appraisal`.")


@strawberry.type(description="The appraisal with its rater, or why it was not handed in.")
class SubmitSelfReviewPayload:
    """The appraisal."""

    appraisal: Appraisal | None = strawberry.field(description="The appraisal; null on any error.")
    errors: list[UserError] = strawberry.field(description="Empty when it was handed in.")


async def submit_self_review(
    info: Info,
    input: Annotated[
        SubmitSelfReviewInput, strawberry.argument(description="Which self-review is handed in.")
    ],
) -> SubmitSelfReviewPayload:
    """Hand a self-review in; nothing is written on any error."""
    try:
        appraisal = read_id(input.appraisal_id, "Appraisal", path=("appraisalId",))
        async with change(info, appraisal) as (actor, session):
            await self_review.submit_self_review(actor, session, appraisal_id=appraisal.key)
    except KinerjaError as error:
        return SubmitSelfReviewPayload(appraisal=None, errors=user_errors(info, error.at("input")))
    changed = read_one("Appraisal", actor.agency_id, appraisal.key)
    return SubmitSelfReviewPayload(appraisal=changed, errors=[])


mutation = strawberry.mutation(
    resolver=submit_self_review,
    description="Hand the own assessment in: SELF_REVIEW becomes RATER_REVIEW. What was left out"
    " counts as not assessed. For the ratee.",
)
