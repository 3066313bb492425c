"""A connection that is used again never shows the agency of the one who used it before.

Twenty agencies, whatever happened on a connection: an error, a cancellation at any point, a
savepoint that was rolled back, two hundred requests at once.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.pool import AsyncAdaptedQueuePool

from kinerja.kit.ids import AgencyId
from tenants.engines import create_application_engine
from tenants.provisioning import create_agency
from tenants.session import UnitOfWork, tenant_session
from tests.support.clients import Client, running_client
from tests.support.database import Database, Server, cloned_database
from tests.support.identity_provider import IdentityProvider, identity_provider
from tests.support.isolation.canaries import as_administrator
from tests.support.rows import committed_employee, insert_employee

AGENCIES = 20
SEEN = text("SELECT DISTINCT agency_id FROM employees")
#: A commit that takes long enough to be cancelled in the middle.
WAITING = """
CREATE FUNCTION wait_a_while() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN PERFORM pg_sleep(20); RETURN NULL; END $$
"""
SLOW_COMMIT = """
CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON employees DEFERRABLE INITIALLY DEFERRED
  FOR EACH ROW EXECUTE FUNCTION wait_a_while()
"""
SERVICE = "datname = current_database() AND usename = 'kinerja_app'"
READ = """
query ($code: String!) {
  agency(code: $code) { code employees(first: 50) { totalCount nodes { id } } }
  viewer { subjectId agency { code } }
}
"""
WRONG = 'query ($code: String!) { agency(code: $code) { code } node(id: "no id") { id } }'


@pytest.fixture(scope="module")
def crowd(server: Server, template: str) -> Iterator[tuple[str, dict[AgencyId, UUID]]]:
    """Make a database with twenty agencies for this module: its name, and an employee of each."""

    async def fill(name: str) -> dict[AgencyId, UUID]:
        database = Database(server, name)
        people = {}
        for number in range(AGENCIES):
            made = await create_agency(
                database.owner,
                code=f"UJI_{number}",
                name=f"Dinas Uji {number}",
                kind="DINAS",
                active_from=date(2026, 1, 1),
            )
            people[made.id] = await committed_employee(database.application, made.id)
        await database.dispose()
        return people

    context = cloned_database(server, template)
    with asyncio.Runner() as runner:
        made = runner.run(context.__aenter__())
        try:
            yield made.name, runner.run(fill(made.name))
        finally:
            runner.run(context.__aexit__(None, None, None))


@pytest.fixture
async def database(
    server: Server, crowd: tuple[str, dict[AgencyId, UUID]]
) -> AsyncIterator[Database]:
    """Return the database of twenty agencies."""
    opened = Database(server, crowd[0])
    yield opened
    await opened.dispose()


@pytest.fixture
def agencies(crowd: tuple[str, dict[AgencyId, UUID]]) -> list[AgencyId]:
    """Return the ids of the twenty agencies."""
    return list(crowd[1])


@pytest.fixture
async def engine(database: Database) -> AsyncIterator[AsyncEngine]:
    """Return an engine with a single connection, which every session has to use again."""
    made = create_application_engine(database.url, pool_size=1)
    yield made
    await made.dispose()


async def _before_the_first_statement(engine: AsyncEngine, agency_id: AgencyId) -> None:
    unit = UnitOfWork(engine)
    try:
        async with unit.within(agency_id):
            await asyncio.Event().wait()
    finally:
        await unit.rollback()


async def _during_a_statement(engine: AsyncEngine, agency_id: AgencyId) -> None:
    async with tenant_session(engine, agency_id) as session:
        await session.execute(text("SELECT pg_sleep(20)"))


async def _after_a_statement(engine: AsyncEngine, agency_id: AgencyId) -> None:
    async with tenant_session(engine, agency_id) as session:
        await insert_employee(session, agency_id)
        await asyncio.Event().wait()


async def _within_a_savepoint(engine: AsyncEngine, agency_id: AgencyId) -> None:
    unit = UnitOfWork(engine)
    try:
        async with unit.savepoint(agency_id) as session:
            await insert_employee(session, agency_id)
            await session.execute(text("SELECT pg_sleep(20)"))
    finally:
        await unit.rollback()


async def _while_committing(engine: AsyncEngine, agency_id: AgencyId) -> None:
    async with tenant_session(engine, agency_id) as session:
        await insert_employee(session, agency_id)


Work = Callable[[AsyncEngine, AgencyId], Awaitable[None]]


async def _cancel(database: Database, work: Awaitable[None], *, sleeps: bool) -> None:
    """Cancel a task once it waits: in the database where it sleeps there, else in the program."""
    task = asyncio.ensure_future(work)
    if sleeps:
        await _until_asleep(database)
    else:
        for _ in range(200):
            await asyncio.sleep(0.001)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def _until_asleep(database: Database) -> None:
    asleep = "datname = current_database() AND wait_event = 'PgSleep'"
    await _until(database, asleep, lambda count: count > 0)


async def _until(database: Database, condition: str, holds: Callable[[int], bool]) -> None:
    """Wait until the number of the server's processes that fulfil a condition is right."""
    connection = await asyncpg.connect(database.owner_url)
    try:
        async with asyncio.timeout(20):
            while not holds(await _processes(connection, condition)):  # noqa: ASYNC110 - PostgreSQL tells nobody.
                await asyncio.sleep(0.02)
    finally:
        await connection.close()


