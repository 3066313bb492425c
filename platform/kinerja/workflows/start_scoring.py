"""Starting to score: the time for self-assessments is over, the raters begin."""

from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.domains.cycles.facts import CYCLE_FACTS
from kinerja.domains.cycles.history import Deed, note
from kinerja.domains.cycles.refusals import refuse_step
from kinerja.domains.cycles.repository import CycleRepository
from kinerja.domains.cycles.vocabulary import CycleState
from kinerja.workflows.room import room
from policies.permissions import Action, Resource
from policies.subject import Actor

#: What an appraisal may be in when its rater begins.
WAITING = (AppraisalState.NOT_STARTED, AppraisalState.SELF_REVIEW)


async def start_scoring(actor: Actor, session: AsyncSession, *, cycle_id: UUID) -> int:
    """Hand the appraisals of an OPEN cycle to their raters; return how many.

    Raises:
        CycleStateConflictError: the cycle is not open, or scoring has begun already.
        CycleNotFoundError, NotPermittedError: as their names say.
    """
    allowed = actor.require(Resource.CYCLE, Action.CONFIGURE).row_filter(CYCLE_FACTS, actor)
    expected = (CycleState.OPEN,)
    started = await CycleRepository(session, actor.agency_id).move(
        cycle_id,
        expected=expected,
        values={"state": CycleState.SCORING},
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
        .values(state=AppraisalState.RATER_REVIEW)
        .returning(Appraisal.id)
        .cte("handed")
    )
    async with room(session):
        count = await session.scalar(select(func.count()).select_from(handed)) or 0
    after = {"state": CycleState.SCORING.value, "appraisals": count}
    await note(actor, session, Deed.SCORING_STARTED, cycle_id=cycle_id, after=after)
    return count
