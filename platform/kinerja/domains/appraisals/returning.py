"""Returning: a submitted appraisal goes back to its rater, with a reason (domain rules, 3.3)."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Case, Date, case, func, literal, not_, update
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.errors import (
    AppraisalStateConflictError,
    ReturnReasonRequiredError,
)
from kinerja.domains.appraisals.facts import APPRAISAL_FACTS
from kinerja.domains.appraisals.history import Deed
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.outcomes import check_text
from kinerja.domains.appraisals.own_work import has_scored
from kinerja.domains.appraisals.rater_steps import refusal_of, refused_row
from kinerja.domains.appraisals.rating_items import REASON_LEAST, REASON_LIMIT
from kinerja.domains.appraisals.vocabulary import AppraisalState
from policies.permissions import Action, Resource
from policies.subject import Actor
from tenants.audit import record

#: How many days a rater gets at least for an appraisal that comes back.
RETURN_DAYS: Final = 7


def read_reason(reason: str) -> str:
    """Return why something goes back, without blanks around it.

    Raises:
        TextNotAllowedError: it is too long, or holds control characters.
        ReturnReasonRequiredError: it is too short.
    """
    wrong = check_text(reason, "reason", limit=REASON_LIMIT)
    if wrong:
        raise wrong
    if len(reason.strip()) < REASON_LEAST:
        raise ReturnReasonRequiredError(least=REASON_LEAST, path=("reason",))
    return reason.strip()


async def return_appraisal(
    actor: Actor, session: AsyncSession, *, appraisal_id: UUID, reason: str
) -> None:
    """Give a SUBMITTED appraisal back: scores and ratings are open to the rater again.

    Nothing that was entered is lost. The reason goes to the audit trail. A rater who is due on a
    day gets at least a week from today.

    Raises:
        ReturnReasonRequiredError: the reason is too short.
        AppraisalStateConflictError: the appraisal is not submitted, or final already.
        NotPermittedError: the actor may not, or has scored this appraisal in the rater's place.
        AppraisalNotFoundError: there is no such appraisal.
    """
    grant = actor.require(Resource.APPRAISAL, Action.DECIDE)
    why = read_reason(reason)
    returned = await session.scalar(
        update(Appraisal)
        .where(
            Appraisal.agency_id == actor.agency_id,
            Appraisal.id == appraisal_id,
            Appraisal.state == AppraisalState.SUBMITTED,
            grant.row_filter(APPRAISAL_FACTS, actor),
            not_(has_scored(actor)),
        )
        .values(state=AppraisalState.RATER_REVIEW, rating_due=_due_again(actor))
        .returning(Appraisal.id)
        .execution_options(synchronize_session=False)
    )
    if returned is None:
        await _refuse(actor, session, appraisal_id)
    await record(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=Deed.RETURNED.value,
        object_type="Appraisal",
        object_id=appraisal_id,
        reason=why,
        before={"state": AppraisalState.SUBMITTED.value},
        after={"state": AppraisalState.RATER_REVIEW.value},
        request_id=actor.request_id,
    )


def _due_again(actor: Actor) -> Case[date | None]:
    """Return when the rater is due now: not before a week from today, unless there is no day."""
    least = literal(actor.today + timedelta(days=RETURN_DAYS), Date())
    due = Appraisal.rating_due
    return case((due.is_not(None), func.greatest(due, least)))


async def _refuse(actor: Actor, session: AsyncSession, appraisal_id: UUID) -> None:
    own_work = has_scored(actor).label("has_scored")
    row = await refused_row(actor, session, appraisal_id, own_work, action=Action.DECIDE)
    if row["refusal"] is None and row["has_scored"]:
        reason = "scorer-never-approves"
        raise actor.refused(Resource.APPRAISAL, Action.DECIDE, reason).at("appraisalId")
    refusal = refusal_of(actor, row, action=Action.DECIDE)
    if refusal is not None and not isinstance(refusal, AppraisalStateConflictError):
        raise refusal
    raise AppraisalStateConflictError(
        state=row["state"], expected=AppraisalState.SUBMITTED.value, path=("appraisalId",)
    )
