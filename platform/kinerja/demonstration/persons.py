"""Who plays which part in the tour, found in the data, so that a restart finds them again."""

from dataclasses import dataclass
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import aliased

from kinerja.demonstration.years import RUNNING
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.frameworks.models import FrameworkVersion, Indicator
from kinerja.domains.frameworks.vocabulary import Source, VersionStatus
from kinerja.kit.ids import AgencyId, GlobalId
from policies.permissions import Role
from tenants.models import RoleAssignment
from tenants.records import AgencyRecord
from tenants.session import tenant_session

#: A person of the province whom no agency employs; the same one in every demonstration.
ANALYST = uuid5(UUID(int=0), "kinerja.demonstration.province")


@dataclass(frozen=True)
class Persons:
    """The people of the tour in one agency, and the things that they do it with (global ids)."""

    agency: AgencyRecord
    officer: UUID
    rater: UUID
    ratee: UUID
    appraisal: GlobalId
    stranger_appraisal: GlobalId
    indicator: GlobalId
    draft: GlobalId


async def find_persons(engine: AsyncEngine, agency: AgencyRecord) -> Persons:
    """Find a rater with a ratee under review in the running year, a stranger, and the officer.

    Raises:
        sqlalchemy.exc.NoResultFound: the agency was not provisioned by the demonstration.
    """
    async with tenant_session(engine, agency.id) as session:
        officer = await _officer(session, agency.id)
        mine, stranger = await _appraisals(session, agency.id, officer=officer)
        indicator = await _indicator(session, agency.id, mine.framework_version_id)
        return Persons(
            agency=agency,
            officer=officer,
            rater=_given(mine.rater_id),
            ratee=mine.ratee_id,
            appraisal=GlobalId("Appraisal", agency.id, mine.id),
            stranger_appraisal=GlobalId("Appraisal", agency.id, stranger.id),
            indicator=GlobalId("Indicator", agency.id, indicator),
            draft=GlobalId("FrameworkVersion", agency.id, await _draft(session, agency.id)),
        )


async def _appraisals(
    session: AsyncSession, agency_id: AgencyId, *, officer: UUID
) -> tuple[Appraisal, Appraisal]:
    """Return an appraisal of a plain employee, who rates nobody, and one of another rater."""
    other = aliased(Appraisal)
    raters = select(other.rater_id).where(other.agency_id == agency_id, other.rater_id.is_not(None))
    running = (
        select(Appraisal)
        .join(Cycle, Cycle.id == Appraisal.cycle_id)
        .where(
            Appraisal.agency_id == agency_id,
            Cycle.agency_id == agency_id,
            Cycle.code == f"annual-{RUNNING}",
            Appraisal.state == AppraisalState.RATER_REVIEW,
            Appraisal.superior_id.is_not(None),
            Appraisal.ratee_id.not_in(raters),
            Appraisal.ratee_id != officer,
        )
        .order_by(Appraisal.ratee_id)
        .limit(1)
    )
    mine = (await session.scalars(running)).one()
    away = running.where(
        Appraisal.rater_id != mine.rater_id, Appraisal.superior_id != mine.rater_id
    )
    return mine, (await session.scalars(away)).one()


async def _indicator(session: AsyncSession, agency_id: AgencyId, version_id: UUID) -> UUID:
    found = await session.scalars(
        select(Indicator.id)
        .where(
            Indicator.agency_id == agency_id,
            Indicator.version_id == version_id,
            Indicator.source == Source.MANUAL,
        )
        .order_by(Indicator.ordinal, Indicator.code)
        .limit(1)
    )
    return found.one()


async def _draft(session: AsyncSession, agency_id: AgencyId) -> UUID:
    found = await session.scalars(
        select(FrameworkVersion.id)
        .where(
            FrameworkVersion.agency_id == agency_id,
            FrameworkVersion.status == VersionStatus.DRAFT,
        )
        .order_by(FrameworkVersion.number)
        .limit(1)
    )
    return found.one()


async def _officer(session: AsyncSession, agency_id: AgencyId) -> UUID:
    found = await session.scalars(
        select(RoleAssignment.subject_id)
        .where(
            RoleAssignment.agency_id == agency_id,
            RoleAssignment.role == Role.PERFORMANCE_OFFICER.value,
        )
        .order_by(RoleAssignment.id)
        .limit(1)
    )
    return found.one()


def _given(key: UUID | None) -> UUID:
    if key is None:
        message = "an appraisal under review has a rater"
        raise LookupError(message)
    return key
