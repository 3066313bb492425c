"""A new revision of a result: the old one stays as it was (domain rules, 3.2 no. 8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Integer,
    Numeric,
    Uuid,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal,
    not_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from kinerja.domains.appraisals.batches import table_of
from kinerja.domains.appraisals.keys import new_key
from kinerja.domains.appraisals.models import Appraisal, Score
from kinerja.domains.appraisals.results import RESULT_COLUMNS, people_of, results
from kinerja.domains.appraisals.vocabulary import AppraisalState, Rating
from kinerja.kit.ids import AgencyId
from kinerja.workflows.changed_scores import ChangedScore
from kinerja.workflows.delivery import keep_nodes

#: What a revision takes over from the one before; the rest begins anew.
_KEPT = (
    "cycle_id",
    "framework_version_id",
    "ratee_id",
    "assignment_id",
    "position_class",
    "org_unit_id",
    "unit_path",
    "rater_id",
    "superior_id",
    "rating_due",
    "innovation_evidence",
    "innovation_approved",
    "innovation_approved_by",
    "suggested_work_rating",
    "self_review_returns",
    "calibrated_by",
    "calibrated_at",
    "delivered_at",
    "objection_until",
    "acknowledged_at",
    "acknowledgement",
)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What a revision changes: ratings, scores, or both; and who says so, and why."""

    work: Rating | None = None
    behaviour: Rating | None = None
    scores: Sequence[ChangedScore] = ()
    reason: str
    decided_by: UUID

    @property
    def is_empty(self) -> bool:
        """Whether nothing is changed."""
        return self.work is None and self.behaviour is None and not self.scores


async def revise(
    session: AsyncSession, agency_id: AgencyId, *, appraisal_id: UUID, change: Change, key: UUID
) -> UUID:
    """Write the next revision of an appraisal that the caller holds, under `key`; return that.

    Scores are copied, changed ones by `change.decided_by`; results are computed from them as ever.
    The revision is OBJECTION_DECIDED: nobody answers it any more.
    """
    await session.execute(
        update(Appraisal)
        .where(Appraisal.agency_id == agency_id, Appraisal.id == appraisal_id)
        .values(superseded_at=func.now())
        .execution_options(synchronize_session=False)
    )
    await _copy_appraisal(session, agency_id, appraisal_id, key, change)
    await _copy_scores(session, agency_id, appraisal_id, key, change)
    await _compute(session, agency_id, key)
    return key


async def _copy_appraisal(
    session: AsyncSession, agency_id: AgencyId, old: UUID, new: UUID, change: Change
) -> None:
    before = aliased(Appraisal, name="before")
    columns: dict[str, Any] = {
        "agency_id": literal(int(agency_id), Integer()),
        "id": literal(new, Uuid()),
        **{name: getattr(before, name) for name in _KEPT},
        "supersedes_id": before.id,
        "revision": before.revision + 1,
        "state": literal(AppraisalState.OBJECTION_DECIDED.value),
        "decided_work_rating": _or_before(change.work, before.decided_work_rating),
        "behaviour_rating": _or_before(change.behaviour, before.behaviour_rating),
        "rating_reason": literal(change.reason),
        "rated_by": literal(change.decided_by, Uuid()),
    }
    rows = select(*columns.values()).where(before.agency_id == agency_id, before.id == old)
    await session.execute(insert(Appraisal).from_select(list(columns), rows))


def _or_before(rating: Rating | None, before: Any) -> Any:  # noqa: ANN401 - a value or a column.
    return before if rating is None else literal(rating.value)


async def _copy_scores(
    session: AsyncSession, agency_id: AgencyId, old: UUID, new: UUID, change: Change
) -> None:
    before, later = aliased(Score, name="before"), aliased(Score, name="later")
    given = table_of(
        "given",
        [
            ("indicator_id", Uuid(), [one.indicator_id for one in change.scores]),
            ("actual", Numeric(), [one.actual for one in change.scores]),
        ],
    )
    changed = given.c.indicator_id.is_not(None)
    by = literal(change.decided_by, Uuid())
    columns: dict[str, Any] = {
        "agency_id": literal(int(agency_id), Integer()),
        "id": new_key(),
        "appraisal_id": literal(new, Uuid()),
        "framework_version_id": before.framework_version_id,
        "ratee_id": before.ratee_id,
        "indicator_id": before.indicator_id,
        "scorer_id": case((changed, by), else_=before.scorer_id),
        "source": before.source,
        "actual": case((changed, given.c.actual), else_=before.actual),
        "not_applicable": and_(not_(changed), before.not_applicable),
        "comment": before.comment,
        "evidence": before.evidence,
    }
    superseded = (
        select(later.id)
        .where(later.agency_id == agency_id, later.supersedes_id == before.id)
        .correlate(before)
        .exists()
    )
    rows = (
        select(*columns.values())
        .select_from(before)
        .outerjoin(given, given.c.indicator_id == before.indicator_id)
        .where(before.agency_id == agency_id, before.appraisal_id == old, not_(superseded))
    )
    await session.execute(insert(Score).from_select(list(columns), rows))


async def _compute(session: AsyncSession, agency_id: AgencyId, key: UUID) -> None:
    agency = bindparam("agency", int(agency_id), Integer())
    people = people_of(agency, Appraisal.id == bindparam("revision", key, Uuid())).cte("people")
    result = results(agency, people)
    graded = result.graded
    await session.execute(
        update(Appraisal)
        .where(Appraisal.agency_id == agency, Appraisal.id == graded.c.appraisal_id)
        .values({name: graded.c[name] for name in RESULT_COLUMNS})
        .add_cte(keep_nodes(agency, result))
        .execution_options(synchronize_session=False)
    )
