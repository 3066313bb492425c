"""Lists that the service answers line by line: what a client sends, gets and is refused."""

import asyncio
from typing import Any

import orjson
import pytest
from sqlalchemy import text

from kinerja.http import json_lines
from tenants.session import tenant_session
from tests.support.clients import Client, running_client
from tests.support.database import DISHUB, Database
from tests.support.identity_provider import IdentityProvider
from tests.support.organisation_desk import Desk, open_desk
from tests.support.slow_database import slow_reads
from tests.support.streaming import JSONL, stream

UNITS = 'query { agency(code: "DISHUB") { orgUnits { nodes { code } } } }'
POSITIONS = """query {
  agency(code: "DISHUB") { orgUnits { nodes { code positions { nodes { code } } } } }
}"""
PEOPLE = 'query { agency(code: "DISHUB") { employees { nodes { name nip } } } }'
TOO_MUCH = """{ agency(code: "DISHUB") { orgUnits { nodes {
  children(first: 500) { nodes { children(first: 500) { nodes { id } } } }
} } } }"""
#: Units that are added to a typical agency, more than a first batch holds.
ADDED = 300
#: Documents that cannot be answered line by line: the code, and the path of what is wrong.
REFUSED = {
    "two root fields": ("{ agencies { nodes { code } } viewer { subjectId } }", None),
    "another root field": ("{ viewer { subjectId } }", None),
    "no list": ('{ agency(code: "DISHUB") { code } }', ["agency", "code"]),
    "something beside the list": (
        '{ agency(code: "DISHUB") { code orgUnits { nodes { code } } } }',
        ["agency"],
    ),
    "two lists": (
        '{ agency(code: "DISHUB") { a: orgUnits { nodes { id } } b: orgUnits { nodes { id } } } }',
        ["agency"],
    ),
    "something beside the rows": (
        '{ agency(code: "DISHUB") { orgUnits { totalCount nodes { code } } } }',
        ["agency", "orgUnits"],
    ),
    "rows in both forms": (
        '{ agency(code: "DISHUB") { orgUnits { nodes { code } edges { node { id } } } } }',
        ["agency", "orgUnits"],
    ),
    "edges without rows": (
        '{ agency(code: "DISHUB") { orgUnits { edges { cursor } } } }',
        ["agency", "orgUnits"],
    ),
    "the end of a list": (
        '{ agency(code: "DISHUB") { orgUnits(last: 5) { nodes { code } } } }',
        ["agency", "orgUnits", "last"],
    ),
    "a change": ("mutation { createOrgUnit(input: {}) { errors { code } } }", None),
}


@pytest.fixture
async def desk(client: Client) -> Desk:
    """Return a typical Dishub with clients of its people."""
    return await open_desk(client)


async def test_a_list_comes_line_by_line_between_its_head_and_its_end(desk: Desk) -> None:
    paged = await desk.employee.query(PEOPLE)

    found = await stream(desk.employee, PEOPLE)

    assert found.rows == paged.data["agency"]["employees"]["nodes"]
    assert found.head["extensions"]["hiddenFields"] == paged.body["extensions"]["hiddenFields"]
    assert found.tail == {"complete": True, "count": len(found.rows)}


