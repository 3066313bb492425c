"""The people around a framework: officer, head, a plain employee, and the province."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.kit.clock import today
from kinerja.kit.ids import AgencyId, new_id
from policies.engine import PolicyEngine
from policies.permissions import Role
from policies.subject import Actor, Subject, SubjectKind
from tenants.session import tenant_session
from tests.support.organisation_factories import make_staff, make_unit


@dataclass(frozen=True)
class People:
    """The actors of one agency. `officer_and_head` heads the agency and is its officer too."""

    agency_id: AgencyId
    officer: Actor
    head: Actor
    officer_and_head: Actor
    employee: Actor
    province: Actor


def make_actor(agency_id: AgencyId, *roles: Role, person: UUID | None = None) -> Actor:
    """Make an actor who acts in `agency_id`; with the role EMPLOYEE, one who works there."""
    employer = agency_id if Role.EMPLOYEE in roles else None
    return Actor(
        subject=Subject(id=person or new_id(), kind=SubjectKind.PERSON, agency_id=employer),
        agency_id=agency_id,
        roles=frozenset(role.value for role in roles),
        today=today(),
        request_id=new_id(),
        policies=PolicyEngine.load(),
    )


async def make_people(engine: AsyncEngine, agency_id: AgencyId) -> People:
    """Write a root unit with a head and two employees, one of them the officer; committed."""
    async with tenant_session(engine, agency_id) as session:
        root = await make_unit(session, agency_id)
        head = await make_staff(session, agency_id, unit=root, head=True)
        officer = await make_staff(session, agency_id, unit=root)
        employee = await make_staff(session, agency_id, unit=root)
    works, officer_role = Role.EMPLOYEE, Role.PERFORMANCE_OFFICER
    return People(
        agency_id=agency_id,
        officer=make_actor(agency_id, works, officer_role, person=officer.id),
        head=make_actor(agency_id, works, person=head.id),
        officer_and_head=make_actor(agency_id, works, officer_role, person=head.id),
        employee=make_actor(agency_id, works, person=employee.id),
        province=make_actor(agency_id, Role.PROVINCE_HR),
    )
