"""Operations that are refused: each with its status, code and sentence, and no statement for it.

What is counted are statements of the request itself. Who asks is known from memory: the keys of the
identity provider, agencies, roles and staff; nothing is looked up for a person.
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tenants.session import tenant_session
from tests.support.clients import Answer, Client, running_client
from tests.support.database import DISHUB, DUKCAPIL, Server, cloned_database
from tests.support.identity_provider import IdentityProvider
from tests.support.organisation_factories import make_organisation

pytestmark = pytest.mark.asyncio(loop_scope="module")

JSON = "application/json"
RESPONSE_JSON = "application/graphql-response+json"
#: Set while a request is counted; tasks that it starts inherit it, tasks of the service do not.
_COUNTED: ContextVar[list[str] | None] = ContextVar("counted", default=None)

FILTER = """
query ($filter: EmployeeFilter) {
  agency(code: "DISHUB") { employees(filter: $filter) { totalCount } }
}
"""


@dataclass(frozen=True)
class Refused:
    """An operation, and how it is refused; `old`: the status for who accepts plain JSON only."""

    code: str
    says: str
    status: int = 400
    old: int = 200
    query: str | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)
    body: bytes | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    content_type: str = JSON

    @property
    def content(self) -> bytes:
        if self.body is not None:
            return self.body
        members = {"query": self.query, "variables": self.variables, **self.more}
        return json.dumps({key: one for key, one in members.items() if one is not None}).encode()


def page(arguments: str) -> str:
    return f'{{ agency(code: "DISHUB") {{ employees({arguments}) {{ nodes {{ id }} }} }} }}'


def nested(levels: int) -> dict[str, Any]:
    inner: dict[str, Any] = {}
    for _ in range(levels):
        inner = {"not": inner}
    return inner


def literal(levels: int) -> str:
    return "{not: " * levels + "{}" + "}" * levels


CIRCLE = """
{ agency(code: "DISHUB") { ...A } }
fragment A on Agency { code ...B }
fragment B on Agency { name ...A }
"""
ALIASES = "{ " + " ".join(f"a{n}: __typename" for n in range(10_000)) + " }"
MORE_ALIASES = "{ " + " ".join(f"a{n}: __typename" for n in range(900)) + " }"
FEWER_ALIASES = "{ " + " ".join(f"a{n}: __typename" for n in range(600)) + " }"
MEGABYTE = "{ __typename } #" + "x" * 1_000_000
LONG = "{ __typename } #" + "x" * 100_001

BEFORE_GRAPHQL = {
    "no JSON": Refused("BAD_REQUEST", "the body is not JSON", old=400, body=b"{"),
    "not UTF-8": Refused("BAD_REQUEST", "not JSON", old=400, body=b'{"query": "\xff"}'),
    "no object": Refused("BAD_REQUEST", "the body is not an object", old=400, body=b"7"),
    "no query": Refused("BAD_REQUEST", "`query` is missing", old=400, body=b"{}"),
    "a member twice": Refused(
        "BAD_REQUEST", "twice", old=400, body=b'{"query": "{ a }", "query": "{ b }"}'
    ),
    "a batch": Refused("BATCHING_NOT_SUPPORTED", "one request at a time", old=400, body=b"[]"),
    "a form": Refused(
        "UNSUPPORTED_MEDIA_TYPE",
        "application/json",
        status=415,
        old=415,
        query="{ __typename }",
        content_type="application/x-www-form-urlencoded",
    ),
    "plain text": Refused(
        "UNSUPPORTED_MEDIA_TYPE",
        "application/json",
        status=415,
        old=415,
        query="{ __typename }",
        content_type="text/plain",
    ),
    "graphql itself": Refused(
        "UNSUPPORTED_MEDIA_TYPE",
        "application/json",
        status=415,
        old=415,
        body=b"{ __typename }",
        content_type="application/graphql",
    ),
    "another charset": Refused(
        "UNSUPPORTED_MEDIA_TYPE",
        "UTF-8",
        status=415,
        old=415,
        query="{ __typename }",
        content_type="application/json; charset=iso-8859-1",
    ),
    "a document of 1 MB": Refused(
        "BODY_TOO_LARGE", "262144 bytes", status=413, old=413, query=MEGABYTE
    ),
    "an unknown id": Refused(
        "PERSISTED_QUERY_NOT_FOUND", "registered", more={"documentId": "sha256:" + "0" * 64}
    ),
    "an unknown id of Apollo": Refused(
        "PERSISTED_QUERY_NOT_FOUND",
        "registered",
        more={"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}},
    ),
    "variables of 500 levels": Refused(
        "INPUT_TOO_DEEP", "64 levels", old=400, query=FILTER, variables={"filter": nested(500)}
    ),
}
BEFORE_EXECUTION = {
    "a long document": Refused("GRAPHQL_PARSE_FAILED", "100000 code points", query=LONG),
    "no GraphQL": Refused("GRAPHQL_PARSE_FAILED", "Syntax Error", query="{"),
    "an unknown field": Refused("GRAPHQL_VALIDATION_FAILED", "nothing", query="{ nothing }"),
    "circular fragments": Refused("GRAPHQL_VALIDATION_FAILED", "itself", query=CIRCLE),
    "10,000 aliases": Refused("GRAPHQL_PARSE_FAILED", "100000 code points", query=ALIASES),
    "900 aliases": Refused("GRAPHQL_PARSE_FAILED", "2000 tokens", query=MORE_ALIASES),
    "600 aliases": Refused("QUERY_TOO_MANY_ALIASES", "600 aliases", query=FEWER_ALIASES),
    "a literal of 500 levels": Refused(
        "GRAPHQL_PARSE_FAILED", "nest", query=page(f"filter: {literal(500)}")
    ),
    "a literal of 100 levels": Refused(
        "INPUT_TOO_DEEP", "64 levels", query=page(f"filter: {literal(100)}")
    ),
    "a wrong variable": Refused(
        "BAD_USER_INPUT", "filter", query=FILTER, variables={"filter": {"shoeSize": 1}}
    ),
    "a variable too large": Refused(
        "BAD_USER_INPUT",
        "Int",
        query="query ($n: Int) { agencies(first: $n) { totalCount } }",
        variables={"n": 2**31},
    ),
    "too much": Refused(
        "QUERY_TOO_EXPENSIVE",
        "points",
        query=page(
            "first: 500) { nodes { appraisals(first: 500) { nodes { id } } } } x: employees("
            "first: 1"
        ),
    ),
}
#: Found while the fields are resolved: an error of the field, beside what else was asked for.
BEFORE_STATEMENTS = {
    "first: -1": Refused(
        "FIRST_OUT_OF_RANGE", "between 0 and 500", status=200, query=page("first: -1")
    ),
    "first: 100000": Refused(
        "FIRST_OUT_OF_RANGE", "between 0 and 500", status=200, query=page("first: 100000")
    ),
    "last: -1": Refused(
        "LAST_OUT_OF_RANGE", "between 0 and 500", status=200, query=page("last: -1")
    ),
    "first and last": Refused(
        "FIRST_AND_LAST", "not both", status=200, query=page("first: 1, last: 1")
    ),
    "no cursor": Refused("BAD_CURSOR", "cursor", status=200, query=page('after: "x"')),
    "a filter of 50 levels": Refused(
        "FILTER_TOO_DEEP", "levels", status=200, query=FILTER, variables={"filter": nested(50)}
    ),
    "no id": Refused("MALFORMED_ID", "id", status=200, query='{ node(id: "x") { id } }'),
}


#: Taken from elsewhere while the tests run.
CURSORS = ("another order", "another agency")


@dataclass(frozen=True)
class Place:
    """A service over two agencies that have people; `client` asks for the head of one."""

    client: Client
    cursors: Mapping[str, str]

    async def ask(self, refused: Refused, *, accept: str, language: str = "en") -> Answer:
        client = self.client.with_headers(accept=accept, accept_language=language)
        return await client.send(
            "POST", content=refused.content, headers={"content-type": refused.content_type}
        )


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(server: Server, template: str, provider: IdentityProvider) -> AsyncIterator[Place]:
    async with (
        cloned_database(server, template) as database,
        running_client(database, provider) as client,
    ):
        heads = {}
        for code, agency_id in (("DISHUB", DISHUB), ("DUKCAPIL", DUKCAPIL)):
            async with tenant_session(database.owner, agency_id) as session:
                organisation = await make_organisation(session, agency_id)
                heads[code] = client.as_(organisation.head.id, agency=code)
        await client.app.state.registry.refresh()
        by_age = "first: 1, orderBy: [{field: CREATED_AT}]"
        cursors = {
            "another order": await _cursor(heads["DISHUB"], "DISHUB", by_age),
            "another agency": await _cursor(heads["DUKCAPIL"], "DUKCAPIL", "first: 1"),
        }
        yield Place(heads["DISHUB"], cursors)


async def _cursor(client: Client, code: str, arguments: str) -> str:
    found = await client.query(
        f'{{ agency(code: "{code}") {{ employees({arguments}) {{ edges {{ cursor }} }} }} }}'
    )
    return str(found.data["agency"]["employees"]["edges"][0]["cursor"])


@contextmanager
def counted() -> Iterator[list[str]]:
    """Collect the statements that are sent for requests inside, and for nobody else."""
    sent: list[str] = []
    mark = _COUNTED.set(sent)
    try:
        yield sent
    finally:
        _COUNTED.reset(mark)


@pytest.fixture(scope="module", autouse=True)
def _note_statements() -> Iterator[None]:
    def note(*arguments: Any) -> None:
        if (sent := _COUNTED.get()) is not None:
            sent.append(arguments[2])

    event.listen(Engine, "before_cursor_execute", note)
    yield
    event.remove(Engine, "before_cursor_execute", note)


async def _check(place: Place, refused: Refused) -> None:
    with counted() as sent:
        new = await place.ask(refused, accept=RESPONSE_JSON)
        old = await place.ask(refused, accept=JSON)
        indonesian = await place.ask(refused, accept=RESPONSE_JSON, language="id")

    assert (new.status, old.status) == (refused.status, refused.old)
    assert new.codes == old.codes == indonesian.codes == [refused.code]
    assert refused.says in new.errors[0]["message"]
    assert indonesian.errors[0]["message"] != new.errors[0]["message"]
    assert sent == []


@pytest.mark.parametrize("name", BEFORE_GRAPHQL | BEFORE_EXECUTION)
async def test_a_request_that_cannot_be_run_has_no_data(place: Place, name: str) -> None:
    refused = {**BEFORE_GRAPHQL, **BEFORE_EXECUTION}[name]

    await _check(place, refused)
    assert "data" not in (await place.ask(refused, accept=RESPONSE_JSON)).body


@pytest.mark.parametrize("name", BEFORE_STATEMENTS)
async def test_an_argument_that_is_wrong_is_an_error_of_its_field(place: Place, name: str) -> None:
    refused = BEFORE_STATEMENTS[name]

    await _check(place, refused)
    answer = await place.ask(refused, accept=RESPONSE_JSON)
    assert set(answer.data.values()) == {None}
    assert answer.errors[0]["path"] == list(answer.data)


@pytest.mark.parametrize("name", CURSORS)
async def test_a_cursor_from_elsewhere_is_refused(place: Place, name: str) -> None:
    cursor = place.cursors[name]
    refused = Refused("BAD_CURSOR", "same list", status=200, query=page(f'after: "{cursor}"'))

    await _check(place, refused)


async def test_a_request_that_is_run_is_counted(place: Place) -> None:
    good = Refused("", "", query=page("first: 1"))
    with counted() as sent:
        answer = await place.ask(good, accept=JSON)

    assert answer.errors == []
    assert len(sent) == 1


async def test_the_longest_body_and_address_say_what_they_may_hold(place: Place) -> None:
    with counted() as sent:
        address = await place.client.send("GET", params={"query": LONG[:9000]})

    assert (address.status, address.codes) == (414, ["URI_TOO_LONG"])
    assert sent == []


async def test_a_client_with_a_token_of_its_own_costs_one_look_up(place: Place) -> None:
    """The token is looked up by its hash, and remembered for two seconds."""
    token = await place.client.api_token("cycle:view", agency_id=DISHUB)
    client = Place(place.client.with_token(token), {})
    refused = BEFORE_EXECUTION["circular fragments"]
    with counted() as sent:
        answer = await client.ask(refused, accept=RESPONSE_JSON)

    assert answer.codes == [refused.code]
    assert len(sent) == 1
    assert "api_tokens" in sent[0]
