"""Row-level security alone, with the service's own conditions taken away, keeps agencies apart.

The database binds a transaction to the agency that a request names. So the requests here name the
own agency, or claim for it what is another's: nothing of the other may appear, whatever is asked.
"""

import asyncio
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId
from tenants.row_security import TABLES
from tenants.session import tenant_session
from tests.support.database import Database, Server
from tests.support.identity_provider import IdentityProvider, identity_provider
from tests.support.isolation import leaks
from tests.support.isolation.canaries import OURS, as_administrator, secrets_of
from tests.support.isolation.documents import all_fields, asked_fields
from tests.support.isolation.evidence import mint_cursors, told_by
from tests.support.isolation.gathering import columns_in, names_another_agency, their_people
from tests.support.isolation.probes import Probe, reads
from tests.support.isolation.worlds import Worlds, two_worlds

#: Walls of the service that are taken down; row-level security stands.
DOWN: Mapping[str, tuple[Any, ...]] = {
    "policy": (leaks.without_policy,),
    "policy and agencies": (leaks.without_policy, leaks.without_agencies),
}


@dataclass(frozen=True)
class Seen:
    """What a plain employee saw: columns of the own agency, and of the other."""

    own: set[str]
    other: set[str]


@dataclass(frozen=True)
class Wall:
    """What was seen with which walls down, and what the database itself did."""

    seen: Mapping[str, Seen]
    asked: frozenset[str]
    without_agency: Mapping[str, int]
    crossed: Mapping[str, int]
    refusals: Mapping[str, str]
    #: What became of changes and deletions of the other agency's rows, by command and table.
    changes: Mapping[str, str]


@pytest.fixture(scope="module")
def provider() -> Iterator[IdentityProvider]:
    with identity_provider() as running:
        yield running


@pytest.fixture(scope="module")
def wall(server: Server, template: str, provider: IdentityProvider) -> Wall:
    """Try everything once for all tests of this module."""

    async def try_() -> Wall:
        async with two_worlds(server, template, provider) as worlds:
            await mint_cursors([*their_people(worlds).values()], worlds.their_targets)
            everything = reads(worlds.our_targets, worlds.their_targets)
            probes = [one for one in everything if not names_another_agency(one)]
            seen = {"nothing": await _seen(worlds, probes)}
            for name, taken in DOWN.items():
                with leaks.planted() as patch:
                    for take_down in taken:
                        take_down(patch)
                    seen[name] = await _seen(worlds, probes)
            database = worlds.full.database
            return Wall(
                seen,
                asked_fields({one.document for one in probes}),
                *(await _counts(database, worlds.ours.id, worlds.theirs.id)),
                await _refusals(database, worlds.ours.id, worlds.theirs.id),
                await _changes(database, worlds.ours.id, worlds.theirs.id),
            )

    return asyncio.run(try_())


async def _seen(worlds: Worlds, probes: list[Probe]) -> Seen:
    token = dict(worlds.personas(worlds.ours))["plain"]
    told = await told_by(worlds.full.with_token(token), probes)
    said = json.dumps([[one.document, one.variables] for one in probes])
    ours = await secrets_of(worlds.full.database, worlds.ours.id, OURS)
    other = worlds.secrets.found_in(told) - worlds.secrets.found_in(said)
    return Seen(columns_in(ours, told), other)


async def _counts(
    database: Database, ours: AgencyId, theirs: AgencyId
) -> tuple[dict[str, int], dict[str, int]]:
    """Count rows of each table without an agency, and rows of the other within one's own."""
    unbound, crossed = {}, {}
    for table in TABLES:
        async with AsyncSession(database.application) as session:
            unbound[table] = await session.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
        async with tenant_session(database.application, ours) as session:
            other = text(f"SELECT count(*) FROM {table} WHERE agency_id = :other")  # noqa: S608
            crossed[table] = await session.scalar(other, {"other": theirs})
    return unbound, crossed


async def _refusals(database: Database, ours: AgencyId, theirs: AgencyId) -> dict[str, str]:
    """Write a row of the other agency again into each table, within one's own; say what happens."""
    said = {}
    for table, rules in TABLES.items():
        if "INSERT" not in rules.commands:
            continue
        async with as_administrator(database) as connection:
            row = await connection.fetchval(
                f"SELECT to_jsonb(t)::text FROM {table} t WHERE agency_id = $1 LIMIT 1",  # noqa: S608
                theirs,
            )
            granted = await connection.fetch(_INSERTABLE, table)
        said[table] = await _insert(database, ours, table, row, [one[0] for one in granted])
    return said


