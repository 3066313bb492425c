"""Filters: by state, code, class, text, unit, day and reference, combined by and, or and not."""

from typing import Any
from uuid import UUID

import pytest

from graphql_schema.answers import ENGINE
from tests.support.reading import World, gid

pytestmark = pytest.mark.asyncio(loop_scope="module")

EMPLOYEES = """query ($filter: EmployeeFilter) { agency(code: "DISHUB") {
  employees(first: 500, filter: $filter) { totalCount nodes { name } } } }"""
APPRAISALS = """query ($filter: AppraisalFilter) { agency(code: "DISHUB") {
  appraisals(first: 500, filter: $filter) { totalCount nodes { id composite } } } }"""


async def _names(world: World, given: dict[str, Any]) -> set[str]:
    answer = await world.ask(world.officer, EMPLOYEES, filter=given)
    assert not answer.errors, answer.errors
    page = answer.data["agency"]["employees"]
    assert page["totalCount"] == len(page["nodes"])
    return {node["name"] for node in page["nodes"]}


async def _count(world: World, given: dict[str, Any]) -> int:
    answer = await world.ask(world.officer, APPRAISALS, filter=given)
    assert not answer.errors, answer.errors
    page = answer.data["agency"]["appraisals"]
    assert page["totalCount"] == len(page["nodes"])
    return len(page["nodes"])


async def test_text_is_found_in_upper_and_lower_case(world: World) -> None:
    name = world.dishub.organisation.ratee.name

    assert await _names(world, {"name": {"eq": name}}) == {name}
    assert await _names(world, {"name": {"contains": name.upper()[2:]}}) >= {name}
    assert await _names(world, {"name": {"startsWith": name.lower()}}) >= {name}
    assert await _names(world, {"name": {"in": [name, "Nobody"]}}) == {name}
    assert await _names(world, {"name": {"in": []}}) == set()


@pytest.mark.parametrize("wildcard", ["%", "_", "\\", "Pegawai%", "Pegawai_1"])
async def test_wildcards_are_letters_like_others(world: World, wildcard: str) -> None:
    assert await _names(world, {"name": {"contains": wildcard}}) == set()


async def test_units_are_searched_with_all_below(world: World) -> None:
    first, second = world.dishub.organisation.branches
    everybody = {person.name for person in world.dishub.organisation.people}
    bidang = {first.superior.name, first.rater.name, *(one.name for one in first.ratees)}

    assert await _names(world, {"inUnit": gid("OrgUnit", first.bidang.id)}) == bidang
    assert await _names(world, {"inUnit": gid("OrgUnit", world.dishub.organisation.root.id)}) == (
        everybody
    )
    assert await _names(world, {"not": {"inUnit": gid("OrgUnit", first.bidang.id)}}) == (
        everybody - bidang
    )
    in_seksi = {"inUnit": gid("OrgUnit", second.seksi.id)}
    assert await _names(world, {"and": [in_seksi, {"positionClass": {"eq": "PENGAWAS"}}]}) == {
        second.rater.name
    }


async def test_conditions_combine(world: World) -> None:
    assert await _count(world, {"state": {"eq": "FINAL"}}) == 8
    assert await _count(world, {"state": {"neq": "FINAL"}}) == 8
    assert await _count(world, {"state": {"in": ["FINAL", "RATER_REVIEW"]}}) == 16
    assert await _count(world, {"state": {"nin": ["FINAL"]}}) == 8
    assert await _count(world, {"composite": {"gte": "90.5"}}) == 4
    assert await _count(world, {"composite": {"gt": "90.50", "lt": "111"}}) == 1
    assert await _count(world, {"not": {"composite": {"gte": "90.5"}}}) == 12
    both = {"or": [{"composite": {"eq": "110"}}, {"composite": {"eq": "75.00"}}]}
    assert await _count(world, both) == 2
    assert await _count(world, {"and": [both, {"not": {"composite": {"eq": "75"}}}]}) == 1
    assert await _count(world, {"or": []}) == 0
    assert await _count(world, {"and": []}) == 16
    assert await _count(world, {}) == 16
    assert await _count(world, {"not": {}}) == 0


async def test_references_are_ids(world: World) -> None:
    ratee, rater = world.dishub.organisation.ratee, world.dishub.organisation.rater

    assert await _count(world, {"ratee": {"eq": gid("Employee", ratee.id)}}) == 2
    assert await _count(world, {"rater": {"in": [gid("Employee", rater.id)]}}) == 8
    assert await _count(world, {"cycle": {"eq": gid("Cycle", world.dishub.cycles[2025])}}) == 8


