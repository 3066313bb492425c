"""The data of the benchmarks: one agency with three years of appraisals, in a database kept apart.

Made once under `.bench/` and kept for the next run; delete the directory to begin anew.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeAlias
from uuid import UUID

import asyncpg
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.demonstration.loading import load_organisation
from kinerja.demonstration.organisation import IN_OFFICE_SINCE, Organisation, generate_agency
from kinerja.demonstration.years import FINISHED, Cast, appraise, cast_of
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.vocabulary import CycleState
from kinerja.domains.frameworks.heads import FrameworkHead
from kinerja.domains.frameworks.loading import PresetChanges, load_preset
from kinerja.kit.embedded_database import DATABASE, DatabaseURLs, EmbeddedDatabase
from kinerja.kit.staging import allow_long_statements
from migrations import run as migrations
from migrations.roles import SETTINGS
from policies.engine import PolicyEngine
from tenants.engines import create_application_engine, create_owner_engine
from tenants.models import AgencyKind
from tenants.provisioning import create_agency, list_agencies
from tenants.records import AgencyRecord
from tenants.session import tenant_session

HOME = Path(".bench")
SEED = 2026
YEARS = (FINISHED - 1, FINISHED, FINISHED + 1)
PRESET = "pp30-70-30"  # Eight indicators.


@dataclass(frozen=True)
class World:
    """A filled database: its addresses, the agency, who asks, and what is asked about.

    `employee` is somebody whom everybody else asks about; `cycle` is the last that is final.
    """

    urls: DatabaseURLs
    agency: AgencyRecord
    people: int
    head: UUID
    officer: UUID
    employee: UUID
    cycle: UUID


@contextmanager
def database(name: str = DATABASE) -> Iterator[DatabaseURLs]:
    """Start the embedded PostgreSQL of the benchmarks, with this database in it, migrated."""
    with EmbeddedDatabase.start(HOME, database=name) as embedded:
        urls = embedded.urls_of(name)
        migrations.upgrade(urls.administrator)
        yield urls


def code_of(people: int) -> str:
    """Return the code of the agency of so many people: each size has its own."""
    return f"BENCH_{people}"


#: Writes what an agency has, in one transaction.
Filling: TypeAlias = Callable[[AsyncSession, Cast, Organisation], Awaitable[None]]


async def fill(urls: DatabaseURLs, *, people: int) -> World:
    """Return the world with an agency of `people`; make what is missing."""
    await _settle(urls.administrator)
    agency, organisation = await provide(urls, people=people, filling=_fill)
    application = create_application_engine(urls.application, pool_size=2)
    try:
        cycle = await _last_final(application, agency)
    finally:
        await application.dispose()
    return World(
        urls,
        agency,
        people,
        head=organisation.head.id,
        officer=organisation.officer.id,
        employee=organisation.line_of_tour.ratee_id,
        cycle=cycle,
    )


async def provide(
    urls: DatabaseURLs, *, people: int, filling: Filling
) -> tuple[AgencyRecord, Organisation]:
    """Return the agency of `people` of a database; make and fill it if it is missing."""
    owner = create_owner_engine(urls.administrator)
    application = create_application_engine(urls.application, pool_size=2)
    code = code_of(people)
    organisation = generate_agency(code, people, SEED)
    try:
        known = {agency.code: agency for agency in await list_agencies(owner)}
        agency = known.get(code) or await create_agency(
            owner, code=code, name="Dinas Ukur", kind=AgencyKind.DINAS, active_from=IN_OFFICE_SINCE
        )
        if not await _is_filled(application, agency):
            async with tenant_session(application, agency.id) as session:
                await allow_long_statements(session)
                await load_organisation(session, agency.id, organisation)
                cast = cast_of(organisation, agency.id, PolicyEngine.load())
                await filling(session, cast, organisation)
            await _analyse(urls.administrator)
    finally:
        await owner.dispose()
        await application.dispose()
    return agency, organisation


async def _settle(url: str) -> None:
    """Give the superuser, who stands for "no row-level security", the application's settings."""
    connection = await asyncpg.connect(url)
    try:
        for name, value in SETTINGS.items():
            await connection.execute(f"ALTER ROLE CURRENT_USER SET {name} = '{value}'")
    finally:
        await connection.close()


async def _analyse(url: str) -> None:
    """Let the planner know the data, as autovacuum does soon after any load."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


async def _is_filled(engine: AsyncEngine, agency: AgencyRecord) -> bool:
    async with tenant_session(engine, agency.id) as session:
        counted = select(func.count()).select_from(Cycle).where(Cycle.agency_id == agency.id)
        return bool(await session.scalar(counted))


async def _last_final(engine: AsyncEngine, agency: AgencyRecord) -> UUID:
    async with tenant_session(engine, agency.id) as session:
        final = select(Cycle.id).where(
            Cycle.agency_id == agency.id, Cycle.state == CycleState.FINALISED
        )
        found = await session.scalars(final.order_by(Cycle.period.desc()).limit(1))
        return found.one()


async def _fill(session: AsyncSession, cast: Cast, organisation: Organisation) -> None:
    for year in YEARS:
        version = await load_framework(session, cast, year=year, publish=True)
        await appraise(
            cast, session, year=year, version_id=version, organisation=organisation, so_far=1.0
        )


async def load_framework(session: AsyncSession, cast: Cast, *, year: int, publish: bool) -> UUID:
    """Write the framework of a year, of eight indicators; return the version's id."""
    return await load_preset(
        session,
        agency_id=cast.head.agency_id,
        preset_code=PRESET,
        actor_id=cast.head.subject.id,
        publish=publish,
        changes=PresetChanges(
            head=FrameworkHead(code="bench", name="Kinerja"),
            effective=Range(date(year, 1, 1), date(year + 1, 1, 1)),
        ),
    )
