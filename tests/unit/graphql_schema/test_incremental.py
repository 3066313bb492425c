"""`@defer` and `@stream` are refused by name before anything is resolved.

The operations run without a context, and so without a database: a resolver would fail on it.
"""

import pytest
from strawberry import Schema

from graphql_schema.presentation import VALIDATION_FAILED, present
from graphql_schema.schema import create_schema

DEFERRED = """
query {
  agency(code: "DISHUB") { code ...Rest @defer }
}
fragment Rest on Agency { name }
"""
INLINE = 'query { agency(code: "DISHUB") { code ... @defer(if: false) { name } } }'
STREAMED = (
    'query { agency(code: "DISHUB") { employees { nodes @stream(initialCount: 1) { id } } } }'
)
IN_FRAGMENT = """
query { agency(code: "DISHUB") { ...Rest } }
fragment Rest on Agency { orgUnits { nodes @stream { id } } }
"""
BESIDE_MISTAKES = 'query { agency(code: "DISHUB") { noSuchField ... @defer { name } } }'


@pytest.fixture(scope="module")
def schema() -> Schema:
    return create_schema()


@pytest.mark.parametrize(
    ("document", "directive", "line"),
    [
        (DEFERRED, "defer", 3),
        (INLINE, "defer", 1),
        (STREAMED, "stream", 1),
        (IN_FRAGMENT, "stream", 3),
        (BESIDE_MISTAKES, "defer", 1),
    ],
)
async def test_an_answer_in_parts_is_refused_and_told_what_to_use(
    schema: Schema, document: str, directive: str, line: int
) -> None:
    result = await schema.execute(document)

    assert result.data is None
    [error] = present(result.errors or [], "en", default_code=VALIDATION_FAILED)
    assert error["extensions"]["code"] == "INCREMENTAL_DELIVERY_NOT_SUPPORTED"
    assert f"@{directive}" in error["message"]
    assert "application/jsonl" in error["message"]
    assert error["locations"][0]["line"] == line


async def test_the_schema_does_not_promise_what_is_refused(schema: Schema) -> None:
    result = await schema.execute("query { __schema { directives { name } } }")

    assert result.data is not None
    names = {one["name"] for one in result.data["__schema"]["directives"]}
    assert {"include", "skip"} <= names
    assert names.isdisjoint({"defer", "stream"})
    assert "@defer" not in str(schema)
