"""Making and cancelling cycles.

Steps that also touch appraisals (open, start scoring, finalise) are workflows of their own. Every
function works in the actor's agency and in the caller's transaction; a failure raises, and the
caller undoes whatever was written.
"""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.cycles.errors import (
    ConcurrentChangeError,
    CycleCodeTakenError,
    CycleFrameworkNotFoundError,
    DeadlineError,
    ReasonRequiredError,
)
from kinerja.domains.cycles.facts import CYCLE_FACTS, planned_facts
from kinerja.domains.cycles.history import Deed, note
from kinerja.domains.cycles.plans import CyclePlan
from kinerja.domains.cycles.refusals import refuse_step
from kinerja.domains.cycles.repository import CycleRepository
from kinerja.domains.cycles.vocabulary import CycleState
from policies.permissions import Action, Resource
from policies.subject import Actor

#: Once scoring has begun a cycle is only ever finalised (domain rules, section 3.3).
CANCELLABLE = (CycleState.PLANNED, CycleState.PLANNING, CycleState.OPEN)
REASON_LENGTH = range(10, 1001)
#: No deadline lies further ahead.
LATEST: Final = timedelta(days=366)


async def create_cycle(actor: Actor, session: AsyncSession, *, plan: CyclePlan) -> UUID:
    """Make a PLANNED cycle and return its id.

    Raises:
        NotPermittedError: the actor may not configure cycles here.
        CycleCodeTakenError: the agency has a cycle with this code.
        CycleFrameworkNotFoundError: the agency has no such framework.
        PeriodOverlapError: another cycle of this framework and kind has days of the period.
        KinerjaError: the plan itself is wrong; see `CyclePlan.check`.
    """
    allowed = actor.require(Resource.CYCLE, Action.CONFIGURE).row_filter(
        planned_facts(actor.agency_id), actor
    )
    plan.check()
    repository = CycleRepository(session, actor.agency_id)
    cycle_id = await repository.add(plan, allowed=allowed)
    if cycle_id is None:
        raise await _why_not_added(actor, repository, plan)
    after = {
        "code": plan.code,
        "kind": plan.kind.value,
        "period_start": plan.first.isoformat(),
        "period_end": plan.last.isoformat(),
        "framework_id": str(plan.framework_id),
        "objection_days": plan.objection_days,
        "distribution_mode": plan.distribution_mode.value,
    }
    await note(actor, session, Deed.CREATED, cycle_id=cycle_id, after=after)
    return cycle_id


async def start_planning(
    actor: Actor, session: AsyncSession, *, cycle_id: UUID, planning_due: date | None = None
) -> None:
    """Let plans (SKP) be written: PLANNED becomes PLANNING.

    `planning_due` is the last day on which they are to be agreed to (None: no day).

    Raises:
        DeadlineError: the day has passed, or lies more than a year ahead.
        CycleStateConflictError: the cycle is planned already, or over.
        CycleNotFoundError, NotPermittedError: as their names say.
    """
    allowed = actor.require(Resource.CYCLE, Action.CONFIGURE).row_filter(CYCLE_FACTS, actor)
    check_deadline(actor.today, planning_due, "planningDue")
    values = {"state": CycleState.PLANNING, "planning_due": planning_due}
    expected = (CycleState.PLANNED,)
    started = await CycleRepository(session, actor.agency_id).move(
        cycle_id, expected=expected, values=values, allowed=allowed
    )
    if started is None:
        await refuse_step(actor, session, cycle_id, action=Action.CONFIGURE, expected=expected)
    await note(actor, session, Deed.PLANNING_STARTED, cycle_id=cycle_id, after=values)


def check_deadline(today: date, day: date | None, field: str) -> None:
    """Refuse a last day that has passed already, or lies more than a year ahead.

    Raises:
        DeadlineError: it does.
    """
    latest = today + LATEST
    if day is not None and not today <= day <= latest:
        raise DeadlineError(latest=latest.isoformat(), path=(field,))


async def cancel_cycle(actor: Actor, session: AsyncSession, *, cycle_id: UUID, reason: str) -> None:
    """Cancel a cycle in which nobody has been scored yet; its days are free again.

    Raises:
        ReasonRequiredError: the reason is too short or too long.
        CycleStateConflictError: scoring has begun, or the cycle is over.
        CycleNotFoundError, NotPermittedError: as their names say.
    """
    allowed = actor.require(Resource.CYCLE, Action.CONFIGURE).row_filter(CYCLE_FACTS, actor)
    if len(reason.strip()) not in REASON_LENGTH:
        raise ReasonRequiredError(limit=REASON_LENGTH.stop - 1, path=("reason",))
    repository = CycleRepository(session, actor.agency_id)
    cancelled = await repository.move(
        cycle_id,
        expected=CANCELLABLE,
        values={"state": CycleState.CANCELLED},
        allowed=allowed,
    )
    if cancelled is None:
        await refuse_step(actor, session, cycle_id, action=Action.CONFIGURE, expected=CANCELLABLE)
    after = {"state": CycleState.CANCELLED.value}
    await note(actor, session, Deed.CANCELLED, cycle_id=cycle_id, after=after, reason=reason)


async def _why_not_added(actor: Actor, repository: CycleRepository, plan: CyclePlan) -> Exception:
    if not await repository.has_framework(plan.framework_id):
        return CycleFrameworkNotFoundError(path=("frameworkId",))
    if await repository.has_code(plan.code):
        return CycleCodeTakenError(cycle=plan.code, path=("code",))
    if actor.grant(Resource.CYCLE, Action.CONFIGURE).is_empty:
        return actor.refused(Resource.CYCLE, Action.CONFIGURE)
    return ConcurrentChangeError()
