"""What the reads of one agency cost as other agencies come: few beside many, of equal size."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any

import orjson

from benchmarks.answers import size
from benchmarks.copies import copy_agency
from benchmarks.measuring import Times, measure, ratio
from benchmarks.questions.asked import KINERJA, Question, questions
from benchmarks.reasons import in_agency, reasons
from benchmarks.results import at_most, page, table, verdict_table
from benchmarks.service import Service, service
from benchmarks.world import World
from graphql_schema.schema import create_schema
from policies.engine import PolicyEngine

TITLE = "Reads of one agency among few and many"
#: The same question takes at most so many times as long.
MOST = 1.2


async def run(worlds: Mapping[int, World], *, rounds: int) -> dict[str, str]:
    """Measure the same agency among as many others as the numbers of agencies say.

    The worlds are databases of one server, so that both are measured in the same rounds.
    """
    for agencies, world in worlds.items():
        await copy_agency(world, agencies)
    schema = create_schema()
    async with AsyncExitStack() as stack:
        services = {
            agencies: await stack.enter_async_context(
                service(world.urls.application, schema, PolicyEngine.load())
            )
            for agencies, world in worlds.items()
        }
        times: dict[str, dict[str, Times]] = {}
        seen: list[str] = []
        most = max(worlds)
        names = [question.name for question in questions(next(iter(worlds.values())))]
        for name in names:
            variants = {
                _told(agencies): _asking(services[agencies], world, _find(world, name))
                for agencies, world in worlds.items()
            }
            await _check(variants)
            times[name] = await measure(variants, rounds=rounds, title=f"growth: {name}")
            if ratio(times[name], _told(most), _told(min(worlds))) > MOST:
                opening = in_agency(worlds[most].agency.id)
                url = worlds[most].urls.application
                seen += await reasons(name, variants[_told(most)], url=url, opening=opening)
    return {TITLE: _section(worlds, times, seen)}


def _asking(asked: Service, world: World, question: Question) -> Callable[[], Awaitable[bytes]]:
    document, values = question.document(KINERJA), dict(question.ours)
    return lambda: asked.ask(world.head, world.agency, document, values)


def _find(world: World, name: str) -> Question:
    return next(one for one in questions(world) if one.name == name)


async def _check(variants: Mapping[str, Callable[[], Awaitable[bytes]]]) -> None:
    """Make sure that all answer as much: ids of what was made later differ, nothing else."""
    sizes: set[Any] = {size(orjson.loads(await ask())["data"]) for ask in variants.values()}
    if len(sizes) != 1:
        raise RuntimeError("the agency is not the same in all databases")


def _told(agencies: int) -> str:
    return f"{agencies} agencies"


def _section(
    worlds: Mapping[int, World], times: Mapping[str, Mapping[str, Times]], seen: Sequence[str]
) -> str:
    people = next(iter(worlds.values())).people
    few, many = (_told(agencies) for agencies in worlds)
    rows = [
        (question, *(f"{1e3 * one.median:.2f} / {1e3 * one.p99:.2f}" for one in found.values()))
        for question, found in times.items()
    ]
    told = (
        f"The questions of the head of an agency of {people:,} people, from the parsed request to"
        " the bytes of the answer, where there are "
        + " and where there are ".join(
            f"{agencies:,} agencies with {agencies * people:,} people" for agencies in worlds
        )
        + " in all: copies of the agency with one final year, of eight scores a person. Two"
        " databases of one server, in turn."
    )
    verdicts = [
        at_most(f"{name}: {many} / {few}", ratio(found, many, few), MOST)
        for name, found in times.items()
    ]
    heads = ["question, median / p99 ms", few, many]
    return page(TITLE, told, table(heads, rows), verdict_table(verdicts), *seen)
