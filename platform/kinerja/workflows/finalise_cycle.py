"""Finalising a cycle: the results of all its appraisals, in one statement."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.cycles.errors import (
    AppraisalsPendingError,
    ConcurrentChangeError,
    CycleEmptyError,
    ResultsOpenError,
)
from kinerja.domains.cycles.facts import CYCLE_FACTS
from kinerja.domains.cycles.history import Deed, note
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.refusals import refuse_step
from kinerja.domains.cycles.vocabulary import CycleState
from kinerja.workflows.closing import closing
from kinerja.workflows.finalisation import FINALISABLE, finalisation
from kinerja.workflows.room import room
from kinerja.workflows.standing import standing
from policies.permissions import Action, Resource
from policies.subject import Actor


async def finalise_cycle(actor: Actor, session: AsyncSession, *, cycle_id: UUID) -> int:
    """Make the results of a cycle final; return how many appraisals it has.

    A cycle whose ratees may object becomes final result by result, when the days for that are over;
    then this closes the cycle. Only the head of the agency does this, after a person has decided
    every rating (UU 27/2022 Pasal 10). From then on nothing of it changes: row-level security
    closes the rows.

    Raises:
        AppraisalsPendingError: some are not submitted with decided ratings.
        ResultsOpenError: some are not final yet, in a cycle whose ratees may object.
        CycleEmptyError: the cycle has no appraisals.
        CycleStateConflictError: scoring has not begun, or the cycle is final already.
        CycleNotFoundError, NotPermittedError: as their names say.
    """
    permitted = actor.require(Resource.CYCLE, Action.DECIDE).row_filter(CYCLE_FACTS, actor)
    async with room(session):
        # Of a cycle whose results were delivered, there is only the cycle itself left to close.
        for statement in (finalisation, closing):
            made = statement(agency_id=actor.agency_id, cycle_id=cycle_id, permitted=permitted)
            if count := await session.scalar(made) or 0:
                break
    if not count:
        await _refuse(actor, session, cycle_id)
    after = {"state": CycleState.FINALISED.value, "appraisals": count}
    await note(actor, session, Deed.FINALISED, cycle_id=cycle_id, after=after)
    return count


async def _refuse(actor: Actor, session: AsyncSession, cycle_id: UUID) -> None:
    """Say why nothing became final."""
    grant = actor.grant(Resource.CYCLE, Action.DECIDE).row_filter(CYCLE_FACTS, actor)
    ready = await session.scalar(
        select(Cycle.objection_days).where(
            Cycle.agency_id == actor.agency_id,
            Cycle.id == cycle_id,
            Cycle.state.in_(FINALISABLE),
            grant,
        )
    )
    if ready is None:
        await refuse_step(actor, session, cycle_id, action=Action.DECIDE, expected=FINALISABLE)
    everybody, pending, unsettled = await standing(session, actor.agency_id, cycle_id)
    if ready and unsettled:
        raise ResultsOpenError(count=unsettled, days=ready)
    if pending:
        raise AppraisalsPendingError(count=pending)
    raise ConcurrentChangeError if everybody else CycleEmptyError
