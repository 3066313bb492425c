"""Tenancy with real commits as the application role: no way to see another agency's rows."""

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.kit.ids import AgencyId
from tenants.engines import create_application_engine
from tenants.partitions import partition_name
from tenants.provisioning import create_agency
from tenants.session import BrokenTransactionError, UnitOfWork, tenant_session
from tests.support.database import DISHUB, DUKCAPIL, Database, Server
from tests.support.rows import committed_employee, count_employees, insert_employee
from tests.support.statements import statements_of

SETTING = text("SELECT current_setting('kinerja.agency_id', true)")
MOVE = text("UPDATE employees SET agency_id = :agency")
PROCESS = text("SELECT pg_backend_pid()")


@pytest.fixture
async def one_connection(database: Database) -> AsyncIterator[AsyncEngine]:
    """Return an engine whose pool holds one connection, so that every session reuses it."""
    engine = create_application_engine(database.url, pool_size=1)
    yield engine
    await engine.dispose()


async def _unbound_count(engine: AsyncEngine) -> int:
    """Count employees in a session that set no agency."""
    async with AsyncSession(engine) as session:
        return await count_employees(session)


async def _fail_in_a_session(engine: AsyncEngine, agency_id: AgencyId) -> None:
    async with tenant_session(engine, agency_id) as session:
        await insert_employee(session, agency_id)
        raise LookupError


async def _fail_in_a_savepoint(unit: UnitOfWork, agency_id: AgencyId) -> None:
    async with unit.savepoint(agency_id) as session:
        await insert_employee(session, agency_id)
        raise LookupError


async def test_the_application_is_an_ordinary_role(database: Database) -> None:
    asked = "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user"
    async with AsyncSession(database.application) as session:
        row = (await session.execute(text(asked))).one()

    assert tuple(row) == ("kinerja_app", False, False)


async def test_an_agency_sees_its_own_rows_only(database: Database) -> None:
    await committed_employee(database.application, DISHUB)

    async with tenant_session(database.application, DISHUB) as session:
        assert await count_employees(session) == 1
    async with tenant_session(database.application, DUKCAPIL) as session:
        assert await count_employees(session) == 0


async def test_a_session_without_an_agency_sees_nothing(database: Database) -> None:
    await committed_employee(database.application, DISHUB)

    assert await _unbound_count(database.application) == 0


async def test_a_reused_connection_sees_nothing_after_a_commit(
    one_connection: AsyncEngine,
) -> None:
    await committed_employee(one_connection, DISHUB)
    async with tenant_session(one_connection, DISHUB) as session:
        process = await session.scalar(PROCESS)
        assert await count_employees(session) == 1

    async with AsyncSession(one_connection) as session:
        assert await session.scalar(PROCESS) == process, "the connection was not reused"
        assert await session.scalar(SETTING) == "", "a used setting reads back as ''"
        assert await count_employees(session) == 0


async def test_a_reused_connection_sees_nothing_after_an_error(
    one_connection: AsyncEngine,
) -> None:
    await committed_employee(one_connection, DISHUB)
    with pytest.raises(DBAPIError, match="division by zero"):
        async with tenant_session(one_connection, DISHUB) as session:
            await session.execute(text("SELECT 1 / 0"))

    assert await _unbound_count(one_connection) == 0


async def test_a_reused_connection_sees_nothing_after_an_exception_of_the_caller(
    one_connection: AsyncEngine,
) -> None:
    with pytest.raises(LookupError):
        await _fail_in_a_session(one_connection, DISHUB)

    assert await _unbound_count(one_connection) == 0
    async with tenant_session(one_connection, DISHUB) as session:
        assert await count_employees(session) == 0, "the insert was kept"


async def test_a_reused_connection_sees_nothing_after_a_cancelled_task(
    one_connection: AsyncEngine,
) -> None:
    await committed_employee(one_connection, DISHUB)
    started = asyncio.Event()

    async def slow() -> None:
        async with tenant_session(one_connection, DISHUB) as session:
            await insert_employee(session, DISHUB)
            started.set()
            await session.execute(text("SELECT pg_sleep(30)"))

    task = asyncio.create_task(slow())
    await started.wait()
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await _unbound_count(one_connection) == 0
    async with tenant_session(one_connection, DISHUB) as session:
        assert await count_employees(session) == 1, "the cancelled insert was kept"


async def test_another_agencys_id_cannot_be_inserted(database: Database) -> None:
    with pytest.raises(ProgrammingError, match="violates row-level security policy"):
        async with tenant_session(database.application, DISHUB) as session:
            await insert_employee(session, DUKCAPIL)


