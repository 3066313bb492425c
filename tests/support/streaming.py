"""Reads an answer of lines in a test: what stands before, between and after them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson

from graphql_schema.streaming import open_lines
from kinerja.domains.organisation.models import Employee
from tenants.session import UnitOfWork
from tests.support.clients import Client
from tests.support.reading import World, full_schema

JSONL = "application/jsonl"


@dataclass(frozen=True)
class Streamed:
    """The lines of an answer; `errors` instead when nothing was read."""

    head: Mapping[str, Any]
    rows: Sequence[Any]
    tail: Mapping[str, Any]
    errors: Sequence[Mapping[str, Any]] = ()

    @property
    def codes(self) -> list[str]:
        """The codes of the errors."""
        return [error["extensions"]["code"] for error in self.errors]


def parsed(text: str) -> Streamed:
    """Read the text of a whole answer; its last line may also be one of errors."""
    head, *rows, tail = [orjson.loads(line) for line in text.splitlines()]
    return Streamed(head, rows, tail)


async def stream(client: Client, document: str, **variables: Any) -> Streamed:
    """Ask the service for lines."""
    response = await client.http.post(
        "/graphql",
        json={"query": document, "variables": variables},
        headers={"authorization": f"Bearer {client.token}", "accept": JSONL, **client.headers},
    )
    if response.status_code != 200:
        return Streamed({}, [], {}, response.json()["errors"])
    assert response.headers["content-type"] == JSONL
    return parsed(response.text)


async def lines_of(
    world: World, who: UUID | Employee, document: str, *, scopes: frozenset[str] | None = None
) -> Streamed:
    """Ask the schema itself for lines; neither the account of it nor anything else is kept."""
    context = await world.context(who, scopes=scopes)
    engine = world.database.application
    unit = UnitOfWork(engine, snapshot=True)
    try:
        opened = await open_lines(full_schema(), context, query=document, variables={}, name=None)
        await context.unit.close()
        if opened.lines is None:
            return Streamed({}, [], {}, opened.errors)
        lines = [line async for batch in opened.lines.batches(unit) for line in batch]
        assert not any("\n" in line for line in lines), "a line is one line"
        rows = [orjson.loads(line) for line in lines]
        return Streamed(opened.lines.head, rows, opened.lines.tail())
    finally:
        await context.unit.close()
        await unit.close()
