"""Every tenant-owned table is laid out and guarded alike; a new one is covered by being mapped."""

import asyncpg
import pytest
from sqlalchemy import CheckConstraint, Table
from sqlalchemy.schema import ColumnCollectionConstraint

from kinerja.domains.registry import metadata
from kinerja.kit.database import Base
from tenants.ownership import Partitioned, TenantOwned
from tenants.row_security import TABLES, RowPolicy, expected_policies
from tests.support.database import Database

OWNED = {
    str(mapper.local_table): mapper.local_table
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, TenantOwned)
}
GROWING = sorted(
    str(mapper.local_table)
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, Partitioned)
)


def _table(name: str) -> Table:
    table = metadata.tables[name]
    assert table is OWNED[name]
    return table


def test_start_up_knows_exactly_the_tenant_owned_tables() -> None:
    assert sorted(OWNED) == sorted(TABLES)
    assert len(OWNED) >= 17


def test_a_table_with_an_agency_is_tenant_owned_or_about_tokens() -> None:
    with_agency = {name for name, table in metadata.tables.items() if "agency_id" in table.columns}

    assert with_agency - set(OWNED) == {"api_tokens", "security_events"}


@pytest.mark.parametrize("name", sorted(OWNED))
async def test_row_security_is_forced_with_exactly_the_known_policies(
    database: Database, name: str
) -> None:
    connection = await asyncpg.connect(database.owner_url)
    forced = await connection.fetchval(
        "SELECT relrowsecurity AND relforcerowsecurity FROM pg_class"
        " WHERE oid = $1::text::regclass",
        name,
    )
    rows = await connection.fetch(
        "SELECT tablename, policyname, cmd, array_to_string(roles, ','), coalesce(qual, ''),"
        " coalesce(with_check, ''), permissive = 'PERMISSIVE'"
        " FROM pg_policies WHERE tablename = $1",
        name,
    )
    await connection.close()

    assert forced
    assert {RowPolicy(*row) for row in rows} == set(expected_policies(name))


@pytest.mark.parametrize("name", sorted(OWNED))
def test_the_agency_leads_every_key_and_index(name: str) -> None:
    table = _table(name)

    assert next(iter(table.primary_key.columns)).name == "agency_id"
    for constraint in table.constraints:
        if isinstance(constraint, ColumnCollectionConstraint) and not isinstance(
            constraint, CheckConstraint
        ):
            assert next(iter(constraint.columns)).name == "agency_id", constraint.name
    for index in table.indexes:
        assert next(iter(index.columns)).name == "agency_id", index.name


@pytest.mark.parametrize("name", sorted(OWNED))
async def test_the_agency_leads_every_index_of_the_database(database: Database, name: str) -> None:
    connection = await asyncpg.connect(database.owner_url)
    rows = await connection.fetch(
        "SELECT i.indexrelid::regclass::text, a.attname FROM pg_index i"
        " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]"
        " WHERE i.indrelid = $1::text::regclass",
        name,
    )
    await connection.close()

    assert rows
    assert [row[0] for row in rows if row[1] != "agency_id"] == []


@pytest.mark.parametrize("name", sorted(OWNED))
def test_a_foreign_key_stays_inside_the_agency(name: str) -> None:
    for key in _table(name).foreign_key_constraints:
        pairs = [
            (element.parent.name, element.column.table.name, element.column.name)
            for element in key.elements
        ]
        ours, theirs = pairs[0][0], pairs[0][1:]
        assert ours == "agency_id"
        assert theirs == (("agencies", "id") if len(pairs) == 1 else (pairs[0][1], "agency_id"))


@pytest.mark.parametrize("name", sorted(OWNED))
async def test_growing_tables_are_partitioned_by_agency(database: Database, name: str) -> None:
    connection = await asyncpg.connect(database.owner_url)
    key = await connection.fetchval("SELECT pg_get_partkeydef($1::text::regclass)", name)
    await connection.close()

    assert key == ("LIST (agency_id)" if name in GROWING else None)


async def test_no_trigger_enum_view_or_restrictive_policy_exists(database: Database) -> None:
    """Citus has no triggers on distributed tables; views and enums have other traps."""
    connection = await asyncpg.connect(database.owner_url)
    found = await connection.fetch(
        "SELECT 'trigger', tgname::text FROM pg_trigger WHERE NOT tgisinternal"
        " UNION ALL SELECT 'enum', typname::text FROM pg_type WHERE typtype = 'e'"
        " AND typnamespace = 'public'::regnamespace"
        " UNION ALL SELECT 'view', relname::text FROM pg_class WHERE relkind IN ('v', 'm')"
        " AND relnamespace = 'public'::regnamespace"
        " UNION ALL SELECT 'restrictive', policyname::text FROM pg_policies"
        " WHERE permissive = 'RESTRICTIVE'"
    )
    await connection.close()

    assert found == []
