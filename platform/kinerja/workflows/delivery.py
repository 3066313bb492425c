"""The statement that delivers results: it computes and stores them, and the days begin."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    Integer,
    Select,
    Uuid,
    and_,
    bindparam,
    func,
    insert,
    or_,
    select,
    update,
)

from kinerja.domains.appraisals.models import Appraisal, NodeResult
from kinerja.domains.appraisals.results import RESULT_COLUMNS, Results, people_of, results
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.vocabulary import CycleState


def delivery(
    *, agency_id: int, cycle_id: UUID, permitted: ColumnElement[bool], today: date
) -> Select[Any]:
    """Return the statement; its answer is the ids of the appraisals that were delivered.

    Of the cycle in calibration it takes whatever is settled. Ratees may object from `today` on
    for the days of the cycle.
    """
    agency = bindparam("agency", agency_id, Integer())
    cycle = (
        select(Cycle.id, Cycle.objection_days)
        .where(
            Cycle.agency_id == agency,
            Cycle.id == bindparam("cycle", cycle_id, Uuid()),
            Cycle.state == CycleState.CALIBRATION,
            Cycle.objection_days > 0,
            permitted,
        )
        .with_for_update()
        .cte("cycle")
    )
    people = (
        people_of(
            agency,
            Appraisal.cycle_id == cycle.c.id,
            is_settled(),
        )
        .with_for_update(of=Appraisal)
        .cte("people")
    )
    result = results(agency, people)
    delivered = _deliver(agency, cycle, result.graded, bindparam("today", today, Date()))
    return select(delivered.c.id).add_cte(keep_nodes(agency, result))


def is_settled() -> ColumnElement[bool]:
    """Return whether a result waits for nobody but its delivery.

    Where the rater has no superior within the agency, since he heads it, nobody stands above to
    calibrate: what the head has submitted is settled by the delivery, which is the head's too.
    """
    topmost = and_(Appraisal.state == AppraisalState.SUBMITTED, Appraisal.superior_id.is_(None))
    return or_(Appraisal.state == AppraisalState.CALIBRATED, topmost)


def keep_nodes(agency: ColumnElement[int], result: Results) -> CTE:
    """Return the part of a statement that stores the result of every node."""
    nodes = result.calculation.nodes.subquery("nodes")
    columns = [column.name for column in nodes.c]
    return (
        insert(NodeResult)
        .from_select(["agency_id", *columns], select(agency, *nodes.c))
        .cte("kept_nodes")
    )


def _deliver(
    agency: ColumnElement[int], cycle: CTE, graded: CTE, today: ColumnElement[date]
) -> CTE:
    return (
        update(Appraisal)
        .where(
            Appraisal.agency_id == agency,
            Appraisal.cycle_id == cycle.c.id,
            Appraisal.id == graded.c.appraisal_id,
        )
        .values(
            {name: graded.c[name] for name in RESULT_COLUMNS}
            | {
                "state": AppraisalState.DELIVERED,
                "delivered_at": func.now(),
                "objection_until": today + cycle.c.objection_days,
            }
        )
        .returning(Appraisal.id)
        .cte("delivered")
    )
