"""Assigning employees to positions and ending assignments, in lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.changes import NewAssignment
from kinerja.domains.organisation.errors import (
    AssignmentNotFoundError,
    EmployeeInactiveError,
    EmployeeNotFoundError,
    PositionNotFoundError,
    RootHeadNeedsDecisionError,
    SelfAppointmentError,
)
from kinerja.domains.organisation.facts import ASSIGNMENT_FACTS, EMPLOYEE_FACTS
from kinerja.domains.organisation.history import Deed, note
from kinerja.domains.organisation.locking import lock_organisation
from kinerja.domains.organisation.models import Position
from kinerja.domains.organisation.periods import check_end, day_after, period_of
from kinerja.domains.organisation.repository.agency_head import (
    Appointing,
    is_head_post,
    may_appoint,
)
from kinerja.domains.organisation.repository.assignments import AssignmentRepository
from kinerja.domains.organisation.repository.employees import EmployeeRepository
from kinerja.domains.organisation.repository.units import UnitRepository
from kinerja.domains.organisation.service.items import Outcome, change_each
from kinerja.domains.organisation.vocabulary import EmployeeState
from kinerja.kit.errors import KinerjaError
from policies.permissions import Action, Resource
from policies.subject import Actor


@dataclass(frozen=True)
class AssignmentEnd:
    """Which assignment ends, and its last day."""

    assignment_id: UUID
    last_day: date


async def assign(
    actor: Actor, session: AsyncSession, *, items: Sequence[NewAssignment | KinerjaError]
) -> list[Outcome]:
    """Put employees on positions, in the units of the positions.

    Nobody puts oneself anywhere: a head sees and decides, what an officer only prepares. Who heads
    the agency is for its present head or the province to say.

    Raises:
        NotPermittedError: the actor may not configure employees here.
        TooManyItemsError: the list is too long.
    """
    configures = actor.grant(Resource.EMPLOYEE, Action.CONFIGURE)
    appointing = Appointing.of(actor)
    if configures.is_empty and not await may_appoint(session, appointing):
        raise actor.refused(Resource.EMPLOYEE, Action.CONFIGURE)
    await lock_organisation(session, actor.agency_id)
    allowed = appointing.to_post(
        Position.__table__.c.id, configures.row_filter(EMPLOYEE_FACTS, actor)
    )
    repository = AssignmentRepository(session, actor.agency_id)

    async def create(assignment: NewAssignment) -> UUID:
        if assignment.employee_id == actor.subject.id:
            raise SelfAppointmentError(path=("employee_id",))
        valid = period_of(assignment.first_day, assignment.last_day)
        made = await repository.add(assignment, valid=valid, allowed=allowed)
        if made is None:
            raise await _refuse(actor, session, assignment, appointing=appointing)
        after = {
            "employee": assignment.employee_id,
            "position": assignment.position_id,
            "kind": assignment.kind,
            "first_day": assignment.first_day,
            "last_day": assignment.last_day,
        }
        await note(actor, session, Deed.ASSIGNED, object_id=made, after=after)
        return made

    return await change_each(session, items, change=create)


async def end_assignments(
    actor: Actor, session: AsyncSession, *, items: Sequence[AssignmentEnd | KinerjaError]
) -> list[Outcome]:
    """End assignments that run, or that end later; appraisals keep what they have pinned.

    Raises:
        NotPermittedError: the actor may not configure employees here.
        TooManyItemsError: the list is too long.
    """
    allowed = actor.require(Resource.EMPLOYEE, Action.CONFIGURE).row_filter(ASSIGNMENT_FACTS, actor)
    repository = AssignmentRepository(session, actor.agency_id)

    async def end(item: AssignmentEnd) -> UUID:
        after = day_after(item.last_day)
        if not await repository.end(item.assignment_id, end=after, allowed=allowed):
            valid = await repository.find_period(item.assignment_id)
            if valid is None:
                raise AssignmentNotFoundError(path=("assignment_id",))
            check_end(valid, after)
            raise actor.refused(Resource.EMPLOYEE, Action.CONFIGURE)
        await note(
            actor,
            session,
            Deed.ASSIGNMENT_ENDED,
            object_id=item.assignment_id,
            after={"last_day": item.last_day},
        )
        return item.assignment_id

    return await change_each(session, items, change=end)


async def _refuse(
    actor: Actor, session: AsyncSession, assignment: NewAssignment, *, appointing: Appointing
) -> KinerjaError:
    """Return why an assignment was not made."""
    post = assignment.position_id
    if await session.scalar(select(is_head_post(actor.agency_id, post))):
        if not await may_appoint(session, appointing):
            return RootHeadNeedsDecisionError(path=("position_id",))
    elif actor.grant(Resource.EMPLOYEE, Action.CONFIGURE).is_empty:
        return actor.refused(Resource.EMPLOYEE, Action.CONFIGURE)
    state = await EmployeeRepository(session, actor.agency_id).find_state(assignment.employee_id)
    if state is None:
        return EmployeeNotFoundError(path=("employee_id",))
    if state is EmployeeState.INACTIVE:
        return EmployeeInactiveError(path=("employee_id",))
    units = UnitRepository(session, actor.agency_id)
    if await units.find_unit_of(assignment.position_id) is None:
        return PositionNotFoundError(path=("position_id",))
    return actor.refused(Resource.EMPLOYEE, Action.CONFIGURE)
