"""The statement that closes a cycle whose results were delivered and have all become final."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Uuid,
    bindparam,
    exists,
    func,
    not_,
    select,
    update,
)

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.results import people_of, results
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.vocabulary import CycleState
from kinerja.workflows.finalisation import counted, keep_cells, locked_cycle


def closing(*, agency_id: int, cycle_id: UUID, permitted: ColumnElement[bool]) -> Select[int]:
    """Return the statement; its answer is how many results the closed cycle has.

    It does nothing unless the cycle is in calibration, `permitted` holds for it, it has results,
    and each that counts is final. The cells of the report are computed from the scores again, by
    the calculation that made the results.
    """
    agency = bindparam("agency", agency_id, Integer())
    ready = _is_over(agency, permitted)
    cycle = locked_cycle(agency, bindparam("cycle", cycle_id, Uuid()), *ready)
    people = people_of(
        agency,
        Appraisal.cycle_id == cycle.c.id,
        Appraisal.state == AppraisalState.FINAL,
        Appraisal.superseded_at.is_(None),
    ).cte("people")
    result = results(agency, people)
    closed = (
        update(Cycle)
        .where(
            Cycle.agency_id == agency,
            Cycle.id == cycle.c.id,
            exists(select(result.graded.c.appraisal_id)),
        )
        .values(state=CycleState.FINALISED, finalised_at=cycle.c.moment)
        .cte("closed_cycle")
    )
    cells = keep_cells(agency, cycle, result, counted(people))
    return select(func.count()).select_from(result.graded).add_cte(cells, closed)


def _is_over(
    agency: ColumnElement[int], permitted: ColumnElement[bool]
) -> Iterator[ColumnElement[bool]]:
    open_ = exists().where(
        Appraisal.agency_id == agency,
        Appraisal.cycle_id == Cycle.id,
        Appraisal.superseded_at.is_(None),
        Appraisal.state != AppraisalState.FINAL,
    )
    yield Cycle.state == CycleState.CALIBRATION
    yield Cycle.objection_days > 0
    yield not_(open_)
    yield permitted
