"""Everybody whom an agency's policies may concern, by the roles held there on a day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.models import Employee
from kinerja.domains.organisation.vocabulary import EmployeeState
from kinerja.kit.ids import AgencyId
from policies.identity import Subject, SubjectKind
from policies.permissions import Role
from tenants.models import ProvinceRoleAssignment, RoleAssignment


@dataclass(frozen=True)
class SampleAsker:
    """An asker who stands for all with the same roles; which of them asks is left to columns."""

    subject: Subject
    agency_id: AgencyId
    roles: frozenset[str]
    today: date


@dataclass(frozen=True)
class Group:
    """People who are the same to policy, but for the rows that they stand in a relation to."""

    asker: SampleAsker
    people: tuple[UUID, ...]


async def read_groups(session: AsyncSession, agency_id: AgencyId, *, on: date) -> list[Group]:
    """Return the active employees, and all who hold a role here or above all agencies, once each.

    API clients are not among them: what they may see follows from their scopes.
    """
    employees = frozenset(
        await session.scalars(
            select(Employee.id).where(
                Employee.agency_id == agency_id, Employee.state == EmployeeState.ACTIVE.value
            )
        )
    )
    held: defaultdict[UUID, set[str]] = defaultdict(set)
    for person, role in await _roles(session, agency_id, on=on):
        held[person].add(role)
    grouped: defaultdict[tuple[frozenset[str], bool], list[UUID]] = defaultdict(list)
    for person in employees | held.keys():
        roles, is_employee = frozenset(held.get(person, ())), person in employees
        implicit = {Role.EMPLOYEE.value} if is_employee else set()
        grouped[roles | implicit, is_employee].append(person)
    return [
        Group(_sample(agency_id, roles, people[0], employed=employed, on=on), tuple(sorted(people)))
        for (roles, employed), people in grouped.items()
    ]


async def _roles(session: AsyncSession, agency_id: AgencyId, *, on: date) -> list[tuple[UUID, str]]:
    here, above = RoleAssignment, ProvinceRoleAssignment
    found = await session.execute(
        select(here.subject_id, here.role)
        .where(here.agency_id == agency_id, here.valid.contains(on))
        .union_all(select(above.subject_id, above.role).where(above.valid.contains(on)))
    )
    return [(person, role) for person, role in found]


def _sample(
    agency_id: AgencyId, roles: frozenset[str], person: UUID, *, employed: bool, on: date
) -> SampleAsker:
    employer = agency_id if employed else None
    subject = Subject(id=person, kind=SubjectKind.PERSON, agency_id=employer)
    return SampleAsker(subject=subject, agency_id=agency_id, roles=roles, today=on)
