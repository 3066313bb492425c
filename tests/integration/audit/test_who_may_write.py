"""What the application's role writes into the audit trail: events of this moment, and no links."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.kit.ids import new_id
from migrations import run
from tenants.session import tenant_session
from tests.support.audit_trail import Trail
from tests.support.database import DISHUB, Database

AUDIT = (
    "INSERT INTO audit_events (agency_id, id, occurred_at, action, object_type)"
    " VALUES (:agency, :id, clock_timestamp() + CAST(:shift AS interval), 'x.y', 'Agency')"
)
ACCESS = (
    "INSERT INTO access_events (agency_id, id, occurred_at, subject_id, subject_kind, roles,"
    " purpose, request_id, operation_hash, resources, field_classes, rules, reach,"
    " covers_everyone) VALUES (:agency, :id, clock_timestamp() + CAST(:shift AS interval), :id,"
    " 'PERSON', '{}', 'x', :id, sha256(''), '{}', '{}', '{}', 'LIST', true)"
)
LINK = (
    "INSERT INTO audit_chain (agency_id, position, event_id, hash)"
    " VALUES (:agency, 99, :id, sha256(''))"
)
SEAL = (
    "INSERT INTO audit_seals (agency_id, number, first_position, last_position, head_hash)"
    " VALUES (:agency, 99, 99, 99, sha256(''))"
)


async def write(engine: AsyncEngine, statement: str, *, shift: timedelta = timedelta()) -> None:
    given = {"agency": DISHUB, "id": new_id()}
    if ":shift" in statement:
        given["shift"] = shift
    async with tenant_session(engine, DISHUB) as session:
        await session.execute(text(statement), given)


@pytest.mark.parametrize("statement", [AUDIT, ACCESS])
@pytest.mark.parametrize(
    "shift", [timedelta(minutes=-2), timedelta(days=-400), timedelta(minutes=2)]
)
async def test_no_event_is_dated_otherwise_than_it_happens(
    database: Database, statement: str, shift: timedelta
) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        await write(database.application, statement, shift=shift)
    await write(database.application, statement)


async def test_a_transaction_that_was_opened_long_ago_dates_no_event_back(
    database: Database,
) -> None:
    """Its `now()` is old; what counts is when the statement came."""
    async with tenant_session(database.application, DISHUB) as session:
        await session.execute(text("SELECT pg_sleep(0.2)"))
        now = await session.scalar(text("SELECT now() < statement_timestamp()"))
        assert now
        await session.execute(
            text(AUDIT), {"agency": DISHUB, "id": new_id(), "shift": timedelta(seconds=-30)}
        )
        with pytest.raises(DBAPIError, match="row-level security"):
            await session.execute(
                text(AUDIT), {"agency": DISHUB, "id": new_id(), "shift": timedelta(seconds=-90)}
            )


async def test_events_above_all_agencies_are_dated_by_the_database(database: Database) -> None:
    named = "INSERT INTO province_events (id, action, object_type{}) VALUES (:id, 'x', 'y'{})"
    async with database.application.begin() as connection:
        await connection.execute(text(named.format("", "")), {"id": new_id()})
        with pytest.raises(DBAPIError, match="permission denied"):
            await connection.execute(
                text(named.format(", occurred_at", ", '2001-01-01'")), {"id": new_id()}
            )


@pytest.mark.parametrize("statement", [LINK, SEAL])
async def test_only_the_sealer_writes_the_chain(trail: Trail, statement: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        await write(trail.database.application, statement)

    await write(trail.database.sealer, statement)


@pytest.mark.parametrize(
    "statement",
    [
        AUDIT,
        ACCESS,
        "UPDATE audit_chain SET hash = sha256('x') WHERE agency_id = :agency",
        "DELETE FROM audit_seals WHERE agency_id = :agency",
        "UPDATE audit_events SET action = 'x' WHERE agency_id = :agency",
        "SELECT 1 FROM employees WHERE agency_id = :agency",
        "SELECT 1 FROM audit_reasons WHERE agency_id = :agency",
        "SELECT 1 FROM api_clients",
    ],
)
async def test_the_sealer_does_nothing_else(trail: Trail, statement: str) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        await write(trail.database.sealer, statement)


async def test_the_sealer_sees_the_agency_of_its_transaction_alone(trail: Trail) -> None:
    async with tenant_session(trail.database.sealer, DISHUB) as session:
        for table in ("audit_events", "audit_chain", "audit_seals"):
            seen = await session.scalars(text(f"SELECT DISTINCT agency_id FROM {table}"))  # noqa: S608 - the words above.
            assert set(seen) == {DISHUB}


@pytest.mark.parametrize("role", ["kinerja_app", "kinerja_reporter", "kinerja_sealer"])
async def test_nobody_makes_large_objects_and_imports_alone_make_temporary_tables(
    database: Database, role: str
) -> None:
    # A copy of a database does not take over who may make temporary tables in it.
    await asyncio.to_thread(run.upgrade, database.owner_url)

    async with database.owner.connect() as connection:
        makes_objects, makes_tables = (
            await connection.execute(
                text(
                    "SELECT has_function_privilege(:role, 'lo_create(oid)', 'EXECUTE')"
                    " OR has_function_privilege(:role, 'lo_creat(integer)', 'EXECUTE')"
                    " OR has_function_privilege(:role, 'lo_from_bytea(oid, bytea)', 'EXECUTE'),"
                    " has_database_privilege(:role, current_database(), 'TEMPORARY')"
                ),
                {"role": role},
            )
        ).one()

    assert not makes_objects
    assert makes_tables is (role == "kinerja_app")


async def test_no_agency_gives_the_role_of_the_operator(database: Database) -> None:
    given = (
        "INSERT INTO role_assignments (agency_id, id, subject_id, role, valid)"
        " VALUES (:agency, :id, :id, '{}', 'empty')"
    )
    for role in ("operator", "province_hr"):
        with pytest.raises(DBAPIError, match="row-level security"):
            await write(database.application, given.format(role))
    await write(database.application, given.format("dpo"))
