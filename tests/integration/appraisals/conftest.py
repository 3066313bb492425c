"""Fixtures of the appraisal tests: one session in the agency DISHUB."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from tenants.session import tenant_session
from tests.support.database import DISHUB, Database


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    """Return a session of the application role in the agency DISHUB."""
    async with tenant_session(database.application, DISHUB) as opened:
        yield opened
