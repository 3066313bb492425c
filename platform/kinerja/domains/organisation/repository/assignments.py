"""Dated assignments."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Uuid, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import DATERANGE, Range, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from kinerja.domains.organisation.changes import NewAssignment
from kinerja.domains.organisation.errors import PeriodOverlapError
from kinerja.domains.organisation.models import Assignment, Employee, OrgUnit, Position
from kinerja.domains.organisation.vocabulary import EmployeeState
from kinerja.kit.constraints import violated_constraint
from kinerja.kit.ids import AgencyId, new_id

ONE_DEFINITIVE = "ex_assignments_one_definitive"
_COLUMNS = ["agency_id", "id", "employee_id", "position_id", "org_unit_id", "kind", "valid"]


class AssignmentRepository:
    """Assignments of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def add(
        self, assignment: NewAssignment, *, valid: Range[date], allowed: ColumnElement[bool]
    ) -> UUID | None:
        """Insert an assignment in the position's unit and return its id; call it in a savepoint.

        None: no such active employee, no such position, or `allowed` (about both) refuses.

        Raises:
            PeriodOverlapError: another definitive assignment has some of the days.
        """
        row = select(
            literal(int(self._agency_id), Integer()),
            literal(new_id(), Uuid()),
            Employee.id,
            Position.id,
            Position.org_unit_id,
            literal(assignment.kind.value),
            cast(valid, DATERANGE),
        ).select_from(Employee)
        row = row.join(Position, Position.agency_id == Employee.agency_id).where(
            Employee.agency_id == self._agency_id,
            Employee.id == assignment.employee_id,
            Employee.state == EmployeeState.ACTIVE.value,
            Position.agency_id == self._agency_id,
            Position.id == assignment.position_id,
            allowed,
        )
        statement = insert(Assignment).from_select(_COLUMNS, row).returning(Assignment.id)
        try:
            added: UUID | None = await self._session.scalar(statement)
        except IntegrityError as error:
            if violated_constraint(error) == ONE_DEFINITIVE:
                raise PeriodOverlapError(path=("period_start",)) from None
            raise
        return added

    async def end(self, assignment_id: UUID, *, end: date, allowed: ColumnElement[bool]) -> bool:
        """Let an assignment end before the day `end`, unless it has not begun or ends earlier."""
        statement = (
            update(Assignment)
            .where(
                Assignment.agency_id == self._agency_id,
                Assignment.id == assignment_id,
                func.lower(Assignment.valid) < end,
                func.coalesce(func.upper(Assignment.valid) >= end, True),
                allowed,
            )
            .values(valid=func.daterange(func.lower(Assignment.valid), end, "[)"))
            .returning(Assignment.id)
        )
        return await self._session.scalar(statement) is not None

    async def holds(self, employee_id: UUID, position_id: UUID, *, since: date) -> bool:
        """Tell whether an employee holds a position on some day from `since` on."""
        found = await self._session.scalar(
            select(Assignment.id)
            .where(
                Assignment.agency_id == self._agency_id,
                Assignment.employee_id == employee_id,
                Assignment.position_id == position_id,
                func.coalesce(func.upper(Assignment.valid) > since, True),
            )
            .limit(1)
        )
        return found is not None

    async def heads_or_above(self, employee_id: UUID, unit_id: UUID, *, since: date) -> bool:
        """Tell whether an employee heads a unit, or one above it, on some day from `since` on."""
        upper = aliased(OrgUnit)
        found = await self._session.scalar(
            select(Assignment.id)
            .join(upper, upper.head_position_id == Assignment.position_id)
            .join(OrgUnit, OrgUnit.path.op("<@", is_comparison=True)(upper.path))
            .where(
                Assignment.agency_id == self._agency_id,
                Assignment.employee_id == employee_id,
                func.coalesce(func.upper(Assignment.valid) > since, True),
                upper.agency_id == self._agency_id,
                OrgUnit.agency_id == self._agency_id,
                OrgUnit.id == unit_id,
            )
            .limit(1)
        )
        return found is not None

    async def find_period(self, assignment_id: UUID) -> Range[date] | None:
        """Return the period of an assignment; None: the agency has no such assignment."""
        found: Range[date] | None = await self._session.scalar(
            select(Assignment.valid).where(
                Assignment.agency_id == self._agency_id, Assignment.id == assignment_id
            )
        )
        return found
