"""A streamed list holds the very rows of its pages, for whoever asks, in the same order."""

import asyncio
from contextlib import aclosing
from itertools import count
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from graphql import GraphQLNonNull, GraphQLObjectType, get_named_type, is_leaf_type
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from graphql_schema.streaming import Lines, open_lines
from kinerja.domains.organisation.models import Employee
from kinerja.kit.budgets import Allowance, Budgets
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.model import Many
from kinerja.reads.streams.stream import FIRST_ROWS, MOST_ROWS
from policies.permissions import Scope
from tenants.session import UnitOfWork, tenant_session
from tests.support.database import DISHUB
from tests.support.reading import World, full_schema
from tests.support.reading_everything import SEEN_BY_INSPECTORS, add_everything
from tests.support.streaming import Streamed, lines_of

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("inspector")]

SCHEMA = full_schema()._schema  # noqa: SLF001 - graphql-core's own schema.
LISTS = [
    (name, edge.target)
    for name, edge in CATALOGUE["Agency"].edges.items()
    if edge.many is Many.PAGE
]
#: More rows than a page may hold, and than one batch does.
MANY = MOST_ROWS + 500
CLIENT = frozenset(
    {Scope.EMPLOYEE_VIEW.value, Scope.APPRAISAL_VIEW.value, Scope.ORG_UNIT_VIEW.value}
)
APPRAISALS = """
  nodes {
    __typename id state composite
    ratee { id name nip }
    scores(first: 2, orderBy: [{field: ENTERED_AT, direction: DESC}]) {
      totalCount nodes { id actual indicator { code } }
    }
    results { contribution }
  }
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def inspector(world: World) -> UUID:
    """Return somebody who sees what the officer does not; there are rows of every type then."""
    found = await add_everything(world)
    async with tenant_session(world.database.owner, DISHUB) as session:
        await session.execute(
            text(
                "INSERT INTO employees (agency_id, id, nip, name, employment, state)"
                " SELECT :agency, md5('many ' || number)::uuid, 190000000000000000 + number,"
                " 'Pegawai ' || number % 1000, 'PNS', 'ACTIVE'"
                " FROM generate_series(1, :many) number"
            ),
            {"agency": DISHUB, "many": MANY},
        )
    return found


async def pages(world: World, who: Any, edge: str, selected: str, **options: Any) -> list[Any]:
    """Read all pages of a list."""
    query = (
        'query ($after: String) { agency(code: "DISHUB") { list: '
        f"{edge}(first: 500, after: $after) "
        f"{{ pageInfo {{ endCursor hasNextPage }} {selected} }} }} }}"
    )
    found: list[Any] = []
    after = None
    while True:
        answer = await world.ask(who, query, after=after, **options)
        assert not answer.errors, answer.errors
        page = answer.data["agency"]["list"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


async def streamed(
    world: World, who: Any, edge: str, selected: str, *, arguments: str = "", **options: Any
) -> Streamed:
    """Stream a list; nothing of it may be missing."""
    query = f'query {{ agency(code: "DISHUB") {{ list: {edge}{arguments} {{ {selected} }} }} }}'
    found = await lines_of(world, who, query, **options)
    assert found.errors == ()
    assert (found.tail["complete"], found.tail["count"]) == (True, len(found.rows))
    return found


def leaves(name: str) -> str:
    """Return a selection of all plain fields of a type, and one level of what it leads to."""
    type_ = SCHEMA.get_type(name)
    assert isinstance(type_, GraphQLObjectType)
    chosen = ["__typename"]
    for key, field in type_.fields.items():
        if any(isinstance(argument.type, GraphQLNonNull) for argument in field.args.values()):
            continue
        target = get_named_type(field.type)
        if is_leaf_type(target):
            chosen.append(key)
        elif target.name.endswith("Connection"):
            chosen.append(f"{key} {{ totalCount nodes {{ __typename }} }}")
        else:
            chosen.append(f"{key} {{ __typename }}")
    return f"nodes {{ {' '.join(chosen)} }}"


@pytest.mark.parametrize(("edge", "target"), LISTS)
async def test_every_list_of_an_agency_is_streamed_as_it_is_paged(
    world: World, inspector: UUID, edge: str, target: str
) -> None:
    who = inspector if target in SEEN_BY_INSPECTORS else world.officer
    selected = leaves(target) if target != "Employee" else "nodes { id name nip state }"

    found = await streamed(world, who, edge, selected)

    assert found.rows == await pages(world, who, edge, selected)
    assert found.rows, "a list without rows shows nothing"


@pytest.mark.parametrize("persona", ["officer", "ratee", "rater", "stranger", "province"])
async def test_whoever_asks_gets_the_rows_and_fields_of_the_pages(
    world: World, persona: str
) -> None:
    people = world.dishub.organisation
    askers: dict[str, UUID | Employee] = {
        "officer": world.officer,
        "ratee": people.ratee,
        "rater": people.branches[0].rater,
        "stranger": people.stranger,
        "province": world.province,
    }
    who = askers[persona]

    found = await streamed(world, who, "appraisals", APPRAISALS)

    assert found.rows == await pages(world, who, "appraisals", APPRAISALS)
    whole = await world.ask(who, _one_page("appraisals", APPRAISALS))
    for entry in ("hiddenFields", "emptyLists"):
        told = {**found.head.get("extensions", {}), **found.tail.get("extensions", {})}
        assert told.get(entry) == whole.extensions.get(entry)


async def test_a_client_gets_the_same_pseudonyms_in_lines_as_in_pages(
    world: World, inspector: UUID
) -> None:
    who, selected = inspector, "nodes { id state ratee { id } }"

    found = await streamed(world, who, "appraisals", selected, scopes=CLIENT)

    assert found.rows == await pages(world, who, "appraisals", selected, scopes=CLIENT)
    real = await pages(world, world.officer, "appraisals", selected)
    assert 0 < len(found.rows) < len(real)
    assert {row["id"] for row in found.rows}.isdisjoint(row["id"] for row in real)


async def test_orders_filters_and_the_number_of_rows_hold_for_lines(world: World) -> None:
    order = "orderBy: [{field: NAME, direction: DESC}]"
    some = 'filter: {name: {startsWith: "Pegawai 1"}}'
    all_rows = await pages(world, world.officer, "employees", "nodes { id name }")
    wanted = [row for row in all_rows if row["name"].startswith("Pegawai 1")]

    found = await streamed(
        world,
        world.officer,
        "employees",
        "nodes { id name }",
        arguments=f"(first: 777, {order}, {some})",
    )

    expected = sorted(wanted, key=lambda row: row["name"], reverse=True)
    assert [row["name"] for row in found.rows] == [row["name"] for row in expected[:777]]
    assert len({row["id"] for row in found.rows}) == len(found.rows) == min(777, len(wanted))


async def test_a_stream_that_was_cut_goes_on_behind_the_last_cursor(world: World) -> None:
    selected = "edges { cursor node { id } }"
    whole = await streamed(world, world.officer, "employees", selected)
    assert len(whole.rows) > MANY

    cut = whole.rows[1233]["cursor"]
    rest = await streamed(
        world, world.officer, "employees", selected, arguments=f'(after: "{cut}")'
    )

    assert rest.rows == whole.rows[1234:]


async def test_the_way_to_a_list_may_lead_through_objects(world: World) -> None:
    query = """query { agency(code: "DISHUB") { cycle(code: "c2025") {
      appraisals { nodes { id state } } } } }"""
    all_of_it = await world.ask(world.officer, query)

    found = await lines_of(world, world.officer, query)

    assert found.rows == all_of_it.data["agency"]["cycle"]["appraisals"]["nodes"]
    assert len(found.rows) == len(world.dishub.appraisals[2025])


async def test_no_object_on_the_way_gives_no_lines(world: World) -> None:
    query = """query { agency(code: "DISHUB") { cycle(code: "none") {
      appraisals { nodes { id } } } } }"""

    found = await lines_of(world, world.officer, query)

    assert (found.rows, found.tail["count"]) == ([], 0)
    [empty] = found.tail["extensions"]["emptyLists"]
    assert empty["path"] == ["agency", "cycle", "appraisals"]


async def test_agencies_are_streamed_too(world: World) -> None:
    query = "query { agencies { nodes { code name } } }"
    whole = await world.ask(world.officer, query)

    found = await lines_of(world, world.officer, query)

    assert found.rows == whole.data["agencies"]["nodes"]
    assert found.rows


async def test_lines_are_fetched_only_when_they_are_taken(world: World) -> None:
    """However many there are, the service holds one batch; the others stay with the database."""
    lines = await _opened(world)
    unit = UnitOfWork(world.database.application, snapshot=True)
    batches = lines.batches(unit)
    sizes = [len(await anext(batches)) for _ in range(2)]
    assert lines.tail()["count"] == sum(sizes) <= FIRST_ROWS * 5

    async for batch in batches:
        sizes.append(len(batch))
        assert lines.tail()["count"] == sum(sizes), "more was fetched than was taken"
        assert len(batch) <= MOST_ROWS
    await unit.close()

    assert sum(sizes) > MANY


async def test_a_stream_shows_one_moment_and_changes_nothing(world: World) -> None:
    lines = await _opened(world)
    unit = UnitOfWork(world.database.application, snapshot=True)
    batches = lines.batches(unit)
    first = await anext(batches)
    added = text(
        "UPDATE employees SET name = 'Aaa baru' WHERE agency_id = :agency AND name = :name"
    )
    async with tenant_session(world.database.owner, DISHUB) as session:
        await session.execute(added, {"agency": DISHUB, "name": "Pegawai 999"})

    rest = [line async for batch in batches for line in batch]

    assert not any("Aaa baru" in line for line in [*first, *rest])
    with pytest.raises(DBAPIError, match="read-only"):
        async with unit.within(DISHUB) as session:
            await session.execute(added, {"agency": DISHUB, "name": "Pegawai 1"})
    await unit.close()


async def test_a_stream_that_is_given_up_leaves_no_transaction_behind(world: World) -> None:
    lines = await _opened(world)

    async def read() -> None:
        unit = UnitOfWork(world.database.application, snapshot=True)
        try:
            async with aclosing(lines.batches(unit)) as batches:
                async for _ in batches:
                    await asyncio.Event().wait()
        finally:
            await unit.close()

    task = asyncio.ensure_future(read())
    while not lines.tail()["count"]:  # noqa: ASYNC110 - the stream tells nobody.
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    open_ones = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND usename = 'kinerja_app' AND state <> 'idle'"
    )
    async with world.database.owner.connect() as connection:
        assert await connection.scalar(open_ones) == 0


async def test_each_line_is_taken_off_the_budget_of_who_asks(world: World) -> None:
    budgets = Budgets(maximum=1_000_000, restored=1, now=lambda: 0.0)

    lines, rows = await _taken(world, budgets)

    left = budgets.spend(b"somebody", 0).left
    assert 1_000_000 - left == lines.row_cost * (rows + 1), "opening it is one, too"


async def test_who_has_too_little_left_gets_the_rest_as_the_budget_recovers(world: World) -> None:
    seconds = count()
    budgets = Budgets(maximum=3000, restored=1000, now=lambda: float(next(seconds)))

    lines, rows = await _taken(world, budgets)

    assert lines.row_cost * rows > budgets.maximum
    assert rows > MANY


async def _taken(world: World, budgets: Budgets) -> tuple[Lines, int]:
    """Take all lines of a list; return how many there were."""
    lines = await _opened(world, Allowance(budgets, b"somebody"))
    unit = UnitOfWork(world.database.application, snapshot=True)
    rows = sum([len(batch) async for batch in lines.batches(unit)])
    await unit.close()
    return lines, rows


async def _opened(world: World, allowance: Allowance | None = None) -> Lines:
    query = 'query { agency(code: "DISHUB") { employees { nodes { id name } } } }'
    context = await world.context(world.officer)
    context.allowance = allowance
    opened = await open_lines(full_schema(), context, query=query, variables={}, name=None)
    await context.unit.close()
    assert opened.lines is not None
    return opened.lines


def _one_page(edge: str, selected: str) -> str:
    return f'query {{ agency(code: "DISHUB") {{ list: {edge}(first: 500) {{ {selected} }} }} }}'
