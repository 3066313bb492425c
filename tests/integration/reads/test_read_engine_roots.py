"""The root fields: who asks, objects by id, agencies; and one statement for each of them."""

from uuid import UUID

import pytest

from kinerja.kit.ids import new_id
from tests.support.database import DISHUB
from tests.support.reading import World, gid

pytestmark = pytest.mark.asyncio(loop_scope="module")

#: The key of nothing. Fixed, because it names cases and all workers must name them alike.
NO_KEY = UUID(int=7)


async def test_the_viewer_is_told_who_he_is_and_what_waits_for_him(world: World) -> None:
    query = """{ viewer { __typename subjectId kind roles agency { code } employee { name nip }
      appraisals { totalCount nodes { cycle { code } } } appraisalsToRate { totalCount } } }"""
    rater = world.dishub.organisation.rater

    answer = await world.ask(rater, query)

    assert not answer.errors
    assert answer.data["viewer"] == {
        "__typename": "Viewer",
        "subjectId": str(rater.id),
        "kind": "PERSON",
        "roles": ["employee"],
        "agency": {"code": "DISHUB"},
        "employee": {"name": rater.name, "nip": rater.nip},
        "appraisals": {"totalCount": 0, "nodes": []},
        "appraisalsToRate": {"totalCount": 8},
    }
    assert len(answer.statements) == 1


async def test_an_officer_is_told_the_role(world: World) -> None:
    answer = await world.ask(world.officer, "{ viewer { roles } }")

    assert answer.data["viewer"]["roles"] == ["employee", "performance_officer"]


async def test_the_province_stands_above_all_agencies(world: World) -> None:
    query = """{ viewer { kind roles agency { code } employee { name }
      appraisals { totalCount nodes { id } } } }"""

    answer = await world.ask(world.province, query, agency_id=None)

    assert not answer.errors
    assert answer.data["viewer"] == {
        "kind": "PERSON",
        "roles": ["province_hr"],
        "agency": None,
        "employee": None,
        "appraisals": {"totalCount": 0, "nodes": []},
    }


async def test_a_client_is_no_employee(world: World) -> None:
    answer = await world.ask(
        new_id(), "{ viewer { kind roles employee { id } } }", scopes=frozenset({"employee:view"})
    )

    assert answer.data["viewer"] == {"kind": "CLIENT", "roles": ["api_client"], "employee": None}


async def test_every_node_is_found_again_by_its_id(world: World) -> None:
    query = """{ agency(code: "DISHUB") { id
      orgUnits(first: 1) { nodes { id } } positions(first: 1) { nodes { id } }
      employees(first: 1) { nodes { id assignments(first: 1) { nodes { id } }  } }
      head: employees(last: 1) { nodes { reportingLines { nodes { id } } } }
      frameworks { nodes { id versions { nodes { id components { id } indicators { id } } } } }
      cycles(first: 1) { nodes { id } }
      appraisals(first: 1) { nodes { id scores(first: 1) { nodes { id } } } } }
      agencies(first: 1) { nodes { id } } }"""
    found = await world.ask(world.officer, query)
    ids = sorted(set(_ids_in(found.data)))

    again = await world.ask(
        world.officer, "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", ids=ids
    )

    assert not again.errors
    assert [one["id"] for one in again.data["nodes"]] == ids
    assert {one["__typename"] for one in again.data["nodes"]} >= {
        "Agency", "AgencySummary", "OrgUnit", "Position", "Employee", "Assignment", "Framework",
        "FrameworkVersion", "Component", "Indicator", "Cycle", "Appraisal", "Score",
    }  # fmt: skip
    for key in ids:
        one = await world.ask(world.officer, "query ($id: ID!) { node(id: $id) { id } }", id=key)
        assert one.data["node"] == {"id": key}
        assert len(one.statements) == 1


async def test_nodes_keep_the_order_of_their_ids_and_repeat_what_is_repeated(world: World) -> None:
    people = world.dishub.organisation.people
    keys = [gid("Employee", person.id) for person in (people[3], people[1], people[3])]
    keys.insert(1, gid("Employee", new_id()))

    answer = await world.ask(
        world.officer,
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Employee { name } } }",
        ids=keys,
    )

    assert [one and one["name"] for one in answer.data["nodes"]] == [
        people[3].name, None, people[1].name, people[3].name,
    ]  # fmt: skip
    assert len(answer.statements) == 1


async def test_objects_of_several_types_come_in_one_statement(world: World) -> None:
    query = """query ($ids: [ID!]!) { nodes(ids: $ids) {
      __typename ... on Employee { name } ... on Cycle { code } ... on OrgUnit { code } } }"""
    ids = [
        gid("Cycle", world.dishub.cycles[2025]),
        gid("Employee", world.officer),
        gid("OrgUnit", world.dishub.organisation.root.id),
    ]

    answer = await world.ask(world.officer, query, ids=ids)

    assert [one["__typename"] for one in answer.data["nodes"]] == ["Cycle", "Employee", "OrgUnit"]
    assert answer.data["nodes"][0] == {"__typename": "Cycle", "code": "c2025"}
    assert len(answer.statements) == 1


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "MALFORMED_ID"),
        ("nonsense", "MALFORMED_ID"),
        (gid("Query", NO_KEY), "WRONG_ID_TYPE"),
        (gid("NodeResult", NO_KEY), "WRONG_ID_TYPE"),
    ],
)
async def test_what_is_no_id_is_told_so(world: World, key: str, code: str) -> None:
    one = await world.ask(world.officer, "query ($id: ID!) { node(id: $id) { id } }", id=key)
    many = await world.ask(
        world.officer, "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[key]
    )

    assert (one.codes, one.input_paths, one.data) == ([code], [("id",)], {"node": None})
    assert (many.codes, many.input_paths) == ([code], [("ids", 0)])


