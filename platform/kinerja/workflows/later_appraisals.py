"""Appraisals of an assignment that begins while cycles run: beside the ones of earlier posts."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Insert,
    Integer,
    Uuid,
    bindparam,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy import any_ as any_of

from kinerja.domains.appraisals.keys import new_key
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.returning import RETURN_DAYS
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.vocabulary import CycleState
from kinerja.domains.frameworks.models import FrameworkVersion
from kinerja.domains.organisation.models import Assignment, OrgUnit, Position
from kinerja.workflows.first_state import first_state

#: An assignment of fewer days within a cycle has no appraisal of its own (domain rules, 3.2 no. 4).
LEAST_DAYS: Final = 30
RUNNING = (CycleState.OPEN, CycleState.SCORING)


@dataclass(frozen=True, kw_only=True)
class Pinned:
    """What is pinned in the appraisals of an assignment, and from which day on it holds."""

    agency_id: int
    assignment_id: UUID
    rater_id: UUID
    superior_id: UUID | None
    first_day: date
    today: date


def open_later_appraisals(pinned: Pinned, *, permitted: ColumnElement[bool]) -> Insert:
    """Return the statement that opens one appraisal of the assignment in every running cycle.

    Only in cycles with at least 30 days from the first day on, by versions that apply to the
    position, and where `permitted` holds for the cycle. It returns their ids.
    """
    agency = bindparam("agency", pinned.agency_id, Integer())
    columns: dict[str, Any] = {
        "agency_id": agency,
        "id": new_key(),
        "cycle_id": Cycle.id,
        "framework_version_id": Cycle.framework_version_id,
        "ratee_id": Assignment.employee_id,
        "assignment_id": Assignment.id,
        "position_class": Position.position_class,
        "org_unit_id": OrgUnit.id,
        "unit_path": OrgUnit.path,
        "rater_id": literal(pinned.rater_id, Uuid()),
        "superior_id": literal(pinned.superior_id, Uuid()),
        "state": _state(agency),
        "rating_due": _due(pinned.today),
    }
    rows = (
        select(*columns.values())
        .select_from(Cycle)
        .join(FrameworkVersion, FrameworkVersion.id == Cycle.framework_version_id)
        .join(Assignment, Assignment.agency_id == Cycle.agency_id)
        .join(Position, Position.id == Assignment.position_id)
        .join(OrgUnit, OrgUnit.id == Assignment.org_unit_id)
        .where(
            Cycle.agency_id == agency,
            FrameworkVersion.agency_id == agency,
            Assignment.agency_id == agency,
            Position.agency_id == agency,
            OrgUnit.agency_id == agency,
            Assignment.id == pinned.assignment_id,
            Cycle.state.in_(RUNNING),
            _days_left(pinned.first_day) >= LEAST_DAYS,
            or_(
                func.cardinality(FrameworkVersion.applies_to) == 0,
                Position.position_class == any_of(FrameworkVersion.applies_to),
            ),
            permitted,
        )
    )
    return insert(Appraisal).from_select(list(columns), rows).returning(Appraisal.id)


def _state(agency: ColumnElement[int]) -> ColumnElement[str]:
    """Where scoring has begun, the time for self-assessments is over."""
    scored = Cycle.state == CycleState.SCORING
    first = first_state(
        agency, Cycle.framework_version_id, position_class=Position.__table__.c.position_class
    )
    return case((scored, AppraisalState.RATER_REVIEW.value), else_=first)


def _due(today: date) -> ColumnElement[date | None]:
    """A new rater gets at least as long as one to whom an appraisal comes back."""
    least = literal(date.fromordinal(today.toordinal() + RETURN_DAYS), Date())
    due = Cycle.rating_due
    return case((due.is_not(None), func.greatest(due, least)))


def _days_left(first_day: date) -> ColumnElement[int]:
    first = func.greatest(func.lower(Cycle.period), literal(first_day, Date()))
    return type_coerce(func.upper(Cycle.period, type_=Date()) - first, Integer())
