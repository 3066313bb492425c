"""`decideRatings`: what the rater decides, with the suggestion of the scores beside it."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from graphql_schema.appraisals.enums import Rating
from graphql_schema.appraisals.mutations.answers import ItemsPayload, Place, write_each
from graphql_schema.context import Info
from graphql_schema.mutation import read_id
from kinerja.domains.appraisals import ratings
from kinerja.domains.appraisals.outcomes import Outcome
from kinerja.domains.appraisals.rating_items import RatingItem
from kinerja.kit.ids import GlobalId
from kinerja.reads.connection import Session
from policies.subject import Actor


@strawberry.input(description="What the rater decides about one appraisal.")
class RatingInput:
    """Both ratings."""

    appraisal_id: strawberry.ID = strawberry.field(description="Id of the `Appraisal`.")
    decided_work_rating: Rating = strawberry.field(description="Rating of the work results.")
    behaviour_rating: Rating = strawberry.field(description="Rating of the behaviour.")
    reason: str | None = strawberry.field(
        default=None,
        description="Why, 10 to 4000 characters. Required when the work rating is not the one that"
        " the scores suggest, and when nothing is scored yet.",
    )
    innovation_evidence: str | None = strawberry.field(
        default=None,
        description="Evidence of an innovation (PP 30/2019 Pasal 41), if there is one; another"
        " person approves it.",
    )


@strawberry.input(description="Decisions about appraisals of one agency.")
class DecideRatingsInput:
    """The decisions."""

    ratings: list[RatingInput] = strawberry.field(description="At most 1000.")


@strawberry.type(description="What became of each decision, in the order of the decisions.")
class DecideRatingsPayload(ItemsPayload):
    """The answer."""


async def decide_ratings(
    info: Info,
    input: Annotated[
        DecideRatingsInput,
        strawberry.argument(description="Decisions about appraisals of one agency."),
    ],
) -> DecideRatingsPayload:
    """Decide ratings; what is wrong with one refuses that one only."""
    return await write_each(
        info,
        input.ratings,
        place=Place("ratings", "Appraisal", DecideRatingsPayload),
        read=_read,
        write=_write,
    )


def _read(given: RatingInput) -> tuple[RatingItem, Sequence[GlobalId]]:
    appraisal = read_id(given.appraisal_id, "Appraisal", path=("appraisalId",))
    item = RatingItem(
        appraisal_id=appraisal.key,
        work=given.decided_work_rating,
        behaviour=given.behaviour_rating,
        reason=given.reason,
        innovation_evidence=given.innovation_evidence,
    )
    return item, (appraisal,)


async def _write(actor: Actor, session: Session, items: Sequence[RatingItem]) -> Sequence[Outcome]:
    return await ratings.decide_ratings(actor, session, items=items)


mutation = strawberry.mutation(
    resolver=decide_ratings,
    description="Decide the ratings of work and behaviour, which give the official grade"
    " (PermenPANRB 6/2022); may be repeated until the appraisal is submitted. For the rater.",
)