async def test_an_id_of_another_agency_matches_nothing(world: World) -> None:
    foreign = gid("Employee", world.dukcapil.organisation.ratee.id, 1)
    stolen = gid("Employee", world.dukcapil.organisation.ratee.id)

    assert await _count(world, {"ratee": {"eq": foreign}}) == 0
    assert await _count(world, {"ratee": {"in": [foreign]}}) == 0
    assert await _count(world, {"ratee": {"eq": stolen}}) == 0


async def test_a_missing_reference_differs_from_an_id_of_another_agency_too(world: World) -> None:
    foreign = gid("OrgUnit", world.dishub.organisation.root.id, 1)
    query = """query ($id: ID!) { agency(code: "DISHUB") {
      orgUnits(filter: {parent: {neq: $id}}) { nodes { code } } } }"""

    answer = await world.ask(world.officer, query, id=foreign)

    root = world.dishub.organisation.root.code
    assert root in [node["code"] for node in answer.data["agency"]["orgUnits"]["nodes"]]


async def test_a_day_selects_what_is_in_force(world: World) -> None:
    query = """query ($day: Date!) { agency(code: "DISHUB") {
      cycles(filter: {activeOn: $day}) { nodes { code periodStart periodEnd } } } }"""

    last_day = await world.ask(world.officer, query, day="2025-12-31")
    next_day = await world.ask(world.officer, query, day="2026-01-01")

    assert last_day.data["agency"]["cycles"]["nodes"] == [
        {"code": "c2025", "periodStart": "2025-01-01", "periodEnd": "2025-12-31"}
    ]
    assert [one["code"] for one in next_day.data["agency"]["cycles"]["nodes"]] == ["c2026"]


async def test_scores_are_filtered_by_being_current(world: World) -> None:
    query = """query ($id: ID!, $current: Boolean!) { node(id: $id) { ... on Appraisal {
      scores(filter: {isCurrent: $current}) { totalCount nodes { isCurrent } } } } }"""
    key = gid("Appraisal", world.dishub.appraisals[2025][0])

    current = await world.ask(world.officer, query, id=key, current=True)
    superseded = await world.ask(world.officer, query, id=key, current=False)

    assert current.data["node"]["scores"] == {"totalCount": 3, "nodes": [{"isCurrent": True}] * 3}
    assert superseded.data["node"]["scores"] == {"totalCount": 0, "nodes": []}


@pytest.mark.parametrize(
    ("given", "code", "path"),
    [
        ({"ratee": {"eq": "nonsense"}}, "MALFORMED_ID", ("filter", "ratee", "eq")),
        ({"ratee": {"in": ["nonsense"]}}, "MALFORMED_ID", ("filter", "ratee", "in", 0)),
        (
            {"and": [{"not": {"cycle": {"eq": gid("Employee", UUID(int=1))}}}]},
            "WRONG_ID_TYPE",
            ("filter", "and", 0, "not", "cycle", "eq"),
        ),
        ({"inUnit": ""}, "MALFORMED_ID", ("filter", "inUnit")),
    ],
)
async def test_a_wrong_value_is_told_with_its_place(
    world: World, given: dict[str, Any], code: str, path: tuple[str | int, ...]
) -> None:
    answer = await world.ask(world.officer, APPRAISALS, filter=given)

    assert answer.codes == [code]
    assert answer.input_paths == [("agency", "appraisals", *path)]
    assert answer.statements == []


async def test_text_that_cannot_be_stored_is_refused(world: World) -> None:
    for text in ("a\0b", "\ud800"):
        answer = await world.ask(world.officer, EMPLOYEES, filter={"name": {"eq": text}})
        assert answer.codes == ["INVALID_TEXT"]
        assert answer.statements == []


async def test_a_filter_may_be_neither_too_deep_nor_too_long(world: World) -> None:
    deep: dict[str, Any] = {"state": {"eq": "FINAL"}}
    for _ in range(9):
        deep = {"not": deep}
    ids = [gid("Employee", world.officer)] * 1001

    too_deep = await world.ask(world.officer, APPRAISALS, filter=deep)
    too_long = await world.ask(world.officer, APPRAISALS, filter={"ratee": {"in": ids}})

    assert too_deep.codes == ["FILTER_TOO_DEEP"]
    assert too_long.codes == ["FILTER_TOO_LONG"]


async def test_other_values_reuse_the_statement(world: World) -> None:
    await _count(world, {"state": {"eq": "FINAL"}, "composite": {"lt": "1"}})
    misses = ENGINE.statements.misses
    await _count(world, {"state": {"eq": "RATER_REVIEW"}, "composite": {"lt": "100"}})

    assert ENGINE.statements.misses == misses
