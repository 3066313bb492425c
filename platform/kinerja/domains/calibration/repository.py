"""Ratings of units in the database: every statement names the agency, the insert is guarded."""

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Uuid, and_, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.calibration.models import OrgPerformance
from kinerja.domains.calibration.tables import cycles, parents, units
from kinerja.domains.calibration.vocabulary import OrgRating
from kinerja.kit.ids import AgencyId, new_id


class Refused(NamedTuple):
    """Why a rating was not written: the refusal of policy if there is one, and the cycle's state.

    None stands for a unit or a cycle that there is not.
    """

    allowed: bool
    refusal: str
    cycle_state: str | None


class OrgPerformanceRepository:
    """Ratings of units of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def add(  # noqa: PLR0913 - the columns of a rating, and its guard.
        self,
        *,
        cycle_id: UUID,
        org_unit_id: UUID,
        rating: OrgRating,
        basis: str,
        decided_by: UUID,
        during: Collection[str],
        allowed: ColumnElement[bool],
    ) -> tuple[UUID, int] | None:
        """Write the next revision of a unit's rating; return its id and number.

        None: not `allowed`, the cycle is not in a state of `during`, or another was written now.
        """
        last = select(func.coalesce(func.max(OrgPerformance.revision), 0)).where(
            OrgPerformance.agency_id == self._agency_id,
            OrgPerformance.cycle_id == cycle_id,
            OrgPerformance.org_unit_id == org_unit_id,
        )
        runs = select(cycles.c.id).where(
            cycles.c.agency_id == self._agency_id,
            cycles.c.id == cycle_id,
            cycles.c.state.in_(during),
        )
        row = self._units(
            literal(int(self._agency_id), Integer()),
            literal(new_id(), Uuid()),
            literal(cycle_id, Uuid()),
            units.c.id,
            units.c.path,
            last.scalar_subquery() + 1,
            literal(rating.value),
            literal(basis),
            literal(decided_by, Uuid()),
        ).where(units.c.id == org_unit_id, runs.exists(), allowed)
        names = ["agency_id", "id", "cycle_id", "org_unit_id", "unit_path", "revision"]
        names += ["rating", "basis", "decided_by"]
        statement = (
            insert(OrgPerformance)
            .from_select(names, row)
            .on_conflict_do_nothing()
            .returning(OrgPerformance.id, OrgPerformance.revision)
        )
        written = (await self._session.execute(statement)).one_or_none()
        return None if written is None else (written[0], written[1])

    async def refusal(
        self,
        *,
        cycle_id: UUID,
        org_unit_id: UUID,
        allowed: ColumnElement[bool],
        why_not: ColumnElement[str],
    ) -> Refused | None:
        """Return why nothing was written; None when the agency has no such unit."""
        state = (
            select(cycles.c.state)
            .where(cycles.c.agency_id == self._agency_id, cycles.c.id == cycle_id)
            .scalar_subquery()
        )
        statement = self._units(func.coalesce(allowed, False), why_not, state)
        found = await self._session.execute(statement.where(units.c.id == org_unit_id))
        row = found.one_or_none()
        return None if row is None else Refused(*row)

    def _units(self, *columns: Any) -> Any:  # noqa: ANN401 - a SELECT of these columns.
        above = and_(parents.c.agency_id == self._agency_id, parents.c.id == units.c.parent_id)
        return (
            select(*columns)
            .select_from(units)
            .outerjoin(parents, above)
            .where(units.c.agency_id == self._agency_id)
        )
