"""Fixtures of the acceptance tests of surveys."""

import pytest

from tests.support.clients import Client
from tests.support.survey_desk import Desk, open_desk


@pytest.fixture
async def desk(client: Client) -> Desk:
    """Return the clients of a typical Dishub."""
    return await open_desk(client)
