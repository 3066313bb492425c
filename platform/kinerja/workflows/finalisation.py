"""The statement that finalises a cycle: results, node results, report cells and states at once."""

from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.results import RESULT_COLUMNS, Results, people_of, results
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.vocabulary import CycleState
from kinerja.domains.reports.models import ReportCell
from kinerja.workflows.delivery import keep_nodes

#: From these states a cycle may become final, and these appraisals are ready for it.
FINALISABLE = (CycleState.SCORING, CycleState.CALIBRATION)
READY = (AppraisalState.SUBMITTED, AppraisalState.CALIBRATED)
#: The category of a report cell that counts the whole result.
WHOLE = "COMPOSITE"


def is_pending() -> ColumnElement[bool]:
    """Return whether an appraisal still waits for its rater or for the decided ratings."""
    decided = and_(
        Appraisal.decided_work_rating.is_not(None), Appraisal.behaviour_rating.is_not(None)
    )
    return and_(
        Appraisal.state != AppraisalState.FINAL,
        or_(Appraisal.state.not_in(READY), not_(decided)),
    )


def finalisation(*, agency_id: int, cycle_id: UUID, permitted: ColumnElement[bool]) -> Select[int]:
    """Return the statement; its answer is the number of appraisals that became final.

    It does nothing unless the cycle is in a state to be finalised, `permitted` holds for it, it
    has appraisals, and none of them is pending. It locks the cycle and its appraisals, so that no
    rating can change meanwhile, and takes the moment after its snapshot: every score that it saw
    was entered before that moment, and no other score ever was.
    """
    agency = bindparam("agency", agency_id, Integer())
    ready = (Cycle.state.in_(FINALISABLE), Cycle.objection_days == 0, permitted)
    cycle = locked_cycle(agency, bindparam("cycle", cycle_id, Uuid()), *ready)
    people = _locked_people(agency, cycle)
    result = results(agency, people)
    closed = _close_appraisals(agency, cycle, result.graded)
    return (
        select(func.count())
        .select_from(closed)
        .add_cte(
            keep_nodes(agency, result),
            keep_cells(agency, cycle, result, counted(people)),
            _close_cycle(agency, cycle, result.graded),
        )
    )


def locked_cycle(
    agency: ColumnElement[int], cycle_id: ColumnElement[Any], *ready: ColumnElement[bool]
) -> CTE:
    """Return the part of a statement that holds a cycle, if it is `ready`, and takes the moment."""
    return (
        select(Cycle.id, Cycle.kind, Cycle.period, func.clock_timestamp().label("moment"))
        .where(
            Cycle.agency_id == agency,
            Cycle.id == cycle_id,
            *ready,
        )
        .with_for_update()
        .cte("cycle")
    )


def _locked_people(agency: ColumnElement[int], cycle: CTE) -> CTE:
    pending = (
        exists()
        .where(Appraisal.agency_id == agency, Appraisal.cycle_id == cycle.c.id, is_pending())
        .select_from(Appraisal, cycle)
        .correlate(None)
    )
    return (
        people_of(
            agency,
            Appraisal.cycle_id == cycle.c.id,
            Appraisal.state.in_(READY),
            not_(pending),
        )
        .with_for_update(of=Appraisal)
        .cte("people")
    )


def _close_appraisals(agency: ColumnElement[int], cycle: CTE, graded: CTE) -> CTE:
    return (
        update(Appraisal)
        .where(
            Appraisal.agency_id == agency,
            Appraisal.cycle_id == cycle.c.id,
            Appraisal.id == graded.c.appraisal_id,
        )
        .values(
            {name: graded.c[name] for name in RESULT_COLUMNS}
            | {"state": AppraisalState.FINAL, "finalised_at": cycle.c.moment}
        )
        .returning(Appraisal.id)
        .cte("closed")
    )


def counted(people: CTE) -> CTE:
    """Choose one appraisal a person: of somebody transferred within the cycle, the last one begun.

    Cells count people, and small groups are hidden by that count: nobody may count twice.
    """
    return (
        select(people.c.id)
        .ext(distinct_on(people.c.ratee_id))
        .order_by(people.c.ratee_id, people.c.id.desc())
        .cte("counted")
    )


def keep_cells(agency: ColumnElement[int], cycle: CTE, result: Results, counted: CTE) -> CTE:
    """Count the people who have a score, by category and official grade."""
    scored = union_all(
        _composites(result).join(counted, counted.c.id == result.graded.c.appraisal_id),
        _categories(result).join(counted, counted.c.id == result.calculation.roots.c.appraisal_id),
    ).subquery("scored")
    score = scored.c.score
    cells = (
        select(
            agency,
            cycle.c.id,
            scored.c.category,
            scored.c.grade,
            cycle.c.kind,
            cycle.c.period,
            func.count(),
            func.sum(score),
            func.min(score),
            func.max(score),
        )
        .join(cycle, literal(True))
        .where(score.is_not(None))
        .group_by(scored.c.category, scored.c.grade, cycle.c.id, cycle.c.kind, cycle.c.period)
    )
    names = ["agency_id", "cycle_id", "category", "grade", "cycle_kind", "period", "employees"]
    sums = ["score_sum", "score_min", "score_max"]
    return insert(ReportCell).from_select([*names, *sums], cells).cte("kept_cells")


def _composites(result: Results) -> Select[Any]:
    graded = result.graded
    return select(
        literal(WHOLE).label("category"),
        graded.c.official_grade.label("grade"),
        graded.c.composite.label("score"),
    )


def _categories(result: Results) -> Select[Any]:
    """Each person's weighted mean over the root components of a category."""
    roots, graded = result.calculation.roots, result.graded
    weighted = func.sum(roots.c.weight * roots.c.achievement)
    weights = func.sum(roots.c.weight).filter(roots.c.achievement.is_not(None))
    return (
        select(roots.c.category, graded.c.official_grade, func.round(weighted / weights, 10))
        .join(graded, graded.c.appraisal_id == roots.c.appraisal_id)
        .group_by(roots.c.appraisal_id, roots.c.category, graded.c.official_grade)
    )


def _close_cycle(agency: ColumnElement[int], cycle: CTE, graded: CTE) -> CTE:
    return (
        update(Cycle)
        .where(
            Cycle.agency_id == agency,
            Cycle.id == cycle.c.id,
            exists(select(graded.c.appraisal_id)),
        )
        .values(state=CycleState.FINALISED, finalised_at=cycle.c.moment)
        .cte("closed_cycle")
    )
