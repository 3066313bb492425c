"""The self-review: a ratee hands his part in, and a rater may give it back twice (domain, 3.3)."""

from typing import Never
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.errors import (
    AppraisalStateConflictError,
    ConcurrentUpdateError,
    TooManyReturnsError,
)
from kinerja.domains.appraisals.facts import APPRAISAL_FACTS
from kinerja.domains.appraisals.framework_tables import cycles
from kinerja.domains.appraisals.history import Deed
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.rater_steps import is_open_to, refusal_of, refused_row
from kinerja.domains.appraisals.returning import read_reason
from kinerja.domains.appraisals.vocabulary import AppraisalState
from policies.grants import Refusal
from policies.permissions import Action, Resource
from policies.subject import Actor
from tenants.audit import record

#: How often a rater may give a self-review back (domain rules, 3.3).
MOST_RETURNS = 2
#: In these states of the cycle a ratee still assesses himself.
REVIEWED_IN = ("OPEN", "SCORING")


async def submit_self_review(actor: Actor, session: AsyncSession, *, appraisal_id: UUID) -> None:
    """Hand the own assessment in: SELF_REVIEW becomes RATER_REVIEW, and the rater may begin.

    What is left out of it counts as not assessed; the rater scores all the same.

    Raises:
        AppraisalStateConflictError: the review is handed in already.
        NotPermittedError: it is somebody else's.
        AppraisalNotFoundError: there is no such appraisal.
    """
    grant = actor.require(Resource.SCORE, Action.SCORE)
    handed = await _move(
        session,
        actor,
        appraisal_id,
        and_(grant.row_filter(APPRAISAL_FACTS, actor), _is_reviewed(actor)),
        {"state": AppraisalState.RATER_REVIEW},
    )
    if not handed:
        await _refuse(actor, session, appraisal_id)
    await _note(actor, session, appraisal_id, Deed.SELF_REVIEWED, AppraisalState.RATER_REVIEW)


async def return_self_review(
    actor: Actor, session: AsyncSession, *, appraisal_id: UUID, reason: str
) -> None:
    """Give a self-review back to the ratee: RATER_REVIEW becomes SELF_REVIEW, at most twice.

    Raises:
        ReturnReasonRequiredError: the reason is too short.
        TooManyReturnsError: it was given back twice already.
        AppraisalStateConflictError: the appraisal is not with its rater.
        AppraisalNotFoundError, NotPermittedError: as their names say.
    """
    actor.require(Resource.APPRAISAL, Action.SCORE)
    why = read_reason(reason)
    returned = await _move(
        session,
        actor,
        appraisal_id,
        and_(is_open_to(actor), Appraisal.self_review_returns < MOST_RETURNS),
        {
            "state": AppraisalState.SELF_REVIEW,
            "self_review_returns": Appraisal.self_review_returns + 1,
        },
    )
    if not returned:
        await _refuse_return(actor, session, appraisal_id)
    await _note(
        actor,
        session,
        appraisal_id,
        Deed.SELF_REVIEW_RETURNED,
        AppraisalState.SELF_REVIEW,
        reason=why,
    )


async def _move(
    session: AsyncSession,
    actor: Actor,
    appraisal_id: UUID,
    allowed: ColumnElement[bool],
    values: dict[str, object],
) -> bool:
    moved = await session.scalar(
        update(Appraisal)
        .where(Appraisal.agency_id == actor.agency_id, Appraisal.id == appraisal_id, allowed)
        .values(values)
        .returning(Appraisal.id)
        .execution_options(synchronize_session=False)
    )
    return moved is not None


def _is_reviewed(actor: Actor) -> ColumnElement[bool]:
    return (
        select(cycles.c.id)
        .where(
            cycles.c.agency_id == actor.agency_id,
            cycles.c.id == Appraisal.cycle_id,
            cycles.c.state.in_(REVIEWED_IN),
        )
        .correlate(Appraisal)
        .exists()
    )


async def _note(
    actor: Actor,
    session: AsyncSession,
    appraisal_id: UUID,
    deed: Deed,
    state: AppraisalState,
    *,
    reason: str | None = None,
) -> None:
    await record(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=deed.value,
        object_type="Appraisal",
        object_id=appraisal_id,
        reason=reason,
        after={"state": state.value},
        request_id=actor.request_id,
    )


async def _refuse(actor: Actor, session: AsyncSession, appraisal_id: UUID) -> Never:
    grant = actor.grant(Resource.SCORE, Action.SCORE)
    mine = grant.refusal(APPRAISAL_FACTS, actor).label("mine")
    row = await refused_row(actor, session, appraisal_id, mine, action=Action.VIEW)
    refusal = refusal_of(actor, row, action=Action.VIEW)
    if refusal is not None:
        raise refusal
    if row["mine"] not in {None, Refusal.STATE.value}:
        raise actor.refused(Resource.SCORE, Action.SCORE, row["mine"]).at("appraisalId")
    if row["state"] != AppraisalState.SELF_REVIEW:
        expected = AppraisalState.SELF_REVIEW.value
        raise AppraisalStateConflictError(
            state=row["state"], expected=expected, path=("appraisalId",)
        )
    if row["cycle_state"] not in REVIEWED_IN:
        state = f"{row['state']} ({row['cycle_state']})"
        expected = " / ".join(REVIEWED_IN)
        raise AppraisalStateConflictError(state=state, expected=expected, path=("appraisalId",))
    raise ConcurrentUpdateError


async def _refuse_return(actor: Actor, session: AsyncSession, appraisal_id: UUID) -> Never:
    returns = Appraisal.__table__.c.self_review_returns
    row = await refused_row(actor, session, appraisal_id, returns, action=Action.SCORE)
    refusal = refusal_of(actor, row)
    if refusal is not None:
        raise refusal
    if row["self_review_returns"] >= MOST_RETURNS:
        raise TooManyReturnsError(limit=MOST_RETURNS, path=("appraisalId",))
    raise ConcurrentUpdateError
