"""What clients select: aliases, fragments, directives, duplicates, both directions of edges."""

from typing import Any

import pytest
import strawberry

from graphql_schema.executor import ReadingExecutor
from graphql_schema.scalars import schema_config
from graphql_schema.schema import Query, node_types
from tests.support.reading import World, gid

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_keys_come_in_the_order_of_the_query(world: World) -> None:
    answer = await world.ask(
        world.officer, '{ agency(code: "DISHUB") { name b: code __typename code a: name } }'
    )

    assert not answer.errors
    assert list(answer.data["agency"].items()) == [
        ("name", "Dinas Perhubungan"),
        ("b", "DISHUB"),
        ("__typename", "Agency"),
        ("code", "DISHUB"),
        ("a", "Dinas Perhubungan"),
    ]


async def test_an_alias_may_be_longer_than_a_name_of_postgresql(world: World) -> None:
    long = "a" * 200
    answer = await world.ask(
        world.officer,
        f'{{ agency(code: "DISHUB") {{ {long}: code {long}b: name'
        f" {long}c: employees(first: 1) {{ {long}d: nodes {{ {long}e: state }} }} }} }}",
    )

    agency = answer.data["agency"]
    assert list(agency) == [long, f"{long}b", f"{long}c"]
    assert agency[f"{long}c"] == {f"{long}d": [{f"{long}e": "ACTIVE"}]}


async def test_an_object_may_have_more_fields_than_a_function_has_arguments(world: World) -> None:
    fields = " ".join(f"f{number}: code n{number}: name" for number in range(120))
    schema = _unlimited()
    answer = await world.ask(
        world.officer, f'{{ agency(code: "DISHUB") {{ {fields} }} }}', schema=schema
    )

    assert not answer.errors
    assert len(answer.data["agency"]) == 240
    assert answer.data["agency"]["f119"] == "DISHUB"
    assert len(answer.statements) == 1


async def test_fragments_are_merged_with_what_stands_beside_them(world: World) -> None:
    query = """
    query ($id: ID!) { node(id: $id) {
      __typename ...Who ... on Employee { state org: orgUnit { code } } } }
    fragment Who on Node { id ... on Employee { name ...Unit } }
    fragment Unit on Employee { org: orgUnit { name level } employment }
    """
    ratee = world.dishub.organisation.ratee
    answer = await world.ask(ratee, query, id=gid("Employee", ratee.id))

    assert not answer.errors
    unit = world.dishub.organisation.branches[0].seksi
    assert answer.data["node"] == {
        "__typename": "Employee",
        "id": gid("Employee", ratee.id),
        "name": ratee.name,
        "org": {"name": unit.name, "level": "SEKSI", "code": unit.code},
        "employment": "PNS",
        "state": "ACTIVE",
    }
    assert list(answer.data["node"]) == ["__typename", "id", "name", "org", "employment", "state"]


async def test_a_fragment_on_another_type_selects_nothing(world: World) -> None:
    ratee = world.dishub.organisation.ratee
    answer = await world.ask(
        ratee,
        "query ($id: ID!) { node(id: $id) { ... on Cycle { code } } }",
        id=gid("Employee", ratee.id),
    )

    assert answer.data == {"node": {}}


async def test_include_and_skip_follow_their_variables(world: World) -> None:
    query = """
    query ($yes: Boolean!, $no: Boolean!) { agency(code: "DISHUB") {
      code @include(if: $yes) name @include(if: $no)
      kind @skip(if: $yes) state @skip(if: $no)
      ... @include(if: $no) { activeFrom } ...More @skip(if: $no)
    } }
    fragment More on Agency { activeTo }
    """
    answer = await world.ask(world.officer, query, yes=True, no=False)

    assert answer.data["agency"] == {"code": "DISHUB", "state": "ACTIVE", "activeTo": None}


async def test_one_field_twice_with_other_arguments_gives_both(world: World) -> None:
    query = """{ agency(code: "DISHUB") {
      one: employees(first: 1) { nodes { id } } two: employees(first: 2) { nodes { id } }
    } }"""
    answer = await world.ask(world.officer, query)

    one, two = answer.data["agency"]["one"], answer.data["agency"]["two"]
    assert (len(one["nodes"]), len(two["nodes"])) == (1, 2)
    assert len(answer.statements) == 1


