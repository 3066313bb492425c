"""Why the service is slow: where its process spends its time, and PostgreSQL its own."""

import httpx

from benchmarks import contestants, world
from benchmarks.load import Load, Post, Statement
from benchmarks.peers import profiled
from benchmarks.reasons import explain
from benchmarks.results import folded
from benchmarks.servers import free_port, running, served
from benchmarks.world import World

PROFILED = "Kinerja, profiled"
#: How long a question is asked under the profiler.
SECONDS = 2.0


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
