"""What is kept of a document changes no answer, and leaves nothing to be done a second time."""

from random import Random
from typing import Any
from uuid import UUID

import orjson
import pytest

from graphql_schema.presentation import cause_of
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import new_id
from tests.support.database import DUKCAPIL
from tests.support.plan_cache import nothing_kept, work_counted
from tests.support.reading import Answer, World, gid
from tests.support.telemetry import recording

pytestmark = pytest.mark.asyncio(loop_scope="module")

#: Every way in which variables come into a read: sizes, cursors, filters, orders, flags and ids.
DOCUMENT = """
query Everything(
  $code: String!, $first: Int, $last: Int, $after: String, $filter: EmployeeFilter
  $order: [EmployeeOrder!], $direction: OrderDirection! = DESC, $text: String, $ids: [ID!]! = []
  $id: ID, $deep: Boolean! = true, $brief: Boolean = false, $inner: Int = 2, $below: Boolean
) {
  __typename
  here: agency(code: $code) {
    name @skip(if: $brief)
    employees(first: $first, last: $last, after: $after, filter: $filter, orderBy: $order) {
      totalCount
      pageInfo { hasNextPage hasPreviousPage endCursor }
      edges { cursor node {
        id ...Who @include(if: $deep)
        appraisals(first: $inner, orderBy: [{ field: CREATED_AT, direction: $direction }]) {
          nodes { id state composite scores(first: $inner) { nodes { indicator { code } } } }
        }
      } }
    }
    orgUnits(filter: { or: [{ code: { startsWith: $text } }, { inUnit: $id }] }, first: 3) {
      nodes { code employees(first: $inner, withSubunits: $below) { totalCount } }
    }
  }
  there: agency(code: "DUKCAPIL") { employees(first: $first) { nodes { name } } }
  nodes(ids: $ids) { id ... on Employee { ...Who } ... on Appraisal { state ratee { name } } }
}
fragment Who on Employee { name employment reportingLines(first: $inner) { nodes { kind } } }
"""


def _bytes(answer: Answer) -> bytes:
    """Return all that is answered. Roots run beside each other, so what they tell is sorted."""
    causes = [cause_of(error) for error in answer.errors]
    paths = [cause.path if isinstance(cause, KinerjaError) else None for cause in causes]
    errors = sorted(zip(map(str, answer.errors), map(str, paths), strict=True))
    told = {
        name: sorted(map(str, entries)) if isinstance(entries, list) else entries
        for name, entries in answer.extensions.items()
    }
    return orjson.dumps([answer.data, errors, told])


def _maybe(random: Random, given: dict[str, Any], name: str, *values: Any) -> None:
    """Give a variable one of the values, or null, or leave it out."""
    if random.random() < 0.6:
        given[name] = random.choice([None, *values])


def _variables(world: World, random: Random, cursors: list[str]) -> dict[str, Any]:
    organisation = world.dishub.organisation
    unit = gid("OrgUnit", random.choice(organisation.branches).seksi.id)
    people = [gid("Employee", one.id) for one in organisation.people]
    ids = [
        *people,
        *(gid("Appraisal", key) for key in world.dishub.appraisals[2025]),
        gid("Employee", new_id()),
        gid("Employee", world.dukcapil.ratees[0].id, DUKCAPIL),
        "no id at all",
    ]
    given: dict[str, Any] = {"code": random.choice(["DISHUB"] * 8 + ["DUKCAPIL", "NOWHERE"])}
    if random.random() < 0.7:
        given["first"] = random.choice([0, 1, 2, 3, 500, 501, -1, None])
    elif random.random() < 0.5:
        given["last"] = random.choice([1, 2, 3])
    _maybe(random, given, "after", *cursors, "no cursor")
    _maybe(random, given, "filter", *_filters(random, unit, people))
    fields = ("NAME", "CREATED_AT")
    orders = [[{"field": one, "direction": way}] for one in fields for way in ("ASC", "DESC")]
    _maybe(random, given, "order", [], *orders, [{"field": "NAME"}, {"field": "CREATED_AT"}])
    if random.random() < 0.5:
        given["direction"] = random.choice(["ASC", "DESC"])
    _maybe(random, given, "text", "DISHUB", "dishub_a", "%", "\0")
    if random.random() < 0.5:
        given["ids"] = random.choices(ids[:-1], k=random.randrange(4))
    _maybe(random, given, "id", unit, random.choice(ids))
    if random.random() < 0.4:
        given["deep"] = random.random() < 0.5
    _maybe(random, given, "brief", True, False)
    _maybe(random, given, "inner", 1, 2, 5, 600)
    _maybe(random, given, "below", True, False)
    return given


