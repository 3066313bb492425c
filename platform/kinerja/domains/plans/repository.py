"""Performance plans in the database: every statement names the agency, every change is guarded."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Text, Uuid, column, insert, select, table, update
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.plans.contents import Expected
from kinerja.domains.plans.models import BehaviourExpectation, PerformancePlan, WorkResult
from kinerja.domains.plans.vocabulary import PLANNABLE, PlanState, WorkResultKind
from kinerja.kit.ids import AgencyId, new_id

#: The columns of cycles that plans ask for; mapped in the domain of cycles.
CYCLES = table("cycles", column("agency_id", Integer), column("id", Uuid), column("state", Text))
#: Of a plan whose work results others align theirs to: it has been proposed, at least.
_SHOWN = (PlanState.PROPOSED, PlanState.AGREED)
_later = PerformancePlan.__table__.alias("later_plans")


class PlanRepository:
    """Performance plans of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def move(
        self,
        plan_id: UUID,
        *,
        expected: PlanState,
        edition: int,
        values: Mapping[str, Any],
        allowed: ColumnElement[bool],
    ) -> PerformancePlan | None:
        """Change a plan in the `expected` state and edition, while its cycle takes plans.

        Return it as it is then; None: something of this is not so.
        """
        plannable = (
            select(CYCLES.c.id)
            .where(
                CYCLES.c.agency_id == self._agency_id,
                CYCLES.c.id == PerformancePlan.cycle_id,
                CYCLES.c.state.in_(PLANNABLE),
            )
            .correlate(PerformancePlan)
            .exists()
        )
        statement = (
            update(PerformancePlan)
            .where(
                PerformancePlan.agency_id == self._agency_id,
                PerformancePlan.id == plan_id,
                PerformancePlan.state == expected,
                PerformancePlan.edition == edition,
                plannable,
                allowed,
            )
            .values(**values)
            .returning(PerformancePlan)
            .execution_options(synchronize_session=False, populate_existing=True)
        )
        moved: PerformancePlan | None = await self._session.scalar(statement)
        return moved

    async def results(self, plan_id: UUID, *, edition: int) -> Sequence[WorkResult]:
        """Return the work results of one edition, in their order."""
        found = await self._session.scalars(
            select(WorkResult)
            .where(
                WorkResult.agency_id == self._agency_id,
                WorkResult.plan_id == plan_id,
                WorkResult.edition == edition,
            )
            .order_by(WorkResult.ordinal)
        )
        return found.all()

    async def expectations(self, plan_id: UUID, *, edition: int) -> Sequence[BehaviourExpectation]:
        """Return the expectations of behaviour of one edition, in their order."""
        found = await self._session.scalars(
            select(BehaviourExpectation)
            .where(
                BehaviourExpectation.agency_id == self._agency_id,
                BehaviourExpectation.plan_id == plan_id,
                BehaviourExpectation.edition == edition,
            )
            .order_by(BehaviourExpectation.ordinal)
        )
        return found.all()

    async def titles_above(
        self, plan: PerformancePlan, keys: Collection[UUID]
    ) -> Mapping[UUID, str]:
        """Return the titles of those work results which the rater's own plan of the cycle has.

        The last revision counts that has been proposed, in its present edition.
        """
        if not keys or plan.rater_id is None:
            return {}
        superseded = (
            select(_later.c.id)
            .where(
                _later.c.agency_id == self._agency_id,
                _later.c.supersedes_id == PerformancePlan.id,
                _later.c.state.in_(_SHOWN),
            )
            .correlate(PerformancePlan)
            .exists()
        )
        found = await self._session.execute(
            select(WorkResult.id, WorkResult.title)
            .join(PerformancePlan, PerformancePlan.id == WorkResult.plan_id)
            .where(
                WorkResult.agency_id == self._agency_id,
                PerformancePlan.agency_id == self._agency_id,
                PerformancePlan.ratee_id == plan.rater_id,
                PerformancePlan.cycle_id == plan.cycle_id,
                PerformancePlan.state.in_(_SHOWN),
                WorkResult.edition == PerformancePlan.edition,
                WorkResult.id.in_(keys),
                ~superseded,
            )
        )
        return {row.id: row.title for row in found}

    async def has_primary(self, plan_id: UUID, *, edition: int) -> bool:
        """Tell whether an edition has a primary work result."""
        found = await self.results(plan_id, edition=edition)
        return any(one.kind == WorkResultKind.PRIMARY for one in found)

    async def add_results(
        self, plan: PerformancePlan, results: Sequence[Mapping[str, Any]]
    ) -> None:
        """Insert the work results of the plan's present edition, in their order."""
        await self._add(WorkResult, plan, results)

    async def add_expectations(self, plan: PerformancePlan, given: Sequence[Expected]) -> None:
        """Insert the expectations of the plan's present edition, in their order."""
        rows = [{"value": one.value, "expectation": one.expectation.strip()} for one in given]
        await self._add(BehaviourExpectation, plan, rows)

    async def _add(
        self,
        model: type[WorkResult | BehaviourExpectation],
        plan: PerformancePlan,
        rows: Sequence[Mapping[str, Any]],
    ) -> None:
        if not rows:
            return
        owned = {
            "agency_id": self._agency_id,
            "plan_id": plan.id,
            "edition": plan.edition,
            "ratee_id": plan.ratee_id,
        }
        await self._session.execute(
            insert(model),
            [
                {**owned, "id": new_id(), "ordinal": ordinal, **row}
                for ordinal, row in enumerate(rows, start=1)
            ],
        )
