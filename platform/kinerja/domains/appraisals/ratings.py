"""Deciding: the rater's ratings of work and of behaviour, with what the scores suggest beside."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    TableValuedAlias,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.errors import ConcurrentUpdateError, ReasonRequiredError
from kinerja.domains.appraisals.history import Deed, note
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.outcomes import Outcome, Outcomes, check_each
from kinerja.domains.appraisals.rater_steps import agency_of, is_open_to, refusal_of, refusals
from kinerja.domains.appraisals.rating_items import REASON_LEAST, RatingItem, as_table
from kinerja.domains.appraisals.results import suggestions
from kinerja.kit.errors import KinerjaError
from policies.permissions import Action, Resource
from policies.subject import Actor

#: How many appraisals one call may decide or submit.
APPRAISALS_LIMIT = 1000


async def decide_ratings(
    actor: Actor, session: AsyncSession, *, items: Sequence[RatingItem]
) -> list[Outcome]:
    """Decide ratings; return an outcome for each item, in the order of the items.

    A decision may be changed until the appraisal is submitted. One that departs from what the
    scores suggest (or precedes them) needs a reason.

    Raises:
        TooManyItemsError: more than `APPRAISALS_LIMIT` items.
        NotPermittedError: the actor never rates in this agency.
    """
    actor.require(Resource.APPRAISAL, Action.SCORE)
    outcomes = Outcomes(len(items), limit=APPRAISALS_LIMIT)
    check_each(outcomes, items, RatingItem.check)
    outcomes.refuse_repeated(item.appraisal_id for item in items)
    good = [(position, items[position]) for position in outcomes.open()]
    if good:
        await _write(actor, session, outcomes, good)
    return outcomes.all()


async def _write(
    actor: Actor,
    session: AsyncSession,
    outcomes: Outcomes,
    good: Sequence[tuple[int, RatingItem]],
) -> None:
    given = as_table(good)
    decided = set((await session.scalars(_decision(actor, given))).all())
    for position, item in good:
        if item.appraisal_id in decided:
            outcomes.accept(position, item.appraisal_id)
    left = [one for one in good if one[1].appraisal_id not in decided]
    if left:
        for row in (await session.execute(_explanation(actor, as_table(left)))).mappings():
            outcomes.refuse(row["position"], _error_of(actor, dict(row)))
    after = {
        item.appraisal_id: {"work": item.work.value, "behaviour": item.behaviour.value}
        for _, item in good
        if item.appraisal_id in decided
    }
    await note(actor, session, Deed.RATED, after)


def explained(
    decided: ColumnElement[Any], suggested: ColumnElement[Any], reason: ColumnElement[Any]
) -> ColumnElement[bool]:
    """Return whether a decision agrees with the suggestion or gives a reason."""
    return or_(
        decided.is_not_distinct_from(suggested),
        func.length(func.btrim(func.coalesce(reason, ""))) >= REASON_LEAST,
    )


def _decision(actor: Actor, given: TableValuedAlias) -> Any:  # noqa: ANN401 - an UPDATE with RETURNING.
    suggested = suggestions(agency_of(actor), given.c.appraisal_id)
    return (
        update(Appraisal)
        .where(
            Appraisal.agency_id == agency_of(actor),
            Appraisal.id == given.c.appraisal_id,
            suggested.c.appraisal_id == Appraisal.id,
            is_open_to(actor),
            explained(given.c.work, suggested.c.suggested_work_rating, given.c.reason),
        )
        .values(
            decided_work_rating=given.c.work,
            behaviour_rating=given.c.behaviour,
            rating_reason=given.c.reason,
            suggested_work_rating=suggested.c.suggested_work_rating,
            innovation_evidence=func.coalesce(given.c.evidence, Appraisal.innovation_evidence),
            rated_by=literal(actor.subject.id),
        )
        .returning(Appraisal.id)
        .execution_options(synchronize_session=False)
    )


def _explanation(actor: Actor, given: TableValuedAlias) -> Select[Any]:
    suggested = suggestions(agency_of(actor), given.c.appraisal_id)
    suggestion = (
        select(suggested.c.suggested_work_rating)
        .where(suggested.c.appraisal_id == Appraisal.id)
        .scalar_subquery()
    )
    is_explained = explained(given.c.work, suggestion, given.c.reason)
    return refusals(actor, given, suggestion.label("suggested"), is_explained.label("is_explained"))


def _error_of(actor: Actor, row: Mapping[str, Any]) -> KinerjaError:
    refusal = refusal_of(actor, row)
    if refusal is not None:
        return refusal
    if not row["is_explained"]:
        return ReasonRequiredError(
            suggested=row["suggested"] or "-", least=REASON_LEAST, path=("reason",)
        )
    return ConcurrentUpdateError()
