"""Org units, positions, employees, assignments, reporting lines and whole agencies for a test.

Each function writes one row through the given session, which must already be inside the agency
(`tenant_session`), and returns the plain object: no attribute of it ever asks the database again.
"""

from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from kinerja.domains.organisation.models import (
    Assignment,
    Employee,
    OrgUnit,
    Position,
    ReportingLine,
)
from kinerja.domains.organisation.vocabulary import (
    AssignmentKind,
    EmployeeState,
    Employment,
    PositionClass,
    ReportingLineKind,
    UnitLevel,
)
from kinerja.kit.database import Base
from kinerja.kit.ids import new_id
from tests.support.nips import make_nip

Session = AsyncSession | AsyncConnection
Row = TypeVar("Row", bound=Base)

#: Where a period starts and ends unless a test says otherwise (end exclusive, None: open).
START, END = date(2024, 1, 1), None

_numbers = count(1)


def period(start: date = START, end: date | None = END) -> Range[date]:
    """Return the days from `start` to the day before `end`."""
    return Range(start, end, bounds="[)")


async def make_unit(
    session: Session, agency_id: int, *, parent: OrgUnit | None = None, **values: Any
) -> OrgUnit:
    """Make an org unit under `parent`; without one, under the root. The first becomes the root."""
    parent = parent or await _find_root(session, agency_id)
    code = values.setdefault("code", f"UNIT_{next(_numbers)}")
    values.setdefault("name", f"Unit {code}")
    values.setdefault("level", UnitLevel.BIDANG if parent else UnitLevel.AGENCY)
    values.setdefault("path", f"{parent.path}.{code}" if parent else code)
    values.setdefault("parent_id", parent.id if parent else None)
    values.setdefault("head_position_id", None)
    return await _insert(session, OrgUnit, agency_id, values)


