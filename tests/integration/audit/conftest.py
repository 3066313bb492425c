"""Fixtures of the audit trail."""

import pytest

from tests.support.audit_trail import Trail, trail_of
from tests.support.database import Database


@pytest.fixture
async def trail(database: Database) -> Trail:
    """Return Dishub's trail, with eight sealed events: the first is that of its provisioning."""
    trail = await trail_of(database)
    await trail.write(7)
    await trail.seal()
    return trail
