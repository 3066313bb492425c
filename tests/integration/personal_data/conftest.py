"""Fixtures of the tests of erasure and retention."""

import pytest

from tests.support.database import Database
from tests.support.personal_traces import Traced, leave_traces


@pytest.fixture
async def traced(database: Database) -> Traced:
    """Return a person of whom there are traces in every table, and whose result is final."""
    return await leave_traces(database)
