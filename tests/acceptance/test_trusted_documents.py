"""Documents named by an identifier: whose they are, what else may run, and how they end."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from kinerja.kit.ids import new_id
from tenants.client_history import operators_session
from tenants.document_store import (
    NewDocument,
    client_named,
    register_documents,
    require_documents,
    retire_document,
)
from tests.support.clients import Answer, Client, running_client
from tests.support.database import Database
from tests.support.identity_provider import IdentityProvider
from tests.support.tiny_schema import as_json, tiny_schema

HELLO = "query Hello($name: String!) { hello(name: $name) }"
WRITE = 'mutation Write { write(reason: "x") }'
OTHER = "{ who }"
RESPONSE_JSON = "application/graphql-response+json"
CLIENT, RIVAL = "Dasbor", "Aplikasi"


def hex_of(document: str) -> str:
    return hashlib.sha256(document.encode()).hexdigest()


def id_of(document: str) -> str:
    return f"sha256:{hex_of(document)}"


def apollo(document: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": hex_of(document)}}


@pytest.fixture
async def tiny(database: Database, provider: IdentityProvider) -> AsyncIterator[Client]:
    async with running_client(database, provider, schema=tiny_schema) as client:
        yield client.as_(new_id(), agency="DISHUB").with_headers(accept_language="en")


async def of_client(tiny: Client, name: str) -> Client:
    return tiny.with_token(await tiny.api_token("cycle:view", name=name))


async def register(database: Database, *given: str, client: str | None = None) -> UUID | None:
    """Register documents by their hash, and everybody's also by a name, as an operator does."""
    async with operators_session(database.owner) as session:
        client_id = None if client is None else await client_named(session, client)
        documents = [NewDocument(id_of(one), one) for one in given]
        if client is None:
            documents += [NewDocument("hello-v1", one) for one in given[:1]]
        await register_documents(session, client_id, documents)
    return client_id


async def ask(client: Client, **body: object) -> Answer:
    return await client.send("POST", json={"variables": {"name": "Tirta"}, **body})


async def soon(check: Callable[[], Awaitable[bool]]) -> None:
    """Wait until the running service has heard of a change."""
    for _ in range(200):
        if await check():
            return
        await asyncio.sleep(0.02)
    pytest.fail("the service did not hear of it within four seconds")


async def until_known(tiny: Client, document: str, client: UUID | None = None) -> None:
    async def is_known() -> bool:
        return tiny.app.state.registry.documents.find(id_of(document), client) is not None

    await soon(is_known)


@pytest.mark.parametrize(
    "named",
    [
        {"documentId": id_of(HELLO)},
        {"documentId": hex_of(HELLO)},
        {"documentId": "hello-v1"},
        {"extensions": apollo(HELLO)},
    ],
)
async def test_a_document_is_named_by_either_kind_of_client(
    tiny: Client, database: Database, named: Mapping[str, Any]
) -> None:
    await register(database, HELLO)
    await until_known(tiny, HELLO)

    by_post = await ask(tiny, **named)
    in_address = {
        name: value if isinstance(value, str) else as_json(value) for name, value in named.items()
    }
    by_get = await tiny.send("GET", params={**in_address, "variables": '{"name": "Tirta"}'})

    for answer in (by_post, by_get):
        assert (answer.status, answer.data) == (200, {"hello": "hello Tirta"})


async def test_a_mutation_that_is_named_is_not_run_by_get_either(
    tiny: Client, database: Database
) -> None:
    await register(database, WRITE)
    await until_known(tiny, WRITE)

    assert (await tiny.send("GET", params={"documentId": id_of(WRITE)})).status == 405
    assert (await ask(tiny, documentId=id_of(WRITE))).data == {"write": "x"}


@pytest.mark.parametrize(
    "named",
    [
        {"documentId": id_of(OTHER)},
        {"documentId": id_of(HELLO).upper()},
        {"documentId": "md5:0"},
        {"documentId": "x-app:hello"},
        {"documentId": "y" * 100_000},
        {"documentId": "\0"},
        {"extensions": apollo(OTHER)},
    ],
)
async def test_a_document_that_nobody_registered_is_not_found(
    tiny: Client, database: Database, named: Mapping[str, Any]
) -> None:
    await register(database, HELLO)
    await until_known(tiny, HELLO)

    new = await ask(tiny.with_headers(accept=RESPONSE_JSON), **named)
    old = await ask(tiny.with_headers(accept="application/json"), **named)

    assert (new.status, old.status) == (400, 200)
    assert new.headers["content-type"].startswith(RESPONSE_JSON)
    assert new.codes == old.codes == ["PERSISTED_QUERY_NOT_FOUND"]
    assert "data" not in new.body
    assert new.errors[0]["message"].startswith("No trusted document has this id for you.")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"documentId": id_of(HELLO), "query": HELLO}, "BAD_REQUEST"),
        ({"documentId": id_of(HELLO), "extensions": apollo(HELLO)}, "BAD_REQUEST"),
        ({"documentId": 7}, "BAD_REQUEST"),
        ({"documentId": ""}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "x"}}}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": {"version": 1}}}, "BAD_REQUEST"),
        ({"extensions": {"persistedQuery": None}}, "BAD_REQUEST"),
        ({"query": HELLO, "extensions": apollo(OTHER)}, "DOCUMENT_HASH_MISMATCH"),
    ],
)
async def test_a_document_that_is_given_in_two_ways_or_in_none_is_refused(
    tiny: Client, body: Mapping[str, Any], code: str
) -> None:
    answer = await ask(tiny, **body)

    assert (answer.status, answer.codes) == (400, [code])


