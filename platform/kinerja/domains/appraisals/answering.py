"""What a ratee may answer to a delivered result, until the last day for it (PP 30/2019 Pasal 59).

Whoever may object may acknowledge too: both are the ratee's own part of the same procedure, so both
ask the same policy.
"""

from dataclasses import replace
from typing import Never
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Uuid,
    and_,
    bindparam,
    func,
    literal,
    literal_column,
    update,
)
from sqlalchemy import String as StringType
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.errors import (
    AnswerTooLateError,
    AppraisalStateConflictError,
    ConcurrentUpdateError,
)
from kinerja.domains.appraisals.facts import APPRAISAL_FACTS
from kinerja.domains.appraisals.history import Deed, note
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.outcomes import check_text
from kinerja.domains.appraisals.rater_steps import refusal_of, refused_row
from kinerja.domains.appraisals.vocabulary import AppraisalState
from policies.permissions import Action, Resource
from policies.subject import Actor

TEXT_LIMIT = 4000
#: An answer is one that is filed: before that there is no objection whose state could be asked for.
ANSWER_FACTS = replace(APPRAISAL_FACTS, state=literal_column("'FILED'", StringType()))
#: A result may be objected to in these states.
ANSWERABLE = (AppraisalState.DELIVERED, AppraisalState.ACKNOWLEDGED)


def may_answer(actor: Actor) -> ColumnElement[bool]:
    """Return whether an appraisal's result is the actor's to answer, today."""
    grant = actor.require(Resource.OBJECTION, Action.SCORE)
    today = bindparam("answered_on", actor.today, Date())
    # Raters make statements under the same action; a result is answered by the ratee alone.
    own = Appraisal.ratee_id == literal(actor.subject.id, Uuid())
    return and_(
        own,
        grant.row_filter(ANSWER_FACTS, actor),
        Appraisal.superseded_at.is_(None),
        Appraisal.objection_until >= today,
    )


async def acknowledge_result(
    actor: Actor, session: AsyncSession, *, appraisal_id: UUID, comment: str | None = None
) -> None:
    """Confirm to have read the own result; to acknowledge is not to agree.

    Raises:
        TextNotAllowedError: the comment is too long, or holds control characters.
        AppraisalStateConflictError: the result is not delivered, or acknowledged already.
        AnswerTooLateError: the days for an answer are over.
        NotPermittedError: it is the result of somebody else.
        AppraisalNotFoundError: there is no such appraisal.
    """
    allowed = may_answer(actor)
    wrong = check_text(comment, "comment", limit=TEXT_LIMIT)
    if wrong:
        raise wrong
    acknowledged = await session.scalar(
        update(Appraisal)
        .where(
            Appraisal.agency_id == actor.agency_id,
            Appraisal.id == appraisal_id,
            Appraisal.state == AppraisalState.DELIVERED,
            allowed,
        )
        .values(
            state=AppraisalState.ACKNOWLEDGED,
            acknowledged_at=func.now(),
            acknowledgement=(comment or "").strip() or None,
        )
        .returning(Appraisal.id)
        .execution_options(synchronize_session=False)
    )
    if acknowledged is None:
        await refuse_answer(actor, session, appraisal_id, expected=(AppraisalState.DELIVERED,))
    after = {appraisal_id: {"state": AppraisalState.ACKNOWLEDGED.value}}
    await note(actor, session, Deed.ACKNOWLEDGED, after)


async def refuse_answer(
    actor: Actor,
    session: AsyncSession,
    appraisal_id: UUID,
    *,
    expected: tuple[AppraisalState, ...],
) -> Never:
    """Say why the actor may not answer a result that should be in one of the `expected` states.

    Raises:
        KinerjaError: always; what it says is what was in the way first.
    """
    columns = Appraisal.__table__.c
    grant = actor.grant(Resource.OBJECTION, Action.SCORE)
    own = (columns.ratee_id == literal(actor.subject.id, Uuid())).label("own")
    answer = grant.refusal(ANSWER_FACTS, actor).label("answer")
    row = await refused_row(
        actor, session, appraisal_id, own, answer, columns.objection_until, action=Action.VIEW
    )
    refusal = refusal_of(actor, row, action=Action.VIEW)
    if refusal is not None:
        raise refusal
    if not row["own"]:
        raise actor.refused(Resource.OBJECTION, Action.SCORE, row["answer"]).at("appraisalId")
    if row["state"] not in expected:
        wanted = " / ".join(one.value for one in expected)
        raise AppraisalStateConflictError(
            state=row["state"], expected=wanted, path=("appraisalId",)
        )
    last = row["objection_until"]
    if last is not None and last < actor.today:
        raise AnswerTooLateError(last=last.isoformat(), path=("appraisalId",))
    raise ConcurrentUpdateError
