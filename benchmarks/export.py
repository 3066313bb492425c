"""Exporting few rows and very many: what the worker holds in memory while they go out."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter
from typing import Final
from uuid import UUID

import httpx
import orjson
import psutil
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range

from benchmarks.results import Verdict, at_most, page, table, verdict_table
from benchmarks.servers import MEBIBYTE, Program, Server, free_port, running
from kinerja.http.development_issuer import DevelopmentIssuer
from kinerja.kit.embedded_database import DatabaseURLs, EmbeddedDatabase
from migrations import run as migrations
from policies.permissions import Role
from tenants.engines import create_owner_engine
from tenants.models import AgencyKind
from tenants.provisioning import create_agency, list_agencies
from tenants.roles import grant_role
from tenants.session import tenant_session

TITLE: Final = "Exporting an agency line by line"
#: A cluster of its own: so many rows would stand in the way of the other benchmarks.
HOME: Final = Path(".bench") / "exports"
OFFICER: Final = UUID(int=2026)  # The data protection officer.
#: What a worker may hold, and how much more with very many rows than with few.
MOST_MEBIBYTES, MOST_GROWTH = 150, 1.1
DOCUMENT: Final = """
query ($code: String!) {
  agency(code: $code) {
    accessEvents { nodes { id occurredAt subjectKind roles purpose resources fieldClasses } }
  }
}
"""
_FILL: Final = text(
    "INSERT INTO access_events (agency_id, id, subject_id, subject_kind, roles, purpose,"
    " request_id, operation_hash, resources, field_classes, rules, reach, covers_everyone)"
    " SELECT :agency, gen_random_uuid(), gen_random_uuid(), 'PERSON', '{employee}',"
    " 'Pembinaan ' || number, gen_random_uuid(), sha256('x'), '{employee}', '{personal}',"
    " '{rule}', 'LIST', true FROM generate_series(1, :rows) number"
)


@dataclass(frozen=True)
class Measured:
    """One export: how many rows, how long it took, and the most that the worker held, in MiB.

    `share` counts memory that several processes use in equal parts (PSS), `resident` in full (RSS).
    """

    rows: int
    bytes: int
    seconds: float
    share: float
    resident: float


@contextmanager
def database() -> Iterator[DatabaseURLs]:
    """Start the cluster of this benchmark, migrated."""
    with EmbeddedDatabase.start(HOME) as embedded:
        migrations.upgrade(embedded.urls.administrator)
        yield embedded.urls


async def fill(urls: DatabaseURLs, sizes: Sequence[int]) -> None:
    """Make an agency for each number of reads, and an officer who sees its log; what is missing."""
    owner = create_owner_engine(urls.administrator)
    try:
        known = {agency.code for agency in await list_agencies(owner)}
        for rows in sizes:
            if code_of(rows) in known:
                continue
            agency = await create_agency(
                owner,
                code=code_of(rows),
                name="Dinas Ekspor",
                kind=AgencyKind.DINAS,
                active_from=date(2024, 1, 1),
            )
            async with tenant_session(owner, agency.id) as session:
                await session.execute(text("SET LOCAL statement_timeout = '15min'"))
                await session.execute(_FILL, {"agency": agency.id, "rows": rows})
            role, always = Role.DPO, Range(date(2024, 1, 1), None)
            await grant_role(owner, agency.id, subject_id=OFFICER, role=role, valid=always)
            async with owner.connect() as connection:
                await connection.execute(text("ANALYZE access_events"))
    finally:
        await owner.dispose()


def code_of(rows: int) -> str:
    """Return the code of the agency whose access log has so many rows."""
    return f"EXPORT_{rows}"


def run(sizes: Sequence[int]) -> dict[str, str]:
    """Measure each size with a service of its own, and return the section."""
    measured = [_measure(rows) for rows in sizes]
    told_rows = [
        (
            f"{one.rows:,}",
            f"{one.bytes / MEBIBYTE:.1f}",
            f"{one.rows / one.seconds:,.0f}",
            f"{one.share:.0f}",
            f"{one.resident:.0f}",
        )
        for one in measured
    ]
    few, many = measured[0], measured[-1]
    held = Verdict(
        f"memory of a worker that exports {many.rows:,} rows",
        f"{many.share:.0f} MiB",
        f"< {MOST_MEBIBYTES} MiB",
        many.share < MOST_MEBIBYTES,
    )
    growth = f"memory with {many.rows:,} rows / with {few.rows:,}"
    told = (
        "The access log of an agency in one answer of lines, by its data protection officer,"
        " policies and RLS on: the most that the worker held while they went out. PSS counts in"
        " equal parts what several processes share, RSS counts it in full."
    )
    heads = ["rows", "MiB sent", "rows a second", "PSS, MiB", "RSS, MiB"]
    return {
        TITLE: page(
            TITLE,
            told,
            table(heads, told_rows),
            verdict_table([held, at_most(growth, many.share / few.share, MOST_GROWTH)]),
        )
    }


def _measure(rows: int) -> Measured:
    port = free_port()
    command = [sys.executable, "-m", "kinerja", "serve"]
    environment = {
        "KINERJA_HOME": str(HOME.resolve()),
        "KINERJA_PORT": str(port),
        "KINERJA_COST_BUDGET": "1000000000",
        "KINERJA_COST_RESTORED_PER_SECOND": "1000000000",
    }
    program = Program(f"export {rows}", command, environment, port)
    with running([program], logs=HOME / "logs") as servers:
        return _export(servers[program.name], rows)


def _export(server: Server, rows: int) -> Measured:
    """Export, and look at the worker's memory after each megabyte.

    Raises:
        RuntimeError: the answer is not complete.
    """
    worker = _worker(server)
    token = DevelopmentIssuer.open(HOME).issue(
        OFFICER,
        agency_code=code_of(rows),
        audience="kinerja",
        expires_in=timedelta(hours=1),
    )
    body = {"query": DOCUMENT, "variables": {"code": code_of(rows)}}
    headers = {"authorization": f"Bearer {token}", "accept": "application/jsonl"}
    sent, share, resident, tail = 0, 0.0, 0.0, b""
    started, looking = perf_counter(), 0.0
    address = f"http://127.0.0.1:{server.port}/graphql"
    with httpx.stream("POST", address, json=body, headers=headers, timeout=60) as answer:
        for part in answer.iter_bytes(MEBIBYTE):
            sent, tail = sent + len(part), (tail + part)[-1000:]
            before = perf_counter()
            memory = worker.memory_full_info()
            share, resident = max(share, memory.pss), max(resident, memory.rss)
            looking += perf_counter() - before
    seconds = perf_counter() - started - looking
    end = orjson.loads(tail.splitlines()[-1])
    if end != {"complete": True, "count": rows}:
        raise RuntimeError(end)
    return Measured(rows, sent, seconds, share / MEBIBYTE, resident / MEBIBYTE)


def _worker(server: Server) -> psutil.Process:
    """Return the process that answers: the largest below the server's own."""
    below = psutil.Process(server.process.pid).children(recursive=True)
    return max(below, key=lambda one: int(one.memory_info().rss))
