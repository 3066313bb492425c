"""Saying who appraises whom, and until when, in lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.changes import NewLine
from kinerja.domains.organisation.errors import (
    EmployeeInactiveError,
    EmployeeNotFoundError,
    LineNotFoundError,
    RatingCircleError,
    SelfAppointmentError,
)
from kinerja.domains.organisation.facts import EMPLOYEE_FACTS, LINE_FACTS
from kinerja.domains.organisation.history import Deed, note
from kinerja.domains.organisation.locking import lock_organisation
from kinerja.domains.organisation.periods import check_end, day_after, period_of
from kinerja.domains.organisation.repository.employees import EmployeeRepository
from kinerja.domains.organisation.repository.reporting_lines import ReportingLineRepository
from kinerja.domains.organisation.service.items import Outcome, change_each
from kinerja.domains.organisation.vocabulary import EmployeeState
from kinerja.kit.errors import KinerjaError
from policies.permissions import Action, Resource
from policies.subject import Actor


@dataclass(frozen=True)
class LineEnd:
    """Which reporting line ends, and its last day."""

    line_id: UUID
    last_day: date


async def set_lines(
    actor: Actor, session: AsyncSession, *, items: Sequence[NewLine | KinerjaError]
) -> list[Outcome]:
    """Make people the raters of others; appraisals that exist keep the rater they have pinned.

    Nobody makes oneself a rater, or the superior of one.

    Raises:
        NotPermittedError: the actor may not configure employees here.
        TooManyItemsError: the list is too long.
    """
    allowed = actor.require(Resource.EMPLOYEE, Action.CONFIGURE).row_filter(EMPLOYEE_FACTS, actor)
    await lock_organisation(session, actor.agency_id)
    repository = ReportingLineRepository(session, actor.agency_id)

    async def create(line: NewLine) -> UUID:
        line.check()
        for name, person in (("rater_id", line.rater_id), ("superior_id", line.superior_id)):
            if person == actor.subject.id:
                raise SelfAppointmentError(path=(name,))
        valid = period_of(line.first_day, line.last_day)
        if await repository.would_close_circle(line, valid=valid):
            raise RatingCircleError(path=("rater_id",))
        made = await repository.add(line, valid=valid, allowed=allowed)
        if made is None:
            raise await _refuse(actor, session, line)
        after = {
            "ratee": line.ratee_id,
            "rater": line.rater_id,
            "superior": line.superior_id,
            "kind": line.kind,
            "first_day": line.first_day,
            "last_day": line.last_day,
        }
        await note(actor, session, Deed.LINE_SET, object_id=made, after=after)
        return made

    return await change_each(session, items, change=create)


async def end_lines(
    actor: Actor, session: AsyncSession, *, items: Sequence[LineEnd | KinerjaError]
) -> list[Outcome]:
    """End reporting lines that run, or that end later.

    Raises:
        NotPermittedError: the actor may not configure employees here.
        TooManyItemsError: the list is too long.
    """
    allowed = actor.require(Resource.EMPLOYEE, Action.CONFIGURE).row_filter(LINE_FACTS, actor)
    repository = ReportingLineRepository(session, actor.agency_id)

    async def end(item: LineEnd) -> UUID:
        after = day_after(item.last_day)
        if not await repository.end(item.line_id, end=after, allowed=allowed):
            valid = await repository.find_period(item.line_id)
            if valid is None:
                raise LineNotFoundError(path=("reporting_line_id",))
            check_end(valid, after)
            raise actor.refused(Resource.EMPLOYEE, Action.CONFIGURE)
        after_event = {"last_day": item.last_day}
        await note(actor, session, Deed.LINE_ENDED, object_id=item.line_id, after=after_event)
        return item.line_id

    return await change_each(session, items, change=end)


async def _refuse(actor: Actor, session: AsyncSession, line: NewLine) -> KinerjaError:
    """Return why a line was not made."""
    people = EmployeeRepository(session, actor.agency_id)
    for name, employee_id in (
        ("ratee_id", line.ratee_id),
        ("rater_id", line.rater_id),
        ("superior_id", line.superior_id),
    ):
        if employee_id is None:
            continue
        state = await people.find_state(employee_id)
        if state is None:
            return EmployeeNotFoundError(path=(name,))
        if state is EmployeeState.INACTIVE and name != "ratee_id":
            return EmployeeInactiveError(path=(name,))
    return actor.refused(Resource.EMPLOYEE, Action.CONFIGURE)
