"""The terms of a grant, as they are kept."""

from datetime import date
from typing import Any

import pytest

from kinerja.domains.data_sharing.errors import GrantPeriodError
from kinerja.domains.data_sharing.terms import NewGrant, Terms
from kinerja.domains.data_sharing.vocabulary import GRANTABLE
from policies.permissions import Scope

TODAY = date(2026, 11, 24)


def read(**changes: Any) -> Terms:
    given: dict[str, Any] = {
        "client_name": "Dasbor",
        "scopes": ["cycle:view"],
        "legal_basis": "PKS 12/2026",
        "purpose": "Dasbor kinerja",
        "first_day": TODAY,
        "last_day": TODAY,
    }
    return Terms.read(NewGrant(**{**given, **changes}), today=TODAY)


def test_an_agency_grants_every_scope_but_that_of_all_agencies_together() -> None:
    assert set(Scope) - set(GRANTABLE) == {Scope.REPORT_VIEW}
    assert read(scopes=[*GRANTABLE, *GRANTABLE]).scopes == tuple(sorted(GRANTABLE))


def test_the_last_day_belongs_to_the_grant() -> None:
    valid = read(last_day=date(2026, 12, 31)).valid
    assert date(2026, 12, 31) in valid
    assert date(2027, 1, 1) not in valid


def test_blanks_are_joined() -> None:
    assert read(purpose="  Dasbor \n\t kinerja ").purpose == "Dasbor kinerja"


@pytest.mark.parametrize(
    ("first", "latest"),
    [
        (date(2026, 1, 1), date(2030, 12, 31)),
        (date(2024, 2, 29), date(2029, 2, 27)),
        (date(9995, 1, 1), date(9998, 12, 31)),
    ],
)
def test_five_years_end_the_day_before_the_same_day(first: date, latest: date) -> None:
    assert read(first_day=first, last_day=latest).valid.lower == first
    with pytest.raises(GrantPeriodError):
        read(first_day=first, last_day=date.fromordinal(latest.toordinal() + 1))


@pytest.mark.parametrize("last", [date(2026, 11, 23), date(2020, 1, 1), date.max])
def test_a_grant_ends_neither_in_the_past_nor_after_more_than_five_years(last: date) -> None:
    with pytest.raises(GrantPeriodError):
        read(first_day=date(2020, 1, 1), last_day=last)


def test_the_calendars_own_last_day_is_no_day_of_a_grant() -> None:
    with pytest.raises(GrantPeriodError):
        read(first_day=date.max, last_day=date.max)
