"""Performance plans for a test: one for each appraisal, in every state, written past policy."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import cycle
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.plans.models import BehaviourExpectation, PerformancePlan, WorkResult
from kinerja.domains.plans.vocabulary import CoreValue, PlanState, WorkResultKind
from kinerja.kit.clock import now
from kinerja.kit.ids import AgencyId, new_id

#: What a plan has in common with the appraisal of its assignment and cycle.
PINNED = (
    "cycle_id",
    "ratee_id",
    "assignment_id",
    "position_class",
    "org_unit_id",
    "unit_path",
    "rater_id",
    "superior_id",
)


async def add_plans(session: AsyncSession, agency_id: AgencyId, *cycles: UUID) -> None:
    """Write a plan for each appraisal of these cycles, of all unless told; each has one result.

    The states take turns, AGREED first; each work result is aligned to the one before.
    """
    wanted = select(Appraisal).where(Appraisal.agency_id == agency_id)
    if cycles:
        wanted = wanted.where(Appraisal.cycle_id.in_(cycles))
    found: Sequence[Appraisal] = (await session.scalars(wanted.order_by(Appraisal.id))).all()
    states = cycle((PlanState.AGREED, PlanState.PROPOSED, PlanState.DRAFT))
    above: UUID | None = None
    for one, state in zip(found, states, strict=False):
        pinned = {name: getattr(one, name) for name in PINNED}
        above = await _add_plan(session, agency_id, pinned, state=state, above=above)


async def _add_plan(
    session: AsyncSession,
    agency_id: AgencyId,
    pinned: dict[str, Any],
    *,
    state: PlanState,
    above: UUID | None,
) -> UUID:
    plan, result, ratee = new_id(), new_id(), pinned["ratee_id"]
    owned = {"agency_id": agency_id, "plan_id": plan, "edition": 1, "ratee_id": ratee}
    await session.execute(
        insert(PerformancePlan).values(
            agency_id=agency_id,
            id=plan,
            **pinned,
            state=state,
            revision=1,
            edition=1,
            return_reason="Target belum terukur",
            **_agreement(ratee, pinned["rater_id"] or new_id(), state),
        )
    )
    await session.execute(
        insert(WorkResult).values(
            **owned,
            id=result,
            ordinal=1,
            kind=WorkResultKind.PRIMARY,
            title="Layanan loket tepat waktu",
            indicator="Berkas selesai tepat waktu",
            target=Decimal(95),
            unit="persen",
            aligned_to_id=above,
            aligned_title=None if above is None else "Layanan terminal andal",
        )
    )
    await session.execute(
        insert(BehaviourExpectation).values(
            **owned,
            id=new_id(),
            ordinal=1,
            value=CoreValue.SERVICE_ORIENTED,
            expectation="Sapa setiap warga lebih dulu",
        )
    )
    return result


def _agreement(ratee: UUID, rater: UUID, state: PlanState) -> dict[str, Any]:
    proposed = {"proposed_by": ratee, "proposed_at": now()}
    match state:
        case PlanState.DRAFT:
            return {}
        case PlanState.PROPOSED:
            return proposed
    return {**proposed, "agreed_by": rater, "agreed_at": now()}
