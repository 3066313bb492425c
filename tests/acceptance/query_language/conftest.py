"""The service over one database that is only read, so that it is made once a module."""

from collections.abc import AsyncIterator

import pytest_asyncio

from policies.permissions import Role
from tests.support.clients import Client, running_client
from tests.support.database import DISHUB, Server, cloned_database
from tests.support.identity_provider import IdentityProvider
from tests.support.query_desk import QueryDesk
from tests.support.reading import make_place


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader(
    server: Server, template: str, provider: IdentityProvider
) -> AsyncIterator[QueryDesk]:
    """Return the performance officer of Dishub, who reads what is drawn there."""
    async with (
        cloned_database(server, template) as database,
        running_client(database, provider) as client,
    ):
        place = await make_place(database, DISHUB, code="DISHUB", ratees=3)
        officer = place.organisation.branches[1].superior.id
        await client.give_role(officer, Role.PERFORMANCE_OFFICER, DISHUB)
        english: Client = client.with_headers(accept_language="en")
        yield QueryDesk(english.as_(officer, agency="DISHUB"), place)
