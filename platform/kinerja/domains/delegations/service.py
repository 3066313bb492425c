"""Delegating the work of a rater for some days, and ending it before its time.

Every function works in the actor's agency and in the caller's transaction; a failure raises, and
the caller undoes whatever was written.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import case, func, literal, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.delegations.errors import (
    DelegateNotFoundError,
    DelegationEndedError,
    DelegationNotFoundError,
    DelegationPeriodError,
    DelegationReasonError,
    DelegationTooLongError,
    DelegationToSelfError,
    DelegatorNotFoundError,
    NothingToDelegateError,
)
from kinerja.domains.delegations.facts import DELEGATION_FACTS, planned_facts
from kinerja.domains.delegations.history import Deed, note
from kinerja.domains.delegations.models import Delegation
from kinerja.domains.delegations.repository import DelegationRepository, NewDelegation
from kinerja.kit.errors import KinerjaError
from policies.facts import RowFacts
from policies.permissions import Action, Resource
from policies.subject import Actor
from tenants.session import ConcurrentChangeError

REASON_LENGTH = range(5, 501)
#: A delegation covers an absence; what lasts longer is a change of the reporting line.
MOST_DAYS = 366
_ONE_DAY = timedelta(days=1)
_LATEST = date.max - _ONE_DAY


@dataclass(frozen=True, kw_only=True)
class Plan:
    """Who is to rate in whose place, from the first to the last day, and why."""

    delegator_id: UUID
    delegate_id: UUID
    first_day: date
    last_day: date
    reason: str

    def check(self, today: date) -> NewDelegation:
        """Return it as it is kept.

        Raises:
            DelegationToSelfError, DelegationPeriodError, DelegationReasonError: as named.
        """
        if self.delegator_id == self.delegate_id:
            raise DelegationToSelfError(path=("delegate_id",))
        in_order = self.first_day <= self.last_day and today <= self.last_day < date.max
        if not in_order or (self.last_day - self.first_day).days >= MOST_DAYS:
            raise DelegationPeriodError(limit=MOST_DAYS, path=("period_end",))
        reason = " ".join(self.reason.split())
        if len(reason) not in REASON_LENGTH or not reason.isprintable():
            raise DelegationReasonError(limit=REASON_LENGTH.stop - 1, path=("reason",))
        valid = Range(self.first_day, self.last_day + _ONE_DAY, bounds="[)")
        return NewDelegation(self.delegator_id, self.delegate_id, valid, reason)


async def delegate_rating(actor: Actor, session: AsyncSession, *, plan: Plan) -> UUID:
    """Let a colleague rate in the delegator's place, and return the id of the delegation.

    It passes on what the delegator has of the own right, and only while he has it: it must lie
    within the days on which he rates somebody and holds a position.

    Raises:
        NotPermittedError: the actor is neither the delegator nor a performance officer.
        DelegationToSelfError: the delegate is the delegator or the actor.
        DelegationTooLongError, NothingToDelegateError: longer than the delegator's own right.
        DelegationOverlapError: the same two have one on some of the days.
        DelegatorNotFoundError, DelegateNotFoundError: no such people, or an inactive delegate.
        DelegationPeriodError, DelegationReasonError: as their names say.
    """
    grant = actor.require(Resource.DELEGATION, Action.CONFIGURE)
    new = plan.check(actor.today)
    if new.delegate_id == actor.subject.id:
        raise DelegationToSelfError(path=("delegate_id",))
    facts = planned_facts(
        actor.agency_id, delegator_id=new.delegator_id, delegate_id=new.delegate_id
    )
    repository = DelegationRepository(session, actor.agency_id)
    allowed = grant.row_filter(facts, actor)
    made = await repository.add(new, created_by=actor.subject.id, allowed=allowed)
    if made is None:
        raise await _why_not(actor, session, new, facts)
    after = {
        "delegator": new.delegator_id,
        "delegate": new.delegate_id,
        "period_start": plan.first_day,
        "period_end": plan.last_day,
    }
    await note(actor, session, Deed.DELEGATED, object_id=made, after=after)
    return made


async def end_delegation(
    actor: Actor, session: AsyncSession, *, delegation_id: UUID, last_day: date | None
) -> None:
    """Let a delegation end after `last_day`, or (None) at once.

    Raises:
        DelegationEndedError: it is over by then.
        DelegationNotFoundError, NotPermittedError: as their names say.
    """
    grant = actor.require(Resource.DELEGATION, Action.CONFIGURE)
    before = actor.today if last_day is None else min(last_day, _LATEST) + _ONE_DAY
    ended = await DelegationRepository(session, actor.agency_id).end(
        delegation_id,
        before=before,
        ended_by=actor.subject.id,
        allowed=grant.row_filter(DELEGATION_FACTS, actor),
    )
    if not ended:
        raise await _why_not_ended(actor, session, delegation_id)
    await note(actor, session, Deed.ENDED, object_id=delegation_id, after={"until": before})


async def _why_not(
    actor: Actor, session: AsyncSession, new: NewDelegation, facts: RowFacts
) -> KinerjaError:
    """Return why a delegation was not made."""
    grant = actor.grant(Resource.DELEGATION, Action.CONFIGURE)
    allowed = grant.row_filter(facts, actor)
    if not await session.scalar(select(func.coalesce(allowed, literal(False)))):
        reason = await session.scalar(select(grant.refusal(facts, actor)))
        return actor.refused(Resource.DELEGATION, Action.CONFIGURE, reason)
    repository = DelegationRepository(session, actor.agency_id)
    if not await repository.has_employee(new.delegator_id):
        return DelegatorNotFoundError(path=("delegator_id",))
    if not await repository.has_employee(new.delegate_id, active=True):
        return DelegateNotFoundError(path=("delegate_id",))
    return await _beyond_right(repository, new)


async def _beyond_right(repository: DelegationRepository, new: NewDelegation) -> KinerjaError:
    first, after = new.valid.lower, new.valid.upper
    if first is None or after is None:
        message = "a delegation is bounded"
        raise ValueError(message)
    end = await repository.find_end_of_right(new.delegator_id, first=first)
    if end is None:
        return NothingToDelegateError(first=first.isoformat(), path=("period_start",))
    if end >= after:
        return ConcurrentChangeError()
    return DelegationTooLongError(last=(end - _ONE_DAY).isoformat(), path=("period_end",))


async def _why_not_ended(actor: Actor, session: AsyncSession, delegation_id: UUID) -> KinerjaError:
    """Return why a delegation goes on; who may not see it learns nothing of it."""
    visible = actor.grant(Resource.DELEGATION, Action.VIEW).row_filter(DELEGATION_FACTS, actor)
    grant = actor.grant(Resource.DELEGATION, Action.CONFIGURE)
    allowed = grant.row_filter(DELEGATION_FACTS, actor)
    found = await session.execute(
        select(case((allowed, None), else_=grant.refusal(DELEGATION_FACTS, actor))).where(
            Delegation.agency_id == actor.agency_id, Delegation.id == delegation_id, visible
        )
    )
    row = found.one_or_none()
    if row is None:
        return DelegationNotFoundError(path=("delegation_id",))
    if row[0] is None:
        return DelegationEndedError(path=("last_day",))
    return actor.refused(Resource.DELEGATION, Action.CONFIGURE, row[0])
