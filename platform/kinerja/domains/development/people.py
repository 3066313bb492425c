"""The employee whom something is written about, in the statement that writes it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Text, Uuid, column, insert, literal, select, table
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.database import Base
from kinerja.kit.ids import AgencyId, new_id

_people = table(
    "employees", column("agency_id", Integer), column("id", Uuid()), column("state", Text())
)


async def add_about(
    session: AsyncSession,
    mapped: type[Base],
    *,
    agency_id: AgencyId,
    employee_id: UUID,
    values: Mapping[str, ColumnElement[Any]],
    allowed: ColumnElement[bool],
) -> UUID | None:
    """Insert a row about an employee who serves, and return its id.

    None: not `allowed`, or the agency has no such active employee.
    """
    agency = literal(int(agency_id), Integer())
    row = select(agency, literal(new_id(), Uuid()), _people.c.id, *values.values()).where(
        _people.c.agency_id == agency,
        _people.c.id == employee_id,
        _people.c.state == "ACTIVE",
        allowed,
    )
    names = ["agency_id", "id", "employee_id", *values]
    key = mapped.__table__.c.id
    added: UUID | None = await session.scalar(insert(mapped).from_select(names, row).returning(key))
    return added