async def test_a_text_with_its_hash_is_run_and_not_remembered(tiny: Client) -> None:
    assert (await ask(tiny, query=HELLO, extensions=apollo(HELLO))).data == {"hello": "hello Tirta"}
    assert (await ask(tiny, extensions=apollo(HELLO))).codes == ["PERSISTED_QUERY_NOT_FOUND"]


async def test_the_documents_of_a_client_are_its_own(tiny: Client, database: Database) -> None:
    client, rival = await of_client(tiny, CLIENT), await of_client(tiny, RIVAL)
    await until_known(tiny, HELLO, await register(database, HELLO, client=CLIENT))

    assert (await ask(client, documentId=id_of(HELLO))).data == {"hello": "hello Tirta"}
    for other in (rival, tiny):
        for named in ({"documentId": id_of(HELLO)}, {"extensions": apollo(HELLO)}):
            assert (await ask(other, **named)).codes == ["PERSISTED_QUERY_NOT_FOUND"]


async def test_a_retired_document_ends_in_every_service(
    tiny: Client, database: Database, provider: IdentityProvider
) -> None:
    async with running_client(database, provider, schema=tiny_schema) as second:
        replicas = [tiny, second.with_token(tiny.token)]
        await register(database, HELLO)
        for replica in replicas:
            await until_known(replica, HELLO)
            assert (await ask(replica, documentId="hello-v1")).data == {"hello": "hello Tirta"}

        async with operators_session(database.owner) as session:
            assert await retire_document(session, None, id_of(HELLO)) == 2

        for replica in replicas:

            async def is_gone(replica: Client = replica) -> bool:
                found = await ask(replica, documentId=id_of(HELLO))
                return found.codes == ["PERSISTED_QUERY_NOT_FOUND"]

            await soon(is_gone)
            assert (await ask(replica, documentId="hello-v1")).codes == [
                "PERSISTED_QUERY_NOT_FOUND"
            ]


async def test_a_client_can_be_held_to_its_documents(tiny: Client, database: Database) -> None:
    client, rival = await of_client(tiny, CLIENT), await of_client(tiny, RIVAL)
    client_id = await register(database, HELLO, client=CLIENT)
    assert client_id is not None
    async with operators_session(database.owner) as session:
        await require_documents(session, client_id, required=True)

    async def is_required() -> bool:
        return (await ask(client, query=OTHER)).codes == ["DOCUMENT_REQUIRED"]

    await soon(is_required)
    refused = await ask(client, query=HELLO)
    assert (refused.status, refused.codes) == (403, ["DOCUMENT_REQUIRED"])
    assert (await client.send("GET", params={"query": OTHER})).codes == ["DOCUMENT_REQUIRED"]
    assert (await ask(client, query=OTHER, extensions=apollo(OTHER))).codes == ["DOCUMENT_REQUIRED"]
    assert (await ask(client, documentId=id_of(HELLO))).data == {"hello": "hello Tirta"}
    assert (await ask(client, query=HELLO, extensions=apollo(HELLO))).data == {
        "hello": "hello Tirta"
    }
    for other in (rival, tiny):
        assert (await ask(other, query=HELLO)).data == {"hello": "hello Tirta"}

    async with operators_session(database.owner) as session:
        await require_documents(session, client_id, required=False)

    async def is_free() -> bool:
        return "data" in (await ask(client, query=HELLO)).body

    await soon(is_free)


async def test_a_service_can_be_held_to_trusted_documents(
    database: Database, provider: IdentityProvider
) -> None:
    await register(database, HELLO)
    async with running_client(
        database, provider, schema=tiny_schema, trusted_documents_only=True
    ) as service:
        person = service.as_(new_id(), agency="DISHUB")
        for caller in (person, await of_client(service, CLIENT)):
            refused = await ask(caller, query=HELLO)
            assert (refused.status, refused.codes) == (403, ["DOCUMENT_REQUIRED"])
            assert (await ask(caller, documentId=id_of(HELLO))).data == {"hello": "hello Tirta"}
        assert (await ask(service, query=WRITE)).codes == ["DOCUMENT_REQUIRED"]
        assert (await ask(service, documentId=id_of(HELLO))).codes == ["UNAUTHENTICATED"]


async def test_naming_a_document_needs_no_statement(tiny: Client, database: Database) -> None:
    await register(database, HELLO)
    await until_known(tiny, HELLO)
    documents = tiny.app.state.registry.documents
    async with operators_session(database.owner) as session:
        await session.execute(text("ALTER TABLE trusted_documents RENAME TO elsewhere"))

    assert documents.find(id_of(HELLO), None) == HELLO
    assert (await ask(tiny, documentId=id_of(HELLO))).data == {"hello": "hello Tirta"}
