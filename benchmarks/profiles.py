"""Why something is slow: where the service spends its time, and PostgreSQL its own."""

import cProfile
from collections.abc import Awaitable, Callable

import asyncpg
import httpx

from benchmarks import contestants, world
from benchmarks.load import Load, Post, Statement
from benchmarks.peers import profiled
from benchmarks.profile_text import profile_text
from benchmarks.recording import recording
from benchmarks.results import folded
from benchmarks.servers import free_port, running, served
from benchmarks.world import World

PROFILED = "Kinerja, profiled"
#: How long a question is asked under the profiler.
SECONDS = 2.0
_CALLS = 20
#: Of a plan: its beginning, and its end, where triggers and the whole are told.
_FIRST_LINES, _LAST_LINES = 80, 25


async def profiles(
    given: World, generator: Load, asked: dict[str, tuple[bytes, Statement]]
) -> list[str]:
    """Return for each question what the profiler saw and the plan that PostgreSQL followed.

    The profiler makes every call slower: read its shares, not its times.
    """
    port = free_port()
    environment = contestants.service_environment(port)
    factory = f"{profiled.__name__}:create_app"
    program = served(PROFILED, factory, port=port, environment=environment)
    token = contestants.token(given)
    found: list[str] = []
    with running([program], logs=world.HOME / "logs"):
        for name, (body, statement) in asked.items():
            seen = await _profile(generator, Post(port, body, token))
            found.append(folded(f"{name}: cProfile of the server process", seen))
            plan = await explain(statement)
            found.append(folded(f"{name}: EXPLAIN ANALYZE of the statement", plan))
    return found


async def _profile(generator: Load, post: Post) -> str:
    async with httpx.AsyncClient(timeout=30) as client:
        address = f"http://127.0.0.1:{post.port}{profiled.PATH}"
        await generator.run(post, connections=1, seconds=SECONDS / 4)  # Warm.
        await client.get(address)
        await generator.run(post, connections=1, seconds=SECONDS)
        return (await client.get(address)).text


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
