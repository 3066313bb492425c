"""Finalising a cycle beside a bare INSERT … SELECT of as many rows."""

from dataclasses import dataclass
from time import perf_counter
from uuid import UUID

import asyncpg
from rich.progress import track
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from benchmarks.load import Statement
from benchmarks.measuring import Times
from benchmarks.reasons import explain
from benchmarks.recording import recording
from benchmarks.results import Goal, folded, judge, section
from benchmarks.world import load_framework, provide
from kinerja.demonstration.organisation import Organisation
from kinerja.demonstration.scoring import decide_and_submit
from kinerja.demonstration.years import RUNNING, Cast, appraise, cast_of
from kinerja.domains.appraisals.models import Appraisal, NodeResult
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.frameworks.models import Indicator
from kinerja.domains.frameworks.transitions import Transition, transition
from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.kit.embedded_database import DatabaseURLs
from kinerja.kit.ids import AgencyId
from kinerja.workflows.finalise_cycle import finalise_cycle
from kinerja.workflows.room import SETTINGS
from policies.engine import PolicyEngine
from tenants.engines import create_application_engine
from tenants.records import AgencyRecord
from tenants.session import UnitOfWork, set_agency

TITLE = "Finalising a cycle"
FINALISED, BARE = "finalising", "bare INSERT … SELECT"
KEYED = "INSERT … SELECT with foreign keys"
MOST = 2

#: The preset has eight indicators: two of them become two halves each.
_HALVE = """
UPDATE indicators SET weight = weight / 2
WHERE agency_id = :agency AND version_id = :version AND code IN (
    SELECT code FROM indicators WHERE agency_id = :agency AND version_id = :version
    ORDER BY code LIMIT 2)
RETURNING id
"""
_OTHER_HALF = """
INSERT INTO indicators (agency_id, id, code, {columns})
SELECT :agency, gen_random_uuid(), code || '_2', {columns}
FROM indicators WHERE agency_id = :agency AND id = ANY (:halved)
"""
#: As many rows as finalising writes: a result for each node, and each appraisal anew.
BARE_TABLES = """
CREATE TABLE IF NOT EXISTS bare_results (LIKE node_results INCLUDING ALL);
CREATE TABLE IF NOT EXISTS bare_appraisals (LIKE appraisals INCLUDING ALL);
CREATE TABLE IF NOT EXISTS keyed_results (LIKE node_results INCLUDING ALL,
    FOREIGN KEY (agency_id) REFERENCES agencies (id),
    FOREIGN KEY (agency_id, appraisal_id) REFERENCES appraisals (agency_id, id));
"""
_RESULTS = """
INSERT INTO {table} (agency_id, appraisal_id, node_id, node_kind, achievement,
    effective_weight, contribution)
SELECT s.agency_id, s.appraisal_id, s.indicator_id, 'INDICATOR', 100.0, 12.5, 12.5
FROM scores s WHERE s.agency_id = $1
UNION ALL
SELECT a.agency_id, a.id, c.id, 'COMPONENT', 100.0, 25.0, 25.0
FROM appraisals a JOIN components c
    ON c.agency_id = a.agency_id AND c.version_id = a.framework_version_id
WHERE a.agency_id = $1
"""
_APPRAISALS = """
INSERT INTO bare_appraisals ({columns}) SELECT {columns} FROM appraisals WHERE agency_id = $1
"""
#: The roles of the service plan every statement anew; of a foreign key that is a plan for each row.
FOR_BARE = ("SET statement_timeout = 0", "SET plan_cache_mode = auto")
_TABLE_OF = {BARE: "bare_results", KEYED: "keyed_results"}
_GARBAGE = ("node_results", "appraisals", "bare_appraisals", "report_cells", *_TABLE_OF.values())


@dataclass(frozen=True)
class Written:
    """How many rows were written, and in how many seconds."""

    results: int
    appraisals: int
    seconds: float


async def run(urls: DatabaseURLs, *, people: int, rounds: int) -> dict[str, str]:
    """Measure both by turns, each in a transaction that is rolled back."""
    agency, organisation = await provide(urls, people=people, filling=fill_cycle)
    engine = create_application_engine(urls.application, pool_size=2)
    bare = await asyncpg.connect(urls.administrator)
    found: dict[str, list[Written]] = {FINALISED: [], BARE: [], KEYED: []}
    try:
        cast = cast_of(organisation, agency.id, PolicyEngine.load())
        for statement in FOR_BARE:
            await bare.execute(statement)
        await bare.execute(BARE_TABLES)
        for _ in track(range(rounds), description=f"finalising {people:,} people"):
            for name, table in _TABLE_OF.items():
                found[name].append(await insert_bare(bare, agency, table))
            found[FINALISED].append(await _finalise(engine, cast))
            for table in _GARBAGE:  # What was rolled back would make the next round slower.
                await bare.execute(f"VACUUM {table}")
        times = {name: Times(tuple(one.seconds for one in all_)) for name, all_ in found.items()}
        goals, seen = [Goal(FINALISED, BARE, MOST), Goal(FINALISED, KEYED)], list[str]()
        if not all(one.is_met for one in judge(times, goals)):
            seen = [await _plan(urls.application, engine, cast)]
    finally:
        await bare.close()
        await engine.dispose()
    told = _told(found[FINALISED][0], found[BARE][0], people)
    return {TITLE: section(TITLE, told, times=times, goals=goals, reasons=seen)}