async def test_every_type_tells_its_name(world: World) -> None:
    query = """{ __typename agency(code: "DISHUB") { __typename employees(first: 1) {
      __typename pageInfo { __typename } edges { __typename node { __typename } }
      nodes { t: __typename }
    } } }"""
    answer = await world.ask(world.officer, query)

    assert answer.data == {
        "__typename": "Query",
        "agency": {
            "__typename": "Agency",
            "employees": {
                "__typename": "EmployeeConnection",
                "pageInfo": {"__typename": "PageInfo"},
                "edges": [{"__typename": "EmployeeEdge", "node": {"__typename": "Employee"}}],
                "nodes": [{"t": "Employee"}],
            },
        },
    }


async def test_edges_lead_down_and_up_again(world: World) -> None:
    query = """query ($id: ID!) { node(id: $id) { ... on Cycle { code
      appraisals(first: 1, orderBy: [{field: COMPOSITE, direction: DESC}]) { nodes {
        composite ratee { name appraisals(first: 2) { nodes { cycle { code
          framework { code versions(first: 1) { nodes { number components {
            code children { code } indicators { code weight component { code } } } } } } } } }
          orgUnit { code parent { code parent { code parent { code } } } head { name } } }
        scores(first: 5) { nodes { actual indicator { code } appraisal { state ratee { name } } } }
        results { nodeKind achievement indicator { code } component { code } }
      } } } } }"""
    answer = await world.ask(world.officer, query, id=gid("Cycle", world.dishub.cycles[2025]))

    assert not answer.errors
    assert len(answer.statements) == 1
    best: dict[str, Any] = answer.data["node"]["appraisals"]["nodes"][0]
    assert best["composite"] == "110"
    assert {one["cycle"]["code"] for one in best["ratee"]["appraisals"]["nodes"]} == {
        "c2025",
        "c2026",
    }
    tree = best["ratee"]["appraisals"]["nodes"][0]["cycle"]["framework"]["versions"]["nodes"][0]
    assert tree["components"][0] == {
        "code": "work",
        "children": [],
        "indicators": [
            {"code": "done", "weight": "70", "component": {"code": "work"}},
            {"code": "good", "weight": "30", "component": {"code": "work"}},
        ],
    }
    unit = best["ratee"]["orgUnit"]
    assert unit["parent"]["parent"] == {"code": "DISHUB", "parent": None}
    assert [one["actual"] for one in best["scores"]["nodes"]] == ["80.5", "81.5", "82.5"]
    assert best["scores"]["nodes"][0]["appraisal"] == {
        "state": "FINAL",
        "ratee": {"name": best["ratee"]["name"]},
    }
    assert {one["indicator"]["code"] for one in best["results"]} == {"done", "good", "kind"}
    assert all(one["component"] is None for one in best["results"])
    assert {one["achievement"] for one in best["results"]} == {"80.5"}


async def test_text_is_escaped_as_json_demands(world: World) -> None:
    query = """{ agency(code: "DISHUB") { appraisals(first: 1, filter: {state: {eq: FINAL}}) {
      nodes { ratingReason finalisedAt createdAt unitPath } } } }"""
    answer = await world.ask(world.officer, query)

    row = answer.data["agency"]["appraisals"]["nodes"][0]
    assert row["ratingReason"] == 'Says "good"\nand more \\ of it'
    assert row["finalisedAt"] == "2026-01-15T03:04:05.000000Z"
    assert row["createdAt"].endswith("Z")
    assert row["unitPath"] == "DISHUB.DISHUB_A.DISHUB_A_1"


def _unlimited() -> strawberry.Schema:
    """Return the schema without the limits on operations, which refuse so many aliases."""
    return strawberry.Schema(
        query=Query,
        types=node_types(),
        execution_context_class=ReadingExecutor,
        config=schema_config(),
    )
