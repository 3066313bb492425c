"""Simulating a framework version on a cycle beside a bare INSERT … SELECT of as many rows."""

from dataclasses import replace
from time import perf_counter
from uuid import UUID

import asyncpg
from rich.progress import track
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from benchmarks.finalising import (
    BARE,
    BARE_TABLES,
    FOR_BARE,
    Written,
    fill_cycle,
    insert_bare,
)
from benchmarks.measuring import Times
from benchmarks.results import Goal, section
from benchmarks.world import provide
from kinerja.demonstration.years import Cast, cast_of
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.frameworks.repository import FrameworkRepository
from kinerja.domains.frameworks.tree import ComponentSpec
from kinerja.kit.embedded_database import DatabaseURLs
from kinerja.reads.framework_simulation.outcome import Outcome
from kinerja.reads.framework_simulation.simulate import simulate_framework
from policies.engine import PolicyEngine
from tenants.engines import create_application_engine
from tenants.session import UnitOfWork

TITLE = "Simulating a framework version"
SIMULATED = "simulating"
MOST = 3


async def run(urls: DatabaseURLs, *, people: int, rounds: int) -> dict[str, str]:
    """Measure both by turns, on the cycle that `finalising` measures too; nothing is kept.

    Its results are not stored yet, so that those of before have to be computed as well.
    """
    agency, organisation = await provide(urls, people=people, filling=fill_cycle)
    engine = create_application_engine(urls.application, pool_size=2)
    bare = await asyncpg.connect(urls.administrator)
    written: list[Written] = []
    taken: list[tuple[Outcome, float]] = []
    try:
        cast = cast_of(organisation, agency.id, PolicyEngine.load())
        for statement in FOR_BARE:
            await bare.execute(statement)
        await bare.execute(BARE_TABLES)
        for _ in track(range(rounds), description=f"simulating {people:,} people"):
            written.append(await insert_bare(bare, agency, "bare_results"))
            taken.append(await _simulate(engine, cast))
            for table in ("bare_results", "bare_appraisals"):
                await bare.execute(f"VACUUM {table}")
    finally:
        await bare.close()
        await engine.dispose()
    times = {
        SIMULATED: Times(tuple(seconds for _, seconds in taken)),
        BARE: Times(tuple(one.seconds for one in written)),
    }
    told = _told(taken[0][0], written[0])
    return {TITLE: section(TITLE, told, times=times, goals=[Goal(SIMULATED, BARE, MOST)])}


async def _simulate(engine: AsyncEngine, cast: Cast) -> tuple[Outcome, float]:
    """Try a draft in a unit of work that is never committed."""
    unit, agency_id = UnitOfWork(engine), cast.head.agency_id
    try:
        async with unit.within(agency_id) as session:
            found = await session.execute(
                select(Cycle.id, Cycle.framework_version_id).where(Cycle.agency_id == agency_id)
            )
            cycle_id, version_id = found.one()
            if version_id is None:
                raise RuntimeError("the cycle is not open")
            draft = await _draft(session, cast, version_id)
            started = perf_counter()
            outcome = await simulate_framework(
                cast.head, session, version_id=draft, cycle_id=cycle_id
            )
            return outcome, perf_counter() - started
    finally:
        await unit.rollback()


async def _draft(session: AsyncSession, cast: Cast, version_id: UUID) -> UUID:
    """Write the version again as a draft in which indicators have their weights turned round."""
    repository = FrameworkRepository(session, cast.head.agency_id)
    version = await repository.find_version(version_id)
    if version is None:
        raise RuntimeError("the cycle has no version")
    content = await repository.content(version)
    draft = await repository.add_version(version.framework_id, terms=content.terms, created_by=None)
    await repository.add_tree(draft, tuple(map(_turned, content.components)))
    return draft


def _turned(component: ComponentSpec) -> ComponentSpec:
    weights = [indicator.weight for indicator in reversed(component.indicators)]
    return replace(
        component,
        components=tuple(map(_turned, component.components)),
        indicators=tuple(
            replace(indicator, weight=weight)
            for indicator, weight in zip(component.indicators, weights, strict=True)
        ),
    )


def _told(outcome: Outcome, bare: Written) -> str:
    return (
        f"The results of {outcome.people:,} people with {len(outcome.indicators)} indicators each"
        " are computed twice, as they are and under a draft, and compared, under policy and"
        f" row-level security; nothing is written. Bare: {bare.results:,} and"
        f" {bare.appraisals:,} constant rows into tables with the same columns, indexes and checks,"
        " without foreign keys and policies."
    )
