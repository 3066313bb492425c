"""Opening and closing inspection cases.

While a case is open the inspectorate sees of one employee what it does not see of others. Every
function works in the actor's agency and in the caller's transaction; a failure raises, and the
caller undoes whatever was written.
"""

from datetime import date, timedelta
from typing import Never
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.inspections.errors import (
    CaseClosedError,
    CaseNotFoundError,
    CasePeriodError,
    InvestigatedNotFoundError,
    LegalBasisError,
)
from kinerja.domains.inspections.facts import CASE_FACTS, opened_facts
from kinerja.domains.inspections.history import Deed, note
from kinerja.domains.inspections.models import InspectionCase
from kinerja.domains.inspections.repository import EMPLOYEES, CaseRepository
from policies.grants import Refusal
from policies.permissions import Action, Resource
from policies.subject import Actor

LEGAL_BASIS_LENGTH = range(5, 501)
_FACTS = opened_facts(EMPLOYEES.c.agency_id, EMPLOYEES.c.id)


async def open_case(
    actor: Actor, session: AsyncSession, *, employee_id: UUID, legal_basis: str, last_day: date
) -> UUID:
    """Open a case about an employee, from today to `last_day` inclusive, and return its id.

    Raises:
        NotPermittedError: the actor opens no cases here, or it would be about the actor.
        CasePeriodError: the last day lies in the past, or more than a year ahead.
        LegalBasisError: there is no sound legal basis.
        InvestigatedNotFoundError: the agency has no such employee.
    """
    grant = actor.require(Resource.CASE, Action.CONFIGURE)
    basis = _read_basis(legal_basis)
    valid = _period(actor.today, last_day)
    case_id = await CaseRepository(session, actor.agency_id).add(
        employee_id,
        legal_basis=basis,
        valid=valid,
        opened_by=actor.subject.id,
        allowed=grant.row_filter(_FACTS, actor),
    )
    if case_id is None:
        await _refuse_opening(actor, session, employee_id)
    after = {"period_start": actor.today, "period_end": last_day}
    await note(actor, session, Deed.OPENED, case_id=case_id, after=after)
    return case_id


async def close_case(actor: Actor, session: AsyncSession, *, case_id: UUID) -> None:
    """Close a case: from this moment on it opens nothing any more.

    Raises:
        NotPermittedError: the actor closes no cases here.
        CaseClosedError: it is closed already.
        CaseNotFoundError: there is no such case, or none that the actor may see.
    """
    grant = actor.require(Resource.CASE, Action.CONFIGURE)
    closed = await CaseRepository(session, actor.agency_id).close(
        case_id,
        on=actor.today,
        closed_by=actor.subject.id,
        allowed=grant.row_filter(CASE_FACTS, actor),
    )
    if not closed:
        await _refuse_closing(actor, session, case_id)
    await note(actor, session, Deed.CLOSED, case_id=case_id, after={"closed_on": actor.today})


def _read_basis(text: str) -> str:
    kept = " ".join(text.split())
    if len(kept) not in LEGAL_BASIS_LENGTH or not kept.isprintable():
        raise LegalBasisError(limit=LEGAL_BASIS_LENGTH.stop - 1, path=("legalBasis",))
    return kept


def _period(first: date, last: date) -> Range[date]:
    """Return the days of a case; a year from 29 February is over on the next 28 February."""
    day = 28 if (first.month, first.day) == (2, 29) else first.day
    latest = first.replace(year=first.year + 1, day=day) - timedelta(days=1)
    if not first <= last <= latest:
        raise CasePeriodError(latest=latest.isoformat(), path=("periodEnd",))
    return Range(first, last + timedelta(days=1), bounds="[)")


async def _refuse_opening(actor: Actor, session: AsyncSession, employee_id: UUID) -> Never:
    grant = actor.grant(Resource.CASE, Action.CONFIGURE)
    found = await session.execute(
        select(grant.refusal(_FACTS, actor)).where(
            EMPLOYEES.c.agency_id == actor.agency_id, EMPLOYEES.c.id == employee_id
        )
    )
    reason = found.scalar_one_or_none()
    if reason is None:
        raise InvestigatedNotFoundError(path=("employeeId",))
    raise actor.refused(Resource.CASE, Action.CONFIGURE, reason)


async def _refuse_closing(actor: Actor, session: AsyncSession, case_id: UUID) -> Never:
    visible = actor.grant(Resource.CASE, Action.VIEW).row_filter(CASE_FACTS, actor)
    grant = actor.grant(Resource.CASE, Action.CONFIGURE)
    reason = case(
        (InspectionCase.closed_at.is_not(None), Refusal.STATE.value),
        else_=grant.refusal(CASE_FACTS, actor),
    )
    found = await session.execute(
        select(reason).where(
            InspectionCase.agency_id == actor.agency_id, InspectionCase.id == case_id, visible
        )
    )
    told = found.scalar_one_or_none()
    if told is None:
        raise CaseNotFoundError(path=("caseId",))
    if told == Refusal.STATE.value:
        raise CaseClosedError(path=("caseId",))
    raise actor.refused(Resource.CASE, Action.CONFIGURE, told)
