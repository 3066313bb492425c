"""Cycles, appraisals and scores for tests, as plain rows: no service has to work for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.models import Appraisal, Score
from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.vocabulary import CycleKind, CycleState
from kinerja.domains.organisation.models import Employee
from kinerja.domains.organisation.vocabulary import PositionClass
from kinerja.kit.ids import AgencyId, new_id
from tests.support.framework_factories import MadeVersion
from tests.support.organisation_factories import (
    make_assignment,
    make_employee,
    make_position,
    make_unit,
)

_numbers = count(1)

#: What a score may be written as in a test: a value, or None for "not applicable".
Actual = str | int | Decimal | None


@dataclass
class Scene:
    """An agency with one published version, a cycle that is being scored, and a rater."""

    agency_id: AgencyId
    version: MadeVersion
    cycle_id: UUID
    rater: Employee
    _units: dict[str, Any] = field(default_factory=dict)

    async def appraise(
        self,
        session: AsyncSession,
        scores: Mapping[str, Actual],
        *,
        position_class: PositionClass = PositionClass.PELAKSANA,
        **values: Any,
    ) -> UUID:
        """Make an employee with an appraisal and scores by hand; return the appraisal's id."""
        unit = self._units.get("unit") or await make_unit(session, self.agency_id)
        self._units["unit"] = unit
        ratee = await make_employee(session, self.agency_id)
        position = await make_position(
            session, self.agency_id, unit=unit, position_class=position_class
        )
        assignment = await make_assignment(
            session, self.agency_id, employee=ratee, position=position
        )
        values.setdefault("state", AppraisalState.RATER_REVIEW)
        key = new_id()
        await session.execute(
            insert(Appraisal).values(
                agency_id=self.agency_id,
                id=key,
                cycle_id=self.cycle_id,
                framework_version_id=self.version.version_id,
                ratee_id=ratee.id,
                assignment_id=assignment.id,
                position_class=position_class,
                org_unit_id=unit.id,
                unit_path=unit.path,
                rater_id=self.rater.id,
                **values,
            )
        )
        for code, actual in scores.items():
            await self.score(session, key, ratee.id, code, actual)
        return key

    async def score(
        self,
        session: AsyncSession,
        appraisal_id: UUID,
        ratee_id: UUID,
        code: str,
        actual: Actual,
        **values: Any,
    ) -> UUID:
        """Write one score by hand; `source` and `supersedes_id` may be given."""
        values.setdefault("source", "MANUAL")
        values.setdefault("scorer_id", self.rater.id if values["source"] == "MANUAL" else None)
        key = new_id()
        await session.execute(
            insert(Score).values(
                agency_id=self.agency_id,
                id=key,
                appraisal_id=appraisal_id,
                framework_version_id=self.version.version_id,
                ratee_id=ratee_id,
                indicator_id=self.version.indicators[code],
                actual=None if actual is None else Decimal(actual),
                not_applicable=actual is None,
                **values,
            )
        )
        return key


async def make_cycle(
    session: AsyncSession, agency_id: AgencyId, version: MadeVersion, **values: Any
) -> UUID:
    """Make a cycle over 2026 that is being scored."""
    key = new_id()
    defaults: dict[str, Any] = {
        "agency_id": agency_id,
        "id": key,
        "framework_id": version.framework_id,
        "framework_version_id": version.version_id,
        "code": f"cycle-{next(_numbers)}",
        "name": "Siklus Uji",
        "kind": CycleKind.ANNUAL,
        "period": Range(date(2026, 1, 1), date(2027, 1, 1)),
        "state": CycleState.SCORING,
    }
    await session.execute(insert(Cycle).values({**defaults, **values}))
    return key


async def make_scene(session: AsyncSession, agency_id: AgencyId, version: MadeVersion) -> Scene:
    """Make a cycle of this version and a rater."""
    cycle_id = await make_cycle(session, agency_id, version)
    rater = await make_employee(session, agency_id)
    return Scene(agency_id, version, cycle_id, rater)
