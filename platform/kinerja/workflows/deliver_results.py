"""Delivering the results of a cycle: each ratee sees the own one from now on, and may answer it."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.history import Deed as AppraisalDeed
from kinerja.domains.appraisals.history import note as note_appraisals
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.domains.cycles.errors import NothingToDeliverError
from kinerja.domains.cycles.facts import CYCLE_FACTS
from kinerja.domains.cycles.history import Deed, note
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.refusals import refuse_step
from kinerja.domains.cycles.vocabulary import CycleState
from kinerja.workflows.delivery import delivery
from kinerja.workflows.room import room
from policies.permissions import Action, Resource
from policies.subject import Actor

DELIVERABLE = (CycleState.CALIBRATION,)


async def deliver_results(actor: Actor, session: AsyncSession, *, cycle_id: UUID) -> int:
    """Deliver whatever is settled in a cycle; return how many results that is.

    May be repeated, unit after unit. Numbers and grades are computed and stored now; without an
    objection they become final when the days of the cycle are over (PP 30/2019 Pasal 59).

    Raises:
        NothingToDeliverError: nothing is calibrated, or the cycle has no days for objections.
        CycleStateConflictError: the cycle is not in calibration.
        CycleNotFoundError, NotPermittedError: as their names say.
    """
    permitted = actor.require(Resource.CYCLE, Action.DECIDE).row_filter(CYCLE_FACTS, actor)
    statement = delivery(
        agency_id=actor.agency_id, cycle_id=cycle_id, permitted=permitted, today=actor.today
    )
    async with room(session):
        delivered = (await session.scalars(statement)).all()
    if not delivered:
        await _refuse(actor, session, cycle_id)
    state = {"state": AppraisalState.DELIVERED.value}
    await note_appraisals(actor, session, AppraisalDeed.DELIVERED, dict.fromkeys(delivered, state))
    after = {"appraisals": len(delivered)}
    await note(actor, session, Deed.DELIVERED, cycle_id=cycle_id, after=after)
    return len(delivered)


async def _refuse(actor: Actor, session: AsyncSession, cycle_id: UUID) -> None:
    grant = actor.grant(Resource.CYCLE, Action.DECIDE).row_filter(CYCLE_FACTS, actor)
    days = await session.scalar(
        select(Cycle.objection_days).where(
            Cycle.agency_id == actor.agency_id,
            Cycle.id == cycle_id,
            Cycle.state.in_(DELIVERABLE),
            grant,
        )
    )
    if days is None:
        await refuse_step(actor, session, cycle_id, action=Action.DECIDE, expected=DELIVERABLE)
    raise NothingToDeliverError(days=days, path=("cycleId",))
