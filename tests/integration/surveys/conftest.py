"""Fixtures of the tests of surveys and complaints: an agency, and the import command."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from kinerja.domains.surveys import closing
from policies.permissions import Role
from tenants.session import tenant_session
from tests.support.commands import Command, command_for
from tests.support.database import DISHUB, Database
from tests.support.framework_people import make_actor
from tests.support.organisation_factories import TypicalAgency, make_organisation
from tests.support.survey_factories import MadeSurvey, make_survey

Making = Callable[..., Awaitable[MadeSurvey]]


@pytest.fixture
async def agency(database: Database) -> TypicalAgency:
    """Return a typical Dishub; committed."""
    async with tenant_session(database.application, DISHUB) as session:
        return await make_organisation(session, DISHUB, code="DISHUB")


@pytest.fixture
def making(database: Database, agency: TypicalAgency) -> Making:
    """Return a function that makes a survey of the first bidang, and commits it."""

    async def make(**columns: Any) -> MadeSurvey:
        async with tenant_session(database.application, DISHUB) as session:
            return await make_survey(session, DISHUB, agency.branches[0].bidang, **columns)

    return make


@pytest.fixture
def close(database: Database, agency: TypicalAgency) -> Callable[[MadeSurvey], Awaitable[Any]]:
    """Return a function by which the head closes a survey."""
    head = make_actor(DISHUB, Role.EMPLOYEE, person=agency.head.id)

    async def closed(survey: MadeSurvey) -> Any:
        async with tenant_session(database.application, DISHUB) as session:
            return await closing.close_survey(head, session, survey_id=survey.id)

    return closed


@pytest.fixture
def kinerja(
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Command:
    """Return a function that runs `kinerja import` on the test's database, in an empty folder."""
    return command_for(database, tmp_path, monkeypatch, capfd)
