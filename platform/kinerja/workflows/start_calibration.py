"""Starting to calibrate: every result is submitted, and heads of units compare and settle them."""

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.cycles.errors import AppraisalsPendingError
from kinerja.domains.cycles.facts import CYCLE_FACTS
from kinerja.domains.cycles.history import Deed, note
from kinerja.domains.cycles.refusals import refuse_step
from kinerja.domains.cycles.repository import CycleRepository
from kinerja.domains.cycles.vocabulary import CycleState
from kinerja.workflows.standing import standing
from policies.permissions import Action, Resource
from policies.subject import Actor


async def start_calibration(actor: Actor, session: AsyncSession, *, cycle_id: UUID) -> int:
    """Move a cycle from SCORING to CALIBRATION; return how many appraisals are to be calibrated.

    Raises:
        AppraisalsPendingError: some are not submitted with decided ratings.
        CycleStateConflictError: the cycle is not being scored.
        CycleNotFoundError, NotPermittedError: as their names say.
    """
    allowed = actor.require(Resource.CYCLE, Action.CONFIGURE).row_filter(CYCLE_FACTS, actor)
    expected = (CycleState.SCORING,)
    started = await CycleRepository(session, actor.agency_id).move(
        cycle_id, expected=expected, values={"state": CycleState.CALIBRATION}, allowed=allowed
    )
    if started is None:
        await refuse_step(actor, session, cycle_id, action=Action.CONFIGURE, expected=expected)
    now = await standing(session, actor.agency_id, cycle_id)
    if now.pending:
        raise AppraisalsPendingError(count=now.pending, path=("cycleId",))
    after = {"state": CycleState.CALIBRATION.value, "appraisals": now.everybody}
    await note(actor, session, Deed.CALIBRATION_STARTED, cycle_id=cycle_id, after=after)
    return now.everybody
