"""Operations that are too big are refused at once, before anything is asked of the database."""

import time
from collections.abc import AsyncIterator

import pytest
from graphql import get_introspection_query

from kinerja.kit.ids import new_id
from tests.support.clients import Client, running_client
from tests.support.database import Database
from tests.support.identity_provider import IdentityProvider
from tests.support.tiny_schema import DOUBLING, nested, tiny_schema

#: CPU seconds of this process, client and service together. Milliseconds are normal; walking the
#: doubling fragments again and again, as a rule without memory does, takes minutes.
BOUND = 2


@pytest.fixture
async def tiny(database: Database, provider: IdentityProvider) -> AsyncIterator[Client]:
    async with running_client(database, provider, schema=tiny_schema) as client:
        yield client.as_(new_id(), agency="DISHUB")


def aliases(count: int) -> str:
    return "{ thing { " + " ".join(f"a{n}: name" for n in range(count)) + " } }"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (nested(16), "QUERY_TOO_DEEP"),
        (nested(150), "QUERY_TOO_DEEP"),
        (aliases(31), "QUERY_TOO_MANY_ALIASES"),
        ("{ " + "hello " * 21 + "}", "QUERY_TOO_MANY_ROOT_FIELDS"),
        (
            "mutation { " + " ".join(f'm{n}: write(reason: "x")' for n in range(11)) + " }",
            "TOO_MANY_MUTATIONS",
        ),
        (
            "{ hello } " + " ".join(f"fragment F{n} on Thing {{ name }}" for n in range(51)),
            "QUERY_TOO_MANY_FRAGMENTS",
        ),
        ("{ thing { " + "name " * 2000 + "} }", "GRAPHQL_PARSE_FAILED"),
        ("{ hello @a" + " @a" * 1000 + " }", "GRAPHQL_PARSE_FAILED"),
        ("{" * 400, "GRAPHQL_PARSE_FAILED"),
        ("# " + "x" * 100_001 + "\n{ hello }", "GRAPHQL_PARSE_FAILED"),
        (
            "{ thing { " + "things(first: 500) { nodes { " * 3 + "name" + " } }" * 3 + " } }",
            "QUERY_TOO_EXPENSIVE",
        ),
    ],
)
async def test_an_operation_beyond_a_limit_is_refused_at_once(
    tiny: Client, query: str, code: str
) -> None:
    started = time.process_time()
    answer = await tiny.with_headers(
        accept="application/graphql-response+json", accept_language="en"
    ).query(query)
    took = time.process_time() - started

    assert answer.status == 400
    assert answer.codes == [code]
    assert "data" not in answer.body
    assert took < BOUND


async def test_forty_doubling_fragments_are_answered_in_well_under_a_second(tiny: Client) -> None:
    started = time.process_time()
    answer = await tiny.query(DOUBLING)
    took = time.process_time() - started

    assert answer.data == {"thing": {"name": "thing"}}
    assert took < BOUND


async def test_a_limit_is_told_with_what_was_found_and_what_is_allowed(tiny: Client) -> None:
    answer = await tiny.with_headers(accept_language="en").query(aliases(40))

    assert answer.errors[0]["message"].startswith("The operation uses 40 aliases; 30 are allowed.")


async def test_operations_at_the_limits_run(tiny: Client) -> None:
    for query in (nested(15), aliases(30), "{ " + "hello " * 20 + "}"):
        answer = await tiny.query(query)
        assert answer.errors == []
        assert answer.status == 200


async def test_the_cost_is_told_in_every_answer(tiny: Client) -> None:
    answer = await tiny.query("query ($n: Int!) { pages(first: $n) { nodes { name } } }", {"n": 25})

    assert answer.body["extensions"]["cost"] == {
        "requestedQueryCost": 26,
        "maximumAvailable": 100_000,
    }


async def test_the_introspection_of_tools_runs(tiny: Client) -> None:
    answer = await tiny.query(get_introspection_query(input_value_deprecation=True))

    assert answer.errors == []
    assert answer.data["__schema"]["queryType"]["name"] == "Query"


async def test_a_cached_document_is_not_mixed_up_with_another_operation_name(tiny: Client) -> None:
    document = 'query A { hello(name: "A") } query B { hello(name: "B") }'

    for name in ("A", "B", "A"):
        assert (await tiny.query(document, operation=name)).data == {"hello": f"hello {name}"}
    assert (await tiny.query(document)).codes == ["OPERATION_RESOLUTION_FAILURE"]
