"""What becomes of appraisals by the passing of days alone: this acts on the deadlines.

Safe to repeat: each step moves what is due and was not moved.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.history import Deed
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.vocabulary import CycleState
from kinerja.kit.ids import AgencyId
from kinerja.workflows.room import room
from tenants.audit import record_each

#: While a cycle is open its own day closes self-reviews; those that came back, the rater's day.
_ENDS: Final = (AppraisalState.DELIVERED, AppraisalState.ACKNOWLEDGED)


@dataclass(frozen=True)
class Advanced:
    """How many appraisals moved."""

    self_reviews_closed: int
    results_final: int


async def advance(session: AsyncSession, agency_id: AgencyId, *, today: date) -> Advanced:
    """Do what is due in the agency, in the caller's transaction.

    Self-reviews whose last day has passed go to their raters. Delivered results to which nobody has
    objected within the days of the cycle become final (PP 30/2019 Pasal 59), and so does what an
    objection has decided.
    """
    day = bindparam("today", today, Date())
    closed = await _move(
        session,
        agency_id,
        _reviews_over(agency_id, day),
        deed=Deed.SELF_REVIEW_CLOSED,
        state=AppraisalState.RATER_REVIEW,
    )
    final = await _move(
        session, agency_id, _results_over(day), deed=Deed.FINAL, state=AppraisalState.FINAL
    )
    return Advanced(closed, final)


async def _move(
    session: AsyncSession,
    agency_id: AgencyId,
    due: ColumnElement[bool],
    *,
    deed: Deed,
    state: AppraisalState,
) -> int:
    values: dict[str, object] = {"state": state}
    if state is AppraisalState.FINAL:
        values["finalised_at"] = func.now()
    statement = (
        update(Appraisal)
        .where(Appraisal.agency_id == agency_id, due)
        .values(values)
        .returning(Appraisal.id)
        .execution_options(synchronize_session=False)
    )
    async with room(session):
        moved = (await session.scalars(statement)).all()
    await record_each(
        session,
        agency_id=agency_id,
        actor_id=None,
        action=deed.value,
        object_type="Appraisal",
        after={key: {"state": state.value} for key in moved},
    )
    return len(moved)


def _reviews_over(agency_id: AgencyId, today: ColumnElement[date]) -> ColumnElement[bool]:
    over = or_(
        and_(Cycle.state == CycleState.OPEN, Cycle.self_review_due < today),
        and_(Cycle.state == CycleState.SCORING, Appraisal.rating_due < today),
    )
    cycle: Select[object] = (
        select(Cycle.id)
        .where(Cycle.agency_id == agency_id, Cycle.id == Appraisal.cycle_id, over)
        .correlate(Appraisal)
    )
    return and_(Appraisal.state == AppraisalState.SELF_REVIEW, cycle.exists())


def _results_over(today: ColumnElement[date]) -> ColumnElement[bool]:
    return and_(
        Appraisal.superseded_at.is_(None),
        or_(
            and_(Appraisal.state.in_(_ENDS), Appraisal.objection_until < today),
            Appraisal.state == AppraisalState.OBJECTION_DECIDED,
        ),
    )
