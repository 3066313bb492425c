"""Unions: the schema has none yet, and the read engine is ready for the first."""

from typing import Annotated, Any
from uuid import UUID

import pytest
import strawberry

from graphql_schema.cycles.types import Cycle
from graphql_schema.executor import ReadingExecutor
from graphql_schema.organisation.types import OrgUnit
from graphql_schema.reading import ReadMany, ReadOne
from graphql_schema.scalars import schema_config
from graphql_schema.schema import node_types
from kinerja.kit.ids import GlobalId
from tests.support.database import DISHUB
from tests.support.reading import World

pytestmark = pytest.mark.asyncio(loop_scope="module")

Found = Annotated[OrgUnit | Cycle, strawberry.union("Found", description="A unit or a cycle.")]


def _find(key: UUID, type_name: str) -> Any:
    return ReadOne(type_name, DISHUB, key)


def _find_all(unit: UUID, cycle: UUID) -> Any:
    ids = [GlobalId("Cycle", DISHUB, cycle), GlobalId("OrgUnit", DISHUB, unit)]
    return ReadMany(ids, frozenset({DISHUB}))


@strawberry.type
class Query:
    found: Found | None = strawberry.field(resolver=_find)
    all: list[Found | None] = strawberry.field(resolver=_find_all)


SCHEMA = strawberry.Schema(
    query=Query,
    types=node_types(),
    execution_context_class=ReadingExecutor,
    config=schema_config(),
)


async def test_what_is_selected_on_a_union_depends_on_what_is_found(world: World) -> None:
    query = """query ($key: UUID!, $type: String!) { found(key: $key, typeName: $type) {
      ... on OrgUnit { code parent { code } ...Named } ...Named
      ... on Cycle { year: periodStart } __typename ... on Node { id } } }
    fragment Named on Found { __typename ... on Cycle { title: name } }"""
    unit, cycle = world.dishub.organisation.root, world.dishub.cycles[2025]

    a_unit = await world.ask(world.officer, query, schema=SCHEMA, key=str(unit.id), type="OrgUnit")
    a_cycle = await world.ask(world.officer, query, schema=SCHEMA, key=str(cycle), type="Cycle")

    assert not a_unit.errors, a_unit.errors
    assert list(a_unit.data["found"].items()) == [
        ("code", unit.code),
        ("parent", None),
        ("__typename", "OrgUnit"),
        ("id", str(GlobalId("OrgUnit", DISHUB, unit.id))),
    ]
    assert list(a_cycle.data["found"]) == ["__typename", "title", "year", "id"]
    assert len(a_unit.statements) == len(a_cycle.statements) == 1


async def test_a_list_of_a_union_is_one_statement(world: World) -> None:
    query = """query ($unit: UUID!, $cycle: UUID!) { all(unit: $unit, cycle: $cycle) {
      __typename ... on OrgUnit { code } ... on Cycle { code } } }"""
    unit, cycle = world.dishub.organisation.root, world.dishub.cycles[2025]

    answer = await world.ask(
        world.officer, query, schema=SCHEMA, unit=str(unit.id), cycle=str(cycle)
    )

    assert answer.data["all"] == [
        {"__typename": "Cycle", "code": "c2025"},
        {"__typename": "OrgUnit", "code": unit.code},
    ]
    assert len(answer.statements) == 1
