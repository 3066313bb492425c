"""Calibrating by the pattern of the unit: checked, justified where it is departed from, settled."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, Uuid, and_, func, literal, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import NullType

from kinerja.domains.appraisals.calibrating import calibrate_appraisals
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.outcomes import Outcome
from kinerja.domains.appraisals.ratings import APPRAISALS_LIMIT
from kinerja.domains.calibration.errors import (
    DistributionViolatedError,
    JustificationRequiredError,
    OrgPerformanceMissingError,
)
from kinerja.domains.calibration.models import OrgPerformance
from kinerja.domains.calibration.texts import read_text
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.vocabulary import DistributionMode
from kinerja.kit.errors import KinerjaError, Worded
from kinerja.kit.ids import AgencyId
from kinerja.workflows.distribution import agency_of, covers, demands
from policies.permissions import Action, Resource
from policies.subject import Actor
from tenants.audit import record

JUSTIFIED_DEED = "org_performance.departed_from"


class _Unit(NamedTuple):
    """The rating that covers an appraisal, and what the cycle makes of its pattern."""

    id: UUID | None
    cycle_id: UUID
    path: str
    rating: str
    mode: str


class _Broken(NamedTuple):
    """The demands of a pattern that are not met: their codes, and in words."""

    rules: list[str]
    words: Worded


async def calibrate(
    actor: Actor,
    session: AsyncSession,
    *,
    appraisal_ids: Sequence[UUID],
    justification: str | None = None,
) -> list[Outcome]:
    """Settle appraisals (`calibrate_appraisals`) whose unit is rated and keeps its pattern.

    Where the cycle takes patterns as advice, `justification` settles what departs from one; it is
    kept in the audit trail of the unit's rating, with the demands that are not met.

    Raises:
        CalibrationTextError: the justification is too short or too long.
        TooManyItemsError, NotPermittedError: as `calibrate_appraisals` says.
    """
    actor.require(Resource.APPRAISAL, Action.DECIDE)
    why = None if justification is None else read_text(justification, "justification")
    asked = list(dict.fromkeys(appraisal_ids))[:APPRAISALS_LIMIT]
    units = await _units(session, actor.agency_id, asked)
    broken: dict[UUID | None, _Broken | None] = {
        unit.id: await _broken(session, actor.agency_id, unit)
        for unit in {unit.id: unit for unit in units.values()}.values()
        if unit.id is not None
    }
    held = {
        key: error
        for key, unit in units.items()
        if (error := _in_the_way(unit, broken.get(unit.id), why)) is not None
    }
    outcomes = await calibrate_appraisals(actor, session, appraisal_ids=appraisal_ids, held=held)
    if why is not None:
        settled = [units[one.key] for one in outcomes if one.key in units]
        await _keep(actor, session, settled, broken=broken, why=why)
    return outcomes


async def _units(
    session: AsyncSession, agency_id: AgencyId, keys: Sequence[UUID]
) -> dict[UUID, _Unit]:
    """Return the unit's rating that covers each appraisal: of the nearest unit that has one."""
    rated = OrgPerformance
    covering = and_(
        rated.agency_id == agency_id,
        rated.cycle_id == Appraisal.cycle_id,
        covers(rated.unit_path, Appraisal.unit_path),
    )
    path = type_coerce(rated.unit_path, NullType())
    found = await session.execute(
        select(
            Appraisal.id,
            rated.id,
            Appraisal.cycle_id,
            func.ltree2text(path, type_=Text()),
            rated.rating,
            Cycle.distribution_mode,
        )
        .join(Cycle, and_(Cycle.agency_id == agency_id, Cycle.id == Appraisal.cycle_id))
        .outerjoin(rated, covering)
        .where(Appraisal.agency_id == agency_id, Appraisal.id.in_(keys))
        .order_by(func.nlevel(path).asc().nulls_first(), rated.revision)
    )
    # The last one of an appraisal stands: the nearest unit, and of its revisions the latest.
    return {row[0]: _Unit(*row[1:]) for row in found}


async def _broken(session: AsyncSession, agency_id: AgencyId, unit: _Unit) -> _Broken | None:
    rated = {
        "id": literal(unit.id, Uuid()),
        "cycle_id": literal(unit.cycle_id, Uuid()),
        "unit_path": func.text2ltree(unit.path, type_=NullType()),
        "rating": literal(unit.rating, Text()),
    }
    statement = demands(agency_of(agency_id), rated).subquery("demanded")
    found = await session.execute(
        select(statement.c.rule, statement.c.english, statement.c.indonesian)
        .where(statement.c.is_kept.is_(False))
        .order_by(statement.c.ordinal)
    )
    rows = found.all()
    if not rows:
        return None
    words = Worded(en=" ".join(row[1] for row in rows), id=" ".join(row[2] for row in rows))
    return _Broken([row[0] for row in rows], words)


def _in_the_way(unit: _Unit, broken: _Broken | None, why: str | None) -> KinerjaError | None:
    if unit.id is None:
        return OrgPerformanceMissingError()
    if broken is None:
        return None
    if unit.mode == DistributionMode.ENFORCED:
        return DistributionViolatedError(demands=broken.words)
    return None if why else JustificationRequiredError(demands=broken.words)


async def _keep(
    actor: Actor,
    session: AsyncSession,
    settled: Sequence[_Unit],
    *,
    broken: Mapping[UUID | None, _Broken | None],
    why: str,
) -> None:
    """Write why a pattern was departed from, once for each unit in which it was."""
    for key in {unit.id: None for unit in settled if unit.id is not None}:
        departed = broken[key]
        if departed is None:
            continue
        after = {
            "rules": departed.rules,
            "appraisals": sum(unit.id == key for unit in settled),
        }
        await record(
            session,
            agency_id=actor.agency_id,
            actor_id=actor.subject.id,
            action=JUSTIFIED_DEED,
            object_type="OrgPerformance",
            object_id=key,
            reason=why,
            after=after,
            request_id=actor.request_id,
        )
