"""Fixtures of the organisation operations."""

import pytest

from tests.support.clients import Client
from tests.support.organisation_desk import Desk, open_desk


@pytest.fixture
async def desk(client: Client) -> Desk:
    """Return a typical Dishub with clients of its people."""
    return await open_desk(client)
