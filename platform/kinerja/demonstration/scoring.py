"""Invents actual values and ratings, set by set in the database.

Chance comes from hashes of keys, so that a person stays good or weak in all indicators, and the
same people get the same values again. Results are never invented: they are computed.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, cast, func, literal, select, text, update
from sqlalchemy.dialects.postgresql import BIT
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import BigInteger, Numeric, Text

from kinerja.domains.appraisals.keys import new_key
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.results import people_of, results
from kinerja.domains.appraisals.vocabulary import AppraisalState, Rating
from kinerja.kit.ids import AgencyId

#: 55 % of a value is the person, 45 % the indicator; the agency tilts it a little.
_ENTER_SCORES = """
WITH entered AS (
INSERT INTO scores (agency_id, id, appraisal_id, framework_version_id, ratee_id, indicator_id,
    scorer_id, source, actual, not_applicable, evidence)
SELECT agency_id, {key}, appraisal_id, version_id, ratee_id, indicator_id,
    CASE source WHEN 'MANUAL' THEN rater_id END, source,
    CASE WHEN is_left_out THEN NULL
        ELSE round(greatest(scale_min, least(scale_max, aim * CASE direction
            WHEN 'LOWER' THEN 1.24 - 0.46 * quality ELSE 0.82 + 0.32 * quality END)), 2) END,
    is_left_out,
    CASE WHEN evidence_required THEN 'bukti/' || appraisal_id END
FROM (
    SELECT a.agency_id, a.id AS appraisal_id, a.framework_version_id AS version_id, a.ratee_id,
        a.rater_id, i.id AS indicator_id, i.source, i.scale_min, i.scale_max, i.direction,
        i.evidence_required, coalesce(i.target, (i.range_low + i.range_high) / 2) AS aim,
        i.na_policy = 'REDISTRIBUTE' AND {chance_left_out} < 0.02 AS is_left_out,
        least(1, greatest(0, 0.55 * {chance_person} + 0.45 * {chance_item}
            + 0.12 * ({chance_agency} - 0.5))) AS quality
    FROM appraisals a
    JOIN indicators i ON i.agency_id = :agency AND i.version_id = a.framework_version_id
    WHERE a.agency_id = :agency AND a.cycle_id = :cycle AND a.state = 'RATER_REVIEW'
        AND (cardinality(i.applies_to) = 0 OR a.position_class = ANY (i.applies_to))
        AND {chance_started} < :share
) invented
RETURNING 1
) SELECT count(*) FROM entered
"""


def _chance(*keys: str) -> str:
    """Return SQL for a number in [0, 1) that depends on `keys` only."""
    joined = ", ".join(keys)
    return f"(('x' || left(md5(concat_ws(':', {joined})), 8))::bit(32)::bigint / 4294967296.0)"


async def enter_scores(
    session: AsyncSession, agency_id: AgencyId, cycle_id: UUID, *, share: float
) -> int:
    """Enter scores for `share` (0..1) of the appraisals under review; return how many."""
    connection = await session.connection()
    statement = _ENTER_SCORES.format(
        key=new_key().compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True}),
        chance_person=_chance("a.ratee_id"),
        chance_item=_chance("a.ratee_id", "i.code"),
        chance_agency=_chance("a.agency_id"),
        chance_left_out=_chance("i.code", "a.ratee_id"),
        chance_started=_chance("'started'", "a.ratee_id"),
    )
    values = {"agency": agency_id, "cycle": cycle_id, "share": share}
    return await session.scalar(text(statement), values) or 0


async def decide_and_submit(session: AsyncSession, agency_id: AgencyId, cycle_id: UUID) -> int:
    """Let every rater follow the suggested rating, judge behaviour, and submit; return how many."""
    people = people_of(
        literal(agency_id),
        Appraisal.cycle_id == cycle_id,
        Appraisal.state == AppraisalState.RATER_REVIEW,
    ).cte("people")
    graded = results(literal(agency_id), people).graded
    has_idea = (_chance_of(Appraisal.ratee_id, "idea") < _NEW_IDEAS) & Appraisal.superior_id.is_not(
        None
    )
    submitted = (
        update(Appraisal)
        .where(Appraisal.agency_id == agency_id, Appraisal.id == graded.c.appraisal_id)
        .values(
            suggested_work_rating=graded.c.suggested_work_rating,
            decided_work_rating=graded.c.suggested_work_rating,
            behaviour_rating=_behaviour(),
            rated_by=Appraisal.rater_id,
            innovation_evidence=case((has_idea, "inovasi/" + cast(Appraisal.id, Text))),
            innovation_approved=has_idea,
            innovation_approved_by=case((has_idea, Appraisal.superior_id)),
            state=AppraisalState.SUBMITTED,
        )
        .returning(Appraisal.id)
        .cte("submitted")
    )
    return await session.scalar(select(func.count()).select_from(submitted)) or 0


_NEW_IDEAS = 0.25
_ABOVE, _MEETS = 0.18, 0.93


def _behaviour() -> ColumnElement[str]:
    chance = _chance_of(Appraisal.ratee_id, "behaviour")
    return case(
        (chance < _ABOVE, Rating.ABOVE_EXPECTATION.value),
        (chance < _MEETS, Rating.MEETS_EXPECTATION.value),
        else_=Rating.BELOW_EXPECTATION.value,
    )


def _chance_of(column: InstrumentedAttribute[UUID], salt: str) -> ColumnElement[Any]:
    digest = func.left(func.md5(cast(column, Text) + f":{salt}"), 8)
    return cast(cast(cast("x" + digest, BIT(32)), BigInteger), Numeric) / 4294967296
