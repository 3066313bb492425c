"""Fixtures of the access log and the audit trail."""

import pytest

from tests.support.access_desk import AccessDesk, open_access_desk
from tests.support.clients import Client


@pytest.fixture
async def desk(client: Client) -> AccessDesk:
    """Return Dishub's people as clients."""
    return await open_access_desk(client)
