"""A finished statement goes to the driver itself; what hangs on SQLAlchemy happens all the same."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from tenants.direct import Direct
from tenants.session import UnitOfWork
from tests.support.database import DISHUB, Database
from tests.support.slow_database import until

pytestmark = pytest.mark.asyncio(loop_scope="module")

AGENCY = "SELECT current_setting('kinerja.agency_id'), $1::integer"


def _direct(session: AsyncSession) -> Direct:
    found = Direct.of(session)
    assert found is not None
    return found


async def test_it_runs_in_the_transaction_and_the_agency_of_its_session(database: Database) -> None:
    unit = UnitOfWork(database.application)
    async with unit.within(DISHUB) as session:
        (row,) = await _direct(session).fetch(AGENCY, (7,))
        number = "SELECT pg_current_xact_id()::text, pg_backend_pid()"
        (here,) = await _direct(session).fetch(number, ())
        there = (await session.execute(text(number))).one()
    await unit.rollback()

    assert tuple(row) == (str(DISHUB), 7)
    assert tuple(here) == tuple(there)


async def test_who_counts_statements_hears_of_it(database: Database) -> None:
    heard: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        heard.append(statement)

    unit, engine = UnitOfWork(database.application), database.application.sync_engine
    for name in ("before_cursor_execute", "after_cursor_execute"):
        event.listen(engine, name, note)
    try:
        async with unit.within(DISHUB) as session:
            await _direct(session).fetch(AGENCY, (7,))
    finally:
        for name in ("before_cursor_execute", "after_cursor_execute"):
            event.remove(engine, name, note)
        await unit.rollback()

    assert heard == [AGENCY, AGENCY]


async def test_an_error_is_the_one_that_a_session_raises(database: Database) -> None:
    unit, failing = UnitOfWork(database.application), "SELECT 1 / $1::integer"
    with pytest.raises(DBAPIError) as raised:
        async with unit.within(DISHUB) as session:
            await _direct(session).fetch(failing, (0,))
    async with unit.within(DISHUB) as session:
        connection = await session.connection()
        with pytest.raises(DBAPIError) as usual:
            await connection.exec_driver_sql(failing, (0,))
    await unit.rollback()

    assert (str(raised.value), type(raised.value)) == (str(usual.value), type(usual.value))
    async with unit.within(DISHUB) as session:
        assert await session.scalar(text("SELECT 1")) == 1
    await unit.rollback()


async def test_a_cancelled_statement_leaves_no_connection_that_is_still_busy(
    database: Database,
) -> None:
    unit = UnitOfWork(database.application)

    async def sleep() -> None:
        async with unit.within(DISHUB) as session:
            await _direct(session).fetch("SELECT pg_sleep(60)", ())

    task = asyncio.create_task(sleep())
    await until(database, "query LIKE '%pg_sleep(60)'", lambda count: count == 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with unit.within(DISHUB) as session:
        assert await session.scalar(text("SELECT 1")) == 1
    await unit.rollback()
