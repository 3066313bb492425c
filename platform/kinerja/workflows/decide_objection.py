"""Deciding an objection: the superior of the rater upholds the result, or changes it."""

from uuid import UUID

from sqlalchemy import ColumnElement, Date, Uuid, and_, bindparam, func, literal, or_, update
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.history import Deed as AppraisalDeed
from kinerja.domains.appraisals.history import note as note_appraisals
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.domains.objections.errors import RatingsNeededError
from kinerja.domains.objections.facts import OBJECTION_FACTS
from kinerja.domains.objections.history import Deed, note
from kinerja.domains.objections.models import Objection
from kinerja.domains.objections.refusals import refuse_step
from kinerja.domains.objections.repository import ObjectionRepository
from kinerja.domains.objections.texts import read_text
from kinerja.domains.objections.vocabulary import DECISIONS, OPEN, ObjectionState
from kinerja.kit.ids import new_id
from kinerja.workflows.changed_scores import check_scores
from kinerja.workflows.revision import Change, revise
from policies.permissions import Action, Resource
from policies.subject import Actor


async def decide_objection(
    actor: Actor,
    session: AsyncSession,
    *,
    objection_id: UUID,
    decision: ObjectionState,
    change: Change,
) -> UUID:
    """Decide an objection, and return the appraisal that counts from now on.

    UPHELD and INADMISSIBLE leave the result as it is. CHANGED writes a new revision with what
    `change` says; the result that was delivered stays as it was. Both sides are heard first, or the
    rater's statement is overdue. Whoever has rated, scored or made the statement never decides, nor
    does the ratee (PP 30/2019 Pasal 59).

    Raises:
        ObjectionTextError: the reason is too short or too long.
        RatingsNeededError: CHANGED without a change, or another decision with one.
        StatementPendingError: the rater's statement is still waited for.
        ObjectionStateConflictError: the objection is decided or withdrawn.
        ChangedScoreError: a changed score names an unknown indicator, or lies outside its scale.
        ObjectionNotFoundError, NotPermittedError: as their names say.
    """
    if decision not in DECISIONS or (decision is ObjectionState.CHANGED) is change.is_empty:
        raise RatingsNeededError(path=("decision",))
    reason = read_text(change.reason, "reason")
    decided = await _decide(actor, session, objection_id, decision, reason)
    counting = decided.appraisal_id
    await _settle(actor, session, counting)
    if decided.revision_id is not None:
        await check_scores(session, actor.agency_id, counting, change.scores)
        counting = await revise(
            session,
            actor.agency_id,
            appraisal_id=counting,
            change=change,
            key=decided.revision_id,
        )
        after = {counting: {"supersedes": decided.appraisal_id}}
        await note_appraisals(actor, session, AppraisalDeed.REVISED, after)
    return counting


async def _decide(
    actor: Actor, session: AsyncSession, objection_id: UUID, decision: ObjectionState, reason: str
) -> Objection:
    grant = actor.require(Resource.OBJECTION, Action.DECIDE)
    apart = _is_apart(actor)
    decided = await ObjectionRepository(session, actor.agency_id).move(
        objection_id,
        expected=OPEN,
        values={
            "state": decision,
            "decision": reason,
            "decided_by": literal(actor.subject.id, Uuid()),
            "decided_at": func.now(),
            "revision_id": new_id() if decision is ObjectionState.CHANGED else None,
        },
        allowed=and_(grant.row_filter(OBJECTION_FACTS, actor), apart, _is_heard(actor)),
    )
    if decided is None:
        await refuse_step(
            actor, session, objection_id, action=Action.DECIDE, expected=OPEN, also=apart
        )
    after = {"state": decision.value, "revision": decided.revision_id}
    ratee = decided.ratee_id
    await note(actor, session, Deed.DECIDED, objection_id=objection_id, ratee_id=ratee, after=after)
    return decided


def _is_apart(actor: Actor) -> ColumnElement[bool]:
    """Return whether the actor has no part of his own in the matter; never NULL."""
    me = literal(actor.subject.id, Uuid())
    return and_(Objection.ratee_id != me, Objection.stated_by.is_distinct_from(me))


def _is_heard(actor: Actor) -> ColumnElement[bool]:
    today = bindparam("decided_on", actor.today, Date())
    return or_(Objection.statement.is_not(None), Objection.statement_due < today)


async def _settle(actor: Actor, session: AsyncSession, appraisal_id: UUID) -> None:
    await session.execute(
        update(Appraisal)
        .where(
            Appraisal.agency_id == actor.agency_id,
            Appraisal.id == appraisal_id,
            Appraisal.state == AppraisalState.OBJECTED,
        )
        .values(state=AppraisalState.OBJECTION_DECIDED)
        .execution_options(synchronize_session=False)
    )
    state = {appraisal_id: {"state": AppraisalState.OBJECTION_DECIDED.value}}
    await note_appraisals(actor, session, AppraisalDeed.OBJECTION_DECIDED, state)
