"""Results for tests, computed by the one definition: of one appraisal, as it stands."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.results import people_of, results
from kinerja.kit.ids import AgencyId


async def result_of(
    session: AsyncSession, agency_id: AgencyId, appraisal_id: UUID
) -> Mapping[str, Any]:
    """Return scores, grades and hash of an appraisal."""
    agency = bindparam("agency", int(agency_id), Integer())
    people = people_of(agency, Appraisal.id == appraisal_id).cte("people")
    row = await session.execute(select(results(agency, people).graded))
    return dict(row.mappings().one())


async def nodes_of(
    session: AsyncSession, agency_id: AgencyId, appraisal_id: UUID
) -> dict[UUID, tuple[Any, ...]]:
    """Return (achievement, effective weight, contribution) of every node of an appraisal."""
    agency = bindparam("agency", int(agency_id), Integer())
    people = people_of(agency, Appraisal.id == appraisal_id).cte("people")
    nodes = results(agency, people).calculation.nodes.subquery("nodes")
    rows = await session.execute(select(nodes))
    return {row.node_id: (row.achievement, row.effective_weight, row.contribution) for row in rows}
