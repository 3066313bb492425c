"""`submitScores`: many scores in one call."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Annotated

import strawberry

from graphql_schema.appraisals.mutations.answers import ItemsPayload, Place, write_each
from graphql_schema.context import Info
from graphql_schema.mutation import read_id
from kinerja.domains.appraisals import service
from kinerja.domains.appraisals.outcomes import Outcome
from kinerja.domains.appraisals.score_items import ScoreItem
from kinerja.kit.ids import GlobalId
from kinerja.reads.connection import Session
from policies.subject import Actor


@strawberry.input(description="One score: the actual value of one indicator for one appraisal.")
class ScoreInput:
    """What is scored, and how."""

    appraisal_id: strawberry.ID = strawberry.field(description="Id of the `Appraisal`.")
    indicator_id: strawberry.ID = strawberry.field(
        description="Id of an `Indicator` of the version that the appraisal pins."
    )
    actual: Decimal | None = strawberry.field(
        default=None,
        description="The actual value, inside the scale of the indicator. Either this, or"
        " notApplicable.",
    )
    not_applicable: bool = strawberry.field(
        default=False,
        description="Whether the indicator does not apply; the policy of the indicator says what"
        " becomes of its weight.",
    )
    comment: str | None = strawberry.field(
        default=None, description="Comment for the ratee, at most 4000 characters."
    )
    evidence: str | None = strawberry.field(
        default=None,
        description="Reference to the evidence, at most 2000 characters; some indicators ask"
        " for it.",
    )


@strawberry.input(description="Scores of one agency.")
class SubmitScoresInput:
    """The scores."""

    scores: list[ScoreInput] = strawberry.field(
        description="At most 10,000, and what a request body may hold: about 1,300 unless the"
        " operator allows more. A score for an indicator that has one already supersedes it."
    )
    all_or_nothing: bool = strawberry.field(
        default=False,
        description="Whether no score is written when one is refused; the others answer"
        " NOT_WRITTEN then.",
    )


@strawberry.type(description="What became of each score, in the order of the scores.")
class SubmitScoresPayload(ItemsPayload):
    """The answer."""


async def submit_scores(
    info: Info,
    input: Annotated[SubmitScoresInput, strawberry.argument(description="Scores of one agency.")],
) -> SubmitScoresPayload:
    """Enter scores; what is wrong with one refuses that one only, unless all or none is asked."""
    return await write_each(
        info,
        input.scores,
        place=Place("scores", "Score", SubmitScoresPayload),
        read=_read,
        write=_write,
        all_or_nothing=input.all_or_nothing,
    )


def _read(given: ScoreInput) -> tuple[ScoreItem, Sequence[GlobalId]]:
    appraisal = read_id(given.appraisal_id, "Appraisal", path=("appraisalId",))
    indicator = read_id(given.indicator_id, "Indicator", path=("indicatorId",))
    item = ScoreItem(
        appraisal_id=appraisal.key,
        indicator_id=indicator.key,
        actual=given.actual,
        not_applicable=given.not_applicable,
        comment=given.comment,
        evidence=given.evidence,
    )
    return item, (appraisal, indicator)


async def _write(actor: Actor, session: Session, items: Sequence[ScoreItem]) -> Sequence[Outcome]:
    return await service.submit_scores(actor, session, items=items)


mutation = strawberry.mutation(
    resolver=submit_scores,
    description="Enter scores, with a result for each. For the rater of each employee while the"
    " cycle is scored (NOT_RATER, SELF_RATING), and for the employee where an indicator asks for a"
    " self-assessment.",
)
