"""Fixtures of the framework operations."""

import pytest

from tests.support.clients import Client
from tests.support.framework_office import Office, open_office


@pytest.fixture
async def office(client: Client) -> Office:
    """Return Dishub's people with their clients, who read English."""
    return await open_office(client)
