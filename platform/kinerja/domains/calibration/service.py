"""Rating units: how each performed in a cycle (SE Menteri PANRB 3/2023, step 1)."""

from typing import Final, Never
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.calibration.errors import (
    ConcurrentOrgPerformanceError,
    CycleNotRatedNowError,
    RatedCycleNotFoundError,
    RatedUnitNotFoundError,
)
from kinerja.domains.calibration.facts import action_for, may_rate, why_not
from kinerja.domains.calibration.repository import OrgPerformanceRepository
from kinerja.domains.calibration.texts import read_text
from kinerja.domains.calibration.vocabulary import OrgRating
from policies.permissions import Action, Resource
from policies.subject import Actor
from tenants.audit import record

#: While results are made and compared; afterwards they are delivered.
RATED_WHILE: Final = ("OPEN", "SCORING", "CALIBRATION")
RATED_DEED: Final = "org_performance.set"


async def set_org_performance(
    actor: Actor,
    session: AsyncSession,
    *,
    cycle_id: UUID,
    org_unit_id: UUID,
    rating: OrgRating,
    basis: str,
) -> UUID:
    """Rate a unit in a running cycle and return the id of the rating; earlier ones are kept.

    Raises:
        CalibrationTextError: the basis is too short or too long.
        CycleNotRatedNowError: the cycle does not run.
        ConcurrentOrgPerformanceError: somebody else rated the unit just now.
        NotPermittedError: the actor stands nowhere above the unit; see `facts`.
        RatedUnitNotFoundError, RatedCycleNotFoundError: there is none.
    """
    action = action_for(actor)
    kept = read_text(basis, "basis")
    repository = OrgPerformanceRepository(session, actor.agency_id)
    written = await repository.add(
        cycle_id=cycle_id,
        org_unit_id=org_unit_id,
        rating=rating,
        basis=kept,
        decided_by=actor.subject.id,
        during=RATED_WHILE,
        allowed=may_rate(actor),
    )
    if written is None:
        await _refuse(actor, repository, action, cycle_id=cycle_id, org_unit_id=org_unit_id)
    key, revision = written
    await record(
        session,
        agency_id=actor.agency_id,
        actor_id=actor.subject.id,
        action=RATED_DEED,
        object_type="OrgPerformance",
        object_id=key,
        reason=kept,
        after={"org_unit_id": str(org_unit_id), "rating": rating.value, "revision": revision},
        request_id=actor.request_id,
    )
    return key


async def _refuse(
    actor: Actor,
    repository: OrgPerformanceRepository,
    action: Action,
    *,
    cycle_id: UUID,
    org_unit_id: UUID,
) -> Never:
    found = await repository.refusal(
        cycle_id=cycle_id,
        org_unit_id=org_unit_id,
        allowed=may_rate(actor),
        why_not=why_not(actor),
    )
    if found is None:
        raise RatedUnitNotFoundError(path=("orgUnitId",))
    if not found.allowed:
        raise actor.refused(Resource.CALIBRATION, action, found.refusal).at("orgUnitId")
    if found.cycle_state is None:
        raise RatedCycleNotFoundError(path=("cycleId",))
    if found.cycle_state not in RATED_WHILE:
        expected = " / ".join(RATED_WHILE)
        raise CycleNotRatedNowError(state=found.cycle_state, expected=expected, path=("cycleId",))
    raise ConcurrentOrgPerformanceError
