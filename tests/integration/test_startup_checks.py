"""The service refuses a database that it does not trust, and says why."""

from collections.abc import Sequence

import pytest

from migrations import run
from tenants import startup_errors as errors
from tenants.engines import create_application_engine
from tenants.startup_checks import RefusedToStartError, check_database
from tests.support.database import Database, Server, empty_database

REVISIONS = run.revisions()


async def _alter(database: Database, *statements: str) -> None:
    """Change the database as its administrator."""
    await Server(database.owner_url).execute(*statements)


async def _refusals(
    database: Database, *, url: str | None = None, revisions: Sequence[str] = REVISIONS
) -> dict[type, str]:
    """Return the reasons for which a start is refused."""
    engine = create_application_engine(url or database.url, pool_size=1)
    try:
        with pytest.raises(RefusedToStartError) as refused:
            await check_database(engine, revisions=revisions)
    finally:
        await engine.dispose()
    return {type(error): str(error) for error in refused.value.errors}


async def test_a_migrated_database_is_accepted(database: Database) -> None:
    await check_database(database.application, revisions=REVISIONS)


async def test_an_administrator_is_refused(database: Database) -> None:
    refusals = await _refusals(database, url=database.owner_url)

    assert "bypasses row-level security" in refusals[errors.RoleTooPowerfulError]
    assert "employees" in refusals[errors.RoleOwnsTablesError]


async def test_the_owner_of_the_tables_is_refused(database: Database) -> None:
    with pytest.raises(RefusedToStartError) as refused:
        await check_database(database.owner, revisions=REVISIONS)

    assert errors.RoleOwnsTablesError in {type(error) for error in refused.value.errors}


async def test_a_role_that_may_become_the_owner_is_refused(database: Database) -> None:
    await _alter(
        database,
        "CREATE ROLE kinerja_test_member LOGIN INHERIT IN ROLE kinerja_app",
        "GRANT kinerja_owner TO kinerja_test_member WITH INHERIT FALSE",
    )
    try:
        refusals = await _refusals_of_member(database)
    finally:
        await _alter(database, "DROP ROLE kinerja_test_member")

    assert errors.RoleOwnsTablesError in refusals


async def _refusals_of_member(database: Database) -> set[type]:
    engine = create_application_engine(database.owner_url, pool_size=1)
    try:
        async with engine.connect() as connection:
            await connection.exec_driver_sql("SET SESSION AUTHORIZATION kinerja_test_member")
            await connection.commit()
        with pytest.raises(RefusedToStartError) as refused:
            await check_database(engine, revisions=REVISIONS)
    finally:
        await engine.dispose()
    return {type(error) for error in refused.value.errors}


async def test_a_role_that_may_not_read_the_tables_is_refused(database: Database) -> None:
    refusals = await _refusals(database, url=database.reporter_url)

    assert set(refusals) == {errors.RoleWithoutAccessError}
    assert "kinerja_reporter" in refusals[errors.RoleWithoutAccessError]


@pytest.mark.parametrize("table", ["employees", "scores", "scores_agency_2"])
async def test_a_table_without_forced_row_security_is_refused(
    database: Database, table: str
) -> None:
    await _alter(database, f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")

    refusals = await _refusals(database)

    assert set(refusals) == {errors.RowSecurityMissingError}
    assert f"forced on {table}:" in refusals[errors.RowSecurityMissingError]


async def test_a_new_table_with_agencies_rows_but_no_row_security_is_refused(
    database: Database,
) -> None:
    await _alter(database, "CREATE TABLE notes (agency_id integer NOT NULL, note text)")

    assert "notes" in (await _refusals(database))[errors.RowSecurityMissingError]


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE POLICY mistake ON employees FOR SELECT TO kinerja_app USING (true)",
        "CREATE POLICY mistake ON employees USING (true)",
        "CREATE POLICY mistake ON scores_agency_2 FOR SELECT TO kinerja_app USING (true)",
        "CREATE POLICY mistake ON employees AS RESTRICTIVE FOR SELECT TO kinerja_app USING (true)",
    ],
)
async def test_an_unknown_policy_is_refused(database: Database, statement: str) -> None:
    await _alter(database, statement)

    refusals = await _refusals(database)

    assert set(refusals) == {errors.UnknownPolicyError}
    assert "mistake on " in refusals[errors.UnknownPolicyError]


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER POLICY employees_select ON employees USING (agency_id IS NOT NULL)",
        "ALTER POLICY employees_select ON employees TO PUBLIC",
        "ALTER POLICY components_update ON components USING (true)",
        "ALTER POLICY employees_insert ON employees WITH CHECK (true)",
    ],
)
async def test_a_policy_with_another_meaning_is_refused(database: Database, statement: str) -> None:
    await _alter(database, statement)

    assert set(await _refusals(database)) == {errors.UnknownPolicyError, errors.PolicyMissingError}


async def test_a_missing_policy_is_refused(database: Database) -> None:
    await _alter(database, "DROP POLICY scores_insert ON scores")

    refusals = await _refusals(database)

    assert set(refusals) == {errors.PolicyMissingError}
    assert "scores_insert on scores" in refusals[errors.PolicyMissingError]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("GRANT UPDATE ON scores TO kinerja_app", "UPDATE on scores"),
        ("GRANT UPDATE (comment) ON scores TO PUBLIC", "UPDATE on scores"),
        ("GRANT DELETE ON audit_events TO kinerja_app", "DELETE on audit_events"),
        ("GRANT TRUNCATE ON employees TO kinerja_app", "TRUNCATE on employees"),
        ("GRANT UPDATE ON policy_rules TO kinerja_app", "UPDATE on policy_rules"),
    ],
)
async def test_a_right_to_change_history_is_refused(
    database: Database, statement: str, told: str
) -> None:
    await _alter(database, statement)

    refusals = await _refusals(database)

    assert set(refusals) == {errors.ExcessGrantError}
    assert told in refusals[errors.ExcessGrantError]


async def test_a_database_behind_the_code_is_refused(database: Database) -> None:
    refusals = await _refusals(database, revisions=("a999_later", *REVISIONS))

    assert set(refusals) == {errors.MigrationPendingError}


async def test_a_database_ahead_of_the_code_is_accepted(database: Database) -> None:
    await check_database(database.application, revisions=REVISIONS[1:])


async def test_an_empty_database_is_refused(server: Server, template: str) -> None:
    assert template, "making the template also makes the roles"
    async with empty_database(server) as database:
        assert set(await _refusals(database)) == {errors.MigrationPendingError}
