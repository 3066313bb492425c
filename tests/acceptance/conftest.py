"""Fixtures of the acceptance tests: the whole service, and an identity provider beside it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from tests.support.clients import Client, running_client
from tests.support.database import Database
from tests.support.identity_provider import IdentityProvider, identity_provider


@pytest.fixture(scope="session")
def provider() -> Iterator[IdentityProvider]:
    """Return an identity provider that serves its keys on the loopback."""
    with identity_provider() as running:
        yield running


@pytest.fixture
async def client(database: Database, provider: IdentityProvider) -> AsyncIterator[Client]:
    """Return a client of the service over the test's database; it asks for nobody yet."""
    async with running_client(database, provider) as running:
        yield running