def _filters(random: Random, unit: str, people: list[str]) -> list[dict[str, Any]]:
    return [
        {},
        {"name": {"contains": random.choice("aeiou%_")}},
        {"state": {"in": random.choice([[], ["ACTIVE"], ["ACTIVE", "INACTIVE"]])}},
        {"not": {"inUnit": unit}},
        {"or": [{"inUnit": unit}, {"name": {"eq": "nobody"}}, {}]},
        {"inUnit": random.choice(people)},
        {"and": [{"employment": {"eq": "PNS"}}, {"nip": {"startsWith": "1"}}]},
        {"appraisals": {"some": {"state": {"eq": random.choice(["FINAL", "RATER_REVIEW"])}}}},
    ]


async def _cursors(world: World) -> list[str]:
    query = """{ agency(code: "DISHUB") { employees { edges { cursor } }
      byDay: employees(orderBy: [{ field: CREATED_AT }]) { edges { cursor } } } }"""
    answer = await world.ask(world.officer, query)
    pages = answer.data["agency"]
    return [edge["cursor"] for page in pages.values() for edge in page["edges"][:3]]


async def test_kept_plans_change_no_answer_whatever_the_variables(world: World) -> None:
    random, cursors = Random(20261124), await _cursors(world)  # noqa: S311 - no secret.
    organisation = world.dishub.organisation
    askers: list[tuple[UUID, Any]] = [
        (world.officer, {}),
        (organisation.ratee.id, {}),
        (organisation.branches[0].rater.id, {}),
        (world.province, {"agency_id": None}),
        (world.dukcapil.ratees[0].id, {"agency_id": DUKCAPIL}),
        (new_id(), {"scopes": frozenset({"organisation:read", "results:read"})}),
    ]
    failed, answered, empty = 0, 0, 0
    for _ in range(80):
        who, how = random.choice(askers)
        variables = _variables(world, random, cursors)
        warm = await world.ask(who, DOCUMENT, **how, **variables)
        again = await world.ask(who, DOCUMENT, **how, **variables)
        with nothing_kept():
            cold = await world.ask(who, DOCUMENT, **how, **variables)
        assert _bytes(warm) == _bytes(again) == _bytes(cold), (who, variables)
        assert warm.statements == again.statements == cold.statements, (who, variables)
        failed += bool(warm.errors)
        answered += not warm.errors
        empty += "emptyLists" in warm.extensions
    assert min(failed, answered, empty) > 10


HOT = [
    ("{ __typename }", [{}, {}]),
    ("{ viewer { kind employee { name } } }", [{}, {}]),
    ("{ agencies(first: 2) { nodes { code } } }", [{}, {}]),
    (
        "query ($id: ID!) { node(id: $id) { id ... on Employee { name } } }",
        [{"id": 0}, {"id": 1}, {"id": 2}],
    ),
    (
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Employee { name } } }",
        [{"ids": [0]}, {"ids": [1, 2]}, {"ids": [2, 1, 0]}],
    ),
    (
        """query ($f: EmployeeFilter, $n: Int) { agency(code: "DISHUB") {
          employees(filter: $f, first: $n) { totalCount nodes { name
            appraisals(first: $n) { nodes { state } } } } } }""",
        [
            {"f": {"name": {"contains": "a"}}, "n": 3},
            {"f": {"name": {"contains": "zzz"}}, "n": 3},
        ],
    ),
]


