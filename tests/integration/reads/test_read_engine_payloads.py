"""Reads inside the payload of a mutation, and in the items of a list of payloads."""

from typing import Any
from uuid import UUID

import pytest
import strawberry

from graphql_schema.organisation.types import Employee
from graphql_schema.reading import read_one
from graphql_schema.scalars import schema_config
from graphql_schema.schema import Query, node_types
from graphql_schema.service_schema import ServiceSchema
from kinerja.kit.ids import AgencyId, new_id
from tests.support.database import DISHUB, DUKCAPIL
from tests.support.reading import World, gid

pytestmark = pytest.mark.asyncio(loop_scope="module")


@strawberry.type
class Payload:
    number: int
    employee: Employee | None


async def one(key: strawberry.ID) -> Payload:
    return Payload(number=1, employee=_employee(key))


async def several(keys: list[strawberry.ID]) -> list[Payload]:
    return [Payload(number=place, employee=_employee(key)) for place, key in enumerate(keys)]


async def plain(keys: list[strawberry.ID]) -> list[Employee | None]:
    return [_employee(key) for key in keys]


async def certain(key: strawberry.ID) -> Employee:
    found: Employee = _employee(key)
    return found


def _employee(key: str) -> Any:
    agency, _, number = key.partition(":")
    return read_one("Employee", AgencyId(int(agency)), UUID(number))


@strawberry.type
class Mutation:
    one: Payload = strawberry.field(resolver=one)
    several: list[Payload] = strawberry.field(resolver=several)
    plain: list[Employee | None] = strawberry.field(resolver=plain)
    certain: Employee = strawberry.field(resolver=certain)


SCHEMA = ServiceSchema(query=Query, mutation=Mutation, types=node_types(), config=schema_config())


def _keys(world: World) -> list[str]:
    return [f"{DISHUB}:{person.id}" for person in world.dishub.organisation.people]


async def test_a_payload_reads_its_object_with_what_is_selected_below(world: World) -> None:
    query = """mutation ($key: ID!) { one(key: $key) { number
      e: employee { name appraisals { totalCount } orgUnit { code } } } }"""
    ratee = world.dishub.organisation.ratee

    answer = await world.ask(world.officer, query, schema=SCHEMA, key=f"{DISHUB}:{ratee.id}")

    assert not answer.errors
    assert answer.data["one"] == {
        "number": 1,
        "e": {
            "name": ratee.name,
            "appraisals": {"totalCount": 2},
            "orgUnit": {"code": world.dishub.organisation.branches[0].seksi.code},
        },
    }
    assert len(answer.statements) == 1


@pytest.mark.parametrize("selection", ["number employee { id name }", "employee { name id }"])
async def test_the_items_of_a_list_are_read_together(world: World, selection: str) -> None:
    query = f"mutation ($keys: [ID!]!) {{ several(keys: $keys) {{ {selection} }} }}"
    keys = [*_keys(world), f"{DISHUB}:{new_id()}", _keys(world)[0]]

    answer = await world.ask(world.officer, query, schema=SCHEMA, keys=keys)

    people = world.dishub.organisation.people
    assert not answer.errors
    assert [item["employee"] and item["employee"]["name"] for item in answer.data["several"]] == [
        *(person.name for person in people),
        None,
        people[0].name,
    ]
    assert len(answer.statements) == 1


async def test_two_fields_of_the_items_are_two_statements(world: World) -> None:
    query = """mutation ($keys: [ID!]!) { several(keys: $keys) {
      a: employee { name } b: employee { id } } }"""

    answer = await world.ask(world.officer, query, schema=SCHEMA, keys=_keys(world))

    assert [item["b"]["id"] for item in answer.data["several"]] == [
        gid("Employee", person.id) for person in world.dishub.organisation.people
    ]
    assert [item["a"]["name"] for item in answer.data["several"]] == [
        person.name for person in world.dishub.organisation.people
    ]
    assert len(answer.statements) == 2


async def test_items_of_several_agencies_are_read_agency_by_agency(world: World) -> None:
    keys = [_keys(world)[0], f"{DUKCAPIL}:{world.dukcapil.organisation.ratee.id}"]

    answer = await world.ask(
        world.officer,
        "mutation ($keys: [ID!]!) { plain(keys: $keys) { name } }",
        schema=SCHEMA,
        keys=keys,
    )

    assert answer.data["plain"] == [{"name": world.dishub.organisation.people[0].name}, None]
    assert len(answer.statements) == 2


async def test_what_is_hidden_is_named_once_for_the_whole_list(world: World) -> None:
    answer = await world.ask(
        new_id(),
        "mutation ($keys: [ID!]!) { several(keys: $keys) { employee { nip } } }",
        schema=SCHEMA,
        scopes=frozenset({"employee:view"}),
        keys=_keys(world),
    )

    assert answer.extensions["hiddenFields"] == [
        {"path": ["several", "employee", "nip"], "class": "personal", "rows": "ALL"}
    ]


async def test_a_missing_object_in_a_field_that_is_never_null_is_an_error(world: World) -> None:
    answer = await world.ask(
        world.officer,
        "mutation ($key: ID!) { certain(key: $key) { name } }",
        schema=SCHEMA,
        key=f"{DISHUB}:{new_id()}",
    )

    assert answer.data is None
    assert "certain is never null" in answer.errors[0].message
