"""Scoring: many scores in one call, with an outcome for each.

Every function works in the actor's agency and in the caller's transaction. What is wrong with one
item refuses that item only; a failure of the call as a whole raises.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import nullcontext

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.history import Deed, note
from kinerja.domains.appraisals.outcomes import Outcome, Outcomes, check_each
from kinerja.domains.appraisals.score_items import NumberedItem, ScoreItem, as_table
from kinerja.domains.appraisals.score_refusals import error_of, explanation
from kinerja.domains.appraisals.scoring import Scoring
from kinerja.kit.ids import new_id
from kinerja.kit.statement_settings import CHECKED_BY_ONE_PLAN, statement_settings
from policies.permissions import Action, Resource
from policies.subject import Actor

#: How many scores one call may enter.
SCORES_LIMIT = 10_000
#: From so many scores on, one plan over all partitions costs less than a plan for each check: with
#: 300 agencies 0.2 s once against 0.1 ms a score.
MANY = 2000


async def submit_scores(
    actor: Actor, session: AsyncSession, *, items: Sequence[ScoreItem]
) -> list[Outcome]:
    """Enter scores; return an outcome for each item, in the order of the items.

    A rater scores the ratees, and a ratee assesses what the framework leaves to him, while cycle
    and appraisal are in the state for it. A score for an indicator that has one already is a
    correction: it supersedes the current one, and of two corrections at once one is kept.

    Raises:
        TooManyItemsError: more than `SCORES_LIMIT` items.
        NotPermittedError: the actor never scores in this agency.
    """
    _require_any(actor)
    outcomes = Outcomes(len(items), limit=SCORES_LIMIT)
    check_each(outcomes, items, ScoreItem.check)
    outcomes.refuse_repeated((item.appraisal_id, item.indicator_id) for item in items)
    good = [NumberedItem(number, new_id(), items[number]) for number in outcomes.open()]
    if good:
        await _write(actor, session, outcomes, good)
    return outcomes.all()


def _require_any(actor: Actor) -> None:
    """Refuse somebody who could score nothing here, neither others nor himself."""
    if actor.grant(Resource.SCORE, Action.SCORE).is_empty:
        actor.require(Resource.APPRAISAL, Action.SCORE)


async def _write(
    actor: Actor, session: AsyncSession, outcomes: Outcomes, good: Sequence[NumberedItem]
) -> None:
    is_many = len(good) >= MANY
    async with statement_settings(session, CHECKED_BY_ONE_PLAN) if is_many else nullcontext():
        written = set((await session.scalars(Scoring(actor, as_table(good)).insertion())).all())
    for one in good:
        if one.score_id in written:
            outcomes.accept(one.position, one.score_id)
    left = [one for one in good if one.score_id not in written]
    if left:
        await _explain(actor, session, outcomes, left)
    scored = Counter(one.item.appraisal_id for one in good if one.score_id in written)
    await note(actor, session, Deed.SCORED, {key: {"scores": n} for key, n in scored.items()})


async def _explain(
    actor: Actor, session: AsyncSession, outcomes: Outcomes, left: Sequence[NumberedItem]
) -> None:
    statement = explanation(actor, Scoring(actor, as_table(left)))
    for row in (await session.execute(statement)).mappings():
        outcomes.refuse(row["position"], error_of(actor, dict(row)))