async def _finalise(engine: AsyncEngine, cast: Cast) -> Written:
    """Finalise the cycle in a unit of work that is never committed."""
    unit, agency_id = UnitOfWork(engine), cast.head.agency_id
    try:
        async with unit.within(agency_id) as session:
            cycle = await session.scalar(select(Cycle.id).where(Cycle.agency_id == agency_id))
            if cycle is None:
                raise RuntimeError("there is no cycle to finalise")
            started = perf_counter()
            appraisals = await finalise_cycle(cast.head, session, cycle_id=cycle)
            seconds = perf_counter() - started
            counted = select(func.count()).where(NodeResult.agency_id == agency_id)
            results = await session.scalar(counted) or 0
    finally:
        await unit.rollback()
    return Written(results, appraisals, seconds)


async def insert_bare(
    bare: "asyncpg.Connection[asyncpg.Record]", agency: AgencyRecord, table: str
) -> Written:
    """Insert as many constant rows as finalising writes, in a transaction that is rolled back."""
    columns = ", ".join(
        column.name for column in Appraisal.__table__.columns if column.computed is None
    )
    transaction = bare.transaction()
    await transaction.start()
    try:
        started = perf_counter()
        results = await bare.execute(_RESULTS.format(table=table), agency.id)
        appraisals = await bare.execute(_APPRAISALS.format(columns=columns), agency.id)
        seconds = perf_counter() - started
    finally:
        await transaction.rollback()
    return Written(int(results.split()[-1]), int(appraisals.split()[-1]), seconds)


async def fill_cycle(session: AsyncSession, cast: Cast, organisation: Organisation) -> None:
    """Make the running year's cycle with ten indicators, scored, rated and submitted."""
    agency_id = cast.head.agency_id
    version = await load_framework(session, cast, year=RUNNING, publish=False)
    await _add_indicators(session, agency_id, version)
    review, publication = VersionStatus.IN_REVIEW, VersionStatus.PUBLISHED
    steps = (
        (VersionStatus.DRAFT, review, None, None),
        (review, publication, cast.head.subject.id, "not asked for here"),
    )
    for expected, target, actor, content in steps:
        step = Transition(
            version_id=version,
            expected=expected,
            target=target,
            actor_id=actor,
            content_hash=content,
        )
        if not await transition(session, step, agency_id=agency_id):
            raise RuntimeError("the framework cannot be published")
    await appraise(
        cast, session, year=RUNNING, version_id=version, organisation=organisation, so_far=1.0
    )
    cycle = await session.scalar(select(Cycle.id).where(Cycle.agency_id == agency_id))
    if cycle is not None:
        await decide_and_submit(session, agency_id, cycle)


async def _add_indicators(session: AsyncSession, agency_id: AgencyId, version: UUID) -> None:
    """Make ten indicators of eight."""
    changed = {"agency_id", "id", "code"}
    names = [column.name for column in Indicator.__table__.columns if column.name not in changed]
    values = {"agency": agency_id, "version": version}
    halved = list(await session.scalars(text(_HALVE), values))
    statement = _OTHER_HALF.format(columns=", ".join(names))
    await session.execute(text(statement), {"agency": agency_id, "halved": halved})


async def _plan(url: str, engine: AsyncEngine, cast: Cast) -> str:
    """Return the plan of the statement, triggers for foreign keys included."""
    with recording() as log:
        await _finalise(engine, cast)
    sent = log.longest()
    settings = [f"SET LOCAL {name} = '{value}'" for name, value in SETTINGS.items()]
    opening = "; ".join([set_agency(cast.head.agency_id), *settings])
    plan = await explain(Statement(url, opening, sent.text, sent.values))
    return folded("EXPLAIN ANALYZE of the statement", plan)


def _told(ours: Written, bare: Written, people: int) -> str:
    return (
        f"A cycle of {people:,} people with ten indicators each: {ours.results:,} results of nodes"
        f" are computed and written and {ours.appraisals:,} appraisals closed, under policy and"
        f" row-level security. Bare: {bare.results:,} and {bare.appraisals:,} constant rows into"
        " tables with the same columns, indexes and checks, without foreign keys and policies."
    )
