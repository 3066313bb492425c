"""What this domain knows of an employee: whether there is one, who serves, and who was erased."""

from dataclasses import dataclass
from datetime import date
from typing import Self
from uuid import UUID

from sqlalchemy import Date, DateTime, Integer, Text, Uuid, column, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId

EMPLOYEES = table(
    "employees",
    column("agency_id", Integer),
    column("id", Uuid),
    column("state", Text),
    column("inactive_since", Date),
    column("erased_at", DateTime(timezone=True)),
)


@dataclass(frozen=True)
class Person:
    """An employee of an agency, as far as it matters for keeping and erasing data."""

    id: UUID
    is_active: bool
    inactive_since: date | None
    is_erased: bool

    @classmethod
    async def find(
        cls, session: AsyncSession, agency_id: AgencyId, key: UUID, *, locked: bool = False
    ) -> Self | None:
        """Return the employee; None: the agency has no such one.

        `locked`: until the transaction ends nobody changes the row, or adds one that refers to it.
        """
        found = select(EMPLOYEES.c.state, EMPLOYEES.c.inactive_since, EMPLOYEES.c.erased_at).where(
            EMPLOYEES.c.agency_id == agency_id, EMPLOYEES.c.id == key
        )
        row = (await session.execute(found.with_for_update() if locked else found)).one_or_none()
        if row is None:
            return None
        return cls(key, row.state == "ACTIVE", row.inactive_since, row.erased_at is not None)
