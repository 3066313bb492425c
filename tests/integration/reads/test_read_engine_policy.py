"""Policy and tenancy in what is read: rows, fields, totals, orders and filters."""

from typing import Any
from uuid import UUID

import pytest

from graphql_schema.answers import ENGINE
from tests.support.database import DISHUB, DUKCAPIL
from tests.support.reading import World, gid

pytestmark = pytest.mark.asyncio(loop_scope="module")

LIST = """query ($code: String!) { agency(code: $code) {
  employees(first: 500) { totalCount nodes { name nip nrk } }
  appraisals(first: 500) { totalCount
    nodes { state composite ratingReason ratee { name } scores { totalCount } } } } }"""


async def _list(world: World, who: UUID, code: str = "DISHUB", **options: Any) -> dict[str, Any]:
    answer = await world.ask(who, LIST, code=code, **options)
    assert not answer.errors, answer.errors
    assert len(answer.statements) == 1
    agency: dict[str, Any] = answer.data["agency"]
    for page in agency.values():
        assert page["totalCount"] == len(page["nodes"])
    return agency


async def test_an_employee_sees_colleagues_by_name_and_only_the_own_nip(world: World) -> None:
    ratee = world.dishub.organisation.ratee

    agency = await _list(world, ratee.id)

    assert agency["employees"]["totalCount"] == 13
    shown = {one["name"]: one["nip"] for one in agency["employees"]["nodes"] if one["nip"]}
    assert shown == {ratee.name: ratee.nip}


async def test_an_employee_sees_the_own_appraisals_and_scores_only_when_delivered(
    world: World,
) -> None:
    ratee = world.dishub.organisation.ratee

    agency = await _list(world, ratee.id)

    rows = {one["state"]: one for one in agency["appraisals"]["nodes"]}
    assert {one["ratee"]["name"] for one in rows.values()} == {ratee.name}
    assert rows["FINAL"]["composite"] is not None
    assert rows["FINAL"]["scores"] == {"totalCount": 3}
    assert rows["RATER_REVIEW"] == {
        "state": "RATER_REVIEW",
        "composite": None,
        "ratingReason": None,
        "ratee": {"name": ratee.name},
        "scores": {"totalCount": 0},
    }


async def test_a_rater_sees_the_own_ratees_and_nobody_else(world: World) -> None:
    branch = world.dishub.organisation.branches[0]

    agency = await _list(world, branch.rater.id)

    names = {one["ratee"]["name"] for one in agency["appraisals"]["nodes"]}
    assert names == {one.name for one in branch.ratees}
    assert all(one["scores"] == {"totalCount": 3} for one in agency["appraisals"]["nodes"])


