"""One agency's two years: a finalised 2025 and a 2026 that is being scored."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.demonstration.organisation import Organisation
from kinerja.demonstration.scoring import decide_and_submit, enter_scores
from kinerja.domains.cycles.plans import CyclePlan
from kinerja.domains.cycles.service import create_cycle
from kinerja.domains.cycles.vocabulary import CycleKind
from kinerja.domains.frameworks.models import FrameworkVersion
from kinerja.kit.clock import today
from kinerja.kit.ids import AgencyId, new_id
from kinerja.workflows.finalise_cycle import finalise_cycle
from kinerja.workflows.open_cycle import open_cycle
from kinerja.workflows.start_scoring import start_scoring
from policies.engine import PolicyEngine
from policies.permissions import Role
from policies.subject import Actor, Subject, SubjectKind

FINISHED, RUNNING = 2025, 2026
#: How much of the running year has been scored by now.
SCORED_SO_FAR = 0.6


@dataclass(frozen=True)
class Cast:
    """Who acts in an agency: its officer, who configures, and its head, who decides."""

    officer: Actor
    head: Actor


def cast_of(organisation: Organisation, agency_id: AgencyId, policies: PolicyEngine) -> Cast:
    """Return the actors of an invented agency, with the roles that they hold."""
    return Cast(
        officer=_actor(organisation.officer.id, agency_id, policies, Role.PERFORMANCE_OFFICER),
        head=_actor(organisation.head.id, agency_id, policies),
    )


def _actor(subject_id: UUID, agency_id: AgencyId, policies: PolicyEngine, *roles: Role) -> Actor:
    return Actor(
        subject=Subject(id=subject_id, kind=SubjectKind.PERSON, agency_id=agency_id),
        agency_id=agency_id,
        roles=frozenset({Role.EMPLOYEE.value, *(role.value for role in roles)}),
        today=today(),
        request_id=new_id(),
        policies=policies,
    )


async def appraise(
    cast: Cast,
    session: AsyncSession,
    *,
    year: int,
    version_id: UUID,
    organisation: Organisation,
    so_far: float = SCORED_SO_FAR,
) -> None:
    """Make, open and score the annual cycle of `year`; the FINISHED year becomes final too.

    Of another year, `so_far` (0..1) is scored.
    """
    cycle_id = await _open(cast, session, year=year, version_id=version_id, people=organisation)
    agency_id = cast.officer.agency_id
    is_finished = year == FINISHED
    share = 1.0 if is_finished else so_far
    await enter_scores(session, agency_id, cycle_id, share=share)
    if is_finished:
        await decide_and_submit(session, agency_id, cycle_id)
        await finalise_cycle(cast.head, session, cycle_id=cycle_id)


async def _open(
    cast: Cast, session: AsyncSession, *, year: int, version_id: UUID, people: Organisation
) -> UUID:
    plan = CyclePlan(
        framework_id=await _framework_of(session, cast.officer.agency_id, version_id),
        code=f"annual-{year}",
        name=f"Penilaian Tahunan {year}",
        kind=CycleKind.ANNUAL,
        first=date(year, 1, 1),
        last=date(year, 12, 31),
    )
    cycle_id = await create_cycle(cast.officer, session, plan=plan)
    # The head of an agency is appraised by somebody above it, whom no agency employs.
    await open_cycle(cast.officer, session, cycle_id=cycle_id, exceptions=[people.head.id])
    await start_scoring(cast.officer, session, cycle_id=cycle_id)
    return cycle_id


async def _framework_of(session: AsyncSession, agency_id: AgencyId, version_id: UUID) -> UUID:
    found = await session.scalars(
        select(FrameworkVersion.framework_id).where(
            FrameworkVersion.agency_id == agency_id, FrameworkVersion.id == version_id
        )
    )
    return found.one()
