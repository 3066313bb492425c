"""Why a guarded change of a cycle touched nothing: unknown, not permitted, or another state."""

from collections.abc import Collection
from typing import Never
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.cycles.errors import (
    ConcurrentChangeError,
    CycleNotFoundError,
    CycleStateConflictError,
)
from kinerja.domains.cycles.facts import CYCLE_FACTS
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.vocabulary import CycleState
from policies.grants import Refusal
from policies.permissions import Action, Resource
from policies.subject import Actor


async def refuse_step(
    actor: Actor,
    session: AsyncSession,
    cycle_id: UUID,
    *,
    action: Action,
    expected: Collection[CycleState],
) -> Never:
    """Say why `actor` could not do `action` to a cycle that should be in an `expected` state.

    Raises:
        CycleNotFoundError: there is none in the actor's agency that the actor may see.
        NotPermittedError: the actor never does this here.
        CycleStateConflictError: the cycle is in another state.
        ConcurrentChangeError: the step became possible in the meantime.
    """
    state = await _state(actor, session, cycle_id, action)
    if state not in expected:
        wanted = " / ".join(one.value for one in expected)
        raise CycleStateConflictError(state=state.value, expected=wanted)
    raise ConcurrentChangeError


async def _state(actor: Actor, session: AsyncSession, cycle_id: UUID, action: Action) -> CycleState:
    """Return the cycle's state to an actor for whom nothing but the state is in the way."""
    visible = actor.grant(Resource.CYCLE, Action.VIEW).row_filter(CYCLE_FACTS, actor)
    grant = actor.grant(Resource.CYCLE, action)
    reason = case(
        (grant.row_filter(CYCLE_FACTS, actor), Refusal.STATE.value),
        else_=grant.refusal(CYCLE_FACTS, actor),
    )
    found = await session.execute(
        select(Cycle.state, reason).where(
            Cycle.agency_id == actor.agency_id, Cycle.id == cycle_id, visible
        )
    )
    row = found.one_or_none()
    if row is None:
        raise CycleNotFoundError
    if row[1] != Refusal.STATE.value:
        raise actor.refused(Resource.CYCLE, action, row[1])
    return CycleState(row[0])