@pytest.mark.parametrize(
    ("accept", "answered"),
    [
        ("application/jsonl", "application/jsonl"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("application/json;q=0.5, application/jsonl", "application/jsonl"),
        ("application/jsonl;q=0.5, application/json", "application/json; charset=utf-8"),
        ("*/*", "application/json; charset=utf-8"),
    ],
)
async def test_lines_are_only_for_who_likes_them_best(
    desk: Desk, accept: str, answered: str
) -> None:
    headers = {"accept": accept, "authorization": f"Bearer {desk.officer.token}"}

    answer = await desk.officer.http.post("/graphql", json={"query": UNITS}, headers=headers)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == answered
    assert "accept" in answer.headers["vary"]


async def test_lines_are_not_for_get(desk: Desk) -> None:
    answer = await desk.officer.send("GET", params={"query": UNITS}, headers={"accept": JSONL})

    assert (answer.status, answer.codes) == (406, ["NOT_ACCEPTABLE"])


@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_not_one_list_is_refused(desk: Desk, what: str) -> None:
    document, path = REFUSED[what]

    answer = await desk.officer.send("POST", json={"query": document}, headers={"accept": JSONL})

    assert answer.status == 400
    [code] = set(answer.codes)
    assert code in {"NOT_STREAMABLE", "GRAPHQL_VALIDATION_FAILED"}
    if path is not None:
        assert answer.errors[0]["extensions"]["inputPath"] == path


@pytest.mark.parametrize(
    ("document", "status", "code"),
    [
        ("{ agency(", 400, "GRAPHQL_PARSE_FAILED"),
        ("query A { agencies { nodes { id } } }", 400, "OPERATION_RESOLUTION_FAILURE"),
        ('{ agency(code: "NONE") { orgUnits { nodes { id } } } }', 404, "UNKNOWN_AGENCY"),
        (
            '{ agency(code: "DISHUB") { orgUnits(after: "x") { nodes { id } } } }',
            400,
            "BAD_CURSOR",
        ),
        (
            '{ agency(code: "DISHUB") { orgUnits(first: -1) { nodes { id } } } }',
            400,
            "FIRST_OUT_OF_RANGE",
        ),
        (
            TOO_MUCH,
            400,
            "QUERY_TOO_EXPENSIVE",
        ),
    ],
)
async def test_what_is_wrong_before_the_first_line_is_told_by_a_status(
    desk: Desk, document: str, status: int, code: str
) -> None:
    body = {"query": document, "operationName": "B" if code.startswith("OPERATION") else None}

    answer = await desk.officer.send("POST", json=body, headers={"accept": JSONL})

    assert (answer.status, answer.codes) == (status, [code])
    assert "data" not in answer.body


async def test_lines_are_for_who_has_signed_in(client: Client) -> None:
    answer = await client.send("POST", json={"query": UNITS}, headers={"accept": JSONL})

    assert answer.status == 401


async def test_what_is_read_line_by_line_is_accounted_for_as_in_pages(
    desk: Desk, client: Client
) -> None:
    """It is written down before the first line goes out: the agency has it whatever comes then."""
    await desk.officer.query(PEOPLE)
    await stream(desk.officer, PEOPLE)
    await stream(desk.officer, PEOPLE.replace("name nip", "id"))

    columns = "reach, owner_id, resources, field_classes, rules, roles, purpose, covers_everyone"
    async with tenant_session(client.database.owner, DISHUB) as session:
        asked = text(f"SELECT {columns} FROM access_events ORDER BY id")  # noqa: S608 - our own.
        found = (await session.execute(asked)).all()
    assert len(found) == 2, "whoever reads nothing that is protected owes no account"
    assert found[0] == found[1]


async def test_only_so_many_lists_are_sent_at_a_time(
    database: Database, provider: IdentityProvider, desk: Desk
) -> None:
    async with running_client(database, provider, streams=0) as client:
        answer = await client.with_token(desk.officer.token).send(
            "POST", json={"query": UNITS}, headers={"accept": JSONL}
        )

    assert (answer.status, answer.codes) == (503, ["TOO_MANY_STREAMS"])
    assert answer.headers["retry-after"] == "5"


async def test_lines_that_take_too_long_to_begin_are_told_by_a_status(
    database: Database, provider: IdentityProvider, desk: Desk
) -> None:
    async with running_client(database, provider, statement_seconds=1) as client:
        await slow_reads(database)
        answer = await client.with_token(desk.officer.token).send(
            "POST", json={"query": UNITS}, headers={"accept": JSONL}
        )

    assert (answer.status, answer.codes) == (503, ["STATEMENT_TIMEOUT"])


async def test_lines_that_take_too_long_later_end_without_the_mark_of_the_whole(
    database: Database, provider: IdentityProvider, desk: Desk
) -> None:
    """What is slow is a position of a late unit; it is read when that unit is fetched."""
    async with running_client(database, provider, statement_seconds=1) as client:
        asked = client.with_token(desk.officer.token)
        whole = await stream(asked, POSITIONS)
        await add_units(database)
        slow = "CASE WHEN code = 'ZZZ' THEN 600 ELSE 0 END"
        await slow_reads(database, slow, table="positions")
        found = await stream(asked, POSITIONS)

    assert found.rows[: len(whole.rows)] == whole.rows
    assert len(whole.rows) < len(found.rows) < len(whole.rows) + ADDED
    assert [error["extensions"]["code"] for error in found.tail["errors"]] == ["STATEMENT_TIMEOUT"]
    assert "complete" not in found.tail


async def test_a_reader_that_takes_nothing_for_too_long_loses_the_connection(
    database: Database, provider: IdentityProvider, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The server waits for the reader as long as it likes; the database does not wait for it."""
    monkeypatch.setattr(json_lines, "SECONDS_STALLED", 0.05)
    sent: list[dict[str, Any]] = []
    body = orjson.dumps({"query": UNITS})

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)
        if message["type"] == "http.response.body":
            await asyncio.Event().wait()

    headers = {
        "accept": JSONL,
        "authorization": f"Bearer {desk.officer.token}",
        "content-type": "application/json",
    }
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": b"",
        "scheme": "http",
        "client": ("127.0.0.1", 1),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    async with running_client(database, provider, pool_size=1, streams=1) as client:
        await client.app(scope, receive, send)

        assert [message["type"] for message in sent] == [
            "http.response.start",
            "http.response.body",
        ]
        assert sent[-1]["more_body"], "the answer is not ended as if it were whole"
        again = await stream(client.with_token(desk.officer.token), UNITS)
    assert again.tail["complete"], "the connection and the place are free again"


async def add_units(database: Database) -> None:
    """Add units whose codes come last, and a position in the last of them."""
    added = text(
        "INSERT INTO org_units (agency_id, id, code, name, level, path, parent_id)"
        " SELECT :agency, md5('unit ' || number)::uuid, 'ZZZ_' || to_char(number, 'FM000'), 'Unit',"
        " 'BIDANG', (root.path::text || '.ZZZ_' || to_char(number, 'FM000'))::ltree, root.id"
        " FROM generate_series(1, :added) number, (SELECT id, path FROM org_units"
        " WHERE agency_id = :agency AND parent_id IS NULL LIMIT 1) root"
    )
    position = text(
        "INSERT INTO positions (agency_id, id, code, name, position_class, org_unit_id)"
        " VALUES (:agency, md5('position')::uuid, 'ZZZ', 'Jabatan', 'PELAKSANA',"
        " md5('unit ' || CAST(:added AS integer))::uuid)"
    )
    async with tenant_session(database.owner, DISHUB) as session:
        for statement in (added, position):
            await session.execute(statement, {"agency": DISHUB, "added": ADDED})
