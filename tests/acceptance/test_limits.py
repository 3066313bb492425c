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
        "maximumQueryCost": 100_000,
        "throttleStatus": {
            "maximumAvailable": 10_000_000,
            "currentlyAvailable": 10_000_000 - 26,
            "restoreRate": 1_000_000,
        },
    }


async def test_who_asks_for_too_much_at_once_has_to_wait(
    database: Database, provider: IdentityProvider
) -> None:
    dear = "{ pages(first: 500) { nodes { parts { parts { name } } } } }"
    async with running_client(
        database, provider, schema=tiny_schema, cost_budget=100_000, cost_restored_per_second=1
    ) as service:
        english = service.with_headers(accept_language="en")
        caller, other = (english.as_(new_id(), agency="DISHUB") for _ in range(2))
        first = await caller.query(dear)
        second = await caller.query(dear)
        cheap = await caller.query("{ thing { name } }")
        others = await other.query(dear)

    assert first.status == cheap.status == others.status == 200
    cost = first.body["extensions"]["cost"]
    left = cost["throttleStatus"]["currentlyAvailable"]
    assert left == 100_000 - cost["requestedQueryCost"]
    assert (second.status, second.codes) == (429, ["THROTTLED"])
    assert "data" not in second.body
    wait = int(second.headers["retry-after"])
    assert cost["requestedQueryCost"] - left - 10 < wait <= cost["requestedQueryCost"] - left
    assert second.errors[0]["message"].startswith("You have asked for too much at once: try again")
    told = second.body["extensions"]["cost"]["throttleStatus"]
    assert left <= told["currentlyAvailable"] < cost["requestedQueryCost"]


async def test_an_operation_that_is_too_dear_for_anybody_takes_nothing(tiny: Client) -> None:
    many = "{ thing { " + "things(first: 500) { nodes { " * 2 + "name" + " } }" * 2 + " } }"
    answer = await tiny.query(many)

    assert answer.codes == ["QUERY_TOO_EXPENSIVE"]
    cost = answer.body["extensions"]["cost"]
    assert cost["requestedQueryCost"] > cost["maximumQueryCost"]
    assert cost["throttleStatus"]["currentlyAvailable"] == 10_000_000


async def test_the_introspection_of_tools_runs(tiny: Client) -> None:
    answer = await tiny.query(get_introspection_query(input_value_deprecation=True))

    assert answer.errors == []
    assert answer.data["__schema"]["queryType"]["name"] == "Query"


async def test_a_cached_document_is_not_mixed_up_with_another_operation_name(tiny: Client) -> None:
    document = 'query A { hello(name: "A") } query B { hello(name: "B") }'

    for name in ("A", "B", "A"):
        assert (await tiny.query(document, operation=name)).data == {"hello": f"hello {name}"}
    assert (await tiny.query(document)).codes == ["OPERATION_RESOLUTION_FAILURE"]
