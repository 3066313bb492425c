"""Pages over random orders: several keys, ties, missing values and directions mixed.

A plain-Python twin sorts the same rows, and every walk through pages must meet them in its order.
"""

import random
from functools import cmp_to_key
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from sqlalchemy import text

from kinerja.kit.ids import GlobalId
from tenants.session import tenant_session
from tests.support.database import DISHUB
from tests.support.reading import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGE = """query ($first: Int, $after: String, $last: Int, $before: String,
               $orderBy: [AppraisalOrder!]) { agency(code: "DISHUB") {
  appraisals(first: $first, after: $after, last: $last, before: $before, orderBy: $orderBy) {
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { id composite state finalisedAt createdAt } } } }"""
FIELDS = {
    "COMPOSITE": "composite",
    "STATE": "state",
    "FINALISED_AT": "finalisedAt",
    "CREATED_AT": "createdAt",
}
ORDERS = 24
#: Few different values, so that each key has ties, and some without a value.
SCATTER = """UPDATE appraisals SET
    state = CASE n % 3 WHEN 0 THEN 'RATER_REVIEW' ELSE 'SUBMITTED' END,
    composite = CASE WHEN n % 5 = 0 THEN NULL ELSE 80 + n % 3 END,
    finalised_at = CASE WHEN n % 4 = 0 THEN NULL
      ELSE timestamptz '2026-01-15 03:04:05Z' + make_interval(days => n % 2) END,
    created_at = timestamptz '2025-02-03 04:05:06Z' + make_interval(secs => n % 4)
  FROM (SELECT id, row_number() OVER (ORDER BY md5(id::text))::int AS n FROM appraisals
        WHERE agency_id = :agency) AS numbered
  WHERE appraisals.agency_id = :agency AND appraisals.id = numbered.id"""


class Term(NamedTuple):
    """One key of an order."""

    field: str
    descending: bool

    @property
    def given(self) -> dict[str, str]:
        return {"field": self.field, "direction": "DESC" if self.descending else "ASC"}


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def _scattered(world: World) -> None:
    async with tenant_session(world.database.owner, DISHUB) as session:
        await session.execute(text(SCATTER), {"agency": DISHUB})


def orders() -> list[tuple[Term, ...]]:
    random_ = random.Random(20_261_124)  # noqa: S311 - a repeatable mixture, no secret.
    found = []
    for _ in range(ORDERS):
        names = random_.sample(list(FIELDS), random_.randint(1, len(FIELDS)))
        found.append(tuple(Term(name, random_.random() < 0.5) for name in names))
    return found


def in_order(rows: list[dict[str, Any]], order: tuple[Term, ...]) -> list[str]:
    """Return the ids in their order: without a value last either way, ties as the last key."""

    def compare(left: dict[str, Any], right: dict[str, Any]) -> int:
        for term in order:
            one, other = left[FIELDS[term.field]], right[FIELDS[term.field]]
            if one == other:
                continue
            if one is None or other is None:
                return 1 if one is None else -1
            return (1 if one > other else -1) * (-1 if term.descending else 1)
        ids = (GlobalId.parse(left["id"]).key, GlobalId.parse(right["id"]).key)
        return (1 if ids[0] > ids[1] else -1) * (-1 if order[-1].descending else 1)

    return [row["id"] for row in sorted(rows, key=cmp_to_key(compare))]


async def _page(world: World, order: tuple[Term, ...], **window: Any) -> Any:
    answer = await world.ask(
        world.dishub.organisation.head, PAGE, orderBy=[term.given for term in order], **window
    )
    assert not answer.errors, answer.errors
    assert len(answer.statements) == 1
    return answer.data["agency"]["appraisals"]


@pytest.mark.parametrize(
    "order", orders(), ids=lambda order: "".join(f"{t[0]}{t[1]:d}" for t in order)
)
async def test_pages_meet_every_row_once_in_the_order_of_the_twin(
    world: World, order: tuple[Term, ...]
) -> None:
    rows = (await _page(world, order, first=500))["nodes"]
    expected = in_order(rows, order)
    assert len(set(expected)) == len(rows) == 16
    assert [row["id"] for row in rows] == expected

    for size in (1, 3):
        assert await _forward(world, order, size) == expected
        assert await _backward(world, order, size) == expected


async def _forward(world: World, order: tuple[Term, ...], size: int) -> list[str]:
    met: list[str] = []
    after, more = None, True
    while more:
        page = await _page(world, order, first=size, after=after)
        assert page["pageInfo"]["hasPreviousPage"] is (after is not None)
        met += [row["id"] for row in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    return met


async def _backward(world: World, order: tuple[Term, ...], size: int) -> list[str]:
    met: list[str] = []
    before, more = None, True
    while more:
        page = await _page(world, order, last=size, before=before)
        assert page["pageInfo"]["hasNextPage"] is (before is not None)
        met = [row["id"] for row in page["nodes"]] + met
        before, more = page["pageInfo"]["startCursor"], page["pageInfo"]["hasPreviousPage"]
    return met


async def test_a_key_that_comes_again_changes_nothing(world: World) -> None:
    once = (Term("STATE", descending=False), Term("CREATED_AT", descending=True))
    again = (*once, Term("STATE", descending=True))

    assert await _page(world, once, first=500) == await _page(world, again, first=500)


async def test_a_cursor_of_one_mixture_is_refused_by_another(world: World) -> None:
    one = (Term("STATE", descending=False), Term("CREATED_AT", descending=True))
    page = await _page(world, one, first=1)
    cursor = page["pageInfo"]["endCursor"]
    for other in (one[::-1], one[:1], (one[0], Term("CREATED_AT", descending=False))):
        answer = await world.ask(
            world.dishub.organisation.head,
            PAGE,
            orderBy=[term.given for term in other],
            after=cursor,
        )
        assert answer.codes == ["BAD_CURSOR"]
        assert answer.statements == []


async def test_a_mixed_order_still_reads_a_range_of_an_index(world: World) -> None:
    """Directions that no index has: the first key bounds the rows that are looked at."""
    order = (Term("STATE", descending=False), Term("CREATED_AT", descending=True))
    page = await _page(world, order, first=2)
    answer = await world.ask(
        world.dishub.organisation.head,
        PAGE,
        orderBy=[term.given for term in order],
        first=2,
        after=page["pageInfo"]["endCursor"],
    )

    assert "t2.state >= " in answer.statements[0]
