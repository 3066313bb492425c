"""Searching texts: parts and words are found, by an index, without a look at other agencies."""

import re
from collections.abc import AsyncIterator
from itertools import count
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.models import Employee
from kinerja.kit.ids import AgencyId, new_id
from migrations.roles import SEARCH
from tenants.session import tenant_session
from tests.support.database import DISHUB, DUKCAPIL, Server, cloned_database
from tests.support.reading import World, reading_world

pytestmark = pytest.mark.asyncio(loop_scope="module")

FOUND = """query ($filter: EmployeeFilter) { agency(code: "DISHUB") {
  employees(first: 500, filter: $filter) { totalCount nodes { name } } } }"""
PEOPLE = 4000
HARTONOS = ("Bambang Tri_Hartono", "Dr. Hartono Bambang", "Hartono 100%")
#: No NIP of the small world begins with so many zeros.
NUMBERS = count(1)
INDEX = "ix_employees_name_trigrams"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def world(server: Server, template: str) -> AsyncIterator[World]:
    """Return two agencies of thousands, one of where everybody is called Hartono."""
    async with cloned_database(server, template) as database, reading_world(database) as made:
        for agency_id, name in ((DISHUB, "Sri Ayu Lestari"), (DUKCAPIL, "Wening Hartono")):
            async with tenant_session(database.owner, agency_id) as session:
                await _hire(session, agency_id, *(f"{name} {n:05d}" for n in range(PEOPLE)))
        async with tenant_session(database.owner, DISHUB) as session:
            await _hire(session, DISHUB, *HARTONOS)
        async with database.owner.begin() as connection:
            await connection.execute(text("ANALYZE employees"))
        yield made


async def _hire(session: AsyncSession, agency_id: AgencyId, *names: str) -> None:
    made = [
        {
            "agency_id": agency_id,
            "id": new_id(),
            "name": name,
            "nip": f"{next(NUMBERS):018d}",
            "employment": "PNS",
            "state": "ACTIVE",
        }
        for name in names
    ]
    await session.execute(insert(Employee), made)


async def _names(world: World, **name: str | list[str]) -> set[str]:
    answer = await world.ask(world.officer, FOUND, filter={"name": name})
    assert not answer.errors, answer.errors
    found = {node["name"] for node in answer.data["agency"]["employees"]["nodes"]}
    assert answer.data["agency"]["employees"]["totalCount"] == len(found)
    return found


async def test_words_are_found_in_any_order_and_in_any_letters(world: World) -> None:
    both = {"Bambang Tri_Hartono", "Dr. Hartono Bambang"}

    assert await _names(world, words="hartono BAMBANG") == both
    assert await _names(world, words="  bambang\thartono ") == both
    assert await _names(world, words="dr. bang") == {"Dr. Hartono Bambang"}
    assert await _names(world, words="hartono nobody") == set()
    assert await _names(world, words="_hart") == {"Bambang Tri_Hartono"}
    assert await _names(world, words="%") == {"Hartono 100%"}


async def test_no_words_are_in_every_text(world: World) -> None:
    every = FOUND.replace("nodes { name }", "")
    none = await world.ask(world.officer, every, filter={"name": {"words": "  "}})
    people = await world.ask(world.officer, every, filter={})

    assert none.data == people.data


async def test_many_words_are_too_many(world: World) -> None:
    answer = await world.ask(world.officer, FOUND, filter={"name": {"words": "a " * 1001}})

    assert answer.codes == ["FILTER_TOO_LONG"]
    assert answer.statements == []


async def test_texts_are_compared_by_all_operators(world: World) -> None:
    trio = set(HARTONOS)

    assert await _names(world, contains="hartono", nin=["Hartono 100%"]) == trio - {"Hartono 100%"}
    assert await _names(world, contains="hartono", neq="Hartono 100%") == trio - {"Hartono 100%"}
    assert await _names(world, startsWith="hARTONO") == {"Hartono 100%"}


@pytest.mark.parametrize("operator", ["contains", "words", "startsWith"])
async def test_a_search_reads_the_trigram_index_and_not_every_row(
    world: World, operator: str
) -> None:
    query = FOUND.replace("nodes { name }", "")
    answer = await world.ask(world.officer, query, filter={"name": {operator: "hartono"}})

    plan = await _plan(world, answer.statements[0])

    assert INDEX in plan
    assert "Index Cond: ((agency_id = " in plan


async def test_without_the_mark_of_a_superuser_a_search_finds_the_same(world: World) -> None:
    query = FOUND.replace("nodes { name }", "")
    asked: dict[str, Any] = {"filter": {"name": {"words": "bambang hartono"}}}
    fast = await world.ask(world.officer, query, **asked)
    try:
        await _mark(world, "NOT LEAKPROOF")
        slow = await world.ask(world.officer, query, **asked)
        plan = await _plan(world, slow.statements[0])
    finally:
        await _mark(world, "LEAKPROOF")

    assert slow.data == fast.data == {"agency": {"employees": {"totalCount": 2}}}
    assert INDEX not in plan, "then the policy comes first, whatever it takes"


async def _plan(world: World, statement: str) -> str:
    """Return how the application role runs the statement of a search for a rare name."""
    values = {"INTEGER": str(DISHUB), "VARCHAR": "'%hartono%'", "UUID": f"'{new_id()}'"}
    written = re.sub(r"\$\d+::(\w+)", lambda found: values[found[1]], statement)
    async with tenant_session(world.database.application, DISHUB) as session:
        connection = await session.connection()
        rows = await connection.exec_driver_sql(f"EXPLAIN {written}")
        return "\n".join(row[0] for row in rows)


async def _mark(world: World, mark: str) -> None:
    connection = await asyncpg.connect(world.database.owner_url)
    try:
        await connection.execute(f"ALTER FUNCTION {SEARCH} {mark}")
    finally:
        await connection.close()
