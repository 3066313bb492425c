"""Aggregates and groups: what the rows come to that the asker sees, and nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text

from policies.agency import AgencyPolicies
from policies.permissions import Role
from tenants.roles import grant_province_role, grant_role
from tenants.session import tenant_session
from tests.support.aggregates import Group, Row, grouped, summed
from tests.support.database import DISHUB
from tests.support.reading import ALWAYS, World, gid

pytestmark = pytest.mark.asyncio(loop_scope="module")

SHARES = ["0", "0.25", "0.5", "0.9", "1"]
SMALLEST = 5
SCOPES = ("appraisal:view", "cycle:view", "org_unit:view")
VALUES = """counts { composite } avg { composite } sum { composite } min { composite }
  max { composite } percentiles(p: ["0", "0.25", "0.5", "0.9", "1"]) { composite }"""
ROWS = """id state positionClass composite officialGrade ratee { id }
  cycle { id code } orgUnit { id code }"""
DIMENSIONS = {
    "STATE": "state",
    "POSITION_CLASS": "positionClass",
    "OFFICIAL_GRADE": "officialGrade",
    "CYCLE": "cycle { id }",
    "ORG_UNIT": "orgUnit { id }",
}
FILTERS: list[dict[str, Any] | None] = [
    None,
    {"state": {"eq": "FINAL"}},
    {"composite": {"gte": "87"}},
    {"orgUnit": {"is": {"code": {"contains": "_a_"}}}},
    {"and": []},
    {"or": []},
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def askers(world: World) -> dict[str, dict[str, Any]]:
    """Return eight who see different rows and values, as arguments of `World.ask`."""
    place = world.dishub.organisation
    inspector, scopes = world.dishub.cycles[2026], frozenset(SCOPES)
    owner = world.database.owner
    await grant_province_role(owner, subject_id=inspector, role=Role.INSPECTORATE, valid=ALWAYS)
    operator = place.stranger.id
    await grant_role(owner, DISHUB, subject_id=operator, role=Role.OPERATOR, valid=ALWAYS)
    await world.registry.refresh()
    await world.registry.refresh(DISHUB)
    await _spread_values(world)
    return {
        "officer": {"who": world.officer},
        "head": {"who": place.head},
        "superior": {"who": place.superior},
        "rater": {"who": place.rater},
        "ratee": {"who": place.ratee},
        "operator": {"who": operator},
        "province": {"who": world.province, "agency_id": None},
        "inspectorate": {"who": inspector, "agency_id": None},
        "client": {"who": world.dishub.cycles[2025], "scopes": scopes},
    }


async def _spread_values(world: World) -> None:
    """Give what is undelivered a value too, and what is final different grades."""
    undelivered = """UPDATE appraisals SET composite = 95.125
      WHERE agency_id = :agency AND state = 'RATER_REVIEW'"""
    graded = """UPDATE appraisals SET official_grade = CASE WHEN composite > 90 THEN 'VERY_GOOD'
      WHEN composite < 80 THEN 'POOR' ELSE official_grade END
      WHERE agency_id = :agency AND state = 'FINAL'"""
    async with tenant_session(world.database.owner, DISHUB) as session:
        for statement in (undelivered, graded):
            await session.execute(text(statement), {"agency": DISHUB})


def _is_outside(asker: Mapping[str, Any]) -> bool:
    return "agency_id" in asker or "scopes" in asker


def _few(rows: Sequence[Row]) -> bool:
    people = {row["ratee"]["id"] if row["ratee"] else row["id"] for row in rows}
    return 0 < len(people) < SMALLEST or not rows


def _expected(rows: Sequence[Row], *, outside: bool) -> dict[str, Any]:
    """Return the aggregates of visible rows, as they should be told."""
    if outside and _few(rows):
        nothing = dict.fromkeys(("count", *summed([], "composite", SHARES)))
        return {**nothing, "suppressed": True}
    values = summed(rows, "composite", SHARES)
    if outside and _few([row for row in rows if row["composite"] is not None]):
        values = {name: {"composite": None} for name in values}
    return {"count": len(rows), "suppressed": False, **values}


@pytest.mark.parametrize("given", FILTERS, ids=str)
async def test_aggregates_are_those_of_the_rows_that_the_asker_sees(
    world: World, askers: dict[str, dict[str, Any]], given: dict[str, Any] | None
) -> None:
    query = f"""query ($filter: AppraisalFilter) {{ agency(code: "DISHUB") {{
      rows: appraisals(first: 100) {{ nodes {{ id ratee {{ id }} }} }}
      appraisals(first: 100, filter: $filter) {{ nodes {{ {ROWS} }} totalCount
        aggregates {{ count suppressed {VALUES} }} }}
      page: appraisals(last: 1, filter: $filter) {{ aggregates {{ count suppressed }} }} }} }}"""
    seen = set()
    for name, asker in askers.items():
        answer = await world.ask(query=query, filter=given, **asker)
        if answer.codes:
            assert answer.codes == ["FIELD_HIDDEN"], name
            continue
        data = answer.data["agency"]
        page = data["appraisals"]
        rows, all_rows = page["nodes"], data["rows"]["nodes"]
        outside = _is_outside(asker)
        rest = [row for row in all_rows if row["id"] not in {one["id"] for one in rows}]
        is_hidden = outside and given is not None and bool(rest) and _few(rest)
        expected = _expected([] if is_hidden else rows, outside=outside)
        assert len(answer.statements) == 1 or outside
        assert page["aggregates"] == expected, name
        short = {key: expected[key] for key in ("count", "suppressed")}
        assert data["page"]["aggregates"] == short, "the page must not matter"
        seen.add(page["totalCount"])
    assert len(seen) > 1 or given == {"or": []}, "all saw the same"


def _key(row: Row, by: Sequence[str]) -> tuple[Any, ...]:
    found = [row[DIMENSIONS[name].split()[0]] for name in by]
    return tuple(one["id"] if isinstance(one, dict) else one for one in found)


@pytest.mark.parametrize(
    "by", [["STATE"], ["ORG_UNIT"], ["OFFICIAL_GRADE"], ["CYCLE", "OFFICIAL_GRADE"]], ids=str
)
async def test_groups_are_those_of_the_rows_that_the_asker_sees(
    world: World, askers: dict[str, dict[str, Any]], by: list[str]
) -> None:
    query = f"""query ($by: [AppraisalDimension!]!) {{ agency(code: "DISHUB") {{
      appraisals(first: 100) {{ nodes {{ {ROWS} }}
        groups(by: $by) {{ key {{ {" ".join(DIMENSIONS.values())} }}
          count suppressed {VALUES} }} }} }} }}"""
    counted = 0
    for name, asker in askers.items():
        answer = await world.ask(query=query, by=by, **asker)
        if answer.codes:
            assert answer.codes == ["FIELD_HIDDEN"], name
            continue
        page = answer.data["agency"]["appraisals"]
        expected = {
            one.key: one
            for one in grouped(
                page["nodes"],
                lambda row: _key(row, by),
                lambda row: row["ratee"]["id"] if row["ratee"] else row["id"],
            )
        }
        found = {_key(one["key"], by): one for one in page["groups"]}
        assert len(found) == len(page["groups"]), (name, page["groups"])
        if not _is_outside(asker):
            assert set(found) == set(expected), name
        _check(name, found, expected, outside=_is_outside(asker))
        counted += len(found)
    assert counted > len(askers)


def _check(
    name: str, found: Mapping[Any, Row], expected: Mapping[Any, Group], *, outside: bool
) -> None:
    for key, group in found.items():
        values = {one: value for one, value in group.items() if one != "key"}
        rows = expected[key].rows
        if outside and values["suppressed"]:
            assert all(value in (None, True) for value in values.values()), (name, key)
            continue
        assert not (outside and _few(rows)), (name, key)
        assert values == _expected(rows, outside=outside), (name, key)


async def test_groups_come_by_key_or_largest_first_and_in_parts(
    world: World, askers: dict[str, dict[str, Any]]
) -> None:
    query = """query ($first: Int, $skip: Int, $order: GroupOrder!) { agency(code: "DISHUB") {
      appraisals { groups(by: [OFFICIAL_GRADE], first: $first, skip: $skip, orderBy: $order) {
        key { officialGrade } count } } } }"""

    async def ask(order: str, **window: Any) -> list[tuple[str | None, int]]:
        answer = await world.ask(query=query, order=order, **window, **askers["head"])
        groups = answer.data["agency"]["appraisals"]["groups"]
        return [(one["key"]["officialGrade"], one["count"]) for one in groups]

    by_key = await ask("KEY")
    assert [key for key, _ in by_key] == ["GOOD", "POOR", "VERY_GOOD", None]
    by_size = await ask("LARGEST")
    assert [count for _, count in by_size] == sorted((n for _, n in by_key), reverse=True)
    assert await ask("KEY", first=2) + await ask("KEY", first=2, skip=2) == by_key
    assert await ask("KEY", first=0) == await ask("KEY", skip=99) == []


async def test_aggregates_stand_beside_nested_connections(
    world: World, askers: dict[str, dict[str, Any]]
) -> None:
    query = """{ agency(code: "DISHUB") { orgUnits { nodes { code
      appraisals(first: 500) { nodes { composite }
        aggregates { count people avg { composite } }
        groups(by: [CYCLE]) { key { cycle { code } } count } } } } } }"""
    answer = await world.ask(query=query, **askers["head"])

    [_] = answer.statements
    for unit in answer.data["agency"]["orgUnits"]["nodes"]:
        page = unit["appraisals"]
        assert page["aggregates"]["count"] == len(page["nodes"])
        assert sum(group["count"] for group in page["groups"]) == len(page["nodes"])
        mean = summed(page["nodes"], "composite", [])["avg"]["composite"]
        assert page["aggregates"]["avg"]["composite"] == mean


async def test_what_is_no_aggregate_is_told_once_of_however_many_rows(world: World) -> None:
    some = "appraisals { aggregates { suppressed __typename counts { __typename } } }"
    none = "frameworks(filter: {or: []}) { aggregates { suppressed } }"
    answer = await world.ask(world.officer, f'{{ agency(code: "DISHUB") {{ {some} {none} }} }}')

    assert answer.data["agency"] == {
        "appraisals": {
            "aggregates": {
                "suppressed": False,
                "__typename": "AppraisalAggregates",
                "counts": {"__typename": "AppraisalCounts"},
            }
        },
        "frameworks": {"aggregates": {"suppressed": False}},
    }


async def test_scores_and_results_are_added_up_by_indicator(
    world: World, askers: dict[str, dict[str, Any]]
) -> None:
    query = """query ($appraisal: ID!) { agency(code: "DISHUB") {
      scores(filter: {appraisal: {eq: $appraisal}, isCurrent: true}) {
        groups(by: [INDICATOR]) { key { indicator { code } } count avg { actual } } }
      nodeResults(filter: {nodeKind: {eq: INDICATOR}}) { totalCount
        nodes { achievement indicator { code } }
        groups(by: [INDICATOR]) { key { indicator { code } } count avg { achievement } } } } }"""
    appraisal = gid("Appraisal", world.dishub.appraisals[2025][0])
    answer = await world.ask(query=query, appraisal=appraisal, **askers["head"])

    agency = answer.data["agency"]
    found = {one["key"]["indicator"]["code"]: one for one in agency["scores"]["groups"]}
    assert {code: one["count"] for code, one in found.items()} == {"done": 1, "good": 1, "kind": 1}
    results = agency["nodeResults"]
    assert results["totalCount"] == 48
    assert [(one["count"], one["avg"]["achievement"]) for one in results["groups"]] == [
        (16, "80.5")
    ] * 3


async def test_employees_and_audit_events_are_grouped_too(
    world: World, askers: dict[str, dict[str, Any]]
) -> None:
    query = """{ agency(code: "DISHUB") {
      employees(first: 100) { nodes { state orgUnit { code } }
        groups(by: [ORG_UNIT, STATE]) { key { orgUnit { code } state positionClass } count } }
      auditEvents { totalCount aggregates { count people }
        groups(by: [KIND, OCCURRED_ON]) { key { kind occurredOn } count } } } }"""
    answer = await world.ask(query=query, **askers["officer"])

    employees = answer.data["agency"]["employees"]
    rows = [(one["orgUnit"]["code"], one["state"]) for one in employees["nodes"]]
    assert {
        (one["key"]["orgUnit"]["code"], one["key"]["state"]): one["count"]
        for one in employees["groups"]
    } == {key: rows.count(key) for key in rows}
    assert all(one["key"]["positionClass"] is None for one in employees["groups"])
    events = answer.data["agency"]["auditEvents"]
    assert events["aggregates"]["count"] == events["totalCount"]
    assert sum(one["count"] for one in events["groups"]) == events["totalCount"]


#: An agency in which people see of their appraisals nothing but where they stand.
SECRETIVE = AgencyPolicies(
    DISHUB,
    suspended=(
        "ratee-sees-own-result",
        "rater-sees-ratees",
        "superior-sees-below",
        "head-sees-unit",
    ),
)
BAD: list[tuple[str, str, tuple[Any, ...]]] = [
    ("groups(by: []) { count }", "NO_DIMENSION", ("groups", "by")),
    ("groups(by: [STATE], first: -1) { count }", "FIRST_OUT_OF_RANGE", ("groups", "first")),
    ("groups(by: [STATE], first: 501) { count }", "FIRST_OUT_OF_RANGE", ("groups", "first")),
    ("groups(by: [STATE], skip: -1) { count }", "SKIP_OUT_OF_RANGE", ("groups", "skip")),
    (
        "groups(by: [STATE, CYCLE, ORG_UNIT, POSITION_CLASS, OFFICIAL_GRADE]) { count }",
        "TOO_MANY_DIMENSIONS",
        ("groups", "by"),
    ),
    (
        'aggregates { percentiles(p: ["0.5", "1.01"]) { composite } }',
        "SHARE_OUT_OF_RANGE",
        ("aggregates", "percentiles", "p", 1),
    ),
    (
        "aggregates { percentiles(p: [-0.1]) { composite } }",
        "SHARE_OUT_OF_RANGE",
        ("aggregates", "percentiles", "p", 0),
    ),
    (
        "aggregates { percentiles(p: []) { composite } }",
        "TOO_MANY_SHARES",
        ("aggregates", "percentiles", "p"),
    ),
]


@pytest.mark.parametrize(("selection", "code", "path"), BAD)
async def test_wrong_arguments_are_told_before_the_database_hears_of_them(
    world: World,
    askers: dict[str, dict[str, Any]],
    selection: str,
    code: str,
    path: tuple[Any, ...],
) -> None:
    query = f'{{ agency(code: "DISHUB") {{ appraisals {{ {selection} }} }} }}'
    answer = await world.ask(query=query, **askers["head"])

    assert answer.codes == [code]
    assert answer.input_paths == [("agency", "appraisals", *path)]
    assert answer.statements == []


async def test_an_unknown_dimension_is_refused_by_the_schema(
    world: World, askers: dict[str, dict[str, Any]]
) -> None:
    query = '{ agency(code: "DISHUB") { appraisals { groups(by: [NIP]) { count } } } }'
    answer = await world.ask(query=query, **askers["head"])

    assert "NIP" in str(answer.errors[0])
    assert answer.statements == []


async def test_outside_the_agency_two_dimensions_are_the_most(
    world: World, askers: dict[str, dict[str, Any]]
) -> None:
    query = """{ agency(code: "DISHUB") {
      appraisals { groups(by: [STATE, CYCLE, ORG_UNIT]) { count } } } }"""

    assert not (await world.ask(query=query, **askers["officer"])).codes
    refused = await world.ask(query=query, **askers["province"])
    assert refused.codes == ["TOO_MANY_DIMENSIONS"]


@pytest.mark.parametrize(
    "selection",
    [
        "appraisals { aggregates { avg { composite } } }",
        "appraisals { aggregates { max { workScore } } }",
        "appraisals { aggregates { percentiles(p: [0.5]) { composite } } }",
        "appraisals { groups(by: [OFFICIAL_GRADE]) { count } }",
        "appraisals { groups(by: [STATE]) { sum { composite } } }",
        "appraisals(filter: {composite: {gt: 1}}) { aggregates { count } }",
    ],
)
async def test_what_is_never_seen_is_neither_added_up_nor_grouped_by(
    world: World, selection: str
) -> None:
    secretive = replace(world, policies=world.policies.trial(SECRETIVE))
    answer = await secretive.ask(
        world.dishub.organisation.ratee, f'{{ agency(code: "DISHUB") {{ {selection} }} }}'
    )
    allowed = await secretive.ask(
        world.dishub.organisation.ratee,
        '{ agency(code: "DISHUB") { appraisals { aggregates { count } } } }',
    )

    assert answer.codes == ["FIELD_HIDDEN"]
    assert answer.statements == []
    assert allowed.data["agency"]["appraisals"]["aggregates"] == {"count": 2}
