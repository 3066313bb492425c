"""Starting to score: the time for self-assessments is over, the raters begin."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.domains.cycles.errors import RatingDueError
from kinerja.domains.cycles.facts import CYCLE_FACTS
from kinerja.domains.cycles.history import Deed, note
from kinerja.domains.cycles.refusals import refuse_step
from kinerja.domains.cycles.repository import CycleRepository
from kinerja.domains.cycles.service import LATEST
from kinerja.domains.cycles.vocabulary import CycleState
from kinerja.workflows.room import room
from policies.permissions import Action, Resource
from policies.subject import Actor

#: What an appraisal may be in when its rater begins.
WAITING = (AppraisalState.NOT_STARTED, AppraisalState.SELF_REVIEW)
#: When raters are due unless the officer says another day: two weeks after they could begin.
DUE_AFTER: Final = timedelta(days=14)


async def start_scoring(
    actor: Actor, session: AsyncSession, *, cycle_id: UUID, rating_due: date | None = None
) -> int:
    """Hand the appraisals of an OPEN cycle to their raters; return how many.

    `rating_due` is the last day on which the raters are in time (None: 14 days from today). From
    the seventh day after it on, the superior of a rater who is not ready may score too (domain
    rules, 3.3), so that nobody suffers from an idle rater.

    Raises:
        RatingDueError: the day has passed, or lies more than a year ahead.
        CycleStateConflictError: the cycle is not open, or scoring has begun already.
        CycleNotFoundError, NotPermittedError: as their names say.
    """
    allowed = actor.require(Resource.CYCLE, Action.CONFIGURE).row_filter(CYCLE_FACTS, actor)
    due = _due(actor.today, rating_due)
    expected = (CycleState.OPEN,)
    started = await CycleRepository(session, actor.agency_id).move(
        cycle_id,
        expected=expected,
        values={"state": CycleState.SCORING, "rating_due": due},
        allowed=allowed,
    )
    if started is None:
        await refuse_step(actor, session, cycle_id, action=Action.CONFIGURE, expected=expected)
    handed = (
        update(Appraisal)
        .where(
            Appraisal.agency_id == actor.agency_id,
            Appraisal.cycle_id == cycle_id,
            Appraisal.state.in_(WAITING),
        )
        .values(state=AppraisalState.RATER_REVIEW, rating_due=due)
        .returning(Appraisal.id)
        .cte("handed")
    )
    async with room(session):
        count = await session.scalar(select(func.count()).select_from(handed)) or 0
    after = {"state": CycleState.SCORING.value, "appraisals": count, "rating_due": due}
    await note(actor, session, Deed.SCORING_STARTED, cycle_id=cycle_id, after=after)
    return count


def _due(today: date, wanted: date | None) -> date:
    latest = today + LATEST
    due = today + DUE_AFTER if wanted is None else wanted
    if not today <= due <= latest:
        raise RatingDueError(latest=latest.isoformat(), path=("ratingDue",))
    return due
