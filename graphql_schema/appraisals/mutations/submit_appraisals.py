"""`submitAppraisals`: the rater hands in what is complete."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

import strawberry

from graphql_schema.appraisals.mutations.answers import (
    ItemsPayload,
    Place,
    read_appraisal,
    write_each,
)
from graphql_schema.context import Info
from kinerja.domains.appraisals import submission
from kinerja.domains.appraisals.outcomes import Outcome
from kinerja.reads.connection import Session
from policies.subject import Actor


@strawberry.input(description="Appraisals of one agency that are complete.")
class SubmitAppraisalsInput:
    """The appraisals."""

    appraisal_ids: list[strawberry.ID] = strawberry.field(
        description="Ids of `Appraisal`s, at most 1000."
    )


@strawberry.type(description="What became of each appraisal, in the order of the ids.")
class SubmitAppraisalsPayload(ItemsPayload):
    """The answer."""


async def submit_appraisals(
    info: Info,
    input: Annotated[
        SubmitAppraisalsInput,
        strawberry.argument(description="Appraisals of one agency that are complete."),
    ],
) -> SubmitAppraisalsPayload:
    """Submit appraisals; what one of them lacks refuses that one only."""
    return await write_each(
        info,
        input.appraisal_ids,
        place=Place("appraisalIds", "Appraisal", SubmitAppraisalsPayload, items_are_ids=True),
        read=read_appraisal,
        write=_write,
    )


async def _write(actor: Actor, session: Session, items: Sequence[UUID]) -> Sequence[Outcome]:
    return await submission.submit_appraisals(actor, session, appraisal_ids=items)


mutation = strawberry.mutation(
    resolver=submit_appraisals,
    description="Submit appraisals: scores and ratings are closed from then on. Every applicable"
    " indicator must be scored (SCORES_MISSING names the others) and both ratings decided"
    " (RATINGS_MISSING). For the rater.",
)
