"""Long answers of lines over a real connection: a reader that pauses, leaves, or loses the service.

The list is longer than all buffers between the database and its reader together.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import asyncpg
import httpx
import orjson
import pytest
import pytest_asyncio
from sqlalchemy import text

from kinerja.kit.ids import new_id
from policies.permissions import Role
from tenants.roles import grant_role
from tenants.session import tenant_session
from tests.support.clients import ALWAYS
from tests.support.database import DISHUB, Database, Server, cloned_database
from tests.support.identity_provider import IdentityProvider, identity_provider
from tests.support.served import served
from tests.support.slow_database import until, until_idle
from tests.support.streaming import JSONL

pytestmark = pytest.mark.asyncio(loop_scope="module")

MANY = 20_000
#: Each line is about a kilobyte.
NAMES = " ".join(f"name{number}: name" for number in range(25))
LIST = f'query {{ agency(code: "DISHUB") {{ employees {{ nodes {{ {NAMES} }} }} }} }}'
#: The service has fetched nothing for a while, though there are more rows: its reader pauses.
WAITING = "state = 'idle in transaction' AND state_change < now() - interval '300 ms'"


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def database(server: Server, template: str) -> AsyncIterator[Database]:
    """Return a database in which Dishub has many employees."""
    async with cloned_database(server, template) as made:
        async with tenant_session(made.owner, DISHUB) as session:
            await session.execute(
                text(
                    "INSERT INTO employees (agency_id, id, nip, name, employment, state)"
                    " SELECT :agency, gen_random_uuid(), 190000000000000000 + number,"
                    " 'Pegawai bernama panjang ' || number, 'PNS', 'ACTIVE'"
                    " FROM generate_series(1, :many) number"
                ),
                {"agency": DISHUB, "many": MANY},
            )
        yield made


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def reader(
    database: Database, provider: IdentityProvider
) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client of the running service, signed in as the officer of Dishub."""
    officer = new_id()
    await grant_role(
        database.owner, DISHUB, subject_id=officer, role=Role.PERFORMANCE_OFFICER, valid=ALWAYS
    )
    token = provider.token(officer, agency="DISHUB")
    headers = {"authorization": f"Bearer {token}", "accept": JSONL}
    with served(database, provider, POOL_SIZE="2", AUDIT_SEAL_SECONDS="0") as address:
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=60) as client:
            yield client


@asynccontextmanager
async def begun(reader: httpx.AsyncClient) -> AsyncIterator[tuple[bytes, AsyncIterator[bytes]]]:
    """Send the request and take the first part of the answer; give it and the others."""
    async with reader.stream("POST", "/graphql", json={"query": LIST}) as response:
        assert response.status_code == 200
        parts = response.aiter_bytes(65_536)
        yield await anext(parts), parts


async def test_a_reader_that_pauses_holds_the_database_up_and_nothing_in_between(
    database: Database, reader: httpx.AsyncClient
) -> None:
    async with begun(reader) as (first, parts):
        await until(database, WAITING, lambda count: count == 1)
        whole = first + b"".join([part async for part in parts])

    lines = whole.splitlines()
    assert orjson.loads(lines[-1]) == {"complete": True, "count": MANY}
    assert len(lines) == MANY + 2
    await until_idle(database)


async def test_a_reader_that_leaves_gives_its_connection_back(
    database: Database, reader: httpx.AsyncClient
) -> None:
    for _ in range(3):  # More often than there are connections.
        async with begun(reader):
            await until(database, WAITING, lambda count: count == 1)
        await until_idle(database)


async def test_lines_that_the_database_does_not_give_end_without_the_mark_of_the_whole(
    database: Database, reader: httpx.AsyncClient
) -> None:
    async with begun(reader) as (first, parts):
        await until(database, WAITING, lambda count: count == 1)
        await _end_transactions(database)
        whole = first + b"".join([part async for part in parts])

    *lines, last = [orjson.loads(line) for line in whole.splitlines()]
    assert 1 < len(lines) < MANY
    assert not any("complete" in line for line in lines)
    [error] = last["errors"]
    assert error["extensions"]["code"] == "UNAVAILABLE"
    assert error["extensions"]["errorId"]


async def _end_transactions(database: Database) -> None:
    connection = await asyncpg.connect(database.owner_url)
    try:
        ended = await connection.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND state = 'idle in transaction'"
        )
    finally:
        await connection.close()
    assert len(ended) == 1
