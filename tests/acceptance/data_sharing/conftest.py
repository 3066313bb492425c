"""Fixtures of data sharing: an agency with results, its head, and programs that want them."""

from collections.abc import AsyncIterator

import pytest

from tests.support.clients import Client
from tests.support.database import Database
from tests.support.reading import reading_world
from tests.support.sharing_desk import SharingDesk


@pytest.fixture
async def desk(client: Client, database: Database) -> AsyncIterator[SharingDesk]:
    """Return two agencies with final appraisals, and who shares them."""
    async with reading_world(database) as world:
        yield SharingDesk(client, world)
