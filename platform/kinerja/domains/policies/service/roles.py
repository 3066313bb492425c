"""Giving roles to employees and ending them: by the head of the agency, never to oneself."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.policies.errors import (
    AlreadyEndedError,
    EmployeeInactiveError,
    EmployeeNotFoundError,
    EndInPastError,
    OwnRoleError,
    PeriodEmptyError,
    RoleAssignmentNotFoundError,
    RoleHeldError,
    UnknownRoleError,
)
from kinerja.domains.policies.facts import ASSIGNMENT_FACTS, holder_facts
from kinerja.domains.policies.history import Deed, note
from kinerja.domains.policies.locking import lock_policies
from kinerja.domains.policies.role_repository import ACTIVE, HeldRole, RoleRepository
from kinerja.kit.errors import KinerjaError
from policies.permissions import Action, Resource, Role
from policies.subject import Actor
from tenants.own_roles import own_roles_in_force
from tenants.provisioning import notify
from tenants.session import ConcurrentChangeError

#: Roles of the baseline that the head of an agency gives; others are given by the operator.
GIVEN_BY_HEADS = frozenset({Role.PERFORMANCE_OFFICER, Role.DPO})
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """Who is to hold which role, from which day to which; `last_day` None: without end."""

    subject_id: UUID
    role: str
    first_day: date
    last_day: date | None


async def grant_role(actor: Actor, session: AsyncSession, *, appointment: Appointment) -> UUID:
    """Let an employee of the agency hold a role; all running services hear of it.

    Raises:
        NotPermittedError: the actor is not the head of the agency.
        OwnRoleError: the role would be the actor's own.
        UnknownRoleError: the agency gives no such role.
        RoleHeldError: the person holds it on some of the days already.
        PeriodEmptyError, EmployeeNotFoundError, EmployeeInactiveError: as their names say.
    """
    if appointment.subject_id == actor.subject.id:
        raise OwnRoleError(path=("employee_id",))
    held = HeldRole(appointment.subject_id, appointment.role, _period(appointment))
    repository = RoleRepository(session, actor.agency_id)
    # Which roles there are, and who holds them, stays as it is until this is committed.
    await lock_policies(session, actor.agency_id)
    facts = holder_facts(actor.agency_id, subject=held.subject_id)
    allowed = actor.require(Resource.POLICY, Action.DECIDE).row_filter(facts, actor)
    # Asked first: whether a role or a person exists is told to nobody else.
    if not await repository.is_true(allowed):
        raise actor.refused(Resource.POLICY, Action.DECIDE)
    await _check_role(actor, session, held.role)
    if await repository.overlaps(held):
        raise RoleHeldError(path=("role",))
    granted = await repository.add(held, allowed=allowed)
    if granted is None:
        raise await _no_holder(repository, held)
    after = {
        "subjectId": held.subject_id,
        "role": held.role,
        "periodStart": appointment.first_day,
        "periodEnd": appointment.last_day,
    }
    await note(actor, session, Deed.ROLE_GRANTED, object_id=granted, after=after)
    await notify(session, actor.agency_id)
    return granted


async def end_role(
    actor: Actor, session: AsyncSession, *, assignment_id: UUID, last_day: date | None
) -> None:
    """Let a role end after `last_day`, or (None) at once; all running services hear of it.

    Raises:
        OwnRoleError: the role is the actor's own.
        EndInPastError: the last day lies before today, or before the role begins.
        AlreadyEndedError: it ended on an earlier day.
        RoleAssignmentNotFoundError, NotPermittedError: as their names say.
    """
    grant = actor.require(Resource.POLICY, Action.DECIDE)
    repository = RoleRepository(session, actor.agency_id)
    visible = actor.grant(Resource.POLICY, Action.VIEW).row_filter(ASSIGNMENT_FACTS, actor)
    held = await repository.find(assignment_id, allowed=visible)
    if held is None:
        raise RoleAssignmentNotFoundError(path=("role_assignment_id",))
    if held.subject_id == actor.subject.id:
        raise OwnRoleError(path=("role_assignment_id",))
    _check_last_day(actor, held, last_day)
    before = actor.today if last_day is None else last_day + _ONE_DAY
    allowed = grant.row_filter(ASSIGNMENT_FACTS, actor)
    if not await repository.end(assignment_id, before=before, allowed=allowed):
        if await repository.find(assignment_id, allowed=allowed) is None:
            raise actor.refused(Resource.POLICY, Action.DECIDE)
        raise AlreadyEndedError(path=("last_day",))
    after = {"subjectId": held.subject_id, "role": held.role, "until": before}
    await note(actor, session, Deed.ROLE_ENDED, object_id=assignment_id, after=after)
    await notify(session, actor.agency_id)


def _period(appointment: Appointment) -> Range[date]:
    last = appointment.last_day
    if last is not None and last < appointment.first_day:
        raise PeriodEmptyError(path=("period_end",))
    return Range(appointment.first_day, None if last is None else last + _ONE_DAY)


def _check_last_day(actor: Actor, held: HeldRole, last_day: date | None) -> None:
    """Refuse to rewrite under which role something was done."""
    first = held.valid.lower
    if last_day is not None and (last_day < actor.today or (first and last_day < first)):
        raise EndInPastError(path=("last_day",))


async def _check_role(actor: Actor, session: AsyncSession, role: str) -> None:
    """Refuse a role that the agency does not give.

    Raises:
        UnknownRoleError: it is no role of the agency's own in force, nor one that heads give.
    """
    if role in GIVEN_BY_HEADS:
        return
    own = await own_roles_in_force(session, actor.agency_id)
    if role not in own:
        known = ", ".join(sorted(own | GIVEN_BY_HEADS))
        raise UnknownRoleError(role=role[:64], known=known, path=("role",))


async def _no_holder(repository: RoleRepository, held: HeldRole) -> KinerjaError:
    """Return why an employee cannot hold a role."""
    state = await repository.find_employee_state(held.subject_id)
    if state is None:
        return EmployeeNotFoundError(path=("employee_id",))
    if state != ACTIVE:
        return EmployeeInactiveError(path=("employee_id",))
    return ConcurrentChangeError()
