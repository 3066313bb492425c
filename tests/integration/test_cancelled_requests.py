"""A request that nobody waits for, or that takes too long, ends in PostgreSQL too.

The service runs as a process of its own with a single connection, which every later request has to
use again.
"""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tenants.engines import create_application_engine
from tenants.errors import StatementTimeoutError
from tenants.session import UnitIsOverError, UnitOfWork, tenant_session
from tests.support.clients import running_client
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.identity_provider import IdentityProvider, identity_provider
from tests.support.organisation_desk import Desk, global_id, open_desk
from tests.support.organisation_factories import make_organisation
from tests.support.rows import count_employees, insert_employee
from tests.support.served import served, serving
from tests.support.slow_database import (
    slow_reads,
    slow_writes,
    until_asleep,
    until_idle,
)

READ = 'query { agency(code: "DISHUB") { code orgUnits { nodes { code } } } }'
READ_TWICE = """query {
  agency(code: "DISHUB") { orgUnits { nodes { code } } }
  again: agency(code: "DISHUB") { orgUnits { totalCount } }
}"""
CREATE = """
mutation ($input: CreateOrgUnitInput!) {
  createOrgUnit(input: $input) { orgUnit { code } errors { code path } }
}
"""
UNITS = text("SELECT agency_id, count(*) FROM org_units GROUP BY agency_id")
#: Less than the service would wait for the statement, so that a hang is seen.
PROMPTLY = 20


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


@pytest.fixture
async def desk(database: Database, provider: IdentityProvider) -> Desk:
    """Return a typical Dishub, written through a service that then goes."""
    async with running_client(database, provider) as client:
        return await open_desk(client)


def new_unit(desk: Desk) -> dict[str, Any]:
    root = global_id("OrgUnit", desk.agency.root.id)
    given = {"agencyCode": "DISHUB", "code": "DISHUB_C", "name": "Bidang Baru", "level": "BIDANG"}
    return {"query": CREATE, "variables": {"input": {**given, "parentId": root}}}


def as_officer(desk: Desk, address: str) -> httpx.AsyncClient:
    headers = {"authorization": f"Bearer {desk.officer.token}"}
    return httpx.AsyncClient(base_url=address, headers=headers, timeout=60)


async def leave(client: httpx.AsyncClient, database: Database, body: dict[str, Any]) -> None:
    """Send a request and close the connection once its statement sleeps."""
    request = asyncio.ensure_future(client.post("/graphql", json=body))
    await until_asleep(database)
    request.cancel()
    with suppress(asyncio.CancelledError):
        await request


@pytest.mark.parametrize("document", [READ, READ_TWICE])
async def test_a_client_that_leaves_takes_its_statement_along(
    database: Database, provider: IdentityProvider, desk: Desk, document: str
) -> None:
    with served(database, provider, POOL_SIZE="1", AUDIT_SEAL_SECONDS="0") as address:
        await slow_reads(database)
        async with as_officer(desk, address) as client:
            await leave(client, database, {"query": document})

            await until_idle(database)


async def test_the_connection_of_a_client_that_left_knows_nothing_of_it(
    database: Database, provider: IdentityProvider, desk: Desk
) -> None:
    async with tenant_session(database.application, DUKCAPIL) as session:
        await make_organisation(session, DUKCAPIL)
    other = provider.token(desk.office.officer.subject.id, agency="DUKCAPIL")
    with served(database, provider, POOL_SIZE="1", AUDIT_SEAL_SECONDS="0") as address:
        await slow_reads(database)
        async with as_officer(desk, address) as client:
            await leave(client, database, {"query": READ})
            await until_idle(database)
            await slow_reads(database, 0)

            asked = {"query": 'query { agency(code: "DUKCAPIL") { code } viewer { subjectId } }'}
            headers = {"authorization": f"Bearer {other}"}
            answer = await client.post("/graphql", json=asked, headers=headers)
            own = await client.post("/graphql", json={"query": READ})

    assert answer.json()["data"]["agency"] == {"code": "DUKCAPIL"}
    codes = [node["code"] for node in own.json()["data"]["agency"]["orgUnits"]["nodes"]]
    assert codes, own.json()
    assert all(code.startswith("DISHUB") for code in codes)


async def test_the_change_of_a_client_that_leaves_is_rolled_back(
    database: Database, provider: IdentityProvider, desk: Desk
) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        before = (await session.execute(UNITS)).all()
    with served(database, provider, POOL_SIZE="1", AUDIT_SEAL_SECONDS="0") as address:
        await slow_writes(database)
        async with as_officer(desk, address) as client:
            await leave(client, database, new_unit(desk))
            await until_idle(database)

    async with tenant_session(database.application, DISHUB) as session:
        assert (await session.execute(UNITS)).all() == before