async def _changes(database: Database, ours: AgencyId, theirs: AgencyId) -> dict[str, str]:
    """Change and delete all rows of the other agency, within one's own."""
    done = {}
    for table, rules in TABLES.items():
        async with as_administrator(database) as connection:
            columns = await connection.fetch(_CHANGEABLE, table)
        if "UPDATE" in rules.commands:
            changes = ", ".join(f"{one[0]} = {one[0]}" for one in columns)
            change = f"UPDATE {table} SET {changes} WHERE agency_id = $1"  # noqa: S608 - our tables.
            done[f"UPDATE {table}"] = await _run(database, ours, change, theirs)
        if "DELETE" in rules.commands:
            deletion = f"DELETE FROM {table} WHERE agency_id = $1"  # noqa: S608 - our own tables.
            done[f"DELETE {table}"] = await _run(database, ours, deletion, theirs)
    return done


async def _run(database: Database, agency_id: AgencyId, statement: str, *given: Any) -> str:
    """Run a statement as the application within an agency; return its status, or the error."""
    connection = await asyncpg.connect(database.url)
    try:
        async with connection.transaction():
            await connection.execute(f"SET LOCAL kinerja.agency_id = '{agency_id}'")
            return str(await connection.execute(statement, *given))
    except asyncpg.PostgresError as error:
        return str(error)
    finally:
        await connection.close()


_CHANGEABLE = (
    "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0"
    " AND NOT attisdropped AND attgenerated = ''"
    " AND has_column_privilege('kinerja_app', attrelid, attnum, 'UPDATE')"
)
_INSERTABLE = (
    "SELECT attname FROM pg_attribute WHERE attrelid = $1::text::regclass AND attnum > 0"
    " AND NOT attisdropped AND attgenerated = ''"
    " AND has_column_privilege('kinerja_app', attrelid, attnum, 'INSERT')"
)


async def _insert(
    database: Database, agency_id: AgencyId, table: str, row: str, columns: list[str]
) -> str:
    names = ", ".join(columns)
    statement = (
        f"INSERT INTO {table} ({names}) SELECT {names}"  # noqa: S608 - names of our own tables.
        f" FROM jsonb_populate_record(NULL::{table}, $1::jsonb)"
    )
    return await _run(database, agency_id, statement, row)


def test_all_types_that_can_be_read_were_asked_for(wall: Wall) -> None:
    changing = ("Mutation.", "UserError.", "ItemResult.")
    unread = {
        one
        for one in all_fields() - wall.asked
        if not one.startswith(changing) and "Payload." not in one and "Result." not in one
    }

    assert unread == set()


def test_with_the_walls_down_an_employee_sees_more_of_the_own_agency(wall: Wall) -> None:
    hidden = {"data_requests.statement", "inspection_cases.legal_basis", "appraisals.rating_reason"}

    assert wall.seen["nothing"].own & hidden == set()
    for name in DOWN:
        assert wall.seen[name].own >= hidden, name


@pytest.mark.parametrize("down", DOWN)
def test_with_the_walls_down_nothing_of_another_agency_appears(wall: Wall, down: str) -> None:
    assert wall.seen[down].other == set()


def test_a_statement_without_an_agency_sees_no_row_of_any_table(wall: Wall) -> None:
    assert wall.without_agency == dict.fromkeys(TABLES, 0)


def test_a_statement_that_asks_for_another_agency_sees_no_row_of_any_table(wall: Wall) -> None:
    assert wall.crossed == dict.fromkeys(TABLES, 0)


def test_no_row_is_written_into_another_agency(wall: Wall) -> None:
    assert set(wall.refusals) == {name for name, one in TABLES.items() if "INSERT" in one.commands}
    wrong = {
        table: said
        for table, said in wall.refusals.items()
        if "violates row-level security policy" not in said
    }
    assert wrong == {}


def test_no_row_of_another_agency_is_changed_or_deleted(wall: Wall) -> None:
    assert set(wall.changes.values()) == {"UPDATE 0", "DELETE 0"}
    assert len(wall.changes) > 15
