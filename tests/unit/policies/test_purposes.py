"""Why somebody reads: the token's purpose, the stated one, or the duty of the role."""

from uuid import UUID

import pytest

from kinerja.http.purpose import LONGEST, SHORTEST
from policies.identity import Subject, SubjectKind
from policies.permissions import Role
from policies.purposes import DUTIES, purpose_of

PERSON = Subject(UUID(int=1), SubjectKind.PERSON, None)
CLIENT = Subject(UUID(int=2), SubjectKind.CLIENT, None, purpose="Dasbor kinerja")


def test_every_role_of_people_has_a_duty() -> None:
    assert set(DUTIES) == set(Role) - {Role.API_CLIENT}


@pytest.mark.parametrize("duty", DUTIES.values())
def test_a_duty_could_be_stated_as_a_purpose(duty: str) -> None:
    assert SHORTEST <= len(duty) <= LONGEST


def test_a_stated_purpose_goes_before_the_duty() -> None:
    assert purpose_of(PERSON, ["inspectorate"], stated="Audit 2026") == "Audit 2026"


def test_the_most_particular_role_gives_the_duty() -> None:
    roles = ["authenticated", "employee", "performance_officer"]

    assert purpose_of(PERSON, roles, stated=None) == DUTIES[Role.PERFORMANCE_OFFICER]
    assert purpose_of(PERSON, ["peninjau"], stated=None) == DUTIES[Role.AUTHENTICATED]


def test_a_client_has_the_purpose_of_its_token_whatever_it_states() -> None:
    assert purpose_of(CLIENT, ["api_client"], stated="Lain") == "Dasbor kinerja"
