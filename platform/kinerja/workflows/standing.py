"""How far the appraisals of a cycle are: what a step of the whole cycle waits for."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.kit.ids import AgencyId
from kinerja.workflows.finalisation import is_pending


class Standing(NamedTuple):
    """How many appraisals count, still wait for a rater or the ratings, and are not final."""

    everybody: int
    pending: int
    unsettled: int


async def standing(session: AsyncSession, agency_id: AgencyId, cycle_id: UUID) -> Standing:
    """Count the appraisals of a cycle; of the revisions of one, the one that counts."""
    counts = await session.execute(
        select(
            func.count(),
            func.count().filter(is_pending()),
            func.count().filter(Appraisal.state != AppraisalState.FINAL),
        ).where(
            Appraisal.agency_id == agency_id,
            Appraisal.cycle_id == cycle_id,
            Appraisal.superseded_at.is_(None),
        )
    )
    return Standing(*counts.one())
