"""Transferring an employee: to another post and rater, while appraisals of the old post go on."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, func, literal, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals import history as appraisal_history
from kinerja.domains.cycles.facts import CYCLE_FACTS
from kinerja.domains.organisation import history
from kinerja.domains.organisation.changes import NewAssignment, NewLine
from kinerja.domains.organisation.errors import SelfAppointmentError
from kinerja.domains.organisation.locking import lock_organisation
from kinerja.domains.organisation.models import Assignment, ReportingLine
from kinerja.domains.organisation.service.assignments import (
    AssignmentEnd,
    assign,
    end_assignments,
)
from kinerja.domains.organisation.service.items import Outcome
from kinerja.domains.organisation.service.reporting_lines import LineEnd, end_lines, set_lines
from kinerja.domains.organisation.vocabulary import AssignmentKind, ReportingLineKind
from kinerja.kit.errors import KinerjaError
from kinerja.workflows.later_appraisals import Pinned, open_later_appraisals
from policies.permissions import Action, Resource
from policies.subject import Actor

_ONE_DAY = timedelta(days=1)
_terms, _lines = Assignment.__table__.c, ReportingLine.__table__.c


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """Who moves to which post, from which day on, and who appraises there under whom.

    Without a rater nobody of the agency appraises there, and no appraisal is opened.
    """

    employee_id: UUID
    position_id: UUID
    first_day: date
    rater_id: UUID | None = None
    superior_id: UUID | None = None


@dataclass(frozen=True)
class Transferred:
    """What the transfer made."""

    assignment_id: UUID
    line_id: UUID | None
    appraisal_ids: tuple[UUID, ...]


async def transfer_employee(
    actor: Actor, session: AsyncSession, *, transfer: Transfer
) -> Transferred:
    """Let an employee serve in another post from a day on; for a newcomer, in the first one.

    The definitive assignment and the line of command of today end the day before. Appraisals that
    exist keep post, unit, rater and superior: the old rater finishes them, for the old period. In
    every cycle that is open or being scored, with at least 30 days left, a second appraisal begins,
    pinned to the new ones (domain rules, 3.2 no. 4).

    Raises:
        SelfAppointmentError: the actor is one of the people.
        PeriodOverlapError: another post or line begins later, or the same day.
        NotPermittedError, and what `assign` and `set_lines` raise: as their names say.
    """
    if transfer.employee_id == actor.subject.id:
        raise SelfAppointmentError(path=("employee_id",))
    await lock_organisation(session, actor.agency_id)
    await _end_the_old(actor, session, transfer)
    new = NewAssignment(
        employee_id=transfer.employee_id,
        position_id=transfer.position_id,
        kind=AssignmentKind.DEFINITIF,
        first_day=transfer.first_day,
    )
    assignment_id = _only(await assign(actor, session, items=[new]))
    line_id = await _set_line(actor, session, transfer)
    opened = await _open_appraisals(actor, session, transfer, assignment_id)
    after = {
        "assignment": assignment_id,
        "reporting_line": line_id,
        "first_day": transfer.first_day,
        "appraisals": [str(key) for key in opened],
    }
    deed = history.Deed.TRANSFERRED
    await history.note(actor, session, deed, object_id=transfer.employee_id, after=after)
    return Transferred(assignment_id, line_id, opened)


async def _end_the_old(actor: Actor, session: AsyncSession, transfer: Transfer) -> None:
    """End the definitive assignment and the line of command that go on past the day before."""
    last_day = transfer.first_day - _ONE_DAY
    post = await session.scalar(
        select(Assignment.id).where(
            Assignment.agency_id == actor.agency_id,
            Assignment.employee_id == transfer.employee_id,
            Assignment.kind == AssignmentKind.DEFINITIF.value,
            *_goes_on(_terms.valid, transfer.first_day),
        )
    )
    if post is not None:
        _only(await end_assignments(actor, session, items=[AssignmentEnd(post, last_day)]))
    line = await session.scalar(
        select(ReportingLine.id).where(
            ReportingLine.agency_id == actor.agency_id,
            ReportingLine.ratee_id == transfer.employee_id,
            ReportingLine.kind == ReportingLineKind.LINE.value,
            *_goes_on(_lines.valid, transfer.first_day),
        )
    )
    if line is not None:
        _only(await end_lines(actor, session, items=[LineEnd(line, last_day)]))


def _goes_on(valid: ColumnElement[Any], first_day: date) -> list[ColumnElement[bool]]:
    """Return the conditions that a period began before a day and holds on it."""
    day = literal(first_day, Date())
    began = or_(func.lower_inf(valid), func.lower(valid) < day)
    return [began, valid.op("@>", is_comparison=True)(day)]


async def _set_line(actor: Actor, session: AsyncSession, transfer: Transfer) -> UUID | None:
    if transfer.rater_id is None:
        return None
    line = NewLine(
        ratee_id=transfer.employee_id,
        rater_id=transfer.rater_id,
        superior_id=transfer.superior_id,
        kind=ReportingLineKind.LINE,
        first_day=transfer.first_day,
    )
    return _only(await set_lines(actor, session, items=[line]))


async def _open_appraisals(
    actor: Actor, session: AsyncSession, transfer: Transfer, assignment_id: UUID
) -> tuple[UUID, ...]:
    if transfer.rater_id is None:
        return ()
    permitted = actor.require(Resource.CYCLE, Action.CONFIGURE).row_filter(CYCLE_FACTS, actor)
    pinned = Pinned(
        agency_id=actor.agency_id,
        assignment_id=assignment_id,
        rater_id=transfer.rater_id,
        superior_id=transfer.superior_id,
        first_day=transfer.first_day,
        today=actor.today,
    )
    opened = await session.scalars(open_later_appraisals(pinned, permitted=permitted))
    keys = tuple(opened.all())
    after = {key: {"assignment": str(assignment_id)} for key in keys}
    await appraisal_history.note(actor, session, appraisal_history.Deed.OPENED, after)
    return keys


def _only(outcomes: list[Outcome]) -> UUID:
    """Return what was written for the only item.

    Raises:
        KinerjaError: it was refused.
    """
    (outcome,) = outcomes
    if isinstance(outcome, KinerjaError):
        raise outcome
    return outcome