async def test_a_row_cannot_be_moved_to_another_agency(database: Database) -> None:
    await committed_employee(database.application, DISHUB)

    with pytest.raises(ProgrammingError, match="permission denied"):
        async with tenant_session(database.application, DISHUB) as session:
            await session.execute(MOVE, {"agency": DUKCAPIL})


async def test_an_update_does_not_reach_another_agency(database: Database) -> None:
    await committed_employee(database.application, DISHUB)

    async with tenant_session(database.application, DUKCAPIL) as session:
        changed = await session.execute(
            text("UPDATE employees SET state = 'INACTIVE' RETURNING id")
        )
        assert changed.all() == []


async def test_the_owner_too_sees_only_the_agency_that_it_set(database: Database) -> None:
    await committed_employee(database.application, DISHUB)

    assert await _unbound_count(database.owner) == 0
    async with tenant_session(database.owner, DUKCAPIL) as session:
        assert await count_employees(session) == 0
    async with tenant_session(database.owner, DISHUB) as session:
        assert await count_employees(session) == 1


async def test_partitions_cannot_be_read_directly(database: Database) -> None:
    for table in ("scores", "audit_events", "appraisals", "report_cells"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            async with tenant_session(database.application, DISHUB) as session:
                await session.execute(text(f"TABLE {partition_name(table, DISHUB)}"))


async def test_the_owner_sees_nothing_in_a_partition_itself(database: Database) -> None:
    async with tenant_session(database.owner, DISHUB) as session:
        events = await session.scalar(text("SELECT count(*) FROM audit_events"))
        partition = text(f"TABLE {partition_name('audit_events', DISHUB)}")
        assert (await session.execute(partition)).all() == []

    assert events == 1


async def test_the_reporter_reads_report_cells_and_agencies_only(database: Database) -> None:
    readable = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    readable += " AND relkind IN ('r', 'p') AND has_table_privilege(oid, 'SELECT') ORDER BY 1"
    async with AsyncSession(database.reporter) as session:
        tables = (await session.scalars(text(readable))).all()

    assert tables == ["agencies", "report_cells"]
    with pytest.raises(ProgrammingError, match="permission denied"):
        await _unbound_count(database.reporter)


async def test_the_agency_is_set_in_the_same_round_trip_as_begin(
    one_connection: AsyncEngine,
) -> None:
    async with (
        statements_of(one_connection) as sent,
        tenant_session(one_connection, DISHUB) as session,
    ):
        await session.execute(text("SELECT 1"))

    assert sent == [
        "BEGIN; SET LOCAL kinerja.agency_id = '2'",
        "COMMIT;",
    ]


async def test_an_unused_transaction_sends_nothing(one_connection: AsyncEngine) -> None:
    async with statements_of(one_connection) as sent, tenant_session(one_connection, DISHUB):
        pass

    assert sent == []


async def test_an_unused_transaction_leaves_no_agency_behind(one_connection: AsyncEngine) -> None:
    await committed_employee(one_connection, DISHUB)
    async with tenant_session(one_connection, DISHUB):
        pass

    assert await _unbound_count(one_connection) == 0


async def test_one_transaction_changes_between_agencies(database: Database) -> None:
    await committed_employee(database.application, DISHUB)
    unit = UnitOfWork(database.application)
    seen = []

    for agency in (DISHUB, DUKCAPIL, None, DISHUB):
        async with unit.within(agency) as session:
            seen.append(await count_employees(session))
    await unit.rollback()

    assert seen == [1, 0, 0, 1]


async def test_an_agency_that_was_never_used_does_not_stick(database: Database) -> None:
    await committed_employee(database.application, DISHUB)
    unit = UnitOfWork(database.application)
    async with unit.within(DISHUB):
        pass

    async with unit.within(None) as session:
        assert await count_employees(session) == 0
    await unit.rollback()


async def test_a_savepoint_rolls_back_alone_and_keeps_the_agency_right(database: Database) -> None:
    unit = UnitOfWork(database.application)
    async with unit.savepoint(DISHUB) as session:
        await insert_employee(session, DISHUB)
    with pytest.raises(LookupError):
        await _fail_in_a_savepoint(unit, DUKCAPIL)

    async with unit.within(DUKCAPIL) as session:
        assert await session.scalar(SETTING) == str(DUKCAPIL)
        assert await count_employees(session) == 0
    async with unit.within(DISHUB) as session:
        assert await session.scalar(SETTING) == str(DISHUB)
        assert await count_employees(session) == 1
    await unit.commit()

    async with tenant_session(database.application, DISHUB) as session:
        assert await count_employees(session) == 1


async def test_a_database_error_in_a_savepoint_leaves_the_transaction_usable(
    database: Database,
) -> None:
    unit = UnitOfWork(database.application)
    with pytest.raises(DBAPIError, match="division by zero"):
        async with unit.savepoint(DISHUB) as session:
            await session.execute(text("SELECT 1 / 0"))
    async with unit.savepoint(DISHUB) as session:
        await insert_employee(session, DISHUB)
    await unit.commit()

    async with tenant_session(database.application, DISHUB) as session:
        assert await count_employees(session) == 1


async def test_a_failed_read_does_not_fail_the_next_one(database: Database) -> None:
    unit = UnitOfWork(database.application)
    with pytest.raises(DBAPIError, match="division by zero"):
        async with unit.within(DISHUB) as session:
            await session.execute(text("SELECT 1 / 0"))

    async with unit.within(DISHUB) as session:
        assert await session.scalar(SETTING) == str(DISHUB)
    await unit.commit()


async def test_changes_that_a_failure_undid_cannot_be_committed(database: Database) -> None:
    unit = UnitOfWork(database.application)
    async with unit.savepoint(DISHUB) as session:
        await insert_employee(session, DISHUB)
    with pytest.raises(DBAPIError, match="division by zero"):
        async with unit.within(DISHUB) as session:
            await session.execute(text("SELECT 1 / 0"))

    with pytest.raises(BrokenTransactionError):
        await unit.commit()
    with pytest.raises(BrokenTransactionError):
        async with unit.within(DISHUB):
            pass
    await unit.rollback()
    async with tenant_session(database.application, DISHUB) as session:
        assert await count_employees(session) == 0


async def test_a_task_that_holds_the_transaction_is_told_instead_of_waiting_for_itself(
    database: Database,
) -> None:
    unit = UnitOfWork(database.application)
    async with unit.within(DISHUB):
        with pytest.raises(RuntimeError, match="already holds the transaction"):
            async with unit.within(DISHUB):
                pass
    await unit.rollback()


async def test_concurrent_fields_of_one_request_take_turns(database: Database) -> None:
    await committed_employee(database.application, DISHUB)
    unit = UnitOfWork(database.application)

    async def count(agency: AgencyId) -> int:
        async with unit.within(agency) as session:
            await asyncio.sleep(0)
            return await count_employees(session)

    counts = await asyncio.gather(*(count(agency) for agency in [DISHUB, DUKCAPIL] * 10))
    await unit.rollback()

    assert counts == [1, 0] * 10


async def test_a_dead_connection_is_replaced_at_checkout(
    one_connection: AsyncEngine, server: Server
) -> None:
    async with AsyncSession(one_connection) as session:
        process = await session.scalar(PROCESS)
    await server.execute(f"SELECT pg_terminate_backend({process})")
    await asyncio.sleep(0.1)

    async with AsyncSession(one_connection) as session:
        assert await session.scalar(PROCESS) != process


async def test_crowds_of_sessions_never_see_a_foreign_row(database: Database) -> None:
    """200 sessions of 20 agencies over 5 connections, some cancelled, some failing."""
    agencies = [
        (
            await create_agency(
                database.owner,
                code=f"UJI_{number}",
                name=f"Dinas Uji {number}",
                kind="DINAS",
                active_from=date(2026, 1, 1),
            )
        ).id
        for number in range(20)
    ]
    for agency in agencies:
        await committed_employee(database.application, agency)
    chance = random.Random(2026)  # noqa: S311 - a repeatable mixture, no secret.

    async def visit(agency: AgencyId, fate: float) -> None:
        async with tenant_session(database.application, agency) as session:
            await asyncio.sleep(fate / 200)
            seen = (await session.scalars(text("SELECT DISTINCT agency_id FROM employees"))).all()
            assert seen == [agency]
            if fate < 0.2:
                await session.execute(text("SELECT 1 / 0"))
            if fate > 0.8:
                raise asyncio.CancelledError
        async with AsyncSession(database.application) as session:
            assert await count_employees(session) == 0

    visits = (visit(chance.choice(agencies), chance.random()) for _ in range(200))
    outcomes = await asyncio.gather(*visits, return_exceptions=True)

    expected = {type(None), ProgrammingError, DBAPIError, asyncio.CancelledError}
    unexpected = [outcome for outcome in outcomes if type(outcome) not in expected]
    assert unexpected == []
    assert sum(outcome is None for outcome in outcomes) > 100
    assert sum(isinstance(outcome, DBAPIError) for outcome in outcomes) > 20
    assert sum(isinstance(outcome, asyncio.CancelledError) for outcome in outcomes) > 20