async def test_a_statement_that_takes_too_long_is_answered_with_its_code(
    database: Database, provider: IdentityProvider, desk: Desk
) -> None:
    async with running_client(database, provider, statement_seconds=1, pool_size=1) as client:
        asked = client.with_token(desk.officer.token)
        await slow_reads(database)
        slow = await asked.query(READ)
        await slow_reads(database, 0)
        after = await asked.query(READ)

    assert slow.status == 200
    assert slow.data == {"agency": None}
    assert slow.codes == ["STATEMENT_TIMEOUT"]
    assert after.errors == []


async def test_a_change_that_takes_too_long_is_answered_with_its_code_and_undone(
    database: Database, provider: IdentityProvider, desk: Desk
) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        before = (await session.execute(UNITS)).all()
    async with running_client(database, provider, statement_seconds=1, pool_size=1) as client:
        await slow_writes(database)
        answer = await client.with_token(desk.officer.token).send("POST", json=new_unit(desk))

    assert answer.data["createOrgUnit"] == {
        "orgUnit": None,
        "errors": [{"code": "STATEMENT_TIMEOUT", "path": ["input"]}],
    }
    async with tenant_session(database.application, DISHUB) as session:
        assert (await session.execute(UNITS)).all() == before


async def test_a_change_whose_answer_takes_too_long_is_not_kept_and_says_so(
    database: Database,
) -> None:
    unit = UnitOfWork(database.application, statement_timeout=timedelta(milliseconds=100))
    async with unit.savepoint(DISHUB) as session:
        await insert_employee(session, DISHUB)
    with pytest.raises(StatementTimeoutError):
        async with unit.within(DISHUB) as session:
            await session.execute(text("SELECT pg_sleep(600)"))

    with pytest.raises(StatementTimeoutError):
        await unit.commit()

    await unit.close()
    async with tenant_session(database.application, DISHUB) as session:
        assert await count_employees(session) == 0


async def test_the_limit_of_one_unit_does_not_reach_the_next_on_its_connection(
    database: Database,
) -> None:
    engine = create_application_engine(database.url, pool_size=1)
    shown = text("SELECT current_setting('statement_timeout')")
    found = []
    for agency_id, limit in ((DISHUB, timedelta(seconds=2)), (None, timedelta(seconds=3))):
        unit = UnitOfWork(engine, statement_timeout=limit)
        async with unit.within(agency_id) as session:
            found.append(await session.scalar(shown))
        await unit.close()
    async with tenant_session(engine, DISHUB) as session:
        found.append(await session.scalar(shown))
    await engine.dispose()

    assert found == ["2s", "3s", "30s"], "the last is the role's own"


async def test_what_a_cancelled_request_left_behind_ends_with_it(database: Database) -> None:
    """One task waits for a statement, others wait for their turn; none goes on without an edge."""
    unit = UnitOfWork(database.application)

    async def work() -> None:
        async with unit.within(DISHUB) as session:
            await session.execute(text("SELECT pg_sleep(600)"))

    tasks = [asyncio.ensure_future(work()) for _ in range(3)]
    await until_asleep(database)

    await unit.close()

    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(one, asyncio.CancelledError) for one in results), results
    with pytest.raises(UnitIsOverError):
        await work()
    await until_idle(database)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_service_that_stops_cancels_what_it_cannot_wait_for(
    database: Database, provider: IdentityProvider, desk: Desk, number: signal.Signals
) -> None:
    with serving(database, provider, STOP_SECONDS="1", AUDIT_SEAL_SECONDS="0") as service:
        await slow_reads(database)
        async with as_officer(desk, service.address) as client:
            request = asyncio.ensure_future(client.post("/graphql", json={"query": READ}))
            await until_asleep(database)

            service.process.send_signal(number)

            answer = await request
        assert service.process.wait(PROMPTLY) == 0

    assert answer.status_code == 503
    assert answer.json()["errors"][0]["extensions"]["code"] == "SHUTTING_DOWN"
    await until_idle(database)


async def test_a_service_that_stops_waits_for_what_ends_in_time(
    database: Database, provider: IdentityProvider, desk: Desk
) -> None:
    with serving(database, provider, AUDIT_SEAL_SECONDS="0") as service:
        await slow_reads(database, 0.05)
        async with as_officer(desk, service.address) as client:
            request = asyncio.ensure_future(client.post("/graphql", json={"query": READ}))
            await until_asleep(database)

            service.process.send_signal(signal.SIGTERM)

            answer = await request
        assert service.process.wait(PROMPTLY) == 0

    assert answer.status_code == 200
    assert answer.json()["data"]["agency"]["orgUnits"]["nodes"]
