"""Provisions the agencies of Jakarta with invented people and two years of appraisals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.demonstration.agencies import AGENCIES, DemonstrationAgency, share_out
from kinerja.demonstration.citizens import ask_citizens
from kinerja.demonstration.loading import load_organisation
from kinerja.demonstration.organisation import IN_OFFICE_SINCE, Organisation, generate_agency
from kinerja.demonstration.years import FINISHED, RUNNING, Cast, appraise, cast_of
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.frameworks.heads import FrameworkHead
from kinerja.domains.frameworks.loading import PresetChanges, load_preset
from kinerja.kit.ids import AgencyId
from kinerja.kit.staging import allow_long_statements
from policies.engine import PolicyEngine
from policies.permissions import Role
from tenants.holding import ensure_role
from tenants.provisioning import create_agency, list_agencies
from tenants.records import AgencyRecord
from tenants.session import tenant_session

#: Dishub's second version adds the responsiveness to complaints, after its yearly evaluation.
SECOND_YEAR = {"dishub-v1": "dishub-v2"}


@dataclass(frozen=True)
class Engines:
    """The database as its owner, who provisions, and as the application, which does the rest."""

    owner: AsyncEngine
    application: AsyncEngine


@dataclass(frozen=True)
class Plan:
    """How many people to invent over all agencies, and from which seed."""

    people: int
    seed: int


async def provision(
    engines: Engines, policies: PolicyEngine, plan: Plan, *, done: Callable[[str, int], None]
) -> None:
    """Provision whatever is missing; an agency that is complete is left as it is.

    `done` hears the name of each agency and how many people it has been given.
    """
    known = {agency.code: agency for agency in await list_agencies(engines.owner)}
    sizes = share_out(plan.people)
    for agency in AGENCIES:
        record = known.get(agency.code) or await create_agency(
            engines.owner,
            code=agency.code,
            name=agency.name,
            kind=agency.kind,
            active_from=IN_OFFICE_SINCE,
        )
        size = sizes[agency.code]
        if not await _is_complete(engines.application, record.id):
            people = generate_agency(
                agency.code, size, plan.seed, name=agency.name, kind=agency.kind
            )
            await _fill(
                engines, policies, agency, record=record, organisation=people, seed=plan.seed
            )
        done(agency.name, size)


async def _is_complete(engine: AsyncEngine, agency_id: AgencyId) -> bool:
    """Tell whether the agency's one transaction was kept: its cycles are the last it writes."""
    async with tenant_session(engine, agency_id) as session:
        counted = select(func.count()).select_from(Cycle).where(Cycle.agency_id == agency_id)
        return bool(await session.scalar(counted))


async def _fill(
    engines: Engines,
    policies: PolicyEngine,
    agency: DemonstrationAgency,
    *,
    record: AgencyRecord,
    organisation: Organisation,
    seed: int,
) -> None:
    """Write all that an agency owns, in one transaction of the application role."""
    cast = cast_of(organisation, record.id, policies)
    await ensure_role(
        engines.owner,
        record.id,
        subject_id=organisation.officer.id,
        role=Role.PERFORMANCE_OFFICER.value,
        on=IN_OFFICE_SINCE,
    )
    async with tenant_session(engines.application, record.id) as session:
        await allow_long_statements(session)
        await load_organisation(session, record.id, organisation)
        for year in (FINISHED, RUNNING):
            version_id = await _framework(session, record.id, agency, year=year, cast=cast)
            await appraise(
                cast, session, year=year, version_id=version_id, organisation=organisation
            )
        await _framework(session, record.id, agency, year=RUNNING + 1, cast=cast)
        await ask_citizens(cast, session, organisation, seed=seed)


async def _framework(
    session: AsyncSession,
    agency_id: AgencyId,
    agency: DemonstrationAgency,
    *,
    year: int,
    cast: Cast,
) -> UUID:
    """Publish the agency's framework of a year: a version of its own for each."""
    preset = agency.preset if year == FINISHED else SECOND_YEAR.get(agency.preset, agency.preset)
    code = f"kinerja-{agency.code.lower().replace('_', '-')}"
    return await load_preset(
        session,
        agency_id=agency_id,
        preset_code=preset,
        actor_id=cast.head.subject.id,
        publish=year <= RUNNING,
        changes=PresetChanges(
            head=FrameworkHead(code=code, name=f"Kinerja {agency.name}"),
            effective=Range(date(year, 1, 1), date(year + 1, 1, 1)),
        ),
    )