@pytest.mark.parametrize(
    "key",
    [
        gid("Employee", NO_KEY),
        gid("Employee", NO_KEY, 0),
        gid("Employee", NO_KEY, 99),
        gid("Agency", NO_KEY, DISHUB),
        gid("AgencySummary", NO_KEY, DISHUB),
        gid("AgencySummary", NO_KEY, 0),
    ],
)
async def test_an_id_of_nothing_is_null(world: World, key: str) -> None:
    one = await world.ask(world.officer, "query ($id: ID!) { node(id: $id) { id } }", id=key)
    many = await world.ask(
        world.officer, "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=[key]
    )

    assert (one.data, one.errors) == ({"node": None}, [])
    assert (many.data, many.errors) == ({"nodes": [None]}, [])


async def test_too_many_ids_are_refused(world: World) -> None:
    answer = await world.ask(
        world.officer,
        "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
        ids=[gid("Employee", world.officer)] * 501,
    )

    assert answer.codes == ["TOO_MANY_IDS"]


async def test_an_unknown_agency_is_told_by_its_code(world: World) -> None:
    answer = await world.ask(world.officer, '{ agency(code: "NOWHERE") { name } }')

    assert answer.codes == ["UNKNOWN_AGENCY"]
    assert answer.data == {"agency": None}


async def test_each_root_field_is_one_statement(world: World) -> None:
    query = """query ($id: ID!) { viewer { kind employee { name } }
      a: agency(code: "DISHUB") { name employees { nodes { name } } }
      b: agency(code: "DUKCAPIL") { name cycles { nodes { name } } }
      node(id: $id) { id } agencies { totalCount } }"""

    answer = await world.ask(world.officer, query, id=gid("Employee", world.officer))

    assert not answer.errors
    assert len(answer.statements) == 5
    assert answer.data["a"]["name"] == "Dinas Perhubungan"


async def test_objects_by_code_are_found_and_missing_ones_are_null(world: World) -> None:
    unit = world.dishub.organisation.branches[0].seksi
    query = """query ($unit: String!) { agency(code: "DISHUB") {
      orgUnit(code: $unit) { code path level } cycle(code: "c2025") { state kind }
      framework(code: "main") { version(number: 1) { number } none: version(number: 9) { number } }
      position(code: "none") { id } } }"""

    answer = await world.ask(world.officer, query, unit=unit.code)

    assert answer.data["agency"] == {
        "orgUnit": {"code": unit.code, "path": unit.path, "level": "SEKSI"},
        "cycle": {"state": "SCORING", "kind": "ANNUAL"},
        "framework": {"version": {"number": 1}, "none": None},
        "position": None,
    }


async def test_units_know_their_people(world: World) -> None:
    first = world.dishub.organisation.branches[0]
    query = """query ($unit: String!) { agency(code: "DISHUB") { orgUnit(code: $unit) {
      head { name } employees { totalCount }
      all: employees(withSubunits: true) { totalCount } children { nodes { code } }
      descendants { totalCount } appraisals { totalCount } agency { code } } } }"""

    answer = await world.ask(world.officer, query, unit=first.bidang.code)

    assert answer.data["agency"]["orgUnit"] == {
        "head": {"name": first.superior.name},
        "employees": {"totalCount": 1},
        "all": {"totalCount": 6},
        "children": {"nodes": [{"code": first.seksi.code}]},
        "descendants": {"totalCount": 1},
        "appraisals": {"totalCount": 8},
        "agency": {"code": "DISHUB"},
    }


async def test_people_know_their_raters_and_ratees(world: World) -> None:
    branch = world.dishub.organisation.branches[0]
    query = """query ($id: ID!) { node(id: $id) { ... on Employee {
      rater { name rater { name } } ratees { totalCount }
      position { positionClass orgUnit { code } }
      assignments { nodes { kind periodStart periodEnd position { code } employee { name } } }
      reportingLines { nodes { kind periodStart rater { name } superior { name } } }
      appraisalsToRate { totalCount } } } }"""

    answer = await world.ask(branch.ratees[0], query, id=gid("Employee", branch.ratees[0].id))
    rater = await world.ask(branch.rater, query, id=gid("Employee", branch.rater.id))

    node = answer.data["node"]
    assert node["rater"] == {"name": branch.rater.name, "rater": {"name": branch.superior.name}}
    assert node["ratees"] == {"totalCount": 0}
    assert node["position"]["positionClass"] == "PELAKSANA"
    assert node["assignments"]["nodes"][0]["periodStart"] == "2024-01-01"
    assert node["assignments"]["nodes"][0]["periodEnd"] is None
    assert node["reportingLines"]["nodes"] == [
        {
            "kind": "LINE",
            "periodStart": "2024-01-01",
            "rater": {"name": branch.rater.name},
            "superior": {"name": branch.superior.name},
        }
    ]
    assert rater.data["node"]["ratees"] == {"totalCount": 4}
    assert rater.data["node"]["appraisalsToRate"] == {"totalCount": 8}


def _ids_in(value: object) -> list[str]:
    if isinstance(value, list):
        return [key for one in value for key in _ids_in(one)]
    if isinstance(value, dict):
        own = [value["id"]] if "id" in value else []
        return own + [key for one in value.values() for key in _ids_in(one)]
    return []
