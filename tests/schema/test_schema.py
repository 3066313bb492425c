"""The schema as clients see it: committed, described everywhere, and never broken unannounced."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    find_breaking_changes,
    get_introspection_query,
    graphql_sync,
    is_introspection_type,
    is_specified_scalar_type,
)

from graphql_schema.schema import create_schema
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.model import Many, Model

COMMITTED = Path(__file__).parents[2] / "graphql_schema" / "schema.graphql"


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return create_schema()._schema  # noqa: SLF001 - graphql-core's own schema.


def test_the_committed_schema_is_the_schema() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == create_schema().as_str() + "\n", (
        "the schema has changed: run `make sdl` and commit graphql_schema/schema.graphql"
    )


def test_no_client_of_the_committed_schema_breaks(schema: GraphQLSchema) -> None:
    committed = build_schema(COMMITTED.read_text(encoding="utf-8"))

    assert find_breaking_changes(committed, schema) == []


def test_a_removed_field_would_be_noticed(schema: GraphQLSchema) -> None:
    text = COMMITTED.read_text(encoding="utf-8").replace(
        "type Cycle implements Node {", ("type Cycle implements Node {\n  gone: String")
    )

    changes = find_breaking_changes(build_schema(text), schema)

    assert [change.description for change in changes] == ["Field Cycle.gone was removed."]


def test_everything_is_described(schema: GraphQLSchema) -> None:
    assert list(_undescribed(schema)) == []


def test_the_check_of_descriptions_sees_what_lacks_one() -> None:
    bare = build_schema("type Query { a(b: C): Int } input C { d: E } enum E { F }")

    assert list(_undescribed(bare)) == [
        "Query", "Query.a", "Query.a(b)", "C", "C.d", "E", "E.F",
    ]  # fmt: skip


def test_introspection_works_in_full(schema: GraphQLSchema) -> None:
    result = graphql_sync(schema, get_introspection_query())

    assert result.errors is None
    assert result.data
    assert len(result.data["__schema"]["types"]) > 60


@pytest.mark.parametrize("model", CATALOGUE.values(), ids=lambda model: model.type_name)
def test_schema_and_read_model_know_the_same(schema: GraphQLSchema, model: Model) -> None:
    type_ = schema.get_type(model.type_name)
    assert isinstance(type_, GraphQLObjectType)

    declared = {*model.fields, *model.edges, *(("id",) if model.is_node else ())}
    assert set(type_.fields) == declared
    assert ("Node" in {one.name for one in type_.interfaces}) is model.is_node
    for name, edge in model.edges.items():
        arguments = set(type_.fields[name].args)
        paging = {"first", "after", "last", "before", "filter", "orderBy"}
        assert arguments - paging == set(edge.arguments), name
        assert (paging <= arguments) is (edge.many is Many.PAGE), name


@pytest.mark.parametrize(
    "model",
    [model for model in CATALOGUE.values() if model.orderings],
    ids=lambda model: model.type_name,
)
def test_orders_and_filters_are_those_of_the_read_model(
    schema: GraphQLSchema, model: Model
) -> None:
    order = schema.get_type(f"{model.type_name}OrderField")
    given = schema.get_type(f"{model.type_name}Filter")
    assert isinstance(order, GraphQLEnumType)
    assert isinstance(given, GraphQLInputObjectType)

    assert set(order.values) == set(model.orderings)
    assert set(given.fields) - {"and", "or", "not"} == {*model.filters, *model.listed}


@pytest.mark.parametrize(
    "model",
    [model for model in CATALOGUE.values() if model.filters],
    ids=lambda model: model.type_name,
)
def test_conditions_on_other_objects_follow_the_edges_of_the_read_model(
    schema: GraphQLSchema, model: Model
) -> None:
    given = schema.get_type(f"{model.type_name}Filter")
    assert isinstance(given, GraphQLInputObjectType)
    for name in model.filters:
        type_ = str(given.fields[name].type)
        target = model.edges[name].target if model.leads(name) else None
        assert type_.endswith("Reference") is (target is not None), name
        assert target is None or type_ == f"{target}Reference"
    for name in model.listed:
        edge = model.edges[name]
        assert str(given.fields[name].type) == f"{edge.target}ListFilter"
        assert edge.many is Many.PAGE
        assert not edge.arguments, "a filter could not give them"


def _undescribed(schema: GraphQLSchema) -> Iterator[str]:
    """Name everything of our own that lacks a description."""
    for name, type_ in schema.type_map.items():
        if is_introspection_type(type_) or is_specified_scalar_type(type_):
            continue
        parts: dict[str, Any] = {name: type_}
        for member_name, member in _members(type_).items():
            parts[f"{name}.{member_name}"] = member
            for argument_name, argument in getattr(member, "args", {}).items():
                parts[f"{name}.{member_name}({argument_name})"] = argument
        yield from (place for place, part in parts.items() if not part.description)


def _members(type_: GraphQLNamedType) -> Mapping[str, Any]:
    """Return the fields or values of a type."""
    if isinstance(type_, GraphQLEnumType):
        return dict(type_.values)
    if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        return dict(type_.fields)
    return {}
