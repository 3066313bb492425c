"""Fixtures of the operations on policies."""

import pytest

from tests.support.clients import Client
from tests.support.policy_office import PolicyOffice, open_policy_office


@pytest.fixture
async def office(client: Client) -> PolicyOffice:
    """Return a typical Dishub, with an officer and a head who read English."""
    return await open_policy_office(client)
