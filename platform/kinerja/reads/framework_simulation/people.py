"""Whom a simulation recalculates, and their results as they are."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    any_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import distinct_on

from kinerja.domains.appraisals.calculation import calculate
from kinerja.domains.appraisals.framework_tables import versions
from kinerja.domains.appraisals.grades import numeric_grade
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.results import people_of
from kinerja.domains.appraisals.vocabulary import AppraisalState, Grade
from kinerja.reads.framework_simulation.vocabulary import GradeDirection
from policies.asking import AGENCY

CYCLE, VERSION = "cycle", "version"
#: Scored to the end, but the result is not stored yet.
SCORED = (AppraisalState.SUBMITTED, AppraisalState.CALIBRATED)
#: With a stored result.
STORED = (
    AppraisalState.DELIVERED,
    AppraisalState.ACKNOWLEDGED,
    AppraisalState.OBJECTED,
    AppraisalState.OBJECTION_DECIDED,
    AppraisalState.FINAL,
)


def people_tried(agency: ColumnElement[int], visible: ColumnElement[bool]) -> CTE:
    """Return whom the cycle has results of and the version applies to, each person once.

    Of somebody transferred within the cycle the last appraisal counts, as in reports; of revisions
    the one that none supersedes. `visible`: whether the asker may see the numbers of the person.
    """
    version, cycle = (bindparam(name, None, Uuid()) for name in (VERSION, CYCLE))
    covered = or_(
        func.cardinality(versions.c.applies_to) == literal_column("0"),
        Appraisal.position_class == any_(versions.c.applies_to),
    )
    return (
        select(
            Appraisal.id,
            Appraisal.ratee_id,
            Appraisal.org_unit_id,
            Appraisal.position_class,
            Appraisal.innovation_approved,
            Appraisal.state,
            Appraisal.composite,
            Appraisal.numeric_grade,
            Appraisal.framework_version_id.label("pinned_version_id"),
            versions.c.id.label("framework_version_id"),
            versions.c.scheme,
            func.coalesce(visible, literal_column("false")).label("visible"),
        )
        .ext(distinct_on(Appraisal.ratee_id))
        .join(versions, and_(versions.c.agency_id == agency, versions.c.id == version))
        .where(*_of_cycle(agency, cycle), Appraisal.state.in_(_words((*SCORED, *STORED))), covered)
        .order_by(Appraisal.ratee_id, Appraisal.id.desc())
        .cte("people")
    )


def everybody(agency: ColumnElement[int]) -> Select[int]:
    """Count the people of the cycle, scored or not."""
    cycle = bindparam(CYCLE, None, Uuid())
    return select(func.count(Appraisal.ratee_id.distinct())).where(*_of_cycle(agency, cycle))


def moved(people: CTE, totals: CTE) -> CTE:
    """Return each person with composite and grade before and after, and the direction."""
    made = _computed_before()
    stored = people.c.state.in_(_words(STORED))
    grade = case(
        (stored, people.c.numeric_grade),
        else_=numeric_grade(made.c.composite, people.c.innovation_approved),
    )
    both = (
        select(
            people.c.id,
            people.c.ratee_id,
            people.c.org_unit_id,
            people.c.visible,
            case((stored, people.c.composite), else_=made.c.composite).label("composite_before"),
            grade.label("grade_before"),
            totals.c.composite.label("composite_after"),
            numeric_grade(totals.c.composite, people.c.innovation_approved).label("grade_after"),
        )
        .join(totals, totals.c.appraisal_id == people.c.id)
        .outerjoin(made, made.c.appraisal_id == people.c.id)
        .cte("before_and_after")
    )
    return select(both, _direction(both).label("direction")).cte("moved")


def _computed_before() -> CTE:
    """Return the composites under the pinned versions where none is stored yet.

    Written down as text: SQLAlchemy would lift its WITH clauses, which are those of the other
    calculation, to the top of the whole statement and mistake them for the same.
    """
    agency, cycle = (literal_column(f":{name}", kind) for name, kind in _NAMED.items())
    unstored = people_of(agency, *_of_cycle(agency, cycle), Appraisal.state.in_(SCORED)).cte(
        "unstored"
    )
    totals = calculate(agency, unstored).totals
    statement = select(totals.c.appraisal_id, totals.c.composite)
    dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types.
    written = str(statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True}))
    values = [bindparam(name, None, kind) for name, kind in _NAMED.items()]
    columns = statement.selected_columns
    return text(written).bindparams(*values).columns(*columns).cte("computed_before")


_NAMED: dict[str, Any] = {AGENCY: Integer(), CYCLE: Uuid()}


def _of_cycle(
    agency: ColumnElement[int], cycle: ColumnElement[Any]
) -> tuple[ColumnElement[bool], ...]:
    return (
        Appraisal.agency_id == agency,
        Appraisal.cycle_id == cycle,
        Appraisal.superseded_at.is_(None),
    )


def _direction(row: CTE) -> ColumnElement[str]:
    before, after = _order(row.c.grade_before), _order(row.c.grade_after)
    up, down, same, ungraded = (literal_column(f"'{one.value}'", Text()) for one in GradeDirection)
    return case(
        (before > after, up), (before < after, down), (before == after, same), else_=ungraded
    )


def _order(grade: ColumnElement[Any]) -> ColumnElement[int]:
    """Number the grades, the best first."""
    return case(
        *(
            (grade == one.value, literal_column(str(place), Integer()))
            for place, one in enumerate(Grade)
        )
    )


def _words(states: Sequence[AppraisalState]) -> list[str]:
    return [state.value for state in states]
