"""Legal holds: while one is valid nothing about a person is erased.

Every function works in the actor's agency and in the caller's transaction; a failure raises, and
the caller undoes whatever was written.
"""

from datetime import date, timedelta
from typing import Never
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.personal_data.errors import (
    HoldLiftedError,
    HoldNotFoundError,
    HoldPeriodError,
    PersonNotFoundError,
)
from kinerja.domains.personal_data.facts import HOLD_FACTS, placed_facts
from kinerja.domains.personal_data.history import Deed, note
from kinerja.domains.personal_data.holds_repository import HoldRepository
from kinerja.domains.personal_data.models import LegalHold
from kinerja.domains.personal_data.people import EMPLOYEES
from kinerja.domains.personal_data.texts import BASIS_LENGTH, read_text
from kinerja.kit import clock
from policies.grants import Refusal
from policies.permissions import Action, Resource
from policies.subject import Actor

_PLACED = placed_facts(EMPLOYEES.c.agency_id, EMPLOYEES.c.id)


async def place_hold(
    actor: Actor,
    session: AsyncSession,
    *,
    employee_id: UUID,
    legal_basis: str,
    last_day: date | None = None,
) -> UUID:
    """Keep the data of an employee from today on, to `last_day` inclusive or until it is lifted.

    Raises:
        NotPermittedError: the actor places no holds here, or it would be about the actor.
        PersonalTextError: there is no sound legal basis.
        HoldPeriodError: the last day lies in the past.
        PersonNotFoundError: the agency has no such employee, or has erased the person.
    """
    grant = actor.require(Resource.LEGAL_HOLD, Action.CONFIGURE)
    basis = read_text(legal_basis, BASIS_LENGTH, path=("legalBasis",))
    if last_day is not None and last_day < actor.today:
        raise HoldPeriodError(path=("periodEnd",))
    end = None if last_day is None else last_day + timedelta(days=1)
    key = await HoldRepository(session, actor.agency_id).add(
        employee_id,
        legal_basis=basis,
        valid=Range(actor.today, end, bounds="[)"),
        placed_by=actor.subject.id,
        placed_at=clock.now(),
        allowed=grant.row_filter(_PLACED, actor),
    )
    if key is None:
        await _refuse_placing(actor, session, employee_id)
    after = {"period_start": actor.today, "period_end": last_day}
    await note(actor, session, Deed.HOLD_PLACED, object_id=key, after=after)
    return key


async def lift_hold(actor: Actor, session: AsyncSession, *, hold_id: UUID) -> None:
    """Lift a hold: from today on it keeps nothing any more.

    Raises:
        NotPermittedError: the actor lifts no holds here.
        HoldLiftedError: it is lifted already.
        HoldNotFoundError: there is no such hold, or none that the actor may see.
    """
    grant = actor.require(Resource.LEGAL_HOLD, Action.CONFIGURE)
    lifted = await HoldRepository(session, actor.agency_id).lift(
        hold_id,
        on=actor.today,
        lifted_by=actor.subject.id,
        lifted_at=clock.now(),
        allowed=grant.row_filter(HOLD_FACTS, actor),
    )
    if not lifted:
        await _refuse_lifting(actor, session, hold_id)
    await note(actor, session, Deed.HOLD_LIFTED, object_id=hold_id, after={"on": actor.today})


async def _refuse_placing(actor: Actor, session: AsyncSession, employee_id: UUID) -> Never:
    grant = actor.grant(Resource.LEGAL_HOLD, Action.CONFIGURE)
    found = await session.execute(
        select(grant.refusal(_PLACED, actor), EMPLOYEES.c.erased_at).where(
            EMPLOYEES.c.agency_id == actor.agency_id, EMPLOYEES.c.id == employee_id
        )
    )
    row = found.one_or_none()
    if row is None or row.erased_at is not None:
        raise PersonNotFoundError(path=("employeeId",))
    raise actor.refused(Resource.LEGAL_HOLD, Action.CONFIGURE, row[0])


async def _refuse_lifting(actor: Actor, session: AsyncSession, hold_id: UUID) -> Never:
    visible = actor.grant(Resource.LEGAL_HOLD, Action.VIEW).row_filter(HOLD_FACTS, actor)
    reason = case(
        (LegalHold.lifted_at.is_not(None), Refusal.STATE.value),
        else_=actor.grant(Resource.LEGAL_HOLD, Action.CONFIGURE).refusal(HOLD_FACTS, actor),
    )
    found = await session.execute(
        select(reason).where(
            LegalHold.agency_id == actor.agency_id, LegalHold.id == hold_id, visible
        )
    )
    told = found.scalar_one_or_none()
    if told is None:
        raise HoldNotFoundError(path=("holdId",))
    if told == Refusal.STATE.value:
        raise HoldLiftedError(path=("holdId",))
    raise actor.refused(Resource.LEGAL_HOLD, Action.CONFIGURE, told)
