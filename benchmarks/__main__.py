"""`python -m benchmarks`: fill the benchmarks' own databases, measure, write RESULTS.md."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

import typer

from benchmarks import (
    against_peers,
    cross_agency,
    export,
    finalising,
    growth,
    many_policies,
    policy_cost,
    results,
    simulating,
    world,
)
from benchmarks.contestants import ALL, POSTGRAPHILE
from benchmarks.rounds import Effort
from kinerja.kit.logs import configure_logs


@dataclass(frozen=True)
class Sizes:
    """How much data there is, and how often it is measured.

    `people` are those of the agency that is asked most; `members` those of each of `few` and of
    `many` agencies; `cycle` those whose cycle is finalised, `finals` times; `exported` those of
    each agency that is exported.
    """

    people: int
    rounds: int
    effort: Effort
    few: int
    many: int
    members: int
    cycle: int
    finals: int
    exported: Sequence[int]


FULL = Sizes(
    people=5000,
    rounds=100,
    effort=Effort(),
    few=10,
    many=500,
    members=1000,
    cycle=100_000,
    finals=2,
    exported=(10_000, 300_000, 1_000_000),
)
QUICK = Sizes(
    people=200,
    rounds=20,
    effort=Effort(rounds=3, budget=1),
    few=2,
    many=4,
    members=200,
    cycle=200,
    finals=2,
    exported=(1000, 5000),
)


def peers(sizes: Sizes, names: Sequence[str]) -> dict[str, str]:
    """Measure the service beside its peers."""
    with world.database() as urls:
        given = asyncio.run(world.fill(urls, people=sizes.people))
        return asyncio.run(against_peers.run(given, effort=sizes.effort, names=names))


def policies(sizes: Sizes, _: Sequence[str]) -> dict[str, str]:
    """Measure what policies cost, and what thousands of them do."""
    with world.database() as urls:
        given = asyncio.run(world.fill(urls, people=sizes.people))
        sections: dict[str, str] = {}
        for benchmark in (policy_cost, many_policies):
            sections |= asyncio.run(benchmark.run(given, rounds=sizes.rounds))
        return sections


def agencies(sizes: Sizes, _: Sequence[str]) -> dict[str, str]:
    """Measure reads of one agency among few and many, and the report across them."""
    with world.database("few") as few, world.database("many") as many:
        worlds = {
            number: asyncio.run(world.fill(urls, people=sizes.members))
            for number, urls in ((sizes.few, few), (sizes.many, many))
        }
        sections = asyncio.run(growth.run(worlds, rounds=sizes.rounds))
        return sections | asyncio.run(cross_agency.run(worlds[sizes.many], rounds=sizes.rounds))


def cycles(sizes: Sizes, _: Sequence[str]) -> dict[str, str]:
    """Measure how a cycle is finalised, and how a version is tried on it before."""
    with world.database("cycles") as urls:
        sections: dict[str, str] = {}
        for benchmark in (finalising, simulating):
            sections |= asyncio.run(benchmark.run(urls, people=sizes.cycle, rounds=sizes.finals))
        return sections


def exports(sizes: Sizes, _: Sequence[str]) -> dict[str, str]:
    """Measure what a worker holds in memory while it exports."""
    with export.database() as urls:
        asyncio.run(export.fill(urls, sizes.exported))
        return export.run(sizes.exported)


PARTS: Mapping[str, Callable[[Sizes, Sequence[str]], dict[str, str]]] = {
    part.__name__: part for part in (peers, policies, agencies, cycles, exports)
}


def main(
    only: Annotated[
        list[str] | None, typer.Argument(help=f"What to measure: {', '.join(PARTS)}. All of it.")
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

    The data is made once under .bench (minutes, most of them for 500 agencies) and used again.
    RESULTS.md is written after each part; a quick run only prints.
    """
    configure_logs("json")
    sizes = QUICK if quick else FULL
    names = [name for name in ALL if postgraphile or name != POSTGRAPHILE]
    for part in only or PARTS:
        if part not in PARTS:
            raise typer.BadParameter(f"there is no {part}, but {', '.join(PARTS)}")
        sections = PARTS[part](sizes, names)
        if not quick:
            results.write(sections)
        for text in sections.values():
            typer.echo(text)


if __name__ == "__main__":
    typer.run(main)
