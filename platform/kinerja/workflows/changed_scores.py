"""Scores that a revision changes: each is one that the appraisal has, and within its scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Uuid, and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.batches import table_of
from kinerja.domains.appraisals.errors import (
    DuplicateItemError,
    IndicatorNotFoundError,
    OutOfScaleError,
)
from kinerja.domains.appraisals.framework_tables import indicators
from kinerja.domains.appraisals.models import Score
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import AgencyId


@dataclass(frozen=True, kw_only=True)
class ChangedScore:
    """A value that is to count instead of the one that was scored."""

    indicator_id: UUID
    actual: Decimal


async def check_scores(
    session: AsyncSession,
    agency_id: AgencyId,
    appraisal_id: UUID,
    scores: Sequence[ChangedScore],
) -> None:
    """Refuse scores that a revision of the appraisal could not take.

    Raises:
        DuplicateItemError: an indicator is named twice.
        IndicatorNotFoundError: the appraisal has no score of the indicator.
        OutOfScaleError: the value lies outside the scale of its indicator.
    """
    seen: dict[UUID, int] = {}
    for position, one in enumerate(scores):
        if seen.setdefault(one.indicator_id, position) != position:
            raise DuplicateItemError(first=seen[one.indicator_id], path=("scores", position))
    if not scores:
        return
    scales = await _scales(session, agency_id, appraisal_id, scores)
    for position, one in enumerate(scores):
        error = _wrong(one, scales)
        if error is not None:
            raise error.at("scores", position)


def _wrong(
    one: ChangedScore, scales: dict[UUID, tuple[str, Decimal, Decimal]]
) -> KinerjaError | None:
    if one.indicator_id not in scales:
        return IndicatorNotFoundError(path=("indicatorId",))
    code, low, high = scales[one.indicator_id]
    if not one.actual.is_finite() or not low <= one.actual <= high:
        return OutOfScaleError(indicator=code, low=low, high=high, path=("actual",))
    return None


async def _scales(
    session: AsyncSession, agency_id: AgencyId, appraisal_id: UUID, scores: Sequence[ChangedScore]
) -> dict[UUID, tuple[str, Decimal, Decimal]]:
    given = table_of("given", [("indicator_id", Uuid(), [one.indicator_id for one in scores])])
    rows = await session.execute(
        select(indicators.c.id, indicators.c.code, indicators.c.scale_min, indicators.c.scale_max)
        .select_from(given)
        .join(
            Score,
            and_(
                Score.agency_id == agency_id,
                Score.appraisal_id == appraisal_id,
                Score.indicator_id == given.c.indicator_id,
            ),
        )
        .join(
            indicators,
            and_(
                indicators.c.agency_id == agency_id,
                indicators.c.version_id == Score.framework_version_id,
                indicators.c.id == Score.indicator_id,
            ),
        )
    )
    return {key: (code, low, high) for key, code, low, high in rows}
