"""Tokens of API clients: found by their hash, scoped, ended by time or by an operator."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import ProgrammingError

from kinerja.http import api_tokens
from kinerja.http.api_tokens import APITokenVerifier, digest, new_api_token
from kinerja.http.errors import ExpiredTokenError, InvalidTokenError, RevokedTokenError
from kinerja.kit import clock
from tenants.api_clients import disable_client
from tenants.api_tokens import UnknownTokenError, list_tokens, revoke_token, store_token
from tests.support.database import DISHUB, Database


@pytest.fixture
def clients(database: Database) -> APITokenVerifier:
    return APITokenVerifier(database.application)


async def store(database: Database, token: str, **changes: Any) -> UUID:
    given: dict[str, Any] = {
        "client_name": "Dasbor BI",
        "agency_id": DISHUB,
        "scopes": ["framework:view", "report:view"],
        "purpose": "Laporan triwulan",
        "expires_at": clock.now() + timedelta(days=30),
        **changes,
    }
    async with database.owner.begin() as connection:
        return await store_token(connection, token_hash=digest(token), **given)


async def test_an_api_client_is_known_with_its_agency_and_scopes(
    clients: APITokenVerifier, database: Database
) -> None:
    token = new_api_token("live")
    await store(database, token)

    stored = await clients.verify(token)

    assert stored.agency_id == DISHUB
    assert stored.scopes == {"framework:view", "report:view"}


async def test_tokens_of_one_client_speak_for_the_same_subject(
    clients: APITokenVerifier, database: Database
) -> None:
    first, second = new_api_token("live"), new_api_token("live")
    await store(database, first)
    await store(database, second)

    assert (await clients.verify(first)).client_id == (await clients.verify(second)).client_id


async def test_only_the_hash_of_a_token_is_stored(database: Database) -> None:
    token = new_api_token("live")
    await store(database, token)

    async with database.owner.connect() as connection:
        row = (await connection.execute(text("SELECT api_tokens::text FROM api_tokens"))).scalar()
    assert digest(token).hex() in str(row)
    assert token not in str(row)
    assert token[9:41] not in str(row)


async def test_an_unknown_token_is_invalid(clients: APITokenVerifier) -> None:
    with pytest.raises(InvalidTokenError):
        await clients.verify(new_api_token("live"))


async def test_a_token_ends_by_itself(
    clients: APITokenVerifier, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = new_api_token("live")
    await store(database, token, expires_at=clock.now() + timedelta(days=30))
    await clients.verify(token)

    later = clock.now() + timedelta(days=30, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)

    with pytest.raises(ExpiredTokenError):
        await clients.verify(token)


async def test_a_token_is_revoked_once(database: Database) -> None:
    token_id = await store(database, new_api_token("live"))

    async with database.owner.begin() as connection:
        await revoke_token(connection, token_id)
        with pytest.raises(UnknownTokenError):
            await revoke_token(connection, token_id)
        (listed,) = await list_tokens(connection)

    assert (listed.id, listed.client_name) == (token_id, "Dasbor BI")
    assert listed.revoked_at is not None


async def test_the_service_itself_cannot_make_or_end_tokens(database: Database) -> None:
    for statement in (
        "DELETE FROM api_tokens",
        "UPDATE api_tokens SET revoked_at = NULL",
        "INSERT INTO api_tokens SELECT * FROM api_tokens",
    ):
        async with database.application.connect() as connection:
            with pytest.raises(ProgrammingError, match="permission denied"):
                await connection.execute(text(statement))


async def test_a_revoked_token_stops_working_within_two_seconds(database: Database) -> None:
    time_now = 100.0
    verifier = APITokenVerifier(database.application, now=lambda: time_now)
    token = new_api_token("live")
    token_id = await store(database, token)
    await verifier.verify(token)

    async with database.owner.begin() as connection:
        await revoke_token(connection, token_id)

    assert api_tokens.REMEMBERED <= 2
    time_now += 2.0
    with pytest.raises(RevokedTokenError):
        await verifier.verify(token)


async def test_the_tokens_of_a_disabled_client_stop_working_within_two_seconds(
    database: Database,
) -> None:
    time_now = 100.0
    verifier = APITokenVerifier(database.application, now=lambda: time_now)
    token = new_api_token("live")
    await store(database, token)
    stored = await verifier.verify(token)

    async with database.owner.begin() as connection:
        await disable_client(connection, stored.client_name)

    time_now += 2.0
    with pytest.raises(RevokedTokenError):
        await verifier.verify(token)


async def test_look_ups_are_remembered_and_a_wrong_checksum_asks_nothing(
    database: Database,
) -> None:
    statements: list[str] = []
    event.listen(
        database.application.sync_engine,
        "before_cursor_execute",
        lambda *call: statements.append(call[2]),
    )
    verifier = APITokenVerifier(database.application)
    token = new_api_token("live")
    await store(database, token)

    for _ in range(5):
        await verifier.verify(token)
    assert len(statements) == 1

    for mangled in (token[:-1] + ("0" if token[-1] != "0" else "1"), "knj_", "knj_live_", "knj_x"):
        with pytest.raises(InvalidTokenError):
            await verifier.verify(mangled)
    assert len(statements) == 1
