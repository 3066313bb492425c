"""How the selection of an operation becomes a neutral tree."""

from collections.abc import Mapping
from typing import Any

from graphql import build_schema, parse
from graphql.execution import Executor
from graphql.execution.collect_fields import collect_fields

from graphql_schema.selection import SelectionReader
from kinerja.reads.selection import InputObject, Selection

SCHEMA = build_schema("""
type Query { root(a: Int = 1, b: [Filter!], c: Color): Pet }
interface Pet { name: String }
type Cat implements Pet { name: String friend(first: Int): Cat lives: Int }
type Dog implements Pet { name: String barks: Boolean }
input Filter { eq: String in: [Int!] }
enum Color { RED }
""")


def read(query: str, *type_names: str, variables: Mapping[str, Any] | None = None) -> Selection:
    executor = Executor.build(SCHEMA, parse(query), raw_variable_values=dict(variables or {}))
    assert isinstance(executor, Executor), executor
    root = SCHEMA.query_type
    assert root
    collected = collect_fields(
        SCHEMA, executor.fragments, executor.variable_values, root, executor.operation
    )
    ((key, details),) = collected.grouped_field_set.items()
    return SelectionReader(executor).read(key, root.fields["root"], details, *type_names)


def keys(selections: tuple[Selection, ...]) -> list[str]:
    return [one.key for one in selections]


def test_a_field_keeps_its_key_its_name_and_its_arguments() -> None:
    found = read('{ other: root(b: [{eq: "x", in: [1, 2]}], c: RED) { name } }')

    assert (found.key, found.name) == ("other", "root")
    assert found.arguments == (
        ("a", 1),
        ("b", (InputObject((("eq", "x"), ("in", (1, 2)))),)),
        ("c", "RED"),
    )
    assert found.argument("a") == 1
    assert found.argument("never") is None


def test_arguments_come_from_variables_and_a_missing_one_from_its_default() -> None:
    query = "query ($a: Int, $b: [Filter!]) { root(a: $a, b: $b) { name } }"

    assert read(query, variables={"a": 7}).arguments == (("a", 7),)
    assert read(query).arguments == (("a", 1),)
    assert read(query, variables={"a": None}).argument("a") is None
    assert read(query, variables={"b": [{"eq": None}]}).argument("b") == (
        InputObject((("eq", None),)),
    )


def test_an_abstract_type_has_a_selection_for_each_concrete_one() -> None:
    found = read("{ root { name ... on Cat { lives } ... on Dog { barks } } }")

    assert keys(found.fields("Cat")) == ["name", "lives"]
    assert keys(found.fields("Dog")) == ["name", "barks"]
    assert found.fields("Bird") == ()


def test_only_the_types_that_matter_are_read() -> None:
    found = read("{ root { name ... on Cat { lives } } }", "Cat")

    assert [name for name, _ in found.on] == ["Cat"]


def test_fragments_and_duplicates_are_merged_in_the_order_of_the_query() -> None:
    found = read("""
        { root { ...A ... on Cat { friend { l: lives } } ... on Pet { name } } }
        fragment A on Cat { friend { name ...B } __typename }
        fragment B on Cat { lives name }
    """)

    cat = found.fields("Cat")
    assert keys(cat) == ["friend", "__typename", "name"]
    assert keys(cat[0].fields("Cat")) == ["name", "lives", "l"]


def test_skipped_fields_are_not_in_the_selection() -> None:
    query = """query ($yes: Boolean!, $no: Boolean!) { root {
        name @skip(if: $yes) a: name @include(if: $yes) b: name @include(if: $no)
        ... @skip(if: $no) { c: name } ... on Cat @include(if: $no) { lives } } }"""

    found = read(query, variables={"yes": True, "no": False})

    assert keys(found.fields("Cat")) == ["a", "c"]


def test_equal_operations_give_equal_selections() -> None:
    first = read("{ root(a: 2) { name ... on Cat { friend(first: 1) { name } } } }")
    second = read("query Other { root(a:2){name ... on Cat{friend(first:1){name}}} }")

    assert first == second
    assert hash(first) == hash(second)
