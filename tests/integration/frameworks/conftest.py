"""Fixtures of the framework tests: the people of Dishub."""

import pytest

from tests.support.database import DISHUB, Database
from tests.support.framework_people import People, make_people


@pytest.fixture
async def people(database: Database) -> People:
    """Return the officer, the head and the others of Dishub."""
    return await make_people(database.application, DISHUB)