async def _find_root(session: Session, agency_id: int) -> OrgUnit | None:
    units = OrgUnit.__table__
    found = await session.execute(
        select(units).where(units.c.agency_id == agency_id, units.c.parent_id.is_(None))
    )
    row = found.one_or_none()
    return None if row is None else OrgUnit(**row._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping.


async def make_position(
    session: Session,
    agency_id: int,
    *,
    unit: OrgUnit,
    head: bool = False,
    **values: Any,
) -> Position:
    """Make a position in a unit; with `head`, the one that heads it."""
    code = values.setdefault("code", f"POS_{next(_numbers)}")
    values.setdefault("name", f"Position {code}")
    values.setdefault("position_class", PositionClass.PELAKSANA)
    values.setdefault("org_unit_id", unit.id)
    position = await _insert(session, Position, agency_id, values)
    if head:
        unit.head_position_id = position.id
        await session.execute(
            update(OrgUnit)
            .where(OrgUnit.agency_id == agency_id, OrgUnit.id == unit.id)
            .values(head_position_id=position.id)
        )
    return position


async def make_employee(session: Session, agency_id: int, **values: Any) -> Employee:
    """Make an active employee (PNS) with a NIP of its own."""
    number = next(_numbers)
    values.setdefault("nip", make_nip(number))
    values.setdefault("nrk", None)
    values.setdefault("name", f"Pegawai {number}")
    values.setdefault("employment", Employment.PNS)
    values.setdefault("state", EmployeeState.ACTIVE)
    return await _insert(session, Employee, agency_id, values)


async def make_assignment(
    session: Session,
    agency_id: int,
    *,
    employee: Employee,
    position: Position,
    **values: Any,
) -> Assignment:
    """Put an employee on a position, in the position's unit, definitively since `START`."""
    values.setdefault("org_unit_id", position.org_unit_id)
    values.setdefault("kind", AssignmentKind.DEFINITIF)
    values.setdefault("valid", period())
    values.update(employee_id=employee.id, position_id=position.id)
    return await _insert(session, Assignment, agency_id, values)


async def make_reporting_line(
    session: Session,
    agency_id: int,
    *,
    ratee: Employee,
    rater: Employee,
    superior: Employee | None = None,
    **values: Any,
) -> ReportingLine:
    """Make `rater` the one who appraises `ratee`, in the line of command since `START`."""
    values.setdefault("kind", ReportingLineKind.LINE)
    values.setdefault("valid", period())
    values.update(
        ratee_id=ratee.id, rater_id=rater.id, superior_id=superior.id if superior else None
    )
    return await _insert(session, ReportingLine, agency_id, values)


async def make_staff(
    session: Session,
    agency_id: int,
    *,
    unit: OrgUnit,
    rater: Employee | None = None,
    superior: Employee | None = None,
    **position: Any,
) -> Employee:
    """Make an employee with a position in `unit` and, given a rater, a reporting line."""
    employee = await make_employee(session, agency_id)
    post = await make_position(session, agency_id, unit=unit, **position)
    await make_assignment(session, agency_id, employee=employee, position=post)
    if rater is not None:
        await make_reporting_line(
            session, agency_id, ratee=employee, rater=rater, superior=superior
        )
    return employee


@dataclass(frozen=True)
class Branch:
    """A bidang and its seksi: the seksi's head rates the ratees, the bidang's head stands above."""

    bidang: OrgUnit
    seksi: OrgUnit
    superior: Employee
    rater: Employee
    ratees: tuple[Employee, ...]


@dataclass(frozen=True)
class TypicalAgency:
    """Who is who. The short names speak of the first branch; `stranger` works in the second.

    Lines: the head rates the bidang heads; each bidang head rates the seksi head (superior: the
    agency's head); each seksi head rates the ratees (superior: the bidang head). Nobody rates the
    head. All are assigned since 2024-01-01 without end.
    """

    agency_id: int
    root: OrgUnit
    head: Employee
    branches: tuple[Branch, Branch]

    @property
    def superior(self) -> Employee:
        """Return the head of the first bidang."""
        return self.branches[0].superior

    @property
    def rater(self) -> Employee:
        """Return the head of the first seksi."""
        return self.branches[0].rater

    @property
    def ratee(self) -> Employee:
        """Return an employee whom `rater` rates."""
        return self.branches[0].ratees[0]

    @property
    def stranger(self) -> Employee:
        """Return an employee with whom neither `rater` nor `superior` has anything to do."""
        return self.branches[1].ratees[0]

    @property
    def people(self) -> tuple[Employee, ...]:
        """Return all employees, the head first."""
        return (
            self.head,
            *(
                person
                for branch in self.branches
                for person in (branch.superior, branch.rater, *branch.ratees)
            ),
        )


async def make_organisation(
    session: Session, agency_id: int, *, code: str = "DINAS", ratees: int = 4
) -> TypicalAgency:
    """Make a typical agency; unit codes start with `code`, each seksi has so many ratees."""
    root = await make_unit(session, agency_id, code=code)
    head = await make_staff(
        session, agency_id, unit=root, head=True, position_class=PositionClass.JPT
    )
    first = await _make_branch(session, root, head, letter="A", ratees=ratees)
    second = await _make_branch(session, root, head, letter="B", ratees=ratees)
    return TypicalAgency(agency_id, root, head, (first, second))


async def _make_branch(
    session: Session, root: OrgUnit, head: Employee, *, letter: str, ratees: int
) -> Branch:
    agency_id = root.agency_id
    bidang = await make_unit(
        session, agency_id, parent=root, code=f"{root.code}_{letter}", level=UnitLevel.BIDANG
    )
    superior = await make_staff(
        session,
        agency_id,
        unit=bidang,
        rater=head,
        head=True,
        position_class=PositionClass.ADMINISTRATOR,
    )
    seksi = await make_unit(
        session, agency_id, parent=bidang, code=f"{bidang.code}_1", level=UnitLevel.SEKSI
    )
    rater = await make_staff(
        session,
        agency_id,
        unit=seksi,
        rater=superior,
        superior=head,
        head=True,
        position_class=PositionClass.PENGAWAS,
    )
    people = [
        await make_staff(session, agency_id, unit=seksi, rater=rater, superior=superior)
        for _ in range(ratees)
    ]
    return Branch(bidang, seksi, superior, rater, tuple(people))


async def _insert(
    session: Session, model: type[Row], agency_id: int, values: dict[str, Any]
) -> Row:
    values.setdefault("id", new_id())
    values["agency_id"] = agency_id
    await session.execute(insert(model).values(values))
    return model(**values)
