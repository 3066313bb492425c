"""Filters by relation: they find what following the edge shows, for whoever asks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
import pytest_asyncio
from sqlalchemy import text

from policies.agency import AgencyPolicies, OwnRule
from policies.permissions import Action, FieldClass, Relation, Resource, Role
from tenants.session import tenant_session
from tests.support.database import DISHUB, DUKCAPIL
from tests.support.reading import World, gid

pytestmark = pytest.mark.asyncio(loop_scope="module")

Node = Mapping[str, Any]
SCOPES = frozenset({"appraisal:view", "score:view", "employee:view", "org_unit:view", "cycle:view"})


class Case(NamedTuple):
    """A filter, what to select to see the same in Python, and the same in Python."""

    field: str
    filter: dict[str, Any]
    shown: str
    holds: Callable[[Node], bool]


def _rows(node: Node, name: str) -> list[Node]:
    found: list[Node] = node[name]["nodes"]
    return found


def _is(node: Node, name: str, test: Callable[[Node], bool]) -> bool:
    return node[name] is not None and test(node[name])


SCORES = "scores(first: 30) { nodes { actual source } }"
HIGH: Callable[[Node], bool] = lambda one: one["actual"] is not None and float(one["actual"]) > 81  # noqa: E731 - one of several conditions in a table.
CASES = {
    "one like this": Case(
        "appraisals",
        {"cycle": {"is": {"code": {"eq": "c2025"}}}},
        "cycle { code }",
        lambda row: _is(row, "cycle", lambda one: one["code"] == "c2025"),
    ),
    "none like this": Case(
        "appraisals",
        {"not": {"ratee": {"is": {"positionClass": {"neq": "PELAKSANA"}}}}},
        "ratee { id }",
        lambda _: True,
    ),
    "any at all": Case(
        "appraisals", {"ratee": {"is": {}}}, "ratee { id }", lambda row: row["ratee"] is not None
    ),
    "by the id and by what it is like": Case(
        "appraisals",
        {"cycle": {"neq": None, "is": {"not": {"code": {"eq": "c2026"}}}}},
        "cycle { code }",
        lambda row: _is(row, "cycle", lambda one: one["code"] != "c2026"),
    ),
    "some": Case(
        "appraisals",
        {"scores": {"some": {"indicator": {"is": {"code": {"eq": "kind"}}}}}},
        "scores(first: 30) { nodes { indicator { code } } }",
        lambda row: any(
            _is(one, "indicator", lambda each: each["code"] == "kind")
            for one in _rows(row, "scores")
        ),
    ),
    "every": Case(
        "appraisals",
        {"scores": {"every": {"source": {"eq": "MANUAL"}}}},
        SCORES,
        lambda row: all(one["source"] == "MANUAL" for one in _rows(row, "scores")),
    ),
    "none": Case(
        "appraisals", {"scores": {"none": {}}}, SCORES, lambda row: not _rows(row, "scores")
    ),
    "every, where each row fails": Case(
        "appraisals",
        {"scores": {"every": {"source": {"neq": "MANUAL"}}}},
        SCORES,
        lambda row: not _rows(row, "scores"),
    ),
    "through two edges": Case(
        "appraisals",
        {"orgUnit": {"is": {"parent": {"is": {"level": {"eq": "BIDANG"}}}}}},
        "orgUnit { parent { level } }",
        lambda row: _is(
            row, "orgUnit", lambda one: _is(one, "parent", lambda top: top["level"] == "BIDANG")
        ),
    ),
    "back from the other side": Case(
        "employees",
        {"appraisals": {"some": {"composite": {"gte": "90"}}}},
        "appraisals(first: 30) { nodes { composite } }",
        lambda row: any(
            one["composite"] is not None and float(one["composite"]) >= 90
            for one in _rows(row, "appraisals")
        ),
    ),
    "a list of lists": Case(
        "employees",
        {"appraisals": {"some": {"scores": {"some": {"source": {"eq": "MANUAL"}}}}}},
        "appraisals(first: 30) { nodes { scores(first: 20) { nodes { source } } } }",
        lambda row: any(_rows(one, "scores") for one in _rows(row, "appraisals")),
    ),
    "units by their appraisals": Case(
        "orgUnits",
        {"appraisals": {"some": {"state": {"eq": "FINAL"}}}},
        "appraisals(first: 30) { nodes { state } }",
        lambda row: any(one["state"] == "FINAL" for one in _rows(row, "appraisals")),
    ),
    "versions": Case(
        "frameworks",
        {"versions": {"some": {"status": {"eq": "DRAFT"}}}},
        "versions(first: 30) { nodes { status } }",
        lambda row: any(one["status"] == "DRAFT" for one in _rows(row, "versions")),
    ),
}


def askers(world: World) -> dict[str, dict[str, Any]]:
    """Return who asks, as arguments of `World.ask`."""
    place = world.dishub.organisation
    return {
        "officer": {"who": world.officer},
        "rater": {"who": place.rater},
        "ratee": {"who": place.ratee},
        "superior": {"who": place.superior},
        "head": {"who": place.head},
        "province": {"who": world.province, "agency_id": None},
        "client": {"who": world.dishub.cycles[2025], "scopes": SCOPES},
        "stranger": {"who": world.dukcapil.organisation.rater, "agency_id": DUKCAPIL},
    }


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def _undelivered(world: World) -> None:
    """Give appraisals that are still being scored a composite, which few may know yet."""
    async with tenant_session(world.database.owner, DISHUB) as session:
        await session.execute(
            text(
                "UPDATE appraisals SET composite = 95 WHERE agency_id = :agency"
                " AND state = 'RATER_REVIEW'"
            ),
            {"agency": DISHUB},
        )


@pytest.mark.parametrize("name", CASES)
async def test_a_filter_by_relation_finds_what_the_edge_shows(world: World, name: str) -> None:
    case = CASES[name]
    query = f"""query ($filter: %s) {{ agency(code: "DISHUB") {{
      all: {case.field}(first: 40) {{ nodes {{ id {case.shown} }} }}
      found: {case.field}(first: 500, filter: $filter) {{ totalCount nodes {{ id }} }}
      others: {case.field}(first: 500, filter: {{not: $filter}}) {{ nodes {{ id }} }} }} }}"""
    type_ = {
        "appraisals": "AppraisalFilter!",
        "employees": "EmployeeFilter!",
        "orgUnits": "OrgUnitFilter!",
        "frameworks": "FrameworkFilter!",
    }[case.field]
    answered = 0
    for asker in askers(world).values():
        answer = await world.ask(query=query % type_, filter=case.filter, **asker)
        if answer.codes:
            # What the asker sees on no row cannot be filtered by at all.
            assert answer.codes == ["FIELD_HIDDEN"]
            continue
        data, answered = answer.data["agency"], answered + 1
        expected = [row["id"] for row in data["all"]["nodes"] if case.holds(row)]
        assert len(answer.statements) == 1
        assert [row["id"] for row in data["found"]["nodes"]] == expected
        assert data["found"]["totalCount"] == len(expected)
        rest = [row["id"] for row in data["all"]["nodes"] if row["id"] not in expected]
        assert [row["id"] for row in data["others"]["nodes"]] == rest
    assert answered >= 5


@pytest.mark.parametrize(
    ("type_", "field", "given"),
    [
        ("EmployeeFilter", "employees", {"appraisals": {"some": {"composite": {"gt": "94"}}}}),
        ("EmployeeFilter", "employees", {"orgUnit": {"is": {"code": {"contains": "a"}}}}),
    ],
)
async def test_a_client_finds_nobody_by_what_it_may_not_know(
    world: World, type_: str, field: str, given: dict[str, Any]
) -> None:
    query = f"""query ($filter: {type_}) {{ agency(code: "DISHUB") {{
      {field}(filter: $filter) {{ totalCount }} }} }}"""
    scopes = frozenset({"employee:view"})
    answer = await world.ask(world.dishub.cycles[2026], query, scopes=scopes, filter=given)

    assert answer.codes == ["FIELD_HIDDEN"] or answer.data["agency"][field]["totalCount"] == 0


#: An agency that shows colleagues by their status alone: then some rows hide what an edge tells.
SECRETIVE = AgencyPolicies(
    DISHUB,
    rows=(
        OwnRule(
            "staff-see-the-status-of-colleagues",
            Role.EMPLOYEE,
            Resource.EMPLOYEE,
            Action.VIEW,
            Relation.STAFF,
            field_classes=frozenset({FieldClass.PUBLIC}),
        ),
    ),
    suspended=("staff-see-colleagues",),
)


@pytest.mark.parametrize(
    ("type_", "field", "given", "shown"),
    [
        # The class of what the edge tells of the row that it starts from.
        ("EmployeeFilter", "employees", {"orgUnit": {"is": {}}}, "orgUnit { id }"),
        ("EmployeeFilter", "employees", {"position": {"is": {}}}, "position { id }"),
        # The class of what it tells of the rows that it leads to.
        (
            "PositionFilter",
            "positions",
            {"assignments": {"some": {}}},
            "assignments(first: 9) { nodes { id } }",
        ),
    ],
)
async def test_an_edge_that_some_rows_hide_leads_to_nothing_there(
    world: World, type_: str, field: str, given: dict[str, Any], shown: str
) -> None:
    secretive = replace(world, policies=world.policies.trial(SECRETIVE))
    query = f"""query ($filter: {type_}!) {{ agency(code: "DISHUB") {{
      all: {field}(first: 100) {{ nodes {{ id {shown} }} }}
      found: {field}(first: 100, filter: $filter) {{ nodes {{ id }} }}
      others: {field}(first: 100, filter: {{not: $filter}}) {{ nodes {{ id }} }} }} }}"""
    answer = await secretive.ask(world.dishub.organisation.ratee, query, filter=given)

    agency = answer.data["agency"]
    name = shown.split("(", maxsplit=1)[0].split(maxsplit=1)[0]
    leading = {one["id"] for one in agency["all"]["nodes"] if _leads(one[name])}
    every = {one["id"] for one in agency["all"]["nodes"]}
    assert {one["id"] for one in agency["found"]["nodes"]} == leading
    assert {one["id"] for one in agency["others"]["nodes"]} == every - leading
    assert 0 < len(leading) < len(every), "some rows must hide it"


def _leads(found: Any) -> bool:
    return bool(found and found.get("nodes", True))


async def test_ids_in_nested_conditions_are_of_the_agency(world: World) -> None:
    query = """query ($filter: AppraisalFilter) { agency(code: "DISHUB") {
      appraisals(filter: $filter) { totalCount } } }"""

    def asked(agency_id: int) -> dict[str, Any]:
        cycle = gid("Cycle", world.dishub.cycles[2025], agency_id)
        return {"scores": {"some": {"appraisal": {"is": {"cycle": {"eq": cycle}}}}}}

    own = await world.ask(world.officer, query, filter=asked(DISHUB))
    foreign = await world.ask(world.officer, query, filter=asked(DUKCAPIL))

    assert own.data["agency"]["appraisals"]["totalCount"] == 8
    assert foreign.data["agency"]["appraisals"]["totalCount"] == 0


async def test_relations_are_limited_and_named_in_errors(world: World) -> None:
    query = """query ($filter: AppraisalFilter) { agency(code: "DISHUB") {
      appraisals(filter: $filter) { totalCount } } }"""
    many: dict[str, Any] = {"and": [{"ratee": {"is": {}}}] * 11}
    deep: dict[str, Any] = {"code": {"eq": "x"}}
    for _ in range(9):
        deep = {"parent": {"is": deep}}
    malformed = {"scores": {"some": {"indicator": {"in": ["nonsense"]}}}}

    answers = [
        await world.ask(world.officer, query, filter=one)
        for one in (many, {"orgUnit": {"is": deep}}, malformed)
    ]

    assert [one.codes for one in answers] == [
        ["FILTER_TOO_LONG"],
        ["FILTER_TOO_DEEP"],
        ["MALFORMED_ID"],
    ]
    assert all(one.statements == [] for one in answers)
    assert answers[2].input_paths == [
        ("agency", "appraisals", "filter", "scores", "some", "indicator", "in", 0)
    ]


async def test_every_level_of_a_relation_names_the_agency(world: World) -> None:
    query = """{ agency(code: "DISHUB") { appraisals(filter: {
      scores: {some: {indicator: {is: {version: {is: {framework: {is: {code: {eq: "x"}}}}}}}}}
    }) { totalCount } } }"""
    answer = await world.ask(world.officer, query)

    [statement] = answer.statements
    for alias in {one.split()[0] for one in statement.split(" AS t")[1:]}:
        number = alias.strip(",()\n")
        assert f"t{number}.agency_id = " in statement or "agencies AS t" + number in statement
