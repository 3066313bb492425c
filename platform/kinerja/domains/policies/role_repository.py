"""Who holds which role, in the database: dated, never deleted, every statement naming the agency.

`allowed` is the actor's row filter over the facts of the assignment.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Text,
    Uuid,
    cast,
    column,
    func,
    insert,
    literal,
    not_,
    select,
    table,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import DATERANGE, Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId, new_id
from tenants.models import RoleAssignment

_employees = table("employees", column("agency_id"), column("id", Uuid()), column("state", Text()))
ACTIVE = "ACTIVE"


@dataclass(frozen=True)
class HeldRole:
    """One assignment."""

    subject_id: UUID
    role: str
    valid: Range[date]


class RoleRepository:
    """Role assignments of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def is_true(self, condition: ColumnElement[bool]) -> bool:
        """Tell whether a condition that speaks of no row holds."""
        return bool(await self._session.scalar(select(condition)))

    async def add(self, held: HeldRole, *, allowed: ColumnElement[bool]) -> UUID | None:
        """Let an active employee hold a role; None: there is no such employee, or not `allowed`."""
        values: dict[str, ColumnElement[Any]] = {
            "agency_id": literal(int(self._agency_id), Integer()),
            "id": literal(new_id(), Uuid()),
            "subject_id": _employees.c.id,
            "role": literal(held.role),
            "valid": cast(held.valid, DATERANGE),
        }
        row = select(*values.values()).where(
            _employees.c.agency_id == self._agency_id,
            _employees.c.id == held.subject_id,
            _employees.c.state == ACTIVE,
            allowed,
        )
        statement = insert(RoleAssignment).from_select(list(values), row)
        added: UUID | None = await self._session.scalar(statement.returning(RoleAssignment.id))
        return added

    async def overlaps(self, held: HeldRole) -> bool:
        """Tell whether somebody holds the same role on some of the days."""
        found = await self._session.scalar(
            select(RoleAssignment.id)
            .where(
                RoleAssignment.agency_id == self._agency_id,
                RoleAssignment.subject_id == held.subject_id,
                RoleAssignment.role == held.role,
                RoleAssignment.valid.overlaps(held.valid),
            )
            .limit(1)
        )
        return found is not None

    async def find_employee_state(self, employee_id: UUID) -> str | None:
        """Return the state of an employee; None: the agency has no such employee."""
        found: str | None = await self._session.scalar(
            select(_employees.c.state).where(
                _employees.c.agency_id == self._agency_id, _employees.c.id == employee_id
            )
        )
        return found

    async def find(self, assignment_id: UUID, *, allowed: ColumnElement[bool]) -> HeldRole | None:
        """Return an assignment that `allowed` lets through."""
        held = RoleAssignment
        found = await self._session.execute(
            select(held.subject_id, held.role, held.valid).where(
                held.agency_id == self._agency_id, held.id == assignment_id, allowed
            )
        )
        row = found.one_or_none()
        return None if row is None else HeldRole(*row)

    async def end(self, assignment_id: UUID, *, before: date, allowed: ColumnElement[bool]) -> bool:
        """Cut the days from `before` on; an assignment of which none is left becomes empty."""
        held = RoleAssignment
        statement = (
            update(held)
            .where(
                held.agency_id == self._agency_id,
                held.id == assignment_id,
                # The end of an open period is NULL; an empty one, whose end is NULL too, is over.
                not_(func.isempty(held.valid)),
                func.coalesce(func.upper(held.valid) >= before, true()),
                allowed,
            )
            .values(valid=held.valid.intersection(Range(None, before)))
            .returning(held.id)
            .execution_options(synchronize_session=False)
        )
        return await self._session.scalar(statement) is not None
