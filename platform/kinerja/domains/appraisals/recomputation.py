"""Recomputing a final result from its stored scores and its pinned version."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.errors import (
    AppraisalNotFoundError,
    AppraisalStateConflictError,
)
from kinerja.domains.appraisals.models import Appraisal, NodeResult
from kinerja.domains.appraisals.results import RESULT_COLUMNS, Results, people_of, results
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.kit.ids import AgencyId

_NODE_COLUMNS = ("achievement", "effective_weight", "contribution")

Node = tuple[Decimal | None, Decimal | None, Decimal | None]


@dataclass(frozen=True)
class Result:
    """A whole result: scores, grades and hash by name, and each node's three numbers."""

    values: Mapping[str, Any]
    nodes: Mapping[UUID, Node]


async def stored_result(
    session: AsyncSession, *, agency_id: AgencyId, appraisal_id: UUID
) -> Result:
    """Return the result as it was written when the appraisal became final.

    Raises:
        AppraisalNotFoundError: the agency has no such appraisal.
        AppraisalStateConflictError: it is not final.
    """
    columns = [getattr(Appraisal, name) for name in RESULT_COLUMNS]
    found = await session.execute(
        select(Appraisal.state, *columns).where(
            Appraisal.agency_id == agency_id, Appraisal.id == appraisal_id
        )
    )
    row = found.mappings().one_or_none()
    if row is None:
        raise AppraisalNotFoundError
    if row["state"] != AppraisalState.FINAL:
        expected = AppraisalState.FINAL.value
        raise AppraisalStateConflictError(state=row["state"], expected=expected)
    nodes = select(NodeResult.node_id, *(getattr(NodeResult, name) for name in _NODE_COLUMNS))
    of_it = nodes.where(NodeResult.agency_id == agency_id, NodeResult.appraisal_id == appraisal_id)
    values = {name: row[name] for name in RESULT_COLUMNS}
    return Result(values, await _nodes(session, of_it))


async def recompute(session: AsyncSession, *, agency_id: AgencyId, appraisal_id: UUID) -> Result:
    """Compute a final result anew, by the same definition, from the scores of that moment.

    Equal to `stored_result`, digit by digit. Scores entered after the appraisal became final do
    not count; a score that was changed behind the application's back shows in the hash.

    Raises:
        AppraisalNotFoundError, AppraisalStateConflictError: as for `stored_result`.
    """
    await stored_result(session, agency_id=agency_id, appraisal_id=appraisal_id)
    result = _as_of_the_end(agency_id, appraisal_id)
    columns = [result.graded.c[name] for name in RESULT_COLUMNS]
    row = (await session.execute(select(*columns))).mappings().one()
    nodes = result.calculation.nodes.subquery("nodes")
    computed = select(nodes.c.node_id, *(nodes.c[name] for name in _NODE_COLUMNS))
    return Result(dict(row), await _nodes(session, computed))


def _as_of_the_end(agency_id: AgencyId, appraisal_id: UUID) -> Results:
    agency = bindparam("agency", int(agency_id), Integer())
    until = (
        select(Appraisal.finalised_at)
        .where(Appraisal.agency_id == agency, Appraisal.id == appraisal_id)
        .scalar_subquery()
    )
    people = people_of(agency, Appraisal.id == appraisal_id).cte("people")
    return results(agency, people, until=until)


async def _nodes(session: AsyncSession, statement: Select[Any]) -> dict[UUID, Node]:
    rows = await session.execute(statement)
    return {row[0]: (row[1], row[2], row[3]) for row in rows}
