"""What all steps of a rater share: which appraisals are open to him, and why the others are not."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Uuid,
    and_,
    bindparam,
    case,
    false,
    literal,
    not_,
    null,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.approvals import APART, has_approved
from kinerja.domains.appraisals.batches import table_of
from kinerja.domains.appraisals.errors import (
    AppraisalNotFoundError,
    AppraisalStateConflictError,
)
from kinerja.domains.appraisals.facts import APPRAISAL_FACTS
from kinerja.domains.appraisals.framework_tables import cycles
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.scoring import RATER_SCORES
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.kit.errors import KinerjaError
from policies.grants import Refusal
from policies.permissions import Action, Resource
from policies.subject import Actor

Table = Any


def agency_of(actor: Actor) -> ColumnElement[int]:
    """Return the actor's agency as a bind parameter."""
    return bindparam("agency", int(actor.agency_id), Integer())


def is_open_to(actor: Actor) -> ColumnElement[bool]:
    """Return whether the actor rates an appraisal now, in a cycle that is being scored."""
    grant = actor.require(Resource.APPRAISAL, Action.SCORE)
    allowed = grant.row_filter(APPRAISAL_FACTS, actor)
    return and_(allowed, not_(has_approved(actor)), _cycle_is_scored(actor))


def _cycle_is_scored(actor: Actor) -> ColumnElement[bool]:
    return (
        select(cycles.c.id)
        .where(
            cycles.c.agency_id == agency_of(actor),
            cycles.c.id == Appraisal.cycle_id,
            cycles.c.state.in_(RATER_SCORES),
        )
        .correlate(Appraisal)
        .exists()
    )


async def lock_appraisals(actor: Actor, session: AsyncSession, keys: Iterable[UUID]) -> None:
    """Hold appraisals until the transaction ends, in one order for everybody.

    Waits for whoever is entering scores for them: what is read afterwards includes those.
    """
    named = table_of("locked", [("id", Uuid(), sorted(keys))])
    await session.execute(
        select(Appraisal.id)
        .join(named, named.c.id == Appraisal.id)
        .where(Appraisal.agency_id == actor.agency_id, is_open_to(actor))
        .order_by(Appraisal.id)
        .with_for_update(of=Appraisal)
    )


def refusals(
    actor: Actor, items: Table, *details: ColumnElement[Any], action: Action = Action.SCORE
) -> Select[Any]:
    """Return the statement that says of every item whether the appraisal is open to the actor.

    `items` gives position and appraisal_id; `details` are selected beside.
    """
    grant = actor.grant(Resource.APPRAISAL, action)
    allowed = grant.row_filter(APPRAISAL_FACTS, actor)
    apart = has_approved(actor) if action is Action.SCORE else false()
    refusal = case(
        (and_(allowed, apart), literal(APART)),
        (allowed, null()),
        else_=grant.refusal(APPRAISAL_FACTS, actor),
    )
    return (
        select(
            items.c.position,
            Appraisal.id.label("appraisal_id"),
            Appraisal.state,
            cycles.c.state.label("cycle_state"),
            refusal.label("refusal"),
            *details,
        )
        .select_from(items)
        .outerjoin(
            Appraisal,
            and_(Appraisal.agency_id == agency_of(actor), Appraisal.id == items.c.appraisal_id),
        )
        .outerjoin(
            cycles,
            and_(cycles.c.agency_id == agency_of(actor), cycles.c.id == Appraisal.cycle_id),
        )
    )


async def refused_row(
    actor: Actor,
    session: AsyncSession,
    appraisal_id: UUID,
    *details: ColumnElement[Any],
    action: Action,
) -> dict[str, Any]:
    """Return the row of `refusals` for one appraisal."""
    item = table_of(
        "items", [("position", Integer(), [0]), ("appraisal_id", Uuid(), [appraisal_id])]
    )
    statement = refusals(actor, item, *details, action=action)
    return dict((await session.execute(statement)).mappings().one())


def refusal_of(
    actor: Actor, row: Mapping[str, Any], *, action: Action = Action.SCORE
) -> KinerjaError | None:
    """Return why the appraisal of a row is not open to the actor; None when it is."""
    path = ("appraisalId",)
    if row["appraisal_id"] is None:
        return AppraisalNotFoundError(path=path)
    if row["refusal"] not in {None, Refusal.STATE.value}:
        return actor.refused(Resource.APPRAISAL, action, row["refusal"]).at(*path)
    if row["refusal"] == Refusal.STATE.value:
        expected = AppraisalState.RATER_REVIEW.value
        return AppraisalStateConflictError(state=row["state"], expected=expected, path=path)
    if action is Action.SCORE and row["cycle_state"] not in RATER_SCORES:
        state = f"{row['state']} ({row['cycle_state']})"
        expected = " / ".join(RATER_SCORES)
        return AppraisalStateConflictError(state=state, expected=expected, path=path)
    return None
