"""How operations are measured and what they are estimated to cost."""

import time

import pytest
from graphql import build_schema, get_introspection_query, parse, validate
from graphql.language import OperationDefinitionNode

from graphql_schema import limits
from graphql_schema.cost import CostEstimate
from graphql_schema.limits import broken_limit

SCHEMA = build_schema("""
    type Query { thing: Thing, things(first: Int, last: Int): ThingConnection!, hello: String
                 many(ids: [ID!]!): [Thing]! }
    type Mutation { make: Thing }
    type Thing { name: String, parts: [Thing!]!, things(first: Int, last: Int): ThingConnection! }
    type ThingConnection { edges: [ThingEdge!]!, nodes: [Thing!]!, totalCount: Int!
                           pageInfo: PageInfo!, aggregates: Sums!
                           groups(first: Int): [Group!]! }
    type PageInfo { endCursor: String }
    type Sums { count: Int, avg: Sizes, max: Sizes }
    type Sizes { size: Int }
    type Group { key: Thing!, count: Int, avg: Sizes }
    type ThingEdge { cursor: String!, node: Thing! }
""")
DOUBLING = (
    " ".join(f"fragment F{n} on Thing {{ parts {{ ...F{n + 1} }} ...F{n + 1} }}" for n in range(39))
    + " fragment F39 on Thing { name }"
)


def code_of(query: str) -> str | None:
    broken = broken_limit(parse(query))
    return broken.code if broken else None


def cost_of(query: str, **variables: object) -> int:
    document = parse(query)
    assert validate(SCHEMA, document) == []
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)
    return CostEstimate(SCHEMA, document, variables).of(operation)


def nested(levels: int) -> str:
    return "{ thing { " + "parts { " * (levels - 2) + "name" + " }" * (levels - 2) + " } }"


def test_depth_counts_fields_and_not_fragments() -> None:
    assert code_of(nested(limits.MAX_DEPTH)) is None
    assert code_of(nested(limits.MAX_DEPTH + 1)) == "QUERY_TOO_DEEP"

    spread = "{ thing { ...A } } fragment A on Thing { ... on Thing { name } }"
    assert code_of(spread) is None


def test_depth_is_found_through_fragments() -> None:
    fragments = " ".join(f"fragment F{n} on Thing {{ parts {{ ...F{n + 1} }} }}" for n in range(15))
    chain = f"{{ thing {{ ...F0 }} }} {fragments} fragment F15 on Thing {{ name }}"

    assert code_of(chain) == "QUERY_TOO_DEEP"


def test_aliases_are_counted_at_each_spread() -> None:
    fragment = "fragment A on Thing { " + " ".join(f"a{n}: name" for n in range(16)) + " }"
    assert code_of(f"{{ thing {{ ...A }} }} {fragment}") is None
    twice = f"{{ thing {{ ...A parts {{ ...A }} }} }} {fragment}"
    assert code_of(twice) == "QUERY_TOO_MANY_ALIASES"


def test_root_fields_are_counted_through_fragments() -> None:
    fields = " ".join(["hello"] * limits.MAX_ROOT_FIELDS)

    assert code_of(f"{{ {fields} }}") is None
    assert code_of(f"{{ {fields} thing {{ name }} }}") == "QUERY_TOO_MANY_ROOT_FIELDS"
    spread = f"{{ ...A thing {{ name }} }} fragment A on Query {{ {fields} }}"
    assert code_of(spread) == "QUERY_TOO_MANY_ROOT_FIELDS"


def test_a_request_makes_ten_changes_at_most() -> None:
    ten = " ".join(["make { name }"] * limits.MAX_MUTATIONS)

    assert code_of(f"mutation {{ {ten} }}") is None
    assert code_of(f"mutation {{ {ten} make {{ name }} }}") == "TOO_MANY_MUTATIONS"


def test_every_operation_of_the_document_is_measured() -> None:
    assert code_of("query A { hello } query B " + nested(16)) == "QUERY_TOO_DEEP"


