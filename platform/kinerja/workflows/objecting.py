"""Objecting to a result, and what both sides do until somebody decides (PP 30/2019 Pasal 59).

Every function works in the actor's agency and in the caller's transaction; a failure raises, and
the caller undoes whatever was written.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Uuid, and_, case, func, literal, update
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.answering import ANSWERABLE, may_answer, refuse_answer
from kinerja.domains.appraisals.history import Deed as AppraisalDeed
from kinerja.domains.appraisals.history import note as note_appraisals
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.domains.objections.facts import OBJECTION_FACTS
from kinerja.domains.objections.history import Deed, note
from kinerja.domains.objections.models import Objection
from kinerja.domains.objections.refusals import refuse_step
from kinerja.domains.objections.repository import ObjectionRepository
from kinerja.domains.objections.texts import read_text
from kinerja.domains.objections.vocabulary import OPEN, ObjectionState
from policies.permissions import Action, Resource
from policies.subject import Actor

#: How many days the rater's statement is waited for.
STATEMENT_DAYS: Final = timedelta(days=14)


async def file_objection(
    actor: Actor, session: AsyncSession, *, appraisal_id: UUID, grounds: str
) -> UUID:
    """Object to the own delivered result, and return the objection's id.

    Raises:
        ObjectionTextError: the grounds are too short or too long.
        AppraisalStateConflictError: the result is not delivered, or objected to already.
        AnswerTooLateError: the days for it are over.
        NotPermittedError: it is the result of somebody else.
        AppraisalNotFoundError: there is no such appraisal.
    """
    allowed = may_answer(actor)
    reasons = read_text(grounds, "grounds")
    objected = await session.scalar(
        update(Appraisal)
        .where(
            Appraisal.agency_id == actor.agency_id,
            Appraisal.id == appraisal_id,
            Appraisal.state.in_(ANSWERABLE),
            allowed,
        )
        .values(state=AppraisalState.OBJECTED)
        .returning(Appraisal.ratee_id)
        .execution_options(synchronize_session=False)
    )
    if objected is None:
        await refuse_answer(actor, session, appraisal_id, expected=ANSWERABLE)
    due = actor.today + STATEMENT_DAYS
    key = await ObjectionRepository(session, actor.agency_id).add(
        appraisal_id=appraisal_id, ratee_id=objected, grounds=reasons, statement_due=due
    )
    after = {"state": ObjectionState.FILED.value, "statement_due": due, "appraisal": appraisal_id}
    await note(actor, session, Deed.FILED, objection_id=key, ratee_id=objected, after=after)
    state = {appraisal_id: {"state": AppraisalState.OBJECTED.value}}
    await note_appraisals(actor, session, AppraisalDeed.OBJECTED, state)
    return key


async def make_statement(
    actor: Actor, session: AsyncSession, *, objection_id: UUID, statement: str
) -> None:
    """Say as the rater, or in the rater's place, what there is to say; later words replace it.

    Raises:
        ObjectionTextError: the statement is too short or too long.
        ObjectionStateConflictError: the objection is decided or withdrawn.
        ObjectionNotFoundError, NotPermittedError: as their names say.
    """
    grant = actor.require(Resource.OBJECTION, Action.SCORE)
    said = read_text(statement, "statement")
    another = Objection.ratee_id != literal(actor.subject.id, Uuid())
    stated = await ObjectionRepository(session, actor.agency_id).move(
        objection_id,
        expected=OPEN,
        values={
            "state": ObjectionState.UNDER_EXAMINATION,
            "statement": said,
            "stated_by": literal(actor.subject.id, Uuid()),
            "stated_at": func.now(),
        },
        allowed=and_(grant.row_filter(OBJECTION_FACTS, actor), another),
    )
    if stated is None:
        await refuse_step(
            actor, session, objection_id, action=Action.SCORE, expected=OPEN, also=another
        )
    await note(
        actor,
        session,
        Deed.STATED,
        objection_id=objection_id,
        ratee_id=stated.ratee_id,
        after={"state": stated.state},
    )


async def withdraw_objection(actor: Actor, session: AsyncSession, *, objection_id: UUID) -> None:
    """Take the own objection back: the result is what was delivered, and becomes final in time.

    Raises:
        ObjectionStateConflictError: the objection is decided or withdrawn.
        ObjectionNotFoundError, NotPermittedError: as their names say.
    """
    actor.require(Resource.OBJECTION, Action.SCORE)
    own = Objection.ratee_id == literal(actor.subject.id, Uuid())
    # Policy lets a ratee write while it is FILED; taking it back is his until it is decided.
    withdrawn = await ObjectionRepository(session, actor.agency_id).move(
        objection_id,
        expected=OPEN,
        values={"state": ObjectionState.WITHDRAWN, "withdrawn_at": func.now()},
        allowed=own,
    )
    if withdrawn is None:
        await refuse_step(
            actor, session, objection_id, action=Action.SCORE, expected=OPEN, also=own
        )
    await session.execute(
        update(Appraisal)
        .where(
            Appraisal.agency_id == actor.agency_id,
            Appraisal.id == withdrawn.appraisal_id,
            Appraisal.state == AppraisalState.OBJECTED,
        )
        .values(
            state=case(
                (Appraisal.acknowledged_at.is_(None), AppraisalState.DELIVERED.value),
                else_=AppraisalState.ACKNOWLEDGED.value,
            )
        )
        .execution_options(synchronize_session=False)
    )
    after = {"state": ObjectionState.WITHDRAWN.value}
    ratee = withdrawn.ratee_id
    await note(
        actor, session, Deed.WITHDRAWN, objection_id=objection_id, ratee_id=ratee, after=after
    )
