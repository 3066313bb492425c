"""Tokens that were issued before there were clients keep their clients."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest

from migrations import run
from tests.support.database import Database, Server, empty_database

BEFORE, AFTER = "a010_inspection_cases", "a011_data_sharing"
INSERT = """
INSERT INTO api_tokens
    (id, client_id, client_name, token_hash, scopes, purpose, created_at, expires_at)
SELECT gen_random_uuid(), $1, $2, sha256($3::text::bytea), '{cycle:view}', 'Uji',
    now() - interval '1 day' * $4, now() + interval '30 days'
"""
ONE, TWO, OLDER = (f"00000000-0000-7000-8000-00000000000{digit}" for digit in (1, 2, 3))


@pytest.fixture
async def empty(server: Server, template: str) -> AsyncIterator[Database]:
    """Return a database without tables, on a server whose roles can log in."""
    assert template
    async with empty_database(server) as database:
        yield database


async def test_each_name_becomes_one_client_with_a_key_of_its_own(empty: Database) -> None:
    await asyncio.to_thread(run.upgrade, empty.owner_url, BEFORE)
    connection = await asyncpg.connect(empty.owner_url)
    try:
        await connection.execute("SET ROLE kinerja_owner")
        tokens = ((ONE, "Satu", 1), (ONE, "Satu", 2), (TWO, "Dua", 1), (OLDER, "Dua", 9))
        for number, (client, name, age) in enumerate(tokens):
            await connection.execute(INSERT, client, name, f"token {number}", age)
        await connection.execute("RESET ROLE")

        await asyncio.to_thread(run.upgrade, empty.owner_url, AFTER)

        clients = await connection.fetch(
            "SELECT id::text, name, octet_length(pseudonym_key) FROM api_clients ORDER BY id"
        )
        assert [tuple(row) for row in clients] == [(ONE, "Satu", 32), (OLDER, "Dua", 32)]
        keys = await connection.fetch("SELECT DISTINCT pseudonym_key FROM api_clients")
        assert len(keys) == 2
        held = await connection.fetch(
            "SELECT c.name = t.client_name AS same FROM api_tokens t JOIN api_clients c"
            " ON c.id = t.client_id"
        )
        assert [row["same"] for row in held] == [True] * 4
    finally:
        await connection.close()