async def _processes(connection: "asyncpg.Connection[Any]", condition: str) -> int:
    statement = f"SELECT count(*) FROM pg_stat_activity WHERE {condition}"  # noqa: S608 - ours.
    return int(await connection.fetchval(statement))


async def _shows_nobody_else(engine: AsyncEngine, agencies: list[AgencyId]) -> None:
    """Use the connection again, without an agency and for some agencies."""
    async with AsyncSession(engine) as session:
        assert (await session.scalars(SEEN)).all() == []
    for agency_id in agencies[:3]:
        async with tenant_session(engine, agency_id) as session:
            assert (await session.scalars(SEEN)).all() == [agency_id]
    pool = engine.sync_engine.pool
    assert isinstance(pool, AsyncAdaptedQueuePool)
    assert (pool.checkedout(), pool.checkedin()) == (0, 1)


async def _employees(engine: AsyncEngine, agency_id: AgencyId) -> int:
    async with tenant_session(engine, agency_id) as session:
        return int(await session.scalar(text("SELECT count(*) FROM employees")) or 0)


@pytest.mark.parametrize(
    ("work", "sleeps"),
    [
        (_before_the_first_statement, False),
        (_during_a_statement, True),
        (_after_a_statement, False),
        (_within_a_savepoint, True),
    ],
)
async def test_a_connection_is_clean_after_a_cancellation(
    database: Database, engine: AsyncEngine, agencies: list[AgencyId], work: Work, *, sleeps: bool
) -> None:
    before = await _employees(engine, agencies[-1])

    await _cancel(database, work(engine, agencies[-1]), sleeps=sleeps)

    await _shows_nobody_else(engine, agencies)
    assert await _employees(engine, agencies[-1]) == before, "what was cancelled was kept"


async def test_a_connection_is_clean_after_a_cancelled_commit(
    server: Server, template: str
) -> None:
    async with cloned_database(server, template) as database:
        ours, other = AgencyId(1), AgencyId(2)
        await committed_employee(database.application, other)
        async with as_administrator(database) as connection:
            for statement in (WAITING, SLOW_COMMIT):
                await connection.execute(statement)
        engine = create_application_engine(database.url, pool_size=1)
        try:
            await _cancel(database, _while_committing(engine, ours), sleeps=True)

            async with AsyncSession(engine) as session:
                assert (await session.scalars(SEEN)).all() == []
            async with tenant_session(engine, other) as session:
                assert (await session.scalars(SEEN)).all() == [other]
            assert await _employees(engine, ours) == 0, "half a commit was kept"
        finally:
            await engine.dispose()


async def _fail_in_a_savepoint(unit: UnitOfWork, agency_id: AgencyId) -> None:
    async with unit.savepoint(agency_id) as session:
        await insert_employee(session, agency_id)
        raise LookupError


async def test_a_connection_is_clean_after_a_savepoint_of_another_agency_was_rolled_back(
    engine: AsyncEngine, agencies: list[AgencyId]
) -> None:
    unit = UnitOfWork(engine)
    with pytest.raises(LookupError):
        await _fail_in_a_savepoint(unit, agencies[-1])
    async with unit.within(agencies[-2]) as session:
        assert (await session.scalars(SEEN)).all() == [agencies[-2]]
    await unit.commit()

    await _shows_nobody_else(engine, agencies)


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


async def test_two_hundred_requests_at_once_of_twenty_agencies_are_answered_each_from_its_own(
    database: Database, provider: IdentityProvider, crowd: tuple[str, dict[AgencyId, UUID]]
) -> None:
    """Over a pool of five connections; some requests fail, and some callers go away."""
    chance = random.Random(2026)  # noqa: S311 - a repeatable mixture, no secret.
    people = list(crowd[1].values())
    async with running_client(database, provider, pool_size=5, audit_seal_seconds=0) as client:
        visits = [_visit(client, people, chance.randrange(AGENCIES), chance) for _ in range(200)]
        outcomes = await asyncio.gather(*visits, return_exceptions=True)
        await _until(database, f"{SERVICE} AND state <> 'idle'", lambda count: count == 0)
        # A pool of five, and who listens for news.
        await _until(database, SERVICE, lambda count: 0 < count <= 6)

    assert [one for one in outcomes if isinstance(one, Exception)] == []
    assert outcomes.count("answered") > 80
    assert outcomes.count("refused") > 20
    assert sum(isinstance(one, asyncio.CancelledError) for one in outcomes) > 20


async def _visit(client: Client, people: list[UUID], number: int, chance: random.Random) -> str:
    code, fate, patience = f"UJI_{number}", chance.random(), chance.randrange(400)
    asked = client.as_(people[number], agency=code)
    document = WRONG if fate < 0.2 else READ
    request = asyncio.ensure_future(asked.query(document, {"code": code}))
    if fate > 0.7:
        for _ in range(patience):
            await asyncio.sleep(0)
        request.cancel()
    answer = await request
    if fate < 0.2:
        assert answer.codes == ["MALFORMED_ID"]
        return "refused"
    assert answer.errors == [], answer.body
    assert answer.data["agency"]["code"] == answer.data["viewer"]["agency"]["code"] == code
    assert answer.data["agency"]["employees"]["totalCount"] == 1
    assert answer.data["viewer"]["subjectId"] == str(people[number])
    return "answered"
