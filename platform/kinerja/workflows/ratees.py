"""Who is appraised in a cycle: one row a person, with assignment, unit, rater and superior.

Everything is pinned as of one day of the period, so that later changes of the organisation do not
rate anybody anew (domain rules, 3.2 no. 4).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    any_,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import DATERANGE, Range, distinct_on

from kinerja.domains.frameworks.models import FrameworkVersion
from kinerja.domains.organisation.models import Assignment, OrgUnit, Position, ReportingLine
from kinerja.domains.organisation.vocabulary import AssignmentKind, ReportingLineKind
from kinerja.kit.ids import AgencyId

#: Orders the reporting lines of a ratee: the line itself, then a delegation, then teams.
LINE_FIRST = case(
    {ReportingLineKind.LINE.value: 1, ReportingLineKind.DELEGATED.value: 2},
    value=ReportingLine.kind,
    else_=3,
)


def pinning_day(period: Range[date], today: date) -> date:
    """Return the day as of which the organisation is pinned: today, moved into the period."""
    first, after = period.lower, period.upper
    if first is None or after is None:
        message = "the period of a cycle is bounded"
        raise ValueError(message)
    return min(max(today, first), after - timedelta(days=1))


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Whose ratees: the agency, its version, the period and the day of pinning."""

    agency_id: AgencyId
    version_id: UUID
    period: Range[date]
    day: date

    @property
    def agency(self) -> ColumnElement[int]:
        """The agency as a bind parameter."""
        return bindparam("agency", int(self.agency_id), Integer())


def ratees(scope: Scope, *, without: Collection[UUID] = ()) -> CTE:
    """Return those with an assignment in the period to which the version applies.

    One row a person: the definitive assignment before an acting one (a Plt or Plh keeps the own
    post), the one of the day before an earlier one. `rater_id` is NULL for those whom nobody rates.
    """
    post, line = _posts(scope), _lines(scope)
    applies = or_(
        func.cardinality(FrameworkVersion.applies_to) == 0,
        post.c.position_class == any_(FrameworkVersion.applies_to),
    )
    rated = line.c.ratee_id == post.c.employee_id
    return (
        select(
            post.c.employee_id,
            post.c.assignment_id,
            post.c.position_class,
            post.c.org_unit_id,
            post.c.unit_path,
            line.c.rater_id,
            line.c.superior_id,
        )
        .select_from(post)
        .join(FrameworkVersion, literal(True))
        .outerjoin(line, rated)
        .where(
            FrameworkVersion.agency_id == scope.agency,
            FrameworkVersion.id == scope.version_id,
            applies,
            post.c.employee_id.not_in(without),
        )
        .cte("ratees")
    )


def _posts(scope: Scope) -> CTE:
    definitive = Assignment.kind == AssignmentKind.DEFINITIF
    return (
        select(
            Assignment.employee_id,
            Assignment.id.label("assignment_id"),
            Position.position_class,
            Assignment.org_unit_id,
            OrgUnit.path.label("unit_path"),
        )
        .join(Position, Position.id == Assignment.position_id)
        .join(OrgUnit, OrgUnit.id == Assignment.org_unit_id)
        .where(
            Assignment.agency_id == scope.agency,
            Position.agency_id == scope.agency,
            OrgUnit.agency_id == scope.agency,
            _in_period(Assignment.valid, scope),
        )
        .ext(distinct_on(Assignment.employee_id))
        .order_by(
            Assignment.employee_id,
            definitive.desc(),
            *_latest_first(Assignment.valid, scope),
            Assignment.id,
        )
        .cte("posts")
    )


def _lines(scope: Scope) -> CTE:
    on_the_day, latest = _latest_first(ReportingLine.valid, scope)
    return (
        select(ReportingLine.ratee_id, ReportingLine.rater_id, ReportingLine.superior_id)
        .where(
            ReportingLine.agency_id == scope.agency,
            _in_period(ReportingLine.valid, scope),
        )
        .ext(distinct_on(ReportingLine.ratee_id))
        .order_by(ReportingLine.ratee_id, on_the_day, LINE_FIRST, latest, ReportingLine.id)
        .cte("lines")
    )


def _in_period(valid: Any, scope: Scope) -> ColumnElement[bool]:  # noqa: ANN401 - a range column.
    overlaps: ColumnElement[bool] = valid.op("&&", is_comparison=True)(
        cast(scope.period, DATERANGE)
    )
    return overlaps


def _latest_first(valid: Any, scope: Scope) -> tuple[ColumnElement[Any], ColumnElement[Any]]:  # noqa: ANN401 - a range column.
    """Order by what is valid on the day of pinning, then by the later beginning."""
    on_the_day = valid.op("@>", is_comparison=True)(cast(scope.day, Date))
    beginning = func.coalesce(func.lower(valid), literal_column("'-infinity'::date"))
    return on_the_day.desc(), beginning.desc()


def without_rater(people: CTE) -> Select[Any]:
    """Return the employees among the ratees whom nobody rates, in a stable order."""
    return (
        select(people.c.employee_id)
        .where(people.c.rater_id.is_(None))
        .order_by(people.c.employee_id)
    )
