"""`approveInnovation`: a second person recognises an innovation."""

from typing import Annotated

import strawberry

from graphql_schema.appraisals.types import Appraisal
from graphql_schema.context import Info
from graphql_schema.errors import UserError, user_errors
from graphql_schema.mutation import change, read_id
from graphql_schema.reading import read_one
from kinerja.domains.appraisals import innovation
from kinerja.kit.errors import KinerjaError


@strawberry.input(description="Whose innovation is recognised, and on which evidence.")
class ApproveInnovationInput:
    """The appraisal and the evidence."""

    appraisal_id: strawberry.ID = strawberry.field(description="Id of the `Appraisal`.")
    evidence: str | None = strawberry.field(
        default=None,
        description="Evidence, at most 2000 characters; without it, what the rater gave is meant.",
    )


@strawberry.type(description="The appraisal after the approval, or why it was refused.")
class ApproveInnovationPayload:
    """The appraisal."""

    appraisal: Appraisal | None = strawberry.field(description="The appraisal; null on any error.")
    errors: list[UserError] = strawberry.field(description="Empty when it was approved.")


async def approve_innovation(
    info: Info,
    input: Annotated[
        ApproveInnovationInput,
        strawberry.argument(description="Whose innovation is recognised, and on which evidence."),
    ],
) -> ApproveInnovationPayload:
    """Approve an innovation; nothing is written on any error."""
    try:
        appraisal = read_id(input.appraisal_id, "Appraisal", path=("appraisalId",))
        async with change(info, appraisal) as (actor, session):
            await innovation.approve_innovation(
                actor, session, appraisal_id=appraisal.key, evidence=input.evidence
            )
    except KinerjaError as error:
        return ApproveInnovationPayload(appraisal=None, errors=user_errors(info, error.at("input")))
    approved = read_one("Appraisal", actor.agency_id, appraisal.key)
    return ApproveInnovationPayload(appraisal=approved, errors=[])


mutation = strawberry.mutation(
    resolver=approve_innovation,
    description="Recognise an innovation, without which no composite is VERY_GOOD (PP 30/2019 Pasal"
    " 41). For the superior of the rater or the head of a unit above; never for the rater or the"
    " employee (INNOVATION_BY_RATER).",
)
