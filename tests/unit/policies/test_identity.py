"""Which roles count: those of the own kind, in the agency in which somebody asks."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest

from kinerja.kit.ids import AgencyId
from policies.identity import Subject, SubjectKind, effective_roles
from policies.permissions import (
    AGENCY_ROLES,
    IMPLICIT_ROLES,
    PROVINCE_ROLES,
    Role,
)

HERE, THERE = AgencyId(1), AgencyId(2)


@dataclass(frozen=True)
class Somebody:
    subject: Subject
    agency_id: AgencyId
    roles: frozenset[str]
    today: date


def roles(kind: SubjectKind, home: AgencyId | None, *held: str) -> frozenset[str]:
    subject = Subject(UUID(int=1), kind, home)
    return effective_roles(Somebody(subject, HERE, frozenset(held), date(2026, 11, 24)))


def test_a_person_is_an_employee_of_the_own_agency_alone() -> None:
    assert Role.EMPLOYEE in roles(SubjectKind.PERSON, HERE, "employee")
    for home in (THERE, None):
        assert roles(SubjectKind.PERSON, home, "employee") == {Role.AUTHENTICATED}


def test_a_person_is_never_an_api_client() -> None:
    assert Role.API_CLIENT not in roles(SubjectKind.PERSON, HERE, *Role)


@pytest.mark.parametrize("home", [HERE, None])
def test_a_client_is_an_api_client_whatever_is_assigned_to_it(home: AgencyId | None) -> None:
    assert roles(SubjectKind.CLIENT, home, *Role) == {Role.API_CLIENT}


def test_a_client_of_another_agency_is_nothing_here() -> None:
    assert roles(SubjectKind.CLIENT, THERE, *Role) == frozenset()


def test_every_role_is_implicit_or_can_be_held_somewhere() -> None:
    assert set(Role) == IMPLICIT_ROLES | PROVINCE_ROLES | AGENCY_ROLES
    assert IMPLICIT_ROLES.isdisjoint(PROVINCE_ROLES | AGENCY_ROLES)
