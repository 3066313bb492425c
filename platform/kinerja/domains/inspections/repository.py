"""Inspection cases in the database: every statement names the agency, every change is guarded.

`allowed` is the actor's row filter; a change that touches nothing answers None or False, and the
service finds out why.
"""

from datetime import date
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Uuid,
    cast,
    column,
    func,
    literal,
    select,
    table,
    update,
)
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.inspections.models import InspectionCase
from kinerja.kit.ids import AgencyId, new_id

EMPLOYEES = table("employees", column("agency_id"), column("id", Uuid))


class CaseRepository:
    """Inspection cases of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def add(
        self,
        employee_id: UUID,
        *,
        legal_basis: str,
        valid: Range[date],
        opened_by: UUID,
        allowed: ColumnElement[bool],
    ) -> UUID | None:
        """Open a case and return its id; None: not `allowed`, or no such employee.

        `allowed` is a condition on `EMPLOYEES`.
        """
        row = select(
            # As a value: Citus misspells RETURNING where the agency is that of the row.
            literal(int(self._agency_id), Integer()),
            literal(new_id(), Uuid()),
            EMPLOYEES.c.id,
            literal(legal_basis),
            cast(valid, DATERANGE),
            literal(opened_by, Uuid()),
        ).where(EMPLOYEES.c.agency_id == self._agency_id, EMPLOYEES.c.id == employee_id, allowed)
        names = ["agency_id", "id", "employee_id", "legal_basis", "valid", "opened_by"]
        statement = pg_insert(InspectionCase).from_select(names, row).returning(InspectionCase.id)
        added: UUID | None = await self._session.scalar(statement)
        return added

    async def close(
        self, case_id: UUID, *, on: date, closed_by: UUID, allowed: ColumnElement[bool]
    ) -> bool:
        """Close an open case, so that the day `on` is none of its days any more."""
        start, end = func.lower(InspectionCase.valid), func.upper(InspectionCase.valid)
        day = literal(on, Date())
        statement = (
            update(InspectionCase)
            .where(
                InspectionCase.agency_id == self._agency_id,
                InspectionCase.id == case_id,
                InspectionCase.closed_at.is_(None),
                allowed,
            )
            .values(
                valid=func.daterange(start, func.greatest(start, func.least(end, day))),
                closed_by=literal(closed_by, Uuid()),
                closed_at=func.now(),
            )
            .returning(InspectionCase.id)
            .execution_options(synchronize_session=False)
        )
        return await self._session.scalar(statement) is not None
