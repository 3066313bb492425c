"""Values that go in and come out: variables, defaults, null, lists, enums, custom scalars."""

from typing import Any
from uuid import UUID

import pytest

from tests.support.query_desk import QueryDesk
from tests.support.reading import gid

pytestmark = pytest.mark.asyncio(loop_scope="module")

APPRAISALS = """query ($filter: AppraisalFilter) { agency(code: "DISHUB") {
  appraisals(first: 100, filter: $filter) { totalCount } } }"""


async def count(reader: QueryDesk, given: dict[str, Any] | None) -> int:
    data = await reader.data(APPRAISALS, filter=given)
    return int(data["agency"]["appraisals"]["totalCount"])


async def test_a_default_stands_in_for_a_variable_that_is_left_out_and_not_for_null(
    reader: QueryDesk,
) -> None:
    document = """query ($n: Int = 2) { agency(code: "DISHUB") {
      employees(first: $n) { nodes { state } } } }"""

    left_out = await reader.data(document)
    null = await reader.data(document, n=None)
    given = await reader.data(document, n=3)

    sizes = [len(data["agency"]["employees"]["nodes"]) for data in (left_out, null, given)]
    assert sizes == [2, len(reader.place.organisation.people), 3]


async def test_an_argument_whose_variable_is_left_out_is_left_out(reader: QueryDesk) -> None:
    document = """query ($filter: EmployeeFilter, $with: Boolean!) { agency(code: "DISHUB") {
      orgUnits(first: 1) { nodes { employees(filter: $filter, withSubunits: $with) {
        totalCount } } } } }"""

    data = await reader.data(document, **{"with": True})

    (unit,) = data["agency"]["orgUnits"]["nodes"]
    assert unit["employees"]["totalCount"] == len(reader.place.organisation.people)


@pytest.mark.parametrize("condition", [{}, {"state": None}, {"state": {}}, {"state": {"eq": None}}])
async def test_a_condition_that_says_nothing_is_none(
    reader: QueryDesk, condition: dict[str, Any]
) -> None:
    assert await count(reader, condition) == await count(reader, None) == 12


async def test_a_single_value_may_stand_for_a_list_of_one(reader: QueryDesk) -> None:
    document = """query ($state: [AppraisalState!]) { agency(code: "DISHUB") {
      appraisals(orderBy: {field: CREATED_AT}, filter: {state: {in: $state}, and: {}}) {
        totalCount } } }"""

    single = await reader.data(document, state="FINAL")
    several = await reader.data(document, state=["FINAL", "RATER_REVIEW"])

    assert single["agency"]["appraisals"]["totalCount"] == 6
    assert several["agency"]["appraisals"]["totalCount"] == 12


async def test_variables_may_stand_anywhere_inside_an_input(reader: QueryDesk) -> None:
    document = """query ($state: AppraisalState!, $way: OrderDirection!, $low: Decimal) {
      agency(code: "DISHUB") { appraisals(first: 1, orderBy: [{field: COMPOSITE, direction: $way}],
        filter: {state: {eq: $state}, or: [{composite: {gte: $low}}, {not: {}}]}) {
        nodes { composite state } } } }"""

    highest = await reader.data(document, state="FINAL", way="DESC", low="80.00")
    lowest = await reader.data(document, state="FINAL", way="ASC", low=88)

    assert highest["agency"]["appraisals"]["nodes"] == [{"composite": "110", "state": "FINAL"}]
    assert lowest["agency"]["appraisals"]["nodes"] == [{"composite": "90.5", "state": "FINAL"}]


@pytest.mark.parametrize("value", ["90.5", "90.50", "9.05e1", "+90.5", 90.5])
async def test_a_decimal_is_a_number_however_it_is_written(reader: QueryDesk, value: Any) -> None:
    assert await count(reader, {"composite": {"eq": value}}) == 3


@pytest.mark.parametrize(
    ("filter_", "code"),
    [
        ({"composite": {"eq": "1_0"}}, "BAD_USER_INPUT"),
        ({"composite": {"eq": "NaN"}}, "BAD_USER_INPUT"),
        ({"composite": {"eq": 0.1234567890123456}}, "BAD_USER_INPUT"),
        ({"state": {"eq": "final"}}, "BAD_USER_INPUT"),
        ({"state": {"in": [None]}}, "BAD_USER_INPUT"),
        ({"stat": {}}, "BAD_USER_INPUT"),
        ({"ratee": {"eq": "x"}}, "MALFORMED_ID"),
        ({"and": [{"cycle": {"in": [gid("Cycle", UUID(int=1)), "x"]}}]}, "MALFORMED_ID"),
    ],
)
async def test_a_value_that_is_none_of_its_type_is_refused_before_anything_is_read(
    reader: QueryDesk, filter_: dict[str, Any], code: str
) -> None:
    assert await reader.refused(APPRAISALS, filter=filter_) == [code]


async def test_dates_and_instants_are_read_and_written_alike(reader: QueryDesk) -> None:
    document = """query ($day: Date!) { agency(code: "DISHUB") { activeFrom
      cycles(filter: {activeOn: $day}) { nodes { code periodStart periodEnd } }
      appraisals(first: 1, filter: {state: {eq: FINAL}}) { nodes { finalisedAt } } } }"""

    data = await reader.data(document, day="2025-12-31")

    assert data["agency"] == {
        "activeFrom": "2024-01-01",
        "cycles": {
            "nodes": [{"code": "c2025", "periodStart": "2025-01-01", "periodEnd": "2025-12-31"}]
        },
        "appraisals": {"nodes": [{"finalisedAt": "2026-01-15T03:04:05.000000Z"}]},
    }


async def test_an_instant_may_be_given_in_any_offset(reader: QueryDesk) -> None:
    document = """query ($at: DateTime!) { agency(code: "DISHUB") {
      auditEvents(filter: {occurredAt: {gte: $at}}) { totalCount } } }"""
    totals = [
        (await reader.data(document, at=at))["agency"]["auditEvents"]["totalCount"]
        for at in ("2020-01-01T00:00:00Z", "2020-01-01T07:00:00+07:00", "2019-12-31T19:00-05:00")
    ]

    assert len(set(totals)) == 1


async def test_lists_come_as_lists_and_missing_objects_as_null(reader: QueryDesk) -> None:
    document = """{ agency(code: "DISHUB") { activeTo cycle(code: "none") { code }
      framework(code: "main") { version(number: 1) { appliesTo legalBasis
        components { code children { code } indicators { appliesTo weight rangeLow } } } } } }"""

    agency = (await reader.data(document))["agency"]

    assert (agency["activeTo"], agency["cycle"]) == (None, None)
    version = agency["framework"]["version"]
    assert (version["appliesTo"], version["legalBasis"]) == ([], None)
    assert [one["code"] for one in version["components"]] == ["work", "service"]
    assert version["components"][1] == {
        "code": "service",
        "children": [],
        "indicators": [{"appliesTo": [], "weight": "100", "rangeLow": None}],
    }
