"""Calibrating: the head of a unit settles submitted results before they are delivered."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Uuid, func, literal, not_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.batches import table_of
from kinerja.domains.appraisals.errors import AppraisalStateConflictError, ConcurrentUpdateError
from kinerja.domains.appraisals.facts import APPRAISAL_FACTS
from kinerja.domains.appraisals.framework_tables import cycles
from kinerja.domains.appraisals.history import Deed, note
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.outcomes import Outcome, Outcomes
from kinerja.domains.appraisals.own_work import has_scored
from kinerja.domains.appraisals.rater_steps import refusal_of, refusals
from kinerja.domains.appraisals.ratings import APPRAISALS_LIMIT
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.kit.errors import KinerjaError
from policies.permissions import Action, Resource
from policies.subject import Actor

#: In this state of the cycle results are compared and settled.
CALIBRATED_IN = "CALIBRATION"


async def calibrate_appraisals(
    actor: Actor,
    session: AsyncSession,
    *,
    appraisal_ids: Sequence[UUID],
    held: Mapping[UUID, KinerjaError],
) -> list[Outcome]:
    """Settle SUBMITTED appraisals of a cycle in calibration; return an outcome for each.

    `held` says what else is in the way of some; only whoever may settle one is told.

    Whoever scored one in the rater's place settles others only. A rating that is to be another goes
    back to its rater (`return_appraisal`), with a reason.

    Raises:
        TooManyItemsError: more than `APPRAISALS_LIMIT` of them.
        NotPermittedError: the actor never calibrates in this agency.
    """
    actor.require(Resource.APPRAISAL, Action.DECIDE)
    outcomes = Outcomes(len(appraisal_ids), limit=APPRAISALS_LIMIT)
    outcomes.refuse_repeated(appraisal_ids)
    good = [(position, appraisal_ids[position]) for position in outcomes.open()]
    if good:
        await _write(actor, session, outcomes, good, held=held)
    return outcomes.all()


async def _write(
    actor: Actor,
    session: AsyncSession,
    outcomes: Outcomes,
    good: Sequence[tuple[int, UUID]],
    *,
    held: Mapping[UUID, KinerjaError],
) -> None:
    statement = (
        update(Appraisal)
        .where(
            Appraisal.agency_id == actor.agency_id,
            Appraisal.id.in_([key for _, key in good if key not in held]),
            Appraisal.state == AppraisalState.SUBMITTED,
            _is_open_to(actor),
        )
        .values(
            state=AppraisalState.CALIBRATED,
            calibrated_by=literal(actor.subject.id, Uuid()),
            calibrated_at=func.now(),
        )
        .returning(Appraisal.id)
        .execution_options(synchronize_session=False)
    )
    settled = set((await session.scalars(statement)).all())
    for position, key in good:
        if key in settled:
            outcomes.accept(position, key)
    left = [one for one in good if one[1] not in settled]
    if left:
        await _explain(actor, session, outcomes, left, held=held)
    state = {"state": AppraisalState.CALIBRATED.value}
    await note(actor, session, Deed.CALIBRATED, dict.fromkeys(settled, state))


def _is_open_to(actor: Actor) -> ColumnElement[bool]:
    grant = actor.grant(Resource.APPRAISAL, Action.DECIDE)
    in_calibration = (
        select(cycles.c.id)
        .where(
            cycles.c.agency_id == actor.agency_id,
            cycles.c.id == Appraisal.cycle_id,
            cycles.c.state == CALIBRATED_IN,
        )
        .correlate(Appraisal)
        .exists()
    )
    allowed = grant.row_filter(APPRAISAL_FACTS, actor)
    return allowed & not_(has_scored(actor)) & in_calibration


async def _explain(
    actor: Actor,
    session: AsyncSession,
    outcomes: Outcomes,
    left: Sequence[tuple[int, UUID]],
    *,
    held: Mapping[UUID, KinerjaError],
) -> None:
    items = table_of(
        "items",
        [
            ("position", Integer(), [position for position, _ in left]),
            ("appraisal_id", Uuid(), [key for _, key in left]),
        ],
    )
    own_work = has_scored(actor).label("has_scored")
    statement = refusals(actor, items, own_work, action=Action.DECIDE)
    for row in (await session.execute(statement)).mappings():
        outcomes.refuse(row["position"], _error_of(actor, row, held))


def _error_of(
    actor: Actor, row: Mapping[str, Any], held: Mapping[UUID, KinerjaError]
) -> KinerjaError:
    if row["refusal"] is None and row["has_scored"]:
        reason = "scorer-never-approves"
        return actor.refused(Resource.APPRAISAL, Action.DECIDE, reason).at("appraisalId")
    refusal = refusal_of(actor, row, action=Action.DECIDE)
    if refusal is not None and not isinstance(refusal, AppraisalStateConflictError):
        return refusal
    if row["state"] != AppraisalState.SUBMITTED or row["cycle_state"] != CALIBRATED_IN:
        state = f"{row['state']} ({row['cycle_state']})"
        expected = f"{AppraisalState.SUBMITTED.value} ({CALIBRATED_IN})"
        return AppraisalStateConflictError(state=state, expected=expected, path=("appraisalId",))
    return held.get(row["appraisal_id"]) or ConcurrentUpdateError()
