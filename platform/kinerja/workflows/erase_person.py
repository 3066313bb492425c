"""Erasing a person: what tells who it was goes, what was measured stays.

Runs as the owner of the tables: the application role can change neither final appraisals nor
scores. Ids, scores, results and their hashes stay, so that final results can be computed again and
the audit trail verifies.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Date, Uuid, case, column, delete, func, literal, select, table, update
from sqlalchemy.dialects.postgresql import DATERANGE
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.models import ERASED, Employee
from kinerja.domains.personal_data.errors import (
    EmployeeActiveError,
    LegalHoldError,
    PersonNotFoundError,
    RetentionRunsError,
)
from kinerja.domains.personal_data.history import Deed
from kinerja.domains.personal_data.holds_repository import HoldRepository
from kinerja.domains.personal_data.people import Person
from kinerja.domains.personal_data.retention import find_retention, has_granted_erasure
from kinerja.kit.errors import Worded
from kinerja.kit.ids import AgencyId
from kinerja.workflows.personal_texts import ERASED_ROWS, ERASED_TEXTS, PersonalTexts
from tenants.audit import record

_UNKNOWN = Worded(en="the end of the service is entered", id="akhir masa tugas dicatat")
_CASES = table(
    "inspection_cases",
    column("agency_id"),
    column("id", Uuid),
    column("employee_id", Uuid),
    column("valid", DATERANGE),
)


class Basis(StrEnum):
    """Why the data may be erased."""

    RETENTION = "RETENTION"
    REQUEST = "REQUEST"


@dataclass(frozen=True)
class Erasure:
    """What came of it: `basis` None says that the person had been erased before."""

    employee_id: UUID
    basis: Basis | None
    values: int = 0


async def erase_person(
    session: AsyncSession, agency_id: AgencyId, employee_id: UUID, *, today: date
) -> Erasure:
    """Erase what tells who an employee was; repeating it changes nothing.

    `session` is the owner's, inside the agency; what is written is kept or undone as a whole.

    Raises:
        PersonNotFoundError: the agency has no such employee.
        EmployeeActiveError: the employee serves.
        LegalHoldError: a legal hold, or an inspection case, is open on that day.
        RetentionRunsError: the time is not over, and no request to erase was granted.
    """
    person = await Person.find(session, agency_id, employee_id, locked=True)
    if person is None:
        raise PersonNotFoundError
    if person.is_erased:
        return Erasure(employee_id, None)
    basis = await find_basis(session, agency_id, employee_id, today=today)
    counts = [await _erase_texts(session, agency_id, employee_id, texts) for texts in ERASED_TEXTS]
    counts += [
        await _erase_rows(session, agency_id, employee_id, name=name) for name in ERASED_ROWS
    ]
    await _erase_employee(session, agency_id, employee_id)
    values = sum(counts) + 1
    await record(
        session,
        agency_id=agency_id,
        actor_id=None,
        action=Deed.ERASED.value,
        object_type="Employee",
        object_id=employee_id,
        after={"basis": basis.value, "rows": values},
    )
    return Erasure(employee_id, basis, values)


async def find_basis(
    session: AsyncSession, agency_id: AgencyId, employee_id: UUID, *, today: date
) -> Basis:
    """Return why an employee may be erased on a day.

    Raises:
        EmployeeActiveError, LegalHoldError, RetentionRunsError: the person may not.
    """
    retention = await find_retention(session, agency_id, employee_id)
    if retention is None:
        raise EmployeeActiveError
    if await is_kept(session, agency_id, employee_id, today=today):
        raise LegalHoldError
    if retention.is_over(today):
        return Basis.RETENTION
    if await has_granted_erasure(session, agency_id, employee_id):
        return Basis.REQUEST
    raise RetentionRunsError(until=retention.until or _UNKNOWN)


async def is_kept(
    session: AsyncSession, agency_id: AgencyId, employee_id: UUID, *, today: date
) -> bool:
    """Tell whether a legal hold or an inspection case keeps the data on a day."""
    case_open = select(_CASES.c.id).where(
        _CASES.c.agency_id == agency_id,
        _CASES.c.employee_id == employee_id,
        _CASES.c.valid.contains(literal(today, Date())),
    )
    if await HoldRepository(session, agency_id).is_held(employee_id, on=today):
        return True
    return await session.scalar(case_open.limit(1)) is not None


async def _erase_texts(
    session: AsyncSession, agency_id: AgencyId, employee_id: UUID, texts: PersonalTexts
) -> int:
    """Put the mark where a text stands; return in how many rows there was one."""
    rows = table(
        texts.table,
        column("agency_id"),
        column(texts.person, Uuid),
        *(column(name) for name in texts.columns),
    )
    filled = func.num_nonnulls(*(rows.c[name] for name in texts.columns)) > 0
    marked = {name: case((rows.c[name].is_not(None), ERASED)) for name in texts.columns}
    statement = (
        update(rows)
        .where(rows.c.agency_id == agency_id, rows.c[texts.person] == employee_id, filled)
        .values(marked)
        .returning(rows.c.agency_id)
    )
    return len((await session.execute(statement)).all())


async def _erase_rows(
    session: AsyncSession, agency_id: AgencyId, employee_id: UUID, *, name: str
) -> int:
    person = ERASED_ROWS[name]
    rows = table(name, column("agency_id"), column(person, Uuid))
    statement = delete(rows).where(rows.c.agency_id == agency_id, rows.c[person] == employee_id)
    return len((await session.execute(statement.returning(rows.c.agency_id))).all())


async def _erase_employee(session: AsyncSession, agency_id: AgencyId, employee_id: UUID) -> None:
    await session.execute(
        update(Employee)
        .where(Employee.agency_id == agency_id, Employee.id == employee_id)
        .values(name=ERASED, nip=None, nrk=None, erased_at=func.now())
        .execution_options(synchronize_session=False)
    )