def test_fragments_are_counted_first() -> None:
    many = " ".join(f"fragment F{n} on Thing {{ name }}" for n in range(51))

    assert code_of(f"{{ hello }} {many}") == "QUERY_TOO_MANY_FRAGMENTS"


def test_fragments_that_spread_one_another_end() -> None:
    circle = "{ thing { ...A } } fragment A on Thing { ...B } fragment B on Thing { ...A name }"

    assert code_of(circle) is None


def test_forty_doubling_fragments_take_no_time() -> None:
    started = time.process_time()

    assert code_of(f"{{ thing {{ ...F0 }} }} {DOUBLING}") == "QUERY_TOO_DEEP"
    assert time.process_time() - started < 0.2


def test_the_introspection_of_tools_is_allowed() -> None:
    assert code_of(get_introspection_query(input_value_deprecation=True)) is None


def test_aliases_below_introspection_are_counted() -> None:
    many = " ".join(f"a{n}: queryType {{ name }}" for n in range(31))

    assert code_of(f"{{ __schema {{ {many} }} }}") == "QUERY_TOO_MANY_ALIASES"


@pytest.mark.parametrize(
    ("query", "cost"),
    [
        ("{ hello }", 0),
        ("{ thing { name } }", 1),
        ("{ thing { parts { name } } }", 1 + 10),
        ('{ many(ids: ["a", "b", "c"]) { name } }', 3),
        ("{ things(first: 100) { nodes { name } } }", 1 + 100),
        ("{ things(last: 7) { edges { node { name } } } }", 1 + 7 * 2),
        ("{ things { nodes { name } } }", 1 + 20),
        ("{ things(first: 0) { nodes { name } } }", 1),
        ("{ things(first: -5) { nodes { name } } }", 1),
        ("{ things(first: 100000) { nodes { name } } }", 1 + 500),
        ("{ things(first: 10) { nodes { things(first: 10) { nodes { name } } } } }", 1 + 10 * 12),
        ("{ things(first: 10) { ...P } } fragment P on ThingConnection { nodes { name } }", 11),
        ("{ a: thing { name } b: thing { name } }", 2),
        ("{ things(first: 9) { pageInfo { endCursor } totalCount } }", 1 + 1),
        ("{ things(first: 9) { aggregates { count } nodes { name } } }", 1 + 50 + 9),
        ("{ things(first: 0) { aggregates { avg { size } max { size } } } }", 1 + 50 + 2),
        ("{ things { groups { key { name } count } } }", 1 + 50 + 100 * 2),
        ("{ things { groups(first: 3) { avg { size } } } }", 1 + 50 + 3 * 2),
        ("{ things(first: 9) { nodes { things { aggregates { count } } } } }", 1 + 9 * 52),
    ],
)
def test_the_cost_counts_the_objects_that_may_be_returned(query: str, cost: int) -> None:
    assert cost_of(query) == cost


def test_page_sizes_come_from_variables_and_their_defaults() -> None:
    query = "query ($n: Int = 50) { things(first: $n) { nodes { name } } }"

    assert cost_of(query, n=3) == 4
    assert cost_of(query) == 51
    assert cost_of(query, n=None) == 21


def test_the_cost_of_ids_in_a_variable_is_their_number() -> None:
    query = "query ($ids: [ID!]!) { many(ids: $ids) { name } }"

    assert cost_of(query, ids=["a"] * 40) == 40


def test_the_cost_of_doubling_fragments_is_found_at_once() -> None:
    fragments = " ".join(
        f"fragment F{n} on Thing {{ name ...F{n + 1} ...F{n + 1} }}" for n in range(39)
    )
    started = time.process_time()
    document = parse(
        f"{{ thing {{ ...F0 }} }} {fragments} fragment F39 on Thing {{ parts {{ name }} }}"
    )
    operation = document.definitions[0]
    assert isinstance(operation, OperationDefinitionNode)

    assert CostEstimate(SCHEMA, document, {}).of(operation) == 1 + 10 * 2**39
    assert time.process_time() - started < 0.2
