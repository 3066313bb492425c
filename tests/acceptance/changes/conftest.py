"""Fixtures of changes while a cycle runs: an agency whose cycle of 2026 is open."""

import pytest

from tests.support.change_desk import ChangeDesk, make_change_desk
from tests.support.clients import Client


@pytest.fixture
async def desk(client: Client) -> ChangeDesk:
    """Return a desk at which a cycle has been opened."""
    return await make_change_desk(client)
