"""`acknowledgeResult`: the ratee has read the own result."""

from typing import Annotated

import strawberry

from graphql_schema.appraisals.types import Appraisal
from graphql_schema.context import Info
from graphql_schema.errors import UserError, user_errors
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.appraisals import answering
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="Which result was read, and what the ratee says to it.")
class AcknowledgeResultInput:
    """The appraisal."""

    appraisal_id: strawberry.ID = strawberry.field(description="Id of the `Appraisal`.")
    comment: str | None = strawberry.field(
        default=None, description="What the ratee says to it; seen by whoever sees the appraisal."
    )


@strawberry.type(description="The acknowledged result, or why it is not.")
class AcknowledgeResultPayload:
    """The appraisal."""

    appraisal: Appraisal | None = strawberry.field(description="The appraisal; null on any error.")
    errors: list[UserError] = strawberry.field(description="Empty when it was acknowledged.")


async def acknowledge_result(
    info: Info,
    input: Annotated[
        AcknowledgeResultInput,
        strawberry.argument(description="Which result was read, and what the ratee says to it."),
    ],
) -> AcknowledgeResultPayload:
    """Acknowledge a result; nothing is written on any error."""
    try:
        appraisal = read_id(input.appraisal_id, "Appraisal", path=("appraisalId",))
        async with change(info, appraisal) as (actor, session):
            await answering.acknowledge_result(
                actor, session, appraisal_id=appraisal.key, comment=input.comment
            )
    except KinerjaError as error:
        return AcknowledgeResultPayload(appraisal=None, errors=user_errors(info, error.at("input")))
    changed = read_one("Appraisal", actor.agency_id, appraisal.key)
    return AcknowledgeResultPayload(appraisal=changed, errors=[])


mutation = strawberry.mutation(
    resolver=acknowledge_result,
    description="Confirm to have read the own delivered result. To acknowledge is not to agree: an"
    " objection is possible afterwards, within its days. For the ratee.",
)
