"""Why a guarded change of an objection touched nothing: unknown, not permitted, or decided."""

from collections.abc import Collection
from datetime import date
from typing import Never
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.objections.errors import (
    ConcurrentObjectionError,
    ObjectionNotFoundError,
    ObjectionStateConflictError,
    StatementPendingError,
)
from kinerja.domains.objections.facts import APPRAISALS, OBJECTION_FACTS
from kinerja.domains.objections.models import Objection
from kinerja.domains.objections.vocabulary import ObjectionState
from policies.grants import Refusal
from policies.permissions import Action, Resource
from policies.subject import Actor


async def refuse_step(
    actor: Actor,
    session: AsyncSession,
    objection_id: UUID,
    *,
    action: Action,
    expected: Collection[ObjectionState],
    also: ColumnElement[bool],
) -> Never:
    """Say why `actor` could not do `action` to an objection in an `expected` state.

    `also` is what the step asks of the actor besides policy.

    Raises:
        KinerjaError: always; what it says is what was in the way first.
    """
    visible = actor.grant(Resource.OBJECTION, Action.VIEW).row_filter(OBJECTION_FACTS, actor)
    grant = actor.grant(Resource.OBJECTION, action)
    permitted = and_(grant.row_filter(OBJECTION_FACTS, actor), also)
    reason = case((permitted, "ok"), else_=grant.refusal(OBJECTION_FACTS, actor))
    found = await session.execute(
        select(Objection.state, Objection.statement, Objection.statement_due, reason)
        .join(
            APPRAISALS,
            and_(
                APPRAISALS.c.agency_id == Objection.agency_id,
                APPRAISALS.c.id == Objection.appraisal_id,
            ),
        )
        .where(
            Objection.agency_id == actor.agency_id,
            APPRAISALS.c.agency_id == actor.agency_id,
            Objection.id == objection_id,
            visible,
        )
    )
    row = found.one_or_none()
    if row is None:
        raise ObjectionNotFoundError(path=("objectionId",))
    state, statement, due, told = row
    if told not in {"ok", Refusal.STATE.value}:
        raise actor.refused(Resource.OBJECTION, action, told).at("objectionId")
    if state not in expected:
        wanted = " / ".join(one.value for one in expected)
        raise ObjectionStateConflictError(state=state, expected=wanted, path=("objectionId",))
    if told == Refusal.STATE.value:  # The relation would do, but it is not the one asked for.
        refusal = Refusal.RELATION.value
        raise actor.refused(Resource.OBJECTION, action, refusal).at("objectionId")
    _check_statement(action, statement, due, actor.today)
    raise ConcurrentObjectionError(path=("objectionId",))


def _check_statement(action: Action, statement: str | None, due: date, today: date) -> None:
    if action is Action.DECIDE and statement is None and today <= due:
        raise StatementPendingError(due=due.isoformat(), path=("objectionId",))
