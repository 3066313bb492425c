"""Lists over HTTP: what the how-to shows works, in one statement a root field, and is accounted."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from kinerja.kit.ids import new_id
from policies.permissions import Role
from tests.support.clients import Client, running_client
from tests.support.database import DISHUB, DUKCAPIL, Server, cloned_database
from tests.support.identity_provider import IdentityProvider
from tests.support.reading import Place as Agency
from tests.support.reading import make_place

pytestmark = pytest.mark.asyncio(loop_scope="module")

HOWTO = Path(__file__).parents[2] / "docs" / "howto" / "query-lists.md"
EXAMPLES = re.findall(r"```graphql\n(.*?)```", HOWTO.read_text(encoding="utf-8"), re.DOTALL)


@dataclass(frozen=True)
class Place:
    """A service over two agencies with appraisals; the head of one, and the province, ask."""

    agency: Agency
    head: Client
    province: Client
    elsewhere: Client


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(server: Server, template: str, provider: IdentityProvider) -> AsyncIterator[Place]:
    async with (
        cloned_database(server, template) as database,
        running_client(database, provider) as client,
    ):
        dishub = await make_place(database, DISHUB, code="DISHUB", ratees=6)
        dukcapil = await make_place(database, DUKCAPIL, code="DUKCAPIL", ratees=1)
        official = new_id()
        await client.app.state.registry.refresh()
        await client.give_province_role(official, Role.PROVINCE_HR)
        yield Place(
            dishub,
            client.as_(dishub.organisation.head.id, agency="DISHUB"),
            client.as_(official),
            client.as_(dukcapil.organisation.head.id, agency="DUKCAPIL"),
        )


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
async def test_the_examples_of_the_how_to_work(place: Place, number: int) -> None:
    answer = await place.head.query(EXAMPLES[number])

    assert (answer.status, answer.errors) == (200, [])
    assert answer.data["agency"]


async def test_there_are_examples() -> None:
    assert len(EXAMPLES) == 3


TOTALS = """{ agency(code: "DISHUB") { appraisals {
  aggregates { count people suppressed max { composite } }
  groups(by: [ORG_UNIT, STATE]) { key { orgUnit { code } state } count suppressed } } } }"""


async def test_the_head_sees_small_groups_and_the_province_does_not(place: Place) -> None:
    own = await place.head.query(TOTALS)
    outside = await place.province.query(TOTALS.replace("ORG_UNIT, STATE", "STATE"))
    units = await place.province.query(TOTALS)

    assert own.data["agency"]["appraisals"]["aggregates"] == {
        "count": 24,
        "people": 12,
        "suppressed": False,
        "max": {"composite": "110"},
    }
    assert [one["count"] for one in own.data["agency"]["appraisals"]["groups"]] == [6] * 4
    # Delivered results alone, those of 2025.
    assert outside.data["agency"]["appraisals"]["aggregates"]["count"] == 12
    assert outside.data["agency"]["appraisals"]["groups"] == [
        {"key": {"orgUnit": None, "state": "FINAL"}, "count": 12, "suppressed": False}
    ]
    assert [one["count"] for one in units.data["agency"]["appraisals"]["groups"]] == [6, 6]


async def test_one_person_cannot_be_told_from_sums_by_leaving_the_person_out(place: Place) -> None:
    query = """query ($id: ID!) { agency(code: "DISHUB") {
      all: appraisals { aggregates { count sum { composite } } }
      rest: appraisals(filter: {ratee: {neq: $id}}) { aggregates { count sum { composite } } }
      one: appraisals(filter: {ratee: {eq: $id}}) { aggregates { count sum { composite } } } } }"""
    answer = await place.province.query(
        '{ agency(code: "DISHUB") { appraisals(first: 1) { nodes { ratee { id } } } } }'
    )
    [row] = answer.data["agency"]["appraisals"]["nodes"]

    found = await place.province.query(query, {"id": row["ratee"]["id"]})

    nothing = {"aggregates": {"count": None, "sum": None}}
    assert found.data["agency"]["all"]["aggregates"]["count"] == 12
    assert found.data["agency"]["rest"] == found.data["agency"]["one"] == nothing


async def test_who_adds_up_people_of_another_agency_is_written_down(place: Place) -> None:
    log = """{ agency(code: "DISHUB") { accessEvents(first: 5, orderBy: [
      {field: OCCURRED_AT, direction: DESC}]) { totalCount nodes { resources fieldClasses } } } }"""
    sums = '{ agency(code: "DISHUB") { appraisals { aggregates { avg { composite } } } } }'
    split = '{ agency(code: "DISHUB") { appraisals { groups(by: [OFFICIAL_GRADE]) { count } } } }'

    for query in (sums, split):
        before = await place.province.query(log)
        await place.province.query(query)
        after = await place.province.query(log)

        pages = [one.data["agency"]["accessEvents"] for one in (before, after)]
        new = pages[1]["nodes"][: pages[1]["totalCount"] - pages[0]["totalCount"]]
        of_appraisals = [one["fieldClasses"] for one in new if "APPRAISAL" in one["resources"]]
        assert of_appraisals == [["INTERNAL", "PUBLIC"]]


async def test_another_agency_adds_up_nothing(place: Place) -> None:
    answer = await place.elsewhere.query(TOTALS)

    assert answer.data["agency"]["appraisals"]["aggregates"]["count"] is None
    assert answer.data["agency"]["appraisals"]["groups"] == []


async def test_aggregates_are_counted_in_the_cost(place: Place) -> None:
    plain = await place.head.query(
        '{ agency(code: "DISHUB") { appraisals(first: 1) { totalCount } } }'
    )
    costly = await place.head.query(
        '{ agency(code: "DISHUB") { appraisals(first: 1) { aggregates { count }'
        " groups(by: [STATE], first: 10) { count } } } }"
    )

    requested = [one.body["extensions"]["cost"]["requestedQueryCost"] for one in (plain, costly)]
    assert requested[1] == requested[0] + 50 + 50 + 10


WRONG: list[tuple[str, str, str]] = [
    ("groups(by: []) { count }", "NO_DIMENSION", "at least one dimension"),
    ("groups(by: [STATE], first: 100000) { count }", "FIRST_OUT_OF_RANGE", "between 0 and 500"),
    ("groups(by: [STATE], first: -1) { count }", "FIRST_OUT_OF_RANGE", "between 0 and 500"),
    ("groups(by: [STATE], skip: 9999999) { count }", "SKIP_OUT_OF_RANGE", "between 0 and"),
    (
        'aggregates { percentiles(p: ["1.5"]) { composite } }',
        "SHARE_OUT_OF_RANGE",
        "between 0 and 1",
    ),
    ("groups(by: [NIP]) { count }", "GRAPHQL_VALIDATION_FAILED", "NIP"),
]


@pytest.mark.parametrize(("selection", "code", "says"), WRONG)
async def test_what_is_wrong_is_told_by_code_and_sentence(
    place: Place, selection: str, code: str, says: str
) -> None:
    query = f'{{ agency(code: "DISHUB") {{ appraisals {{ {selection} }} }} }}'
    english = await place.head.with_headers(accept_language="en").query(query)
    indonesian = await place.head.with_headers(accept_language="id").query(query)

    assert english.codes == indonesian.codes == [code]
    assert says in english.errors[0]["message"]
    if code != "GRAPHQL_VALIDATION_FAILED":
        assert english.errors[0]["message"] != indonesian.errors[0]["message"]


async def test_a_hidden_measure_is_named_and_a_partly_hidden_one_is_marked(place: Place) -> None:
    ratee = place.agency.ratees[0]
    client = Client.as_(place.head, ratee.id, agency="DISHUB")
    query = '{ agency(code: "DISHUB") { appraisals { aggregates { avg { composite } } } } }'

    answer = await client.query(query)

    marked: list[dict[str, Any]] = answer.body["extensions"]["hiddenFields"]
    assert [one["path"][-2:] for one in marked] == [["avg", "composite"]]
    assert [one["rows"] for one in marked] == ["SOME"]
