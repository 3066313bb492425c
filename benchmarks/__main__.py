"""`python -m benchmarks`: fill the benchmarks' own database, measure, write RESULTS.md."""

import asyncio
from typing import Annotated

import typer

from benchmarks import many_policies, policy_cost, results, world
from kinerja.kit.embedded_database import DatabaseURLs
from kinerja.kit.logs import configure_logs


def main(
    people: Annotated[
        int, typer.Option(min=200, help="How many employees the measured agency has.")
    ] = 5000,
    rounds: Annotated[int, typer.Option(min=20, help="How often each variant is measured.")] = 200,
) -> None:
    """Measure the service beside variants of itself; every ratio comes from one run.

    The data is made once under .bench (a minute for 5,000 people) and used again.
    """
    configure_logs("json")
    with world.database() as urls:
        sections = asyncio.run(_run(urls, people=people, rounds=rounds))
    results.write(sections)
    for text in sections.values():
        typer.echo(text)


async def _run(urls: DatabaseURLs, *, people: int, rounds: int) -> dict[str, str]:
    filled = await world.fill(urls, people=people)
    sections: dict[str, str] = {}
    for benchmark in (policy_cost, many_policies):
        sections |= await benchmark.run(filled, rounds=rounds)
    return sections


if __name__ == "__main__":
    typer.run(main)
