"""Why an item of a call was not written: one look at all of them, one error for each."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, and_, case, literal, null, select

from kinerja.domains.appraisals.approvals import APART, has_approved
from kinerja.domains.appraisals.errors import (
    AppraisalNotFoundError,
    AppraisalStateConflictError,
    ConcurrentUpdateError,
    EvidenceRequiredError,
    IndicatorNotApplicableError,
    IndicatorNotFoundError,
    NotApplicableNotAllowedError,
    OutOfScaleError,
    ValueFromSourceError,
)
from kinerja.domains.appraisals.facts import APPRAISAL_FACTS
from kinerja.domains.appraisals.framework_tables import cycles, indicators
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.scoring import RATEE_ASSESSES, RATER_SCORES, SELF, Scoring
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.kit.errors import KinerjaError
from policies.grants import Refusal
from policies.permissions import Action, Resource
from policies.subject import Actor


def explanation(actor: Actor, scoring: Scoring) -> Select[Any]:
    """Return the statement that says of every item which condition it does not meet."""
    as_rater = actor.grant(Resource.APPRAISAL, Action.SCORE)
    as_ratee = actor.grant(Resource.SCORE, Action.SCORE)
    assesses = and_(scoring.own, indicators.c.source == SELF)
    refusal = case(
        (scoring.permitted, null()),
        (assesses, as_ratee.refusal(APPRAISAL_FACTS, actor)),
        (and_(as_rater.row_filter(APPRAISAL_FACTS, actor), has_approved(actor)), literal(APART)),
        else_=as_rater.refusal(APPRAISAL_FACTS, actor),
    )
    broken = case(
        *((condition.is_not(True), code) for code, condition in scoring.conditions.items()),
        else_=null(),
    )
    return select(
        scoring.items.c.position,
        Appraisal.id.label("appraisal_id"),
        Appraisal.state,
        Appraisal.position_class,
        cycles.c.state.label("cycle_state"),
        scoring.cycle_is_open.label("cycle_is_open"),
        assesses.label("assesses"),
        refusal.label("refusal"),
        indicators.c.id.label("indicator_id"),
        indicators.c.code,
        indicators.c.scale_min,
        indicators.c.scale_max,
        indicators.c.source,
        broken.label("broken"),
    ).select_from(scoring.joined(keep_unknown=True))


def error_of(actor: Actor, row: Mapping[str, Any]) -> KinerjaError:
    """Return the error of one row of the explanation: the first thing that is in the way."""
    if row["appraisal_id"] is None:
        return AppraisalNotFoundError(path=("appraisalId",))
    if row["indicator_id"] is None and row["refusal"] in {None, Refusal.STATE.value}:
        return IndicatorNotFoundError(path=("indicatorId",))
    if row["refusal"] not in {None, Refusal.STATE.value}:
        resource = Resource.SCORE if row["assesses"] else Resource.APPRAISAL
        return actor.refused(resource, Action.SCORE, row["refusal"]).at("appraisalId")
    return _state_error(row) or _condition_error(row) or ConcurrentUpdateError()


def _state_error(row: Mapping[str, Any]) -> KinerjaError | None:
    assesses = row["assesses"]
    if row["refusal"] == Refusal.STATE.value:
        expected = AppraisalState.SELF_REVIEW if assesses else AppraisalState.RATER_REVIEW
        return AppraisalStateConflictError(
            state=row["state"], expected=expected.value, path=("appraisalId",)
        )
    if not row["cycle_is_open"]:
        expected_cycle = " / ".join(RATEE_ASSESSES if assesses else RATER_SCORES)
        return AppraisalStateConflictError(
            state=f"{row['state']} ({row['cycle_state']})",
            expected=expected_cycle,
            path=("appraisalId",),
        )
    return None


def _condition_error(row: Mapping[str, Any]) -> KinerjaError | None:
    code = row["code"]
    errors: dict[str, KinerjaError] = {
        "INDICATOR_NOT_APPLICABLE": IndicatorNotApplicableError(
            indicator=code, position_class=row["position_class"], path=("indicatorId",)
        ),
        "NA_NOT_ALLOWED": NotApplicableNotAllowedError(indicator=code, path=("notApplicable",)),
        "OUT_OF_SCALE": OutOfScaleError(
            indicator=code,
            low=plain(row["scale_min"]),
            high=plain(row["scale_max"]),
            path=("actual",),
        ),
        "EVIDENCE_REQUIRED": EvidenceRequiredError(path=("evidence",)),
        "VALUE_FROM_SOURCE": ValueFromSourceError(
            indicator=code, source=row["source"], path=("indicatorId",)
        ),
    }
    return errors.get(row["broken"])


def plain(number: Any) -> str:  # noqa: ANN401 - a number of the database, or None.
    """Return a number without exponent and trailing zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
