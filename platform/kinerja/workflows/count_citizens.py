"""Bringing what citizens say of units into the appraisals of a cycle, as far as it may count.

It reaches a person only through an indicator of the framework version that the appraisal is pinned
to, whose applicability and weight were published before the days that are measured. An index of too
few answers is shown but does not count: the score is "not applicable", and the indicator's policy
says what becomes of its weight; where that is BLOCK nothing is written (domain rules, 3.2 no. 12).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    DateTime,
    Integer,
    RowMapping,
    Text,
    Uuid,
    and_,
    column,
    func,
    literal,
    select,
    table,
)
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.counted_scores import current_scores
from kinerja.domains.appraisals.framework_tables import indicators
from kinerja.domains.appraisals.leaves import applies_to_class
from kinerja.domains.appraisals.models import Appraisal, Score
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.domains.complaints.vocabulary import ComplaintMeasure
from kinerja.domains.cycles.facts import CYCLE_FACTS
from kinerja.domains.cycles.history import Deed, note
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.refusals import refuse_step
from kinerja.domains.cycles.repository import CycleRepository
from kinerja.domains.cycles.vocabulary import CycleState
from kinerja.kit.clock import JAKARTA
from kinerja.kit.ids import AgencyId, new_id
from kinerja.kit.staging import change_rows, create_stage, fill_stage
from kinerja.workflows.citizen_measures import (
    SOURCES,
    Measure,
    Units,
    Window,
    complaint_measures,
    sources,
    survey_measures,
)
from kinerja.workflows.room import room
from policies.permissions import Action, Resource
from policies.subject import Actor

_EXPECTED = (CycleState.OPEN, CycleState.SCORING)
#: From the rater's hands on the scores of an appraisal are frozen.
_OPEN = (AppraisalState.NOT_STARTED, AppraisalState.SELF_REVIEW, AppraisalState.RATER_REVIEW)
_BLOCK = "BLOCK"
_versions = table(
    "framework_versions",
    column("agency_id", Integer),
    column("id", Uuid),
    column("published_at", DateTime(timezone=True)),
)
_STAGE = {
    "id": "uuid",
    "appraisal_id": "uuid",
    "framework_version_id": "uuid",
    "ratee_id": "uuid",
    "indicator_id": "uuid",
    "source": "text",
    "actual": "numeric",
    "not_applicable": "boolean",
    "evidence": "text",
    "supersedes_id": "uuid",
}
_COLUMNS = ", ".join(_STAGE)
_ADD = f"INSERT INTO scores (agency_id, {_COLUMNS}) SELECT :agency, {_COLUMNS} FROM citizen_scores"  # noqa: S608 - the words above.


class Counted(NamedTuple):
    """How many scores were written, and how many indicators of how many people got none.

    `withheld`: there is a value, but too few have answered, or it lies outside the scale.
    """

    scored: int
    withheld: int


async def count_citizens(
    actor: Actor, session: AsyncSession, *, cycle_id: UUID, measure: ComplaintMeasure
) -> Counted:
    """Write the scores of SURVEY_IKM and COMPLAINT_SLA indicators of a cycle.

    A score that says the same already is left alone; another value supersedes it. Appraisals that
    were submitted are not touched.

    Raises:
        CycleStateConflictError: the cycle is neither OPEN nor SCORING.
        CycleNotFoundError, NotPermittedError: as their names say.
    """
    cycle = await _hold(actor, session, cycle_id)
    window = await _window(session, actor.agency_id, cycle)
    by_source = sources(
        await survey_measures(session, window),
        await complaint_measures(session, window, measure),
    )
    async with room(session):
        cells = (await session.execute(_cells(actor.agency_id, cycle_id))).mappings().all()
        found = [_judged(cell, by_source) for cell in cells]
        records = [record for record in map(_record, cells, found) if record is not None]
        await create_stage(session, "citizen_scores", _STAGE)
        await fill_stage(session, "citizen_scores", columns=_STAGE, records=records)
        scored = await change_rows(session, _ADD, agency=actor.agency_id)
    withheld = sum(one is not None and not one.counts for one in found)
    after = {"scored": scored, "withheld": withheld, "complaint_measure": measure.value}
    await note(actor, session, Deed.CITIZENS_COUNTED, cycle_id=cycle_id, after=after)
    return Counted(scored, withheld)


async def _hold(actor: Actor, session: AsyncSession, cycle_id: UUID) -> Cycle:
    """Find the cycle, and keep it from being closed meanwhile."""
    allowed = actor.require(Resource.CYCLE, Action.CONFIGURE).row_filter(CYCLE_FACTS, actor)
    held = await CycleRepository(session, actor.agency_id).hold(
        cycle_id, expected=_EXPECTED, allowed=allowed
    )
    if held is None:
        await refuse_step(actor, session, cycle_id, action=Action.CONFIGURE, expected=_EXPECTED)
    return held


async def _window(session: AsyncSession, agency_id: AgencyId, cycle: Cycle) -> Window:
    published = await session.scalar(
        select(_versions.c.published_at).where(
            _versions.c.agency_id == agency_id, _versions.c.id == cycle.framework_version_id
        )
    )
    if published is None:  # Open cycles pin published versions; a constraint says so.
        message = "the framework version of an open cycle is published"
        raise ValueError(message)
    return Window(agency_id, cycle.period, published.astimezone(JAKARTA).date())


def _cells(agency_id: AgencyId, cycle_id: UUID) -> Any:  # noqa: ANN401 - a select.
    """Select every open appraisal with every such indicator that applies, and its score."""
    agency = literal(int(agency_id), Integer())
    current = current_scores(agency, Score.source.in_(SOURCES), name="current")
    return (
        select(
            Appraisal.id.label("appraisal_id"),
            Appraisal.framework_version_id,
            Appraisal.ratee_id,
            func.ltree2text(Appraisal.unit_path, type_=Text()).label("path"),
            indicators.c.id.label("indicator_id"),
            indicators.c.source,
            indicators.c.na_policy,
            indicators.c.scale_min,
            indicators.c.scale_max,
            current.c.id.label("score_id"),
            current.c.actual,
            current.c.not_applicable,
        )
        .join(
            indicators,
            and_(
                indicators.c.agency_id == agency,
                indicators.c.version_id == Appraisal.framework_version_id,
                indicators.c.source.in_(SOURCES),
                applies_to_class(Appraisal.__table__.c.position_class),
            ),
        )
        .outerjoin(
            current,
            and_(
                current.c.appraisal_id == Appraisal.id,
                current.c.indicator_id == indicators.c.id,
                current.c.source == indicators.c.source,
            ),
        )
        .where(
            Appraisal.agency_id == agency,
            Appraisal.cycle_id == cycle_id,
            Appraisal.state.in_(_OPEN),
        )
    )


class _Judged(NamedTuple):
    measure: Measure
    counts: bool


def _judged(cell: RowMapping, by_source: Mapping[str, Units]) -> _Judged | None:
    """Return what citizens say of the person's unit, and whether it counts; None: nothing."""
    measure = by_source[cell["source"]].nearest(cell["path"])
    if measure is None:
        return None
    fits = cell["scale_min"] <= measure.value <= cell["scale_max"]
    return _Judged(measure, measure.is_enough and fits)


def _record(cell: RowMapping, judged: _Judged | None) -> tuple[Any, ...] | None:
    """Return the row of a score; None: there is nothing to write, or it is there already."""
    if judged is None or (not judged.counts and cell["na_policy"] == _BLOCK):
        return None
    actual = judged.measure.value if judged.counts else None
    is_known = cell["score_id"] is not None and cell["not_applicable"] is (actual is None)
    if is_known and cell["actual"] == actual:
        return None
    return (
        new_id(),
        cell["appraisal_id"],
        cell["framework_version_id"],
        cell["ratee_id"],
        cell["indicator_id"],
        cell["source"],
        actual,
        actual is None,
        judged.measure.evidence,
        cell["score_id"],
    )
