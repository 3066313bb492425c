"""Cycles in the database: every statement names the agency, every change is guarded.

`allowed` is the actor's row filter over the columns of `Cycle`; a change that touches nothing
answers None or False, and the service finds out why.
"""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Integer,
    Uuid,
    cast,
    column,
    literal,
    select,
    table,
    update,
)
from sqlalchemy.dialects.postgresql import DATERANGE
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.cycles.errors import PeriodOverlapError
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.plans import CyclePlan
from kinerja.domains.cycles.vocabulary import CycleState
from kinerja.kit.constraints import violated_constraint
from kinerja.kit.ids import AgencyId, new_id

OVERLAP = "ex_cycles_period_overlap"

_frameworks = table("frameworks", column("agency_id", Integer), column("id", Uuid))


class CycleRepository:
    """Cycles of one agency, in the caller's transaction."""

    def __init__(self, session: AsyncSession, agency_id: AgencyId) -> None:
        self._session = session
        self._agency_id = agency_id

    async def add(self, plan: CyclePlan, *, allowed: ColumnElement[bool]) -> UUID | None:
        """Insert a cycle and return its id.

        None: not `allowed`, the code is taken, or the agency has no such framework.

        Raises:
            PeriodOverlapError: another cycle of this framework and kind has days of the period.
        """
        agency = literal(int(self._agency_id), Integer())
        row = select(
            agency,
            literal(new_id(), Uuid()),
            _frameworks.c.id,
            literal(plan.code),
            literal(plan.name),
            literal(plan.kind.value),
            cast(plan.period, DATERANGE),
            literal(CycleState.PLANNED.value),
            literal(plan.objection_days, Integer()),
            literal(plan.distribution_mode.value),
        ).where(
            _frameworks.c.agency_id == self._agency_id,
            _frameworks.c.id == plan.framework_id,
            allowed,
        )
        names = ["agency_id", "id", "framework_id", "code", "name", "kind", "period", "state"]
        names += ["objection_days", "distribution_mode"]
        statement = (
            pg_insert(Cycle)
            .from_select(names, row)
            .on_conflict_do_nothing(index_elements=["agency_id", "code"])
            .returning(Cycle.id)
        )
        try:
            added: UUID | None = await self._session.scalar(statement)
        except IntegrityError as error:
            if violated_constraint(error) == OVERLAP:
                raise PeriodOverlapError(path=("periodStart",)) from error
            raise
        return added

    async def has_code(self, code: str) -> bool:
        """Tell whether a cycle of the agency has this code."""
        found = select(Cycle.id).where(Cycle.agency_id == self._agency_id, Cycle.code == code)
        return await self._session.scalar(found) is not None

    async def has_framework(self, framework_id: UUID) -> bool:
        """Tell whether the agency has this framework."""
        found = select(_frameworks.c.id).where(
            _frameworks.c.agency_id == self._agency_id, _frameworks.c.id == framework_id
        )
        return await self._session.scalar(found) is not None

    async def hold(
        self,
        cycle_id: UUID,
        *,
        expected: Collection[CycleState],
        allowed: ColumnElement[bool],
    ) -> Cycle | None:
        """Lock a cycle in one of the `expected` states until the transaction ends."""
        statement = (
            select(Cycle)
            .where(
                Cycle.agency_id == self._agency_id,
                Cycle.id == cycle_id,
                Cycle.state.in_(expected),
                allowed,
            )
            .with_for_update()
        )
        held: Cycle | None = await self._session.scalar(statement)
        return held

    async def move(
        self,
        cycle_id: UUID,
        *,
        expected: Collection[CycleState],
        values: Mapping[str, Any],
        allowed: ColumnElement[bool],
    ) -> Cycle | None:
        """Change a cycle that is in one of the `expected` states; return it as it is then."""
        statement = (
            update(Cycle)
            .where(
                Cycle.agency_id == self._agency_id,
                Cycle.id == cycle_id,
                Cycle.state.in_(expected),
                allowed,
            )
            .values(**values)
            .returning(Cycle)
            .execution_options(synchronize_session=False, populate_existing=True)
        )
        moved: Cycle | None = await self._session.scalar(statement)
        return moved
