"""Employees."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Integer, Uuid, case, literal, null, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.changes import NewEmployee
from kinerja.domains.organisation.errors import DuplicateNipError
from kinerja.domains.organisation.models import Employee
from kinerja.domains.organisation.vocabulary import EmployeeState
from kinerja.kit.constraints import violated_constraint
from kinerja.kit.ids import AgencyId, new_id

SAME_NIP = "uq_employees_agency_id_nip"
_COLUMNS = ["agency_id", "id", "nip", "nrk", "name", "employment", "state"]


class EmployeeRepository:
    """Employees of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def add(self, employee: NewEmployee, *, allowed: ColumnElement[bool]) -> UUID | None:
        """Insert an active employee and return the id.

        None: not `allowed`, or the agency knows the NIP or the subject already.
        """
        row = select(
            literal(int(self._agency_id), Integer()),
            literal(employee.subject_id or new_id(), Uuid()),
            literal(str(employee.nip)),
            literal(employee.nrk),
            literal(employee.name),
            literal(employee.nip.employment.value),
            literal(EmployeeState.ACTIVE.value),
        ).where(allowed)
        statement = (
            insert(Employee)
            .from_select(_COLUMNS, row)
            .on_conflict_do_nothing()
            .returning(Employee.id)
        )
        added: UUID | None = await self._session.scalar(statement)
        return added

    async def change(
        self, employee_id: UUID, columns: dict[str, Any], *, on: date, allowed: ColumnElement[bool]
    ) -> bool:
        """Set columns of an employee; call it inside a savepoint.

        Whoever no longer serves is inactive since the day `on`, from which on the data is kept for
        as long as the law wants it. Nothing is set in the row of somebody who has been erased.

        Raises:
            DuplicateNipError: another employee has the NIP.
        """
        statement = (
            update(Employee)
            .where(
                Employee.agency_id == self._agency_id,
                Employee.id == employee_id,
                Employee.erased_at.is_(None),
                allowed,
            )
            .values(columns | _since(columns.get("state"), on))
            .returning(Employee.id)
        )
        try:
            return await self._session.scalar(statement) is not None
        except IntegrityError as error:
            if violated_constraint(error) == SAME_NIP:
                raise DuplicateNipError(path=("nip",)) from None  # The cause quotes the NIP.
            raise

    async def has_nip(self, nip: str) -> bool:
        """Tell whether an employee of the agency has this NIP."""
        found = select(Employee.id).where(
            Employee.agency_id == self._agency_id, Employee.nip == nip
        )
        return await self._session.scalar(found) is not None

    async def is_erased(self, employee_id: UUID) -> bool:
        """Tell whether an employee of the agency has been erased."""
        found = select(Employee.erased_at).where(
            Employee.agency_id == self._agency_id, Employee.id == employee_id
        )
        return await self._session.scalar(found) is not None

    async def find_state(self, employee_id: UUID) -> EmployeeState | None:
        """Return whether an employee serves; None: the agency has no such employee."""
        state = await self._session.scalar(
            select(Employee.state).where(
                Employee.agency_id == self._agency_id, Employee.id == employee_id
            )
        )
        return None if state is None else EmployeeState(state)


def _since(state: str | None, on: date) -> dict[str, Any]:
    """Return since when an employee who gets a state does not serve; a repetition is no news."""
    if state is None:
        return {}
    if state == EmployeeState.ACTIVE:
        return {"inactive_since": null()}
    serves = Employee.state == EmployeeState.ACTIVE.value
    return {"inactive_since": case((serves, literal(on, Date())), else_=Employee.inactive_since)}
