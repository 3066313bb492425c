"""Fixtures of the organisation tests: a typical Dishub."""

import pytest

from tests.support.database import Database
from tests.support.organisation_office import Office, make_office


@pytest.fixture
async def office(database: Database) -> Office:
    """Return a typical agency with its officer."""
    return await make_office(database)
