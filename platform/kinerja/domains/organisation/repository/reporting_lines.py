"""Dated reporting lines."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Uuid, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import DATERANGE, Range, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from kinerja.domains.organisation.changes import NewLine
from kinerja.domains.organisation.errors import PeriodOverlapError
from kinerja.domains.organisation.models import Employee, ReportingLine
from kinerja.domains.organisation.vocabulary import EmployeeState
from kinerja.kit.constraints import violated_constraint
from kinerja.kit.ids import AgencyId, new_id

ONE_LINE = "ex_reporting_lines_one_line"
_COLUMNS = ["agency_id", "id", "ratee_id", "rater_id", "superior_id", "kind", "valid"]


class ReportingLineRepository:
    """Reporting lines of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def add(
        self, line: NewLine, *, valid: Range[date], allowed: ColumnElement[bool]
    ) -> UUID | None:
        """Insert a reporting line and return its id; call it inside a savepoint.

        None: somebody is missing or inactive, or `allowed` (about the ratee) refuses.

        Raises:
            PeriodOverlapError: another line of command has some of the days.
        """
        rater, superior = aliased(Employee, name="rater"), aliased(Employee, name="superior")
        row = (
            select(
                literal(int(self._agency_id), Integer()),
                literal(new_id(), Uuid()),
                Employee.id,
                rater.id,
                literal(line.superior_id, Uuid()),
                literal(line.kind.value),
                cast(valid, DATERANGE),
            )
            .select_from(Employee)
            .join(rater, rater.agency_id == Employee.agency_id)
            .where(
                Employee.agency_id == self._agency_id,
                Employee.id == line.ratee_id,
                allowed,
                *self._serves(rater, line.rater_id),
            )
        )
        if line.superior_id is not None:
            row = row.join(superior, superior.agency_id == Employee.agency_id).where(
                *self._serves(superior, line.superior_id)
            )
        statement = insert(ReportingLine).from_select(_COLUMNS, row).returning(ReportingLine.id)
        try:
            added: UUID | None = await self._session.scalar(statement)
        except IntegrityError as error:
            if violated_constraint(error) == ONE_LINE:
                raise PeriodOverlapError(path=("period_start",)) from None
            raise
        return added

    def _serves(
        self, person: type[Employee], employee_id: UUID
    ) -> tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]:
        return (
            person.agency_id == self._agency_id,
            person.id == employee_id,
            person.state == EmployeeState.ACTIVE.value,
        )

    async def would_close_circle(self, line: NewLine, *, valid: Range[date]) -> bool:
        """Tell whether, on some day of `valid`, the ratee stands among the raters above the rater.

        Only true until somebody writes another line: lock the organisation before.
        """
        above = select(
            literal(line.rater_id, Uuid()).label("person"), cast(valid, DATERANGE).label("valid")
        ).cte("above", recursive=True)
        step = (
            select(ReportingLine.rater_id, above.c.valid * ReportingLine.valid)
            .select_from(above)
            .join(ReportingLine, ReportingLine.ratee_id == above.c.person)
            .where(
                ReportingLine.agency_id == self._agency_id,
                ReportingLine.valid.op("&&", is_comparison=True)(above.c.valid),
            )
        )
        # UNION drops repetitions, so that even a circle that exists already comes to an end.
        walk = above.union(step)
        found = select(walk.c.person).where(walk.c.person == line.ratee_id).limit(1)
        return await self._session.scalar(found) is not None

    async def end(self, line_id: UUID, *, end: date, allowed: ColumnElement[bool]) -> bool:
        """Let a line end before the day `end`, unless it has not begun or ends earlier."""
        statement = (
            update(ReportingLine)
            .where(
                ReportingLine.agency_id == self._agency_id,
                ReportingLine.id == line_id,
                func.lower(ReportingLine.valid) < end,
                func.coalesce(func.upper(ReportingLine.valid) >= end, True),
                allowed,
            )
            .values(valid=func.daterange(func.lower(ReportingLine.valid), end, "[)"))
            .returning(ReportingLine.id)
        )
        return await self._session.scalar(statement) is not None

    async def find_period(self, line_id: UUID) -> Range[date] | None:
        """Return the period of a line; None: the agency has no such line."""
        found: Range[date] | None = await self._session.scalar(
            select(ReportingLine.valid).where(
                ReportingLine.agency_id == self._agency_id, ReportingLine.id == line_id
            )
        )
        return found
