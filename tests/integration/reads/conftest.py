"""The world that the read engine is asked about, made once a module: reading changes nothing."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.database import Server, cloned_database
from tests.support.reading import World, reading_world


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(server: Server, template: str) -> AsyncIterator[World]:
    """Return two agencies with two years of appraisals."""
    async with cloned_database(server, template) as database, reading_world(database) as made:
        yield made
