"""A refused token: a code that helps, nothing changed, and a count that no flood can blow up."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.http import api_tokens
from kinerja.http.api_tokens import digest, new_api_token
from kinerja.kit import clock
from kinerja.kit.ids import AgencyId, new_id
from tenants.api_tokens import revoke_token
from tenants.models import APIToken, AuditEvent
from tenants.security_events import SecurityEvent
from tenants.session import tenant_session
from tests.support.clients import Answer, Client
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.identity_provider import IdentityProvider

AGENCY = '{ agency(code: "%s") { name } }'
CREATE = """mutation ($input: CreateEmployeeInput!) {
  createEmployee(input: $input) { results { errors { code } } errors { code } }
}"""
ANYBODY = {"input": {"agencyCode": "DISHUB", "items": [{"nip": "1", "name": "x"}]}}


async def events(client: Client) -> list[SecurityEvent]:
    assert await client.app.state.refusals.flush()
    async with AsyncSession(client.database.owner) as session:
        return list(await session.scalars(select(SecurityEvent)))


async def refusals(database: Database, agency_id: AgencyId) -> Sequence[AuditEvent]:
    async with tenant_session(database.owner, agency_id) as session:
        mine = (AuditEvent.agency_id == agency_id, AuditEvent.action == "token.refused")
        return (await session.scalars(select(AuditEvent).where(*mine))).all()


async def stored(database: Database, token: str) -> APIToken:
    async with AsyncSession(database.owner) as session:
        found = select(APIToken).where(APIToken.token_hash == digest(token))
        return (await session.scalars(found)).one()


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no minute end while the test runs, and remember no look-up of a token."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(api_tokens, "REMEMBERED", 0.0)


async def use(client: Client, token: str) -> list[Answer]:
    """Try the token for a read and for a change."""
    holder = client.with_token(token)
    return [await holder.query(AGENCY % "DISHUB"), await holder.query(CREATE, ANYBODY)]


def codes(answers: list[Answer]) -> set[tuple[int, str]]:
    return {(answer.status, code) for answer in answers for code in answer.codes}


@pytest.mark.usefixtures("frozen")
async def test_an_agency_learns_which_of_its_tokens_was_refused(
    client: Client, database: Database
) -> None:
    token = await client.api_token("framework:view", agency_id=DISHUB)
    known = await stored(database, token)
    async with database.owner.begin() as connection:
        await revoke_token(connection, known.id)

    answers = [answer for _ in range(5) for answer in await use(client, token)]

    assert codes(answers) == {(401, "REVOKED_TOKEN")}
    assert all(answer.data is None for answer in answers)
    assert "invalid_token" in answers[0].headers["www-authenticate"]
    (counted,) = await events(client)
    assert (counted.kind, counted.count, counted.agency_id) == ("REVOKED_TOKEN", 10, DISHUB)
    assert (counted.token_id, counted.client_id) == (known.id, known.client_id)
    (told,) = await refusals(database, DISHUB)
    assert (told.object_type, told.object_id, told.actor_id) == (
        "APIToken",
        known.id,
        known.client_id,
    )
    assert told.after is not None
    assert told.after["kind"] == "REVOKED_TOKEN"
    assert await refusals(database, DUKCAPIL) == []


async def test_the_audit_trail_gets_one_event_a_minute(
    client: Client, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await client.api_token("framework:view", agency_id=DISHUB, lifetime=timedelta(days=1))
    later = clock.now().replace(second=0) + timedelta(days=2)
    for minute in range(3):
        now = later + timedelta(minutes=minute)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        for _ in range(4):
            assert codes(await use(client, token)) == {(401, "EXPIRED_TOKEN")}
            await client.app.state.refusals.flush()

    assert [(one.kind, one.count) for one in await events(client)] == [("EXPIRED_TOKEN", 8)] * 3
    assert len(await refusals(database, DISHUB)) == 3


@pytest.mark.usefixtures("frozen")
async def test_a_good_token_of_one_agency_is_foreign_in_another(
    client: Client, database: Database
) -> None:
    token = await client.api_token("framework:view", agency_id=DISHUB)
    holder = client.with_token(token).with_headers(accept_language="en")

    answer = await holder.query(AGENCY % "DUKCAPIL")

    assert (answer.status, answer.codes) == (200, ["FOREIGN_TOKEN"])
    assert answer.data == {"agency": None}
    assert "Dinas" not in str(answer.body)
    (counted,) = await events(client)
    client_id = (await stored(database, token)).client_id
    assert (counted.kind, counted.agency_id, counted.client_id) == (
        "FOREIGN_TOKEN",
        DUKCAPIL,
        client_id,
    )
    (told,) = await refusals(database, DUKCAPIL)
    assert told.actor_id == client_id
    assert (await holder.query(AGENCY % "DISHUB")).codes == []


@pytest.mark.usefixtures("frozen")
async def test_a_thousand_made_up_tokens_make_a_handful_of_rows(
    client: Client, database: Database, provider: IdentityProvider
) -> None:
    good = provider.token(new_id(), agency="DISHUB")
    kinds: list[Callable[[int], str]] = [
        lambda n: f"made-up-{n}",
        lambda n: f"knj_live_{n:038d}",
        lambda _: new_api_token("live"),
        lambda n: provider.token(new_id(), header={"kid": f"made-up-{n}"}),
        lambda n: good[:-40] + f"{n:040d}",
        lambda _: provider.token(new_id(), aud="payroll"),
        lambda _: provider.token(new_id(), exp=1),
        lambda _: provider.token(new_id(), jti=None),
    ]
    written: list[str] = []
    event.listen(
        client.app.state.registry._engine.sync_engine,  # noqa: SLF001 - the service's own engine.
        "before_cursor_execute",
        lambda *call: written.append(call[2]),
    )

    async def send(number: int) -> Answer:
        token = kinds[number % len(kinds)](number)
        return await client.with_token(token).query("{ agencies { totalCount } }")

    answers: list[Answer] = []
    for first in range(0, 1000, 50):
        answers += await asyncio.gather(*map(send, range(first, first + 50)))

    assert {answer.status for answer in answers} == {401}
    assert codes(answers) == {(401, "INVALID_TOKEN"), (401, "EXPIRED_TOKEN")}
    counted = {one.kind: one.count for one in await events(client)}
    assert counted == {
        "MALFORMED_TOKEN": 250,
        "UNKNOWN_TOKEN": 125,
        "UNKNOWN_KEY": 125,
        "BAD_SIGNATURE": 125,
        "FOREIGN_TOKEN": 125,
        "EXPIRED_TOKEN": 125,
        "BAD_CLAIMS": 125,
    }
    # Only a well-formed API token is looked up; the counts are written once a second.
    upserts = [one for one in written if "security_events" in one]
    others = [one for one in written if one not in upserts]
    assert len([one for one in others if "FROM api_tokens" in one]) == 125
    assert len(upserts) < 200
    for agency_id in (DISHUB, DUKCAPIL):
        assert await refusals(database, agency_id) == []


async def test_no_token_at_all_is_no_event(client: Client) -> None:
    assert (await client.query("{ agencies { totalCount } }")).codes == ["UNAUTHENTICATED"]

    assert await events(client) == []


@pytest.mark.usefixtures("frozen")
async def test_nothing_of_a_token_is_stored_but_ids(
    client: Client, database: Database, provider: IdentityProvider
) -> None:
    person = new_id()
    await use(client, provider.token(person, agency="DISHUB", exp=1))

    (counted,) = await events(client)
    row: dict[str, Any] = {
        column.name: getattr(counted, column.name) for column in SecurityEvent.__table__.columns
    }
    assert isinstance(row.pop("id"), UUID)
    assert row == {
        "minute": clock.now().replace(second=0, microsecond=0),
        "kind": "EXPIRED_TOKEN",
        "agency_id": None,
        "token_id": None,
        "client_id": None,
        "count": 2,
    }
    assert await refusals(database, DISHUB) == []
