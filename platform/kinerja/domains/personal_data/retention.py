"""How long an agency keeps personal data, in one place, and whose time is over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final
from uuid import UUID

from sqlalchemy import Date, Integer, Uuid, cast, column, func, literal, not_, select, table
from sqlalchemy.dialects.postgresql import DATERANGE
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.personal_data.models import DataRequest
from kinerja.domains.personal_data.people import EMPLOYEES
from kinerja.domains.personal_data.vocabulary import RequestKind, RequestState
from kinerja.kit.ids import AgencyId


class DataKind(StrEnum):
    """Kinds of data that are kept for a time of their own."""

    #: Names, numbers and free texts that tell who somebody is.
    PERSON = "PERSON"
    #: Scores, results and assignments, under ids that tell nobody's name.
    RECORD = "RECORD"
    #: The audit trail and the account of reads, under ids as well.
    TRAIL = "TRAIL"


#: Years after the end of the service; None: without end, since nobody is told by it any more.
#: UU 27/2022 Pasal 16 asks for a time limit and gives no number; five years is a guess [G] that the
#: province confirms or changes here.
RETENTION_YEARS: Final[Mapping[DataKind, int | None]] = {
    DataKind.PERSON: 5,
    DataKind.RECORD: None,
    DataKind.TRAIL: None,
}

_ASSIGNMENTS = table(
    "assignments",
    column("agency_id", Integer),
    column("employee_id", Uuid),
    column("valid", DATERANGE),
)


@dataclass(frozen=True)
class Retention:
    """One who no longer serves: the first day on which the data may be erased; None: unknown."""

    employee_id: UUID
    until: date | None

    def is_over(self, on: date) -> bool:
        """Tell whether the time is over on a day."""
        return self.until is not None and self.until <= on


async def find_retention(
    session: AsyncSession, agency_id: AgencyId, employee_id: UUID
) -> Retention | None:
    """Return how long the data of an employee is kept; None: one who serves, or was erased."""
    found = await _retentions(session, agency_id, employee_id)
    return found[0] if found else None


async def list_retentions(session: AsyncSession, agency_id: AgencyId) -> list[Retention]:
    """Return everybody who no longer serves and is not erased, in the order of the days."""
    return await _retentions(session, agency_id)


async def has_granted_erasure(
    session: AsyncSession, agency_id: AgencyId, employee_id: UUID
) -> bool:
    """Tell whether a request of the employee to be erased was granted."""
    granted = select(DataRequest.id).where(
        DataRequest.agency_id == agency_id,
        DataRequest.employee_id == employee_id,
        DataRequest.kind == RequestKind.ERASURE.value,
        DataRequest.state == RequestState.DONE.value,
    )
    return await session.scalar(granted.limit(1)) is not None


async def _retentions(
    session: AsyncSession, agency_id: AgencyId, employee_id: UUID | None = None
) -> list[Retention]:
    """Count from the day that was entered, or else from the end of the last assignment."""
    ended = (
        select(func.max(func.upper(_ASSIGNMENTS.c.valid)))
        .where(
            _ASSIGNMENTS.c.agency_id == agency_id,
            _ASSIGNMENTS.c.employee_id == EMPLOYEES.c.id,
            not_(func.upper_inf(_ASSIGNMENTS.c.valid)),
        )
        .scalar_subquery()
    )
    since = func.coalesce(EMPLOYEES.c.inactive_since, ended)
    years = func.make_interval(literal(RETENTION_YEARS[DataKind.PERSON], Integer()))
    until = cast(since + years, Date).label("until")
    statement = (
        select(EMPLOYEES.c.id, until)
        .where(
            EMPLOYEES.c.agency_id == agency_id,
            EMPLOYEES.c.state == "INACTIVE",
            EMPLOYEES.c.erased_at.is_(None),
        )
        .order_by(until, EMPLOYEES.c.id)
    )
    if employee_id is not None:
        statement = statement.where(EMPLOYEES.c.id == employee_id)
    return [Retention(*row) for row in await session.execute(statement)]
