"""Reminding idle raters and telling their superiors: each once for one due day (domain, 3.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Text,
    bindparam,
    column,
    func,
    literal,
    not_,
    select,
    table,
)
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.framework_tables import cycles
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.kit.ids import AgencyId
from policies.raters import ESCALATED_AFTER_DAYS
from tenants.audit import record_each

_told = table("audit_events", column("agency_id"), column("object_id"), column("action"))
_SCORING = "SCORING"
#: Any number that no other two-part advisory lock of the database uses.
_LOCK: Final = 0x4B4A52


class Notice(StrEnum):
    """What is told; also the topic of the outbox event. The first is for the rater."""

    RATER_DUE = "appraisal.rater_due"
    RATER_OVERDUE = "appraisal.rater_overdue"
    ESCALATED = "appraisal.escalated"


#: After how many days from the due day which notice is given. The superior is told of the last two:
#: that the rater is late, and that the superior may score from now on.
AFTER_DAYS: Final = {
    Notice.RATER_DUE: 0,
    Notice.RATER_OVERDUE: 3,
    Notice.ESCALATED: ESCALATED_AFTER_DAYS,
}


@dataclass(frozen=True)
class Told:
    """How many notices of a kind were given."""

    notice: Notice
    count: int


async def remind(session: AsyncSession, agency_id: AgencyId, *, today: date) -> list[Told]:
    """Give the notices that are due in the agency, in the caller's transaction.

    Safe to repeat: a notice is given once for an appraisal and a due day, also when two run at the
    same time. What a day without a run left out is made up for.
    """
    await session.execute(select(func.pg_advisory_xact_lock(_LOCK, agency_id)))
    return [await _give(session, agency_id, notice, today) for notice in Notice]


async def _give(session: AsyncSession, agency_id: AgencyId, notice: Notice, today: date) -> Told:
    rows = (await session.execute(_waiting(agency_id, notice, today))).all()
    after = {key: {"due": due, "notified": person} for key, due, person in rows}
    await record_each(
        session,
        agency_id=agency_id,
        actor_id=None,
        action=notice.value,
        object_type="Appraisal",
        after=after,
    )
    return Told(notice, len(rows))


def _waiting(
    agency_id: AgencyId, notice: Notice, today: date
) -> Select[UUID, date | None, UUID | None]:
    """Select the appraisals of which somebody is to be told and was not: id, due day, whom."""
    agency = bindparam("agency", int(agency_id), Integer())
    person = Appraisal.rater_id if notice is Notice.RATER_DUE else Appraisal.superior_id
    return (
        select(Appraisal.id, Appraisal.rating_due, person)
        .join(cycles, cycles.c.id == Appraisal.cycle_id)
        .where(*_conditions(agency, today, AFTER_DAYS[notice]))
        .where(person.is_not(None), not_(_was_told(agency, notice)))
        .order_by(Appraisal.id)
    )


def _conditions(
    agency: ColumnElement[int], today: date, days: int
) -> Iterator[ColumnElement[bool]]:
    yield Appraisal.agency_id == agency
    yield cycles.c.agency_id == agency
    yield cycles.c.state == _SCORING
    yield Appraisal.state == AppraisalState.RATER_REVIEW
    yield Appraisal.rating_due + literal(days, Integer()) <= literal(today, Date())


def _was_told(agency: ColumnElement[int], notice: Notice) -> ColumnElement[bool]:
    """Return whether this notice was given for the present due day; a later day is a new one."""
    told: Any = func.jsonb_extract_path_text(column("after"), "due", type_=Text())
    return (
        select(_told.c.object_id)
        .where(
            _told.c.agency_id == agency,
            _told.c.object_id == Appraisal.id,
            _told.c.action == notice.value,
            told == func.to_char(Appraisal.rating_due, "YYYY-MM-DD"),
        )
        .correlate(Appraisal)
        .exists()
    )
