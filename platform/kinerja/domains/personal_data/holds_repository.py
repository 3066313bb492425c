"""Legal holds in the database: every statement names the agency, every change is guarded."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Uuid,
    cast,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import DATERANGE, Range, insert
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.personal_data.models import LegalHold
from kinerja.domains.personal_data.people import EMPLOYEES
from kinerja.kit.ids import AgencyId, new_id

_NAMES: Sequence[str] = (
    "agency_id",
    "id",
    "employee_id",
    "legal_basis",
    "valid",
    "placed_by",
    "placed_at",
)


class HoldRepository:
    """Legal holds of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def add(
        self,
        employee_id: UUID,
        *,
        legal_basis: str,
        valid: Range[date],
        placed_by: UUID,
        placed_at: datetime,
        allowed: ColumnElement[bool],
    ) -> UUID | None:
        """Place a hold and return its id; `allowed` is a condition on `EMPLOYEES`.

        None: not allowed, no such employee, or one who has been erased.
        """
        row = select(
            # As a value: Citus misspells RETURNING where the agency is that of the row.
            literal(int(self._agency_id), Integer()),
            literal(new_id(), Uuid()),
            EMPLOYEES.c.id,
            literal(legal_basis),
            cast(valid, DATERANGE),
            literal(placed_by, Uuid()),
            literal(placed_at, DateTime(timezone=True)),
        ).where(
            EMPLOYEES.c.agency_id == self._agency_id,
            EMPLOYEES.c.id == employee_id,
            EMPLOYEES.c.erased_at.is_(None),
            allowed,
        )
        statement = insert(LegalHold).from_select(list(_NAMES), row).returning(LegalHold.id)
        added: UUID | None = await self._session.scalar(statement)
        return added

    async def lift(
        self,
        key: UUID,
        *,
        on: date,
        lifted_by: UUID,
        lifted_at: datetime,
        allowed: ColumnElement[bool],
    ) -> bool:
        """Lift a hold, so that the day `on` is none of its days any more."""
        start, end = func.lower(LegalHold.valid), func.upper(LegalHold.valid)
        day = literal(on, Date())
        statement = (
            update(LegalHold)
            .where(
                LegalHold.agency_id == self._agency_id,
                LegalHold.id == key,
                LegalHold.lifted_at.is_(None),
                allowed,
            )
            .values(
                # `least` leaves out NULL, the end of a hold without one.
                valid=func.daterange(start, func.greatest(start, func.least(end, day))),
                lifted_by=literal(lifted_by, Uuid()),
                lifted_at=literal(lifted_at, DateTime(timezone=True)),
            )
            .returning(LegalHold.id)
            .execution_options(synchronize_session=False)
        )
        return await self._session.scalar(statement) is not None

    async def is_held(self, employee_id: UUID, *, on: date) -> bool:
        """Tell whether a hold on the employee's data is valid on a day."""
        statement = select(LegalHold.id).where(
            LegalHold.agency_id == self._agency_id,
            LegalHold.employee_id == employee_id,
            LegalHold.valid.contains(literal(on, Date())),
        )
        return await self._session.scalar(statement.limit(1)) is not None
