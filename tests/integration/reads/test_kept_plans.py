"""PostgreSQL plans a read once for all who ask it, and knows which partition it is about."""

import pytest
from sqlalchemy import text

from tests.support.database import DISHUB
from tests.support.reading import World, full_schema

pytestmark = pytest.mark.asyncio(loop_scope="module")

NODES = 'agency(code: "DISHUB") { MARK: appraisals { nodes { id } } }'
FILTERED = NODES.replace("appraisals", "appraisals(filter: {state: {eq: FINAL}})")
NESTED = """
query ($first: Int!) {
  agency(code: "DISHUB") {
    MARK: appraisals(first: $first) { nodes { id scores(first: 3) { nodes { id } } } }
  }
}
"""
#: How often PostgreSQL used a kept plan, and how often it made one for the values at hand.
PLANS = text(
    "SELECT coalesce(sum(generic_plans), 0), coalesce(sum(custom_plans), 0)"
    " FROM pg_prepared_statements WHERE statement LIKE :part"
)
LOCKED = text(
    "SELECT substring(relation::regclass::text FROM '_agency_([0-9]+)') FROM pg_locks"
    " WHERE pid = pg_backend_pid() AND relation::regclass::text ~ '_agency_[0-9]'"
)


async def _asked(
    world: World, query: str, *, mark: str, **variables: object
) -> tuple[int, int, set[str]]:
    """Ask thrice in one transaction: how many kept and new plans, and whose partitions it locked.

    `mark` is an alias by which the statements are found, of this test alone.
    """
    context = await world.context(world.officer)
    try:
        for _ in range(3):
            result = await full_schema().execute(
                query.replace("MARK", mark), variable_values=variables, context_value=context
            )
            assert not result.errors
        async with context.unit.within(DISHUB) as session:
            kept, new = (await session.execute(PLANS, {"part": f'%"{mark}"%'})).one()
            return kept, new, set(await session.scalars(LOCKED))
    finally:
        await context.unit.rollback()


async def test_a_read_is_planned_once_whoever_asks(world: World) -> None:
    kept, new, locked = await _asked(world, NESTED, mark="once", first=5)

    assert (kept, new) == (3, 0)
    assert locked == {str(DISHUB)}


async def test_a_page_of_another_size_has_a_statement_of_its_own(world: World) -> None:
    await _asked(world, NESTED, mark="sized", first=6)
    kept, new, _ = await _asked(world, NESTED, mark="sized", first=400)

    assert (kept, new) == (6, 0)


async def test_what_a_filter_names_is_planned_for_each_value(world: World) -> None:
    kept, new, _ = await _asked(world, f"{{ {FILTERED} }}", mark="filtered")

    assert (kept, new) == (0, 3)


async def test_reads_of_both_kinds_in_one_request_each_have_their_way(world: World) -> None:
    kept, new, _ = await _asked(world, f"{{ a: {NODES} b: {FILTERED} c: {NODES} }}", mark="both")

    assert (kept, new) == (6, 3)
