"""What is selected: merged fields, nested fragments, directives, introspection, several operations.

Aliases, fragments and directives by themselves are tested with the read engine.
"""

import pytest

from tests.support.query_desk import QueryDesk
from tests.support.reading import gid

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_keys_are_written_in_the_order_of_the_query(reader: QueryDesk) -> None:
    document = '{ agency(code: "DISHUB") { state z: name ...Rest code } viewer { kind } }'
    document += " fragment Rest on Agency { kind name }"
    body = {"query": document}

    answer = await reader.client.http.post(
        "/graphql", json=body, headers={"authorization": f"Bearer {reader.client.token}"}
    )

    assert answer.text.startswith(
        '{"data":{"agency":{"state":"ACTIVE","z":"Dinas Perhubungan","kind":"DINAS",'
        '"name":"Dinas Perhubungan","code":"DISHUB"},"viewer":{"kind":"PERSON"}}'
    )


async def test_the_same_page_selected_twice_is_one_page_with_both_selections(
    reader: QueryDesk,
) -> None:
    data = await reader.data("""{ agency(code: "DISHUB") {
      employees(first: 2) { nodes { name } edges { node { state } } }
      ...More
      employees(first: 2) { edges { cursor node { name } } nodes { employment } }
    } }
    fragment More on Agency { employees(first: 2) { totalCount nodes { state } } }""")

    page = data["agency"]["employees"]
    assert list(page) == ["nodes", "edges", "totalCount"]
    assert [list(node) for node in page["nodes"]] == [["name", "state", "employment"]] * 2
    assert [list(edge) for edge in page["edges"]] == [["node", "cursor"]] * 2
    assert [list(edge["node"]) for edge in page["edges"]] == [["state", "name"]] * 2


async def test_a_field_of_a_field_that_comes_twice_is_merged_on_every_level(
    reader: QueryDesk,
) -> None:
    ratee = gid("Employee", reader.place.organisation.ratee.id)
    data = await reader.data(
        """query ($id: ID!) { node(id: $id) { ... on Employee {
          orgUnit { parent { code } } orgUnit { parent { parent { code } } code }
          orgUnit { parent { parent { name } name } }
        } } }""",
        id=ratee,
    )

    unit = data["node"]["orgUnit"]
    assert list(unit) == ["parent", "code"]
    assert list(unit["parent"]) == ["code", "parent", "name"]
    assert list(unit["parent"]["parent"]) == ["code", "name"]


async def test_fragments_on_interface_and_types_nest_in_any_order(reader: QueryDesk) -> None:
    place = reader.place
    ids = [
        gid("Employee", place.organisation.ratee.id),
        gid("Cycle", place.cycles[2025]),
        gid("OrgUnit", place.organisation.root.id),
    ]
    data = await reader.data(
        """query ($ids: [ID!]!) { nodes(ids: $ids) { ...Any ... on Cycle { kind } } }
        fragment Any on Node { ... on OrgUnit { code ...Named } ...Named ... on Node { id } }
        fragment Named on Node {
          __typename ... on Employee { name } ... on Cycle { called: name } }""",
        ids=ids,
    )

    employee, cycle, unit = data["nodes"]
    assert list(employee) == ["__typename", "name", "id"]
    assert list(cycle) == ["__typename", "called", "id", "kind"]
    assert list(unit) == ["code", "__typename", "id"]
    assert [one["id"] for one in data["nodes"]] == ids


async def test_a_fragment_that_is_skipped_in_one_place_stands_in_another(
    reader: QueryDesk,
) -> None:
    document = """query ($no: Boolean = false) { agency(code: "DISHUB") {
      ...Code @include(if: $no) kind ...Code @skip(if: $no) ... @include(if: $no) { name }
    } }
    fragment Code on Agency { code state @skip(if: $no) }"""

    assert list((await reader.data(document))["agency"]) == ["kind", "code", "state"]
    assert list((await reader.data(document, no=True))["agency"]) == ["code", "kind", "name"]


@pytest.mark.parametrize(
    ("directives", "is_there"),
    [
        ("@include(if: true) @skip(if: false)", True),
        ("@include(if: true) @skip(if: true)", False),
        ("@include(if: false) @skip(if: false)", False),
        ("@skip(if: true) @include(if: true)", False),
    ],
)
async def test_a_field_needs_include_and_not_skip(
    reader: QueryDesk, directives: str, *, is_there: bool
) -> None:
    data = await reader.data(f'{{ agency(code: "DISHUB") {{ code name {directives} }} }}')

    assert ("name" in data["agency"]) is is_there


async def test_a_field_is_there_if_any_of_its_selections_is(reader: QueryDesk) -> None:
    data = await reader.data("""{ agency(code: "DISHUB") {
      employees(first: 1) @skip(if: true) { nodes { nip } } employees(first: 1) { totalCount }
    } }""")

    assert list(data["agency"]["employees"]) == ["totalCount"]


async def test_where_everything_is_left_out_an_object_is_empty(reader: QueryDesk) -> None:
    data = await reader.data("""{ agency(code: "DISHUB") {
      employees(first: 1) { nodes { name @skip(if: true) } edges { cursor @include(if: false) } }
      frameworks @skip(if: true) { totalCount }
    } }""")

    assert data == {"agency": {"employees": {"nodes": [{}], "edges": [{}]}}}


async def test_a_root_field_that_is_left_out_reads_nothing(reader: QueryDesk) -> None:
    data = await reader.data(
        'query ($yes: Boolean!) { __typename agency(code: "DISHUB") @skip(if: $yes) { code } }',
        statements=0,
        yes=True,
    )

    assert data == {"__typename": "Query"}


async def test_the_same_root_field_twice_is_two_statements(reader: QueryDesk) -> None:
    data = await reader.data(
        '{ a: agency(code: "DISHUB") { code } b: agency(code: "DUKCAPIL") { code }'
        ' agency(code: "DISHUB") { name } agency(code: "DISHUB") { code } }',
        statements=3,
    )

    assert data == {
        "a": {"code": "DISHUB"},
        "b": {"code": "DUKCAPIL"},
        "agency": {"name": "Dinas Perhubungan", "code": "DISHUB"},
    }


async def test_the_schema_describes_itself_beside_what_is_read(reader: QueryDesk) -> None:
    data = await reader.data("""{ __schema { queryType { name } }
      agency(code: "DISHUB") { __typename } __type(name: "Decimal") { kind specifiedByURL } }""")

    assert data == {
        "__schema": {"queryType": {"name": "Query"}},
        "agency": {"__typename": "Agency"},
        "__type": {"kind": "SCALAR", "specifiedByURL": None},
    }


async def test_one_of_several_operations_runs(reader: QueryDesk) -> None:
    document = """query One($n: Int!) { agency(code: "DISHUB") { ...Page } }
      query Two { agency(code: "DISHUB") { code } }
      fragment Page on Agency { employees(first: $n) { nodes { state } } }"""
    client = reader.client

    one = await client.query(document, {"n": 2}, operation="One")

    assert one.data == {"agency": {"employees": {"nodes": [{"state": "ACTIVE"}] * 2}}}
