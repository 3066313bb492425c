"""`python -m benchmarks`: fill the benchmarks' own database, measure, write RESULTS.md."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from benchmarks import against_peers, many_policies, policy_cost, results, world
from benchmarks.contestants import ALL, POSTGRAPHILE
from benchmarks.rounds import Effort
from benchmarks.world import World
from kinerja.kit.logs import configure_logs


@dataclass(frozen=True)
class Sizes:
    """How much data there is, and how often it is measured."""

    people: int
    rounds: int
    effort: Effort


FULL = Sizes(people=5000, rounds=200, effort=Effort())
QUICK = Sizes(people=300, rounds=20, effort=Effort(rounds=5, budget=3))


def main(
    people: Annotated[
        int | None, typer.Option(min=200, help="How many employees the measured agency has.")
    ] = None,
    rounds: Annotated[
        int | None, typer.Option(min=20, help="How often each variant is measured.")
    ] = None,
    *,
    quick: Annotated[
        bool, typer.Option(help="Little data and few rounds: to see that all of it runs.")
    ] = False,
    postgraphile: Annotated[
        bool, typer.Option(help="Whether to measure beside PostGraphile, which comes from npm.")
    ] = True,
) -> None:
    """Measure the service beside its peers and variants of itself; every ratio is of one run.

    The data is made once under .bench (a minute for 5,000 people) and used again.
    """
    configure_logs("json")
    sizes = QUICK if quick else FULL
    names = [name for name in ALL if postgraphile or name != POSTGRAPHILE]
    with world.database() as urls:
        given = asyncio.run(world.fill(urls, people=people or sizes.people))
        sections = asyncio.run(_run(given, sizes, rounds or sizes.rounds, names=names))
    results.write(sections)
    for text in sections.values():
        typer.echo(text)


async def _run(given: World, sizes: Sizes, rounds: int, *, names: Sequence[str]) -> dict[str, str]:
    sections = await against_peers.run(given, effort=sizes.effort, names=names)
    for benchmark in (policy_cost, many_policies):
        sections |= await benchmark.run(given, rounds=rounds)
    return sections


if __name__ == "__main__":
    typer.run(main)
