"""Why a guarded change of a plan touched nothing: unknown, not permitted, or overtaken."""

from typing import Never
from uuid import UUID

from sqlalchemy import and_, case, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.plans.errors import (
    ConcurrentPlanError,
    OtherSideError,
    PlanningClosedError,
    PlanNotFoundError,
    PlanStateConflictError,
)
from kinerja.domains.plans.facts import PLAN_FACTS
from kinerja.domains.plans.models import PerformancePlan
from kinerja.domains.plans.repository import CYCLES
from kinerja.domains.plans.vocabulary import PLANNABLE, PlanState
from policies.grants import Refusal
from policies.permissions import Action, Resource
from policies.subject import Actor


async def refuse_step(
    actor: Actor,
    session: AsyncSession,
    plan_id: UUID,
    *,
    action: Action,
    expected: PlanState,
    edition: int,
) -> Never:
    """Say why `actor` could not do `action` to an edition of a plan in the `expected` state.

    Raises:
        KinerjaError: always; what it says is what was in the way first.
    """
    visible = actor.grant(Resource.PLAN, Action.VIEW).row_filter(PLAN_FACTS, actor)
    grant = actor.grant(Resource.PLAN, action)
    permitted = grant.row_filter(PLAN_FACTS, actor)
    reason = case((permitted, "ok"), else_=grant.refusal(PLAN_FACTS, actor))
    found = await session.execute(
        select(PerformancePlan.state, PerformancePlan.edition, CYCLES.c.state, reason)
        .join(CYCLES, and_(CYCLES.c.id == PerformancePlan.cycle_id))
        .where(
            PerformancePlan.agency_id == actor.agency_id,
            CYCLES.c.agency_id == actor.agency_id,
            PerformancePlan.id == plan_id,
            visible,
        )
    )
    row = found.one_or_none()
    if row is None:
        raise PlanNotFoundError(path=("planId",))
    state, present, cycle, told = row
    if told not in {"ok", Refusal.STATE.value}:
        raise actor.refused(Resource.PLAN, action, told).at("planId")
    if state != expected:
        raise PlanStateConflictError(state=state, expected=expected.value, path=("planId",))
    if cycle not in PLANNABLE:
        wanted = " / ".join(PLANNABLE)
        raise PlanningClosedError(state=cycle, expected=wanted, path=("planId",))
    if told == Refusal.STATE.value:  # The relation would do, but in no state of this step.
        raise actor.refused(Resource.PLAN, action, Refusal.RELATION.value).at("planId")
    if present != edition:
        raise ConcurrentPlanError(edition=present, path=("edition",))
    if action is Action.DECIDE:
        raise OtherSideError(path=("planId",))
    raise ConcurrentPlanError(edition=present, path=("planId",))
