"""Planning a development action, and what comes of it until it is done or cancelled.

Every function works in the actor's agency and in the caller's transaction; a failure raises, and
the caller undoes whatever was written.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Never
from uuid import UUID

from sqlalchemy import Date, Text, Uuid, case, column, func, literal, select, table, update
from sqlalchemy.dialects.postgresql import DATERANGE
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.development.errors import (
    ActionNotFoundError,
    ActionStateConflictError,
    ConcurrentActionError,
    DueDatePastError,
)
from kinerja.domains.development.facts import ACTION_FACTS, planned_action
from kinerja.domains.development.giving import why_not_written
from kinerja.domains.development.history import Deed, note
from kinerja.domains.development.models import DevelopmentAction
from kinerja.domains.development.people import add_about
from kinerja.domains.development.texts import CONTENT_LENGTH, TITLE_LENGTH, read_text
from kinerja.domains.development.vocabulary import OPEN, ActionState
from policies.grants import Refusal
from policies.permissions import Action, Resource
from policies.subject import Actor

_lines = table(
    "reporting_lines",
    column("agency_id"),
    column("ratee_id", Uuid()),
    column("rater_id", Uuid()),
    column("kind", Text()),
    column("valid", DATERANGE),
)


async def plan_action(
    actor: Actor, session: AsyncSession, *, employee_id: UUID, title: str, due_date: date
) -> UUID:
    """Plan what an employee is to learn or do by a day, and return the action's id.

    Raises:
        DevelopmentTextError, DueDatePastError: as their names say.
        NotPermittedError: the actor is neither the employee nor the rater.
        DevelopedPersonNotFoundError: there is no such active employee.
    """
    grant = actor.require(Resource.DEVELOPMENT, Action.SCORE)
    kept = read_text(title, TITLE_LENGTH, field="title")
    if due_date < actor.today:
        raise DueDatePastError(path=("dueDate",))
    facts = planned_action(actor.agency_id, employee_id=employee_id)
    rater = (
        select(_lines.c.rater_id)
        .where(
            _lines.c.agency_id == int(actor.agency_id),
            _lines.c.ratee_id == employee_id,
            _lines.c.kind == "LINE",
            _lines.c.valid.contains(literal(actor.today, Date())),
        )
        .scalar_subquery()
    )
    made = await add_about(
        session,
        DevelopmentAction,
        agency_id=actor.agency_id,
        employee_id=employee_id,
        values={
            "rater_id": rater,
            "title": literal(kept),
            "due_date": literal(due_date, Date()),
            "state": literal(ActionState.PLANNED.value),
            "planned_by": literal(actor.subject.id, Uuid()),
        },
        allowed=grant.row_filter(facts, actor),
    )
    if made is None:
        raise await why_not_written(actor, session, Resource.DEVELOPMENT, facts)
    after = {"state": ActionState.PLANNED.value, "due_date": due_date}
    deed = Deed.ACTION_PLANNED
    await note(actor, session, deed, object_id=made, person_id=employee_id, after=after)
    return made


async def start_action(actor: Actor, session: AsyncSession, *, action_id: UUID) -> None:
    """Say that a planned action is being worked on.

    Raises:
        ActionStateConflictError: it was started, or is over.
        ActionNotFoundError, NotPermittedError: as their names say.
    """
    values = {"state": ActionState.IN_PROGRESS}
    await _move(actor, session, action_id, expected=(ActionState.PLANNED,), values=values)


async def close_action(
    actor: Actor, session: AsyncSession, *, action_id: UUID, state: ActionState, follow_up: str
) -> None:
    """Say what came of an open action (DONE), or why nothing will (CANCELLED).

    Raises:
        DevelopmentTextError: the follow-up is too short or too long.
        ActionStateConflictError: it is over.
        ActionNotFoundError, NotPermittedError: as their names say.
    """
    values = {
        "state": state,
        "follow_up": read_text(follow_up, CONTENT_LENGTH, field="followUp"),
        "closed_by": literal(actor.subject.id, Uuid()),
        "closed_at": func.now(),
    }
    await _move(actor, session, action_id, expected=OPEN, values=values)


async def _move(
    actor: Actor,
    session: AsyncSession,
    action_id: UUID,
    *,
    expected: Collection[ActionState],
    values: Mapping[str, Any],
) -> None:
    grant = actor.require(Resource.DEVELOPMENT, Action.SCORE)
    person = await session.scalar(
        update(DevelopmentAction)
        .where(
            DevelopmentAction.agency_id == actor.agency_id,
            DevelopmentAction.id == action_id,
            DevelopmentAction.state.in_(expected),
            grant.row_filter(ACTION_FACTS, actor),
        )
        .values(**values)
        .returning(DevelopmentAction.employee_id)
        .execution_options(synchronize_session=False)
    )
    if person is None:
        await _refuse(actor, session, action_id, expected=expected)
    after = {"state": values["state"].value}
    deed = Deed.ACTION_MOVED
    await note(actor, session, deed, object_id=action_id, person_id=person, after=after)


async def _refuse(
    actor: Actor, session: AsyncSession, action_id: UUID, *, expected: Collection[ActionState]
) -> Never:
    """Say why an action was not changed: unknown, not permitted, or in another state."""
    visible = actor.grant(Resource.DEVELOPMENT, Action.VIEW).row_filter(ACTION_FACTS, actor)
    grant = actor.grant(Resource.DEVELOPMENT, Action.SCORE)
    permitted = grant.row_filter(ACTION_FACTS, actor)
    reason = case((permitted, "ok"), else_=grant.refusal(ACTION_FACTS, actor))
    found = await session.execute(
        select(DevelopmentAction.state, reason).where(
            DevelopmentAction.agency_id == actor.agency_id,
            DevelopmentAction.id == action_id,
            visible,
        )
    )
    row = found.one_or_none()
    if row is None:
        raise ActionNotFoundError(path=("actionId",))
    state, told = row
    if told not in {"ok", Refusal.STATE.value}:
        raise actor.refused(Resource.DEVELOPMENT, Action.SCORE, told).at("actionId")
    if state not in expected:
        wanted = " / ".join(one.value for one in expected)
        raise ActionStateConflictError(state=state, expected=wanted, path=("actionId",))
    raise ConcurrentActionError(path=("actionId",))
