"""The root fields, one for each question."""

from decimal import Decimal
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import BindParameter, ColumnElement, bindparam, func, select

from benchmarks.peers.plain_strawberry.loaders import APPRAISALS, EMPLOYEES, Key
from benchmarks.peers.plain_strawberry.objects import (
    Asked,
    CountedAppraisals,
    Employee,
    EmployeePage,
    GradeGroup,
    OrgUnitPage,
)
from kinerja.domains.organisation.models import OrgUnit
from kinerja.kit.database import Base

_UNITS = Base.metadata.tables[OrgUnit.__tablename__]
_AGENCY: BindParameter[int] = bindparam("agency")
_FIRST: BindParameter[int] = bindparam("first")
_EMPLOYEES = (
    select(EMPLOYEES)
    .where(EMPLOYEES.c.agency_id == _AGENCY)
    .order_by(EMPLOYEES.c.name, EMPLOYEES.c.id)
    .limit(_FIRST)
)
_ORG_UNITS = (
    select(_UNITS.c.agency_id, _UNITS.c.id, _UNITS.c.code, _UNITS.c.name)
    .where(_UNITS.c.agency_id == _AGENCY)
    .order_by(_UNITS.c.code, _UNITS.c.id)
    .limit(_FIRST)
)


def _appraisals(*columns: ColumnElement[Any]) -> Any:  # noqa: ANN401 - a Select of any columns.
    return select(*columns).where(
        APPRAISALS.c.agency_id == _AGENCY,
        APPRAISALS.c.cycle_id == bindparam("cycle"),
        APPRAISALS.c.state == bindparam("state"),
    )


_ABOVE = APPRAISALS.c.composite >= bindparam("composite_from")
_FILTERED = (
    _appraisals(*APPRAISALS.c)
    .where(_ABOVE)
    .order_by(APPRAISALS.c.composite_key.desc(), APPRAISALS.c.id)
    .limit(_FIRST)
)
_COUNTED = _appraisals(func.count()).where(_ABOVE)
_GRADES = (
    _appraisals(
        APPRAISALS.c.official_grade.label("grade"),
        func.count().label("count_"),
        func.avg(APPRAISALS.c.composite).label("average"),
        func.min(APPRAISALS.c.composite).label("minimum"),
        func.max(APPRAISALS.c.composite).label("maximum"),
    )
    .group_by(APPRAISALS.c.official_grade)
    .order_by(APPRAISALS.c.official_grade)
)


@strawberry.type
class Query:
    """What can be asked."""

    @strawberry.field
    async def employee(self, info: Asked, agency: int, id: UUID) -> Employee | None:
        """Return one employee."""
        found: Employee | None = await info.context.employee.load(Key(agency, id))
        return found

    @strawberry.field
    async def employees(self, info: Asked, agency: int, first: int) -> EmployeePage:
        """Return the first employees by name."""
        rows: Any = await info.context.fetch(_EMPLOYEES, agency=agency, first=first)
        return EmployeePage(nodes=rows)

    @strawberry.field
    async def org_units(self, info: Asked, agency: int, first: int) -> OrgUnitPage:
        """Return the first units by code."""
        rows: Any = await info.context.fetch(_ORG_UNITS, agency=agency, first=first)
        return OrgUnitPage(nodes=rows)

    @strawberry.field
    async def appraisals(
        self,
        info: Asked,
        *,
        agency: int,
        first: int,
        cycle: UUID,
        state: str,
        composite_from: Decimal,
    ) -> CountedAppraisals:
        """Return the best appraisals of a cycle, and how many there are."""
        given = {"agency": agency, "cycle": cycle, "state": state, "composite_from": composite_from}
        counted = await info.context.fetch(_COUNTED, **given)
        rows: Any = await info.context.fetch(_FILTERED, **given, first=first)
        return CountedAppraisals(nodes=rows, total_count=counted[0][0])

    @strawberry.field
    async def grades(self, info: Asked, agency: int, cycle: UUID, state: str) -> list[GradeGroup]:
        """Return how the official grades of a cycle are spread."""
        rows = await info.context.fetch(_GRADES, agency=agency, cycle=cycle, state=state)
        return [
            GradeGroup(
                grade=row.grade,
                count=row.count_,
                average=row.average,
                minimum=row.minimum,
                maximum=row.maximum,
            )
            for row in rows
        ]
