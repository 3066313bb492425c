"""Why something is slow in this process: what the profiler sees, and the plan that was followed."""

import cProfile
from collections.abc import Awaitable, Callable

import asyncpg

from benchmarks.load import Statement
from benchmarks.profile_text import profile_text
from benchmarks.recording import recording
from benchmarks.results import folded
from kinerja.kit.ids import AgencyId
from tenants.session import set_agency

_CALLS = 20
#: Of a plan: its beginning, and its end, where triggers and the whole are told.
_FIRST_LINES, _LAST_LINES = 80, 25


def in_agency(agency_id: AgencyId) -> str:
    """Return what puts a session, not a transaction alone, into an agency."""
    return set_agency(agency_id).replace("SET LOCAL", "SET")


async def reasons(
    name: str, ask: Callable[[], Awaitable[object]], *, url: str, opening: str
) -> list[str]:
    """Return what the profiler sees of a call in this process, and the plan of its statement.

    `url` and `opening` are where and how the statement is explained.
    """
    with recording() as log:
        await ask()
    sent = log.longest()
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(_CALLS):
        await ask()
    profile.disable()
    plan = await explain(Statement(url, opening, sent.text, sent.values))
    return [
        folded(f"{name}: cProfile of {_CALLS} calls", profile_text(profile)),
        folded(f"{name}: EXPLAIN ANALYZE of the statement", plan),
    ]


async def explain(statement: Statement) -> str:
    """Return the plan of a statement with what each step took; what it writes is rolled back."""
    connection = await asyncpg.connect(statement.url, server_settings={"jit": "off"})
    try:
        transaction = connection.transaction()
        await transaction.start()
        if statement.opening:
            await connection.execute(statement.opening)
        explained = f"EXPLAIN (ANALYZE, COSTS OFF) {statement.text}"
        rows = await connection.fetch(explained, *statement.values)
        await transaction.rollback()
    finally:
        await connection.close()
    lines = [str(row[0]) for row in rows]
    left_out = len(lines) - _FIRST_LINES - _LAST_LINES
    if left_out <= 0:
        return "\n".join(lines)
    return "\n".join([*lines[:_FIRST_LINES], f"... {left_out} lines ...", *lines[-_LAST_LINES:]])
