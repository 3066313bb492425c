"""Fixtures of the tests of personal data."""

import pytest

from tests.support.clients import Client
from tests.support.privacy_desk import PrivacyDesk, open_privacy_desk


@pytest.fixture
async def desk(client: Client) -> PrivacyDesk:
    """Return Dishub's people as clients who ask about personal data."""
    return await open_privacy_desk(client)