async def test_a_stranger_reads_neither_the_row_nor_what_hangs_under_it(world: World) -> None:
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) { id
      ... on Appraisal { state scores { nodes { actual } } } ... on Score { actual } } }"""
    appraisal = gid("Appraisal", world.dishub.appraisals[2025][0])
    ratee, stranger = world.dishub.organisation.ratee, world.dishub.organisation.stranger
    one_score = """query ($id: ID!) { node(id: $id) { ... on Appraisal {
      scores(first: 1) { nodes { id } } } } }"""
    found = await world.ask(ratee, one_score, id=appraisal)
    score = found.data["node"]["scores"]["nodes"][0]["id"]

    own = await world.ask(ratee, query, ids=[appraisal, score])
    other = await world.ask(stranger, query, ids=[appraisal, score])

    assert [one["id"] for one in own.data["nodes"]] == [appraisal, score]
    assert own.data["nodes"][1]["actual"] == "80.5"
    assert other.data["nodes"] == [None, None]
    assert not other.errors


async def test_ids_of_another_agency_name_nothing(world: World) -> None:
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }"
    foreign = world.dukcapil.organisation.ratee.id
    honest, forged = gid("Employee", foreign, DUKCAPIL), gid("Employee", foreign, DISHUB)

    answer = await world.ask(world.officer, query, ids=[honest, forged])

    assert answer.data["nodes"] == [None, None]
    assert not answer.errors
    assert len(answer.statements) == 2  # One for each agency that the ids name.


async def test_another_agency_shows_its_name_and_nothing_else(world: World) -> None:
    query = """{ agency(code: "DUKCAPIL") { name employees { totalCount } orgUnits { totalCount }
      frameworks { totalCount } cycles { totalCount } appraisals { totalCount nodes { id } } } }"""

    answer = await world.ask(world.officer, query)

    nothing = {"totalCount": 0}
    assert answer.data["agency"] == {
        "name": "Dinas Kependudukan dan Pencatatan Sipil",
        "employees": nothing,
        "orgUnits": nothing,
        "frameworks": nothing,
        "cycles": nothing,
        "appraisals": {"totalCount": 0, "nodes": []},
    }
    assert not answer.errors


async def test_the_province_reads_delivered_results_of_every_agency(world: World) -> None:
    two = """{ a: agency(code: "DISHUB") { appraisals(first: 500) { totalCount nodes { state } } }
               b: agency(code: "DUKCAPIL") { appraisals { totalCount nodes { composite } } } }"""

    answer = await world.ask(world.province, two, agency_id=None)

    assert answer.data["a"]["appraisals"]["totalCount"] == 8
    assert {one["state"] for one in answer.data["a"]["appraisals"]["nodes"]} == {"FINAL"}
    assert answer.data["b"]["appraisals"]["totalCount"] == 2
    assert len(answer.statements) == 2


async def test_what_policy_shows_on_no_row_is_null_and_named(world: World) -> None:
    query = """{ a: agency(code: "DISHUB") { staff: employees(first: 1) {
      nodes { name number: nip state } edges { node { nip } } } } }"""
    scopes = frozenset({"employee:view"})

    answer = await world.ask(UUID(int=9), query, scopes=scopes)

    assert not answer.errors
    staff = answer.data["a"]["staff"]
    assert staff["nodes"] == [{"name": None, "number": None, "state": "ACTIVE"}]
    assert answer.extensions["hiddenFields"] == [
        {"path": ["a", "staff", "nodes", "name"], "class": "internal", "rows": "ALL"},
        {"path": ["a", "staff", "nodes", "number"], "class": "personal", "rows": "ALL"},
        {"path": ["a", "staff", "edges", "node", "nip"], "class": "personal", "rows": "ALL"},
    ]
    assert ".nip" not in answer.statements[0]


async def test_what_policy_shows_on_some_rows_only_is_named_too(world: World) -> None:
    query = """{ agency(code: "DISHUB") { employees(first: 500) { nodes { name nip } } } }"""
    person = world.dishub.organisation.people[-1]

    answer = await world.ask(person.id, query)

    seen = [one["nip"] for one in answer.data["agency"]["employees"]["nodes"] if one["nip"]]
    assert seen == [person.nip]
    assert answer.extensions["hiddenFields"] == [
        {"path": ["agency", "employees", "nodes", "nip"], "class": "personal", "rows": "SOME"}
    ]


async def test_nothing_is_listed_when_nothing_is_hidden(world: World) -> None:
    query = """{ agency(code: "DISHUB") { employees { nodes { name nip } } } }"""

    answer = await world.ask(world.officer, query)

    assert not answer.errors
    assert "hiddenFields" not in answer.extensions


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        ('filter: {nip: {startsWith: "1"}}', "nip"),
        ('filter: {not: {name: {eq: "x"}}}', "name"),
        ("orderBy: [{field: NAME}]", "NAME"),
    ],
)
async def test_nobody_filters_or_orders_by_what_he_never_sees(
    world: World, arguments: str, field: str
) -> None:
    query = f'{{ agency(code: "DISHUB") {{ employees({arguments}) {{ totalCount }} }} }}'

    answer = await world.ask(UUID(int=9), query, scopes=frozenset({"employee:view"}))

    assert answer.codes == ["FIELD_HIDDEN"]
    assert field in str(answer.errors[0].message)
    assert answer.statements == []


async def test_a_value_that_is_hidden_on_a_row_matches_no_filter_and_sorts_as_none(
    world: World,
) -> None:
    ratee = world.dishub.organisation.ratee
    by_nip = """query ($nip: String!) { agency(code: "DISHUB") {
      employees(filter: {nip: {eq: $nip}}) { totalCount } } }"""
    ordered = """{ agency(code: "DISHUB") {
      appraisals(orderBy: [{field: COMPOSITE}]) { nodes { state composite } } } }"""

    own = await world.ask(ratee, by_nip, nip=ratee.nip)
    other = await world.ask(ratee, by_nip, nip=world.dishub.organisation.stranger.nip)
    order = await world.ask(ratee, ordered)

    assert own.data["agency"]["employees"]["totalCount"] == 1
    assert other.data["agency"]["employees"]["totalCount"] == 0
    states = [one["state"] for one in order.data["agency"]["appraisals"]["nodes"]]
    assert states == ["FINAL", "RATER_REVIEW"]


async def test_a_draft_is_seen_by_the_officer_and_not_by_the_staff(world: World) -> None:
    query = """{ agency(code: "DISHUB") { framework(code: "main") { code
      versions { nodes { status components { code } } } currentVersion { number } } } }"""

    staff = await world.ask(world.dishub.organisation.ratee, query)
    officer = await world.ask(world.officer, query)
    client = await world.ask(UUID(int=9), query, scopes=frozenset({"employee:view"}))

    assert staff.data["agency"]["framework"] == {
        "code": "main",
        "versions": {
            "nodes": [
                {"status": "PUBLISHED", "components": [{"code": "work"}, {"code": "service"}]}
            ]
        },
        "currentVersion": {"number": 1},
    }
    versions = officer.data["agency"]["framework"]["versions"]["nodes"]
    assert [one["status"] for one in versions] == ["PUBLISHED", "DRAFT"]
    assert client.data["agency"]["framework"] is None


async def test_versions_are_compared_by_whoever_sees_both(world: World) -> None:
    query = """query ($new: ID!, $old: ID!) { node(id: $new) { ... on FrameworkVersion {
      number diff(against: $old) { __typename kind nodeKind code field before after } } } }"""
    ids: dict[str, Any] = {
        "new": gid("FrameworkVersion", world.dishub.draft.version_id),
        "old": gid("FrameworkVersion", world.dishub.version.version_id),
    }
    turned: dict[str, Any] = {"new": ids["old"], "old": ids["new"]}

    officer = await world.ask(world.officer, query, **ids)
    staff = await world.ask(world.dishub.organisation.ratee, query, **ids)
    hidden = await world.ask(world.dishub.organisation.ratee, query, **turned)
    same = await world.ask(world.officer, query, new=ids["new"], old=ids["new"])

    assert not officer.errors
    assert len(officer.statements) == 1
    rows = [tuple(one.values()) for one in officer.data["node"]["diff"]]
    assert rows == [
        ("VersionDifference", "ADDED", "COMPONENT", "extra", "weight", None, "40"),
        ("VersionDifference", "REMOVED", "COMPONENT", "service", "weight", "40", None),
        ("VersionDifference", "ADDED", "INDICATOR", "extra_indicator", "weight", None, "100"),
        ("VersionDifference", "REMOVED", "INDICATOR", "kind", "weight", "100", None),
    ]
    assert staff.data["node"] is None
    assert hidden.data["node"] == {"number": 1, "diff": None}
    assert same.data["node"]["diff"] == []


async def test_a_comparison_with_something_else_is_told(world: World) -> None:
    query = """query ($new: ID!, $old: ID!) { node(id: $new) { ... on FrameworkVersion {
      diff(against: $old) { code } } } }"""
    new = gid("FrameworkVersion", world.dishub.draft.version_id)
    foreign = gid("FrameworkVersion", world.dukcapil.version.version_id, DUKCAPIL)

    wrong = await world.ask(world.officer, query, new=new, old=gid("Cycle", UUID(int=1)))
    other = await world.ask(world.officer, query, new=new, old=foreign)

    assert wrong.codes == ["WRONG_ID_TYPE"]
    assert wrong.input_paths == [("node", "diff", "against")]
    assert other.data["node"] == {"diff": None}


async def test_two_askers_share_a_statement_and_not_an_answer(world: World) -> None:
    first, second = world.dishub.organisation.branches
    await _list(world, first.ratees[1].id)
    misses = ENGINE.statements.misses

    agency = await _list(world, second.ratees[1].id)

    assert ENGINE.statements.misses == misses
    assert {one["ratee"]["name"] for one in agency["appraisals"]["nodes"]} == {
        second.ratees[1].name
    }


async def test_a_nobody_is_asked_to_sign_in(world: World) -> None:
    for query in (
        "{ viewer { kind } }",
        '{ agency(code: "DISHUB") { name } }',
        "{ agencies { totalCount } }",
        'query { node(id: "x") { id } }',
        'query { nodes(ids: ["x"]) { id } }',
    ):
        answer = await world.ask(None, query)
        assert answer.codes == ["UNAUTHENTICATED"]
        assert answer.statements == []
