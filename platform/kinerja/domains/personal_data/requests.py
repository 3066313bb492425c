"""Requests of data subjects: filed and withdrawn by the person, decided by another.

Every function works in the actor's agency and in the caller's transaction; a failure raises, and
the caller undoes whatever was written.
"""

from datetime import timedelta
from typing import Final, Never
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.personal_data.errors import (
    ChangeNotWantedError,
    ChangeRequiredError,
    DecisionError,
    EmployeeActiveError,
    LegalHoldError,
    NoDataHereError,
    RequestClosedError,
    RequestNotFoundError,
    RequestOpenError,
)
from kinerja.domains.personal_data.facts import REQUEST_FACTS, filed_facts
from kinerja.domains.personal_data.frequency import check_requests
from kinerja.domains.personal_data.history import Deed, note
from kinerja.domains.personal_data.holds_repository import HoldRepository
from kinerja.domains.personal_data.models import DataRequest
from kinerja.domains.personal_data.people import EMPLOYEES, Person
from kinerja.domains.personal_data.requests_repository import (
    Decision,
    Filed,
    RequestRepository,
)
from kinerja.domains.personal_data.texts import DECISION_LENGTH, STATEMENT_LENGTH, read_text
from kinerja.domains.personal_data.vocabulary import RequestKind, RequestState
from kinerja.kit import clock
from policies.grants import Refusal
from policies.permissions import Action, Resource
from policies.subject import Actor

#: Within 3 x 24 hours a person is answered (UU 27/2022 Pasal 30 and 32).
DUE_AFTER: Final = timedelta(hours=72)
_FILED = filed_facts(EMPLOYEES.c.agency_id, EMPLOYEES.c.id)


async def file_request(
    actor: Actor, session: AsyncSession, *, kind: RequestKind, statement: str
) -> UUID:
    """File a request of the actor about the own data, and return its id.

    Raises:
        NotPermittedError: the actor is no person.
        PersonalTextError: there is no sound statement.
        NoDataHereError: the agency stores nothing about the actor.
        RequestOpenError: one of this kind is not decided yet.
        TooManyDataRequestsError: the actor filed too many in the last 24 hours.
    """
    grant = actor.require(Resource.DATA_REQUEST, Action.SCORE)
    text = read_text(statement, STATEMENT_LENGTH, path=("statement",))
    await check_requests(actor, session)
    repository = RequestRepository(session, actor.agency_id)
    now = clock.now()
    key = await repository.add(
        Filed(actor.subject.id, kind, text, now, now + DUE_AFTER),
        allowed=grant.row_filter(_FILED, actor),
    )
    if key is None:
        person = await Person.find(session, actor.agency_id, actor.subject.id)
        if person is None or person.is_erased:
            raise NoDataHereError
        raise RequestOpenError
    after = {"kind": kind.value, "due_at": (now + DUE_AFTER).isoformat()}
    await note(actor, session, Deed.REQUESTED, object_id=key, after=after)
    return key


async def withdraw_request(actor: Actor, session: AsyncSession, *, request_id: UUID) -> None:
    """Withdraw an own request that is not decided yet.

    Raises:
        NotPermittedError: it is somebody else's.
        RequestClosedError: it is decided or withdrawn.
        RequestNotFoundError: there is no such request, or none that the actor may see.
    """
    grant = actor.require(Resource.DATA_REQUEST, Action.SCORE)
    repository = RequestRepository(session, actor.agency_id)
    if not await repository.withdraw(request_id, allowed=grant.row_filter(REQUEST_FACTS, actor)):
        await _refuse(actor, session, request_id, Action.SCORE)
    await note(actor, session, Deed.WITHDRAWN, object_id=request_id, after={})


async def decide_request(
    actor: Actor,
    session: AsyncSession,
    *,
    request_id: UUID,
    state: RequestState,
    reason: str,
    change_event_id: UUID | None = None,
) -> None:
    """Decide a request of another person; to grant an erasure does not erase anything yet.

    Raises:
        NotPermittedError: the actor may not decide, or it is the own request.
        DecisionError: the state is none of a decision.
        PersonalTextError: there is no sound reason.
        ChangeRequiredError, ChangeNotWantedError: a correction names the change, nothing else does.
        LegalHoldError, EmployeeActiveError: the data may not be erased at present.
        RequestClosedError: it is decided or withdrawn.
        RequestNotFoundError: there is no such request, or none that the actor may see.
    """
    grant = actor.require(Resource.DATA_REQUEST, Action.DECIDE)
    if state not in {RequestState.DONE, RequestState.REFUSED}:
        raise DecisionError(path=("state",))
    text = read_text(reason, DECISION_LENGTH, path=("reason",))
    allowed = grant.row_filter(REQUEST_FACTS, actor)
    repository = RequestRepository(session, actor.agency_id)
    request = await repository.lock(request_id, allowed=allowed)
    if request is None:
        await _refuse(actor, session, request_id, Action.DECIDE)
    await _check(actor, session, request, state, change_event_id)
    decision = Decision(state, text, actor.subject.id, clock.now(), change_event_id)
    if not await repository.decide(request_id, decision, allowed=allowed):
        await _refuse(actor, session, request_id, Action.DECIDE)
    after = {"kind": request.kind, "state": state.value, "change": change_event_id}
    await note(actor, session, Deed.DECIDED, object_id=request_id, after=after)


async def _check(
    actor: Actor,
    session: AsyncSession,
    request: DataRequest,
    state: RequestState,
    change_event_id: UUID | None,
) -> None:
    """Refuse a decision that cannot be true, or that the law forbids."""
    is_corrected = request.kind == RequestKind.CORRECTION and state is RequestState.DONE
    if not is_corrected and change_event_id is not None:
        raise ChangeNotWantedError(path=("changeId",))
    repository = RequestRepository(session, actor.agency_id)
    if is_corrected and not await repository.is_changed_by(request, change_event_id):
        raise ChangeRequiredError(path=("changeId",))
    if request.kind == RequestKind.ERASURE and state is RequestState.DONE:
        person = await Person.find(session, actor.agency_id, request.employee_id)
        if person is None or person.is_active:
            raise EmployeeActiveError
        holds = HoldRepository(session, actor.agency_id)
        if await holds.is_held(request.employee_id, on=actor.today):
            raise LegalHoldError


async def _refuse(actor: Actor, session: AsyncSession, request_id: UUID, action: Action) -> Never:
    visible = actor.grant(Resource.DATA_REQUEST, Action.VIEW).row_filter(REQUEST_FACTS, actor)
    is_closed = DataRequest.state != RequestState.FILED
    reason = case(
        (is_closed, Refusal.STATE.value),
        else_=actor.grant(Resource.DATA_REQUEST, action).refusal(REQUEST_FACTS, actor),
    )
    found = await session.execute(
        select(reason, DataRequest.state).where(
            DataRequest.agency_id == actor.agency_id, DataRequest.id == request_id, visible
        )
    )
    row = found.one_or_none()
    if row is None:
        raise RequestNotFoundError(path=("requestId",))
    told, state = row
    if told == Refusal.STATE.value:
        raise RequestClosedError(state=state, path=("requestId",))
    raise actor.refused(Resource.DATA_REQUEST, action, told)
