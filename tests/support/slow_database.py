"""Makes statements of a test's database slow, and tells which of them run.

A statement sleeps in PostgreSQL itself, far longer than any test waits: it ends when somebody
cancels it, and then it is gone from `pg_stat_activity`.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import asyncpg

from migrations.roles import APPLICATION
from tests.support.database import Database

DEADLINE = 20
_SLEEPS = "wait_event = 'PgSleep'"
_SLOW_READ = """
ALTER POLICY {table}_select ON {table} USING (
  agency_id = nullif(current_setting('kinerja.agency_id', true), '')::int
  AND pg_sleep({seconds})::text IS NOT NULL
)
"""
_SLOW_WRITE = """
CREATE FUNCTION wait_a_while() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN PERFORM pg_sleep(600); RETURN NULL; END $$;
CREATE TRIGGER slow AFTER INSERT ON org_units FOR EACH ROW EXECUTE FUNCTION wait_a_while()
"""


async def slow_reads(
    database: Database, seconds: float | str = 600, *, table: str = "org_units"
) -> None:
    """Let every row of a table that is read take so long, as an expression too; 0: as before."""
    await _as_administrator(database, _SLOW_READ.format(seconds=seconds, table=table))


async def slow_writes(database: Database) -> None:
    """Let every org unit that is written take ten minutes."""
    await _as_administrator(database, _SLOW_WRITE)


async def until_asleep(database: Database) -> None:
    """Wait until a statement of the service sleeps."""
    await until(database, _SLEEPS, lambda count: count > 0)


async def until_idle(database: Database) -> None:
    """Wait until the service has no statement and no transaction open."""
    await until(database, "state <> 'idle'", lambda count: count == 0)


async def until(database: Database, condition: str, holds: Callable[[int], bool]) -> None:
    """Wait until the number of the service's server processes with a condition is right."""
    statement = (
        "SELECT count(*) FROM pg_stat_activity"  # noqa: S608 - our own words.
        f" WHERE datname = current_database() AND usename = '{APPLICATION}' AND {condition}"
    )
    connection: asyncpg.Connection[Any] = await asyncpg.connect(database.owner_url)
    try:
        async with asyncio.timeout(DEADLINE):
            while not holds(int(await connection.fetchval(statement))):  # noqa: ASYNC110 - PostgreSQL tells nobody.
                await asyncio.sleep(0.02)
    finally:
        await connection.close()


async def _as_administrator(database: Database, statements: str) -> None:
    connection = await asyncpg.connect(database.owner_url)
    try:
        await connection.execute(statements)
    finally:
        await connection.close()
