"""Which roles count: those of the own kind, in the agency in which somebody asks."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest

from kinerja.kit.ids import AgencyId
from policies.identity import PROVINCE, Subject, SubjectKind, effective_roles
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


def client_roles(token: AgencyId | None, *, shared_in: AgencyId | None) -> frozenset[str]:
    subject = Subject(UUID(int=1), SubjectKind.CLIENT, token, frozenset({"cycle:view"}))
    if shared_in is not None:
        subject = subject.shared(shared_in, frozenset({"cycle:view"}))
    return effective_roles(Somebody(subject, HERE, frozenset(Role), date(2026, 11, 24)))


def test_a_person_is_an_employee_of_the_own_agency_alone() -> None:
    assert Role.EMPLOYEE in roles(SubjectKind.PERSON, HERE, "employee")
    for home in (THERE, None):
        assert roles(SubjectKind.PERSON, home, "employee") == {Role.AUTHENTICATED}


def test_a_person_is_never_an_api_client() -> None:
    assert Role.API_CLIENT not in roles(SubjectKind.PERSON, HERE, *Role)


@pytest.mark.parametrize("token", [HERE, None])
def test_a_client_is_an_api_client_whatever_is_assigned_to_it(token: AgencyId | None) -> None:
    assert client_roles(token, shared_in=HERE) == {Role.API_CLIENT}


@pytest.mark.parametrize("token", [HERE, THERE, None])
def test_a_client_is_nothing_where_no_agency_shares_with_it(token: AgencyId | None) -> None:
    assert client_roles(token, shared_in=None) == frozenset()
    assert client_roles(token, shared_in=THERE) == frozenset()


def test_a_token_of_another_agency_is_nothing_here() -> None:
    assert client_roles(THERE, shared_in=HERE) == frozenset()


def test_only_an_unlimited_token_counts_above_all_agencies() -> None:
    for token, expected in ((None, {Role.API_CLIENT}), (HERE, frozenset())):
        subject = Subject(UUID(int=1), SubjectKind.CLIENT, token)
        asker = Somebody(subject, PROVINCE, frozenset(Role), date(2026, 11, 24))
        assert effective_roles(asker) == expected


def test_a_grant_takes_away_what_the_agency_does_not_give() -> None:
    subject = Subject(UUID(int=1), SubjectKind.CLIENT, None, frozenset({"a:view", "b:view"}))

    assert subject.shared(HERE, frozenset({"b:view", "c:view"})).scopes == {"b:view"}
    assert subject.shared(HERE, None) == subject


def test_a_secret_key_is_not_printed() -> None:
    subject = Subject(UUID(int=1), SubjectKind.CLIENT, None, pseudonym_key=b"a very secret key")
    assert "secret" not in repr(subject)


def test_every_role_is_implicit_or_can_be_held_somewhere() -> None:
    assert set(Role) == IMPLICIT_ROLES | PROVINCE_ROLES | AGENCY_ROLES
    assert IMPLICIT_ROLES.isdisjoint(PROVINCE_ROLES | AGENCY_ROLES)
