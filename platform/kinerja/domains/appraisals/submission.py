"""Submitting: the rater hands an appraisal in, complete, and cannot change it any more."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Integer,
    Select,
    TableValuedAlias,
    Uuid,
    and_,
    exists,
    not_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.batches import table_of
from kinerja.domains.appraisals.errors import (
    ConcurrentUpdateError,
    RatingsMissingError,
    ReasonRequiredError,
    ScoresMissingError,
)
from kinerja.domains.appraisals.history import Deed, note
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.outcomes import Outcome, Outcomes
from kinerja.domains.appraisals.preview import missing_scores
from kinerja.domains.appraisals.rater_steps import (
    agency_of,
    is_open_to,
    lock_appraisals,
    refusal_of,
    refusals,
)
from kinerja.domains.appraisals.rating_items import REASON_LEAST
from kinerja.domains.appraisals.ratings import APPRAISALS_LIMIT, explained
from kinerja.domains.appraisals.results import people_of, results
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.kit.errors import KinerjaError
from policies.permissions import Action, Resource
from policies.subject import Actor


async def submit_appraisals(
    actor: Actor, session: AsyncSession, *, appraisal_ids: Sequence[UUID]
) -> list[Outcome]:
    """Submit appraisals; return an outcome for each, in their order.

    Every applicable indicator must have a score, both ratings must be decided, and a rating other
    than the one that the scores suggest now must have its reason. Scores and ratings are closed
    from then on.

    Raises:
        TooManyItemsError: more than `APPRAISALS_LIMIT` of them.
        NotPermittedError: the actor never rates in this agency.
    """
    actor.require(Resource.APPRAISAL, Action.SCORE)
    outcomes = Outcomes(len(appraisal_ids), limit=APPRAISALS_LIMIT)
    outcomes.refuse_repeated(appraisal_ids)
    good = [(position, appraisal_ids[position]) for position in outcomes.open()]
    if good:
        await lock_appraisals(actor, session, [key for _, key in good])
        await _write(actor, session, outcomes, good)
    return outcomes.all()


async def _write(
    actor: Actor, session: AsyncSession, outcomes: Outcomes, good: Sequence[tuple[int, UUID]]
) -> None:
    submitted = set((await session.scalars(_Submission(actor, good).statement())).all())
    for position, key in good:
        if key in submitted:
            outcomes.accept(position, key)
    left = [one for one in good if one[1] not in submitted]
    if left:
        statement = _Submission(actor, left).explanation()
        for row in (await session.execute(statement)).mappings():
            outcomes.refuse(row["position"], _error_of(actor, dict(row)))
    state = {"state": AppraisalState.SUBMITTED.value}
    await note(actor, session, Deed.SUBMITTED, dict.fromkeys(submitted, state))


class _Submission:
    """The conditions of submitting: the same ones write, and explain what was not written."""

    def __init__(self, actor: Actor, keys: Sequence[tuple[int, UUID]]) -> None:
        self._actor = actor
        self._agency = agency_of(actor)
        self._given: TableValuedAlias = table_of(
            "items",
            [
                ("position", Integer(), [position for position, _ in keys]),
                ("appraisal_id", Uuid(), [key for _, key in keys]),
            ],
        )
        people = people_of(self._agency, Appraisal.id.in_(select(self._given.c.appraisal_id))).cte(
            "people"
        )
        result = results(self._agency, people)
        self._graded = result.graded
        self._missing = missing_scores(self._agency, result.calculation.leaves).cte("missing")
        self._is_decided = and_(
            Appraisal.decided_work_rating.is_not(None), Appraisal.behaviour_rating.is_not(None)
        )
        self._suggested = (
            select(self._graded.c.suggested_work_rating)
            .where(self._graded.c.appraisal_id == Appraisal.id)
            .scalar_subquery()
        )
        self._is_explained = explained(
            Appraisal.__table__.c.decided_work_rating,
            self._suggested,
            Appraisal.__table__.c.rating_reason,
        )

    def statement(self) -> Any:  # noqa: ANN401 - an UPDATE with RETURNING.
        """Return the statement that submits what is complete."""
        missing = exists().where(self._missing.c.appraisal_id == Appraisal.id)
        return (
            update(Appraisal)
            .where(
                Appraisal.agency_id == self._agency,
                Appraisal.id == self._given.c.appraisal_id,
                is_open_to(self._actor),
                not_(missing),
                self._is_decided,
                self._is_explained,
            )
            .values(state=AppraisalState.SUBMITTED, suggested_work_rating=self._suggested)
            .returning(Appraisal.id)
            .execution_options(synchronize_session=False)
        )

    def explanation(self) -> Select[Any]:
        """Return the statement that says what each appraisal lacks."""
        missing = (
            select(self._missing.c.codes)
            .where(self._missing.c.appraisal_id == Appraisal.id)
            .scalar_subquery()
        )
        return refusals(
            self._actor,
            self._given,
            missing.label("missing"),
            self._is_decided.label("is_decided"),
            self._is_explained.label("is_explained"),
            self._suggested.label("suggested"),
        )


def _error_of(actor: Actor, row: Mapping[str, Any]) -> KinerjaError:
    refusal = refusal_of(actor, row)
    if refusal is not None:
        return refusal
    if row["missing"]:
        return ScoresMissingError(indicators=", ".join(row["missing"]))
    if not row["is_decided"]:
        return RatingsMissingError()
    if not row["is_explained"]:
        return ReasonRequiredError(suggested=row["suggested"] or "-", least=REASON_LEAST)
    return ConcurrentUpdateError()