@pytest.mark.parametrize(("document", "asked"), HOT)
async def test_a_hot_request_does_nothing_over_again(
    world: World, document: str, asked: list[dict[str, Any]]
) -> None:
    people = [gid("Employee", one.id) for one in world.dishub.organisation.people]

    def filled(given: Any) -> Any:
        if isinstance(given, dict):
            named = {"id", "ids"}
            return {key: filled(one) if key in named else one for key, one in given.items()}
        return [people[one] for one in given] if isinstance(given, list) else people[given]

    first, *rest = map(filled, asked)
    with nothing_kept(), work_counted() as done:
        await world.ask(world.officer, document, **first)
        assert {"parsed", "validated", "limited", "estimated", "collected"} <= set(done)
        if document != HOT[0][0]:
            assert {"selected", "planned", "built", "compiled"} <= set(done)
        done.clear()
        for variables in (first, *rest):
            answer = await world.ask(world.officer, document, **variables)
            assert not answer.errors
        sized = {"estimated"} if any("ids" in one for one in rest) else set()

    assert set(done) <= sized  # Another number of ids is another cost.


async def test_roots_in_two_agencies_keep_their_own_plans(world: World) -> None:
    query = """query ($a: String!, $b: String!, $f: EmployeeFilter) {
      a: agency(code: $a) { employees(filter: $f) { nodes { id name } } }
      b: agency(code: $b) { employees(filter: $f) { nodes { id name } } } }"""
    unit = gid("OrgUnit", world.dishub.organisation.branches[0].seksi.id)
    given: dict[str, Any] = {"f": {"inUnit": unit}}

    one = await world.ask(world.province, query, agency_id=None, a="DISHUB", b="DUKCAPIL", **given)
    other = await world.ask(
        world.province, query, agency_id=None, a="DUKCAPIL", b="DISHUB", **given
    )

    assert one.data["a"] == other.data["b"] != one.data["b"] == other.data["a"]
    assert one.data["a"]["employees"]["nodes"]
    assert one.data["b"]["employees"]["nodes"] == []  # The unit is of another agency.


async def test_ids_and_cursors_in_a_document_are_judged_anew_in_every_agency(world: World) -> None:
    unit = gid("OrgUnit", world.dishub.organisation.branches[0].seksi.id)
    (cursor,) = (await _cursors(world))[:1]
    query = f"""query ($code: String!) {{ agency(code: $code) {{
      units: orgUnits(filter: {{ inUnit: "{unit}" }}) {{ nodes {{ id }} }}
      page: employees(after: "{cursor}", first: 1) {{ nodes {{ id }} }} }} }}"""

    async def ask(code: str) -> Answer:
        return await world.ask(world.province, query, agency_id=None, code=code)

    for _ in range(2):
        here, there = await ask("DISHUB"), await ask("DUKCAPIL")
        assert here.data["agency"]["units"]["nodes"] == [{"id": unit}]
        assert len(here.data["agency"]["page"]["nodes"]) == 1
        assert (there.data["agency"], there.codes) == (None, ["BAD_CURSOR"])


async def test_flags_choose_between_kept_plans(world: World) -> None:
    query = """query ($on: Boolean!) { agency(code: "DISHUB") {
      code name @include(if: $on) employees(first: 1) @skip(if: $on) { totalCount } } }"""

    for flag in (True, False, True, False):
        answer = await world.ask(world.officer, query, on=flag)
        assert list(answer.data["agency"]) == (["code", "name"] if flag else ["code", "employees"])


async def test_nothing_of_an_asker_is_kept_for_the_next(world: World) -> None:
    query = "{ viewer { employee { name } } }"
    people = world.dishub.organisation.people

    answers = [await world.ask(one, query) for one in people]

    assert [one.data for one in answers] == [
        {"viewer": {"employee": {"name": one.name}}} for one in people
    ]


async def test_hits_and_misses_are_counted(world: World) -> None:
    query = """query ($n: Int) { agency(code: "DISHUB") { employees(first: $n) { totalCount } } }"""

    with nothing_kept(), recording() as recorded:
        for size in (1, 2, 3):
            await world.ask(world.officer, query, n=size)
        hits, misses = (
            recorded.count("kinerja.plan_cache.lookups", kinerja_plan_cache_outcome=outcome)
            for outcome in ("hit", "miss")
        )

    assert (hits, misses) == (2, 1)
