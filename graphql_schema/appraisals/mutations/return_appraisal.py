"""`returnAppraisal`: a submitted appraisal goes back to its rater."""

from typing import Annotated

import strawberry

from graphql_schema.appraisals.types import Appraisal
from graphql_schema.context import Info
from graphql_schema.errors import UserError, user_errors
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.appraisals import returning
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="Which appraisal goes back to its rater, and why.")
class ReturnAppraisalInput:
    """The appraisal and the reason."""

    appraisal_id: strawberry.ID = strawberry.field(description="Id of the `Appraisal`.")
    reason: str = strawberry.field(
        description="Why, at least 10 characters; kept in the audit trail."
    )


@strawberry.type(description="The appraisal after its return, or why it was refused.")
class ReturnAppraisalPayload:
    """The appraisal."""

    appraisal: Appraisal | None = strawberry.field(description="The appraisal; null on any error.")
    errors: list[UserError] = strawberry.field(description="Empty when it was returned.")


async def return_appraisal(
    info: Info,
    input: Annotated[
        ReturnAppraisalInput,
        strawberry.argument(description="Which appraisal goes back to its rater, and why."),
    ],
) -> ReturnAppraisalPayload:
    """Return an appraisal; nothing is written on any error."""
    try:
        appraisal = read_id(input.appraisal_id, "Appraisal", path=("appraisalId",))
        async with change(info, appraisal) as (actor, session):
            await returning.return_appraisal(
                actor, session, appraisal_id=appraisal.key, reason=input.reason
            )
    except KinerjaError as error:
        return ReturnAppraisalPayload(appraisal=None, errors=user_errors(info, error.at("input")))
    returned = read_one("Appraisal", actor.agency_id, appraisal.key)
    return ReturnAppraisalPayload(appraisal=returned, errors=[])


mutation = strawberry.mutation(
    resolver=return_appraisal,
    description="Return a submitted appraisal to its rater: SUBMITTED becomes RATER_REVIEW, and"
    " scores and ratings are open again. For the superior of the rater or the head of a unit"
    " above; never for the rater or the employee.",
)
