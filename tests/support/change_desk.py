"""Where the rules of a running cycle change: an agency whose version has no last day."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.service import create_cycle
from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.kit.ids import AgencyId, GlobalId
from policies.permissions import Role
from tenants.session import tenant_session
from tests.support.appraisal_world import World, make_world, open_world, plan, two_indicators
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.framework_factories import (
    MadeVersion,
    make_published_version,
    make_version,
    terms,
)

#: The day on which Pergub 108/2016 took effect, in the year of the tests.
MAY = date(2026, 5, 1)
REASON = "Pergub 108/2016 berlaku sejak Mei."

DOCUMENTS = {
    "amendCycle": """
        mutation ($input: AmendCycleInput!) { amendCycle(input: $input) {
            cycle { id state periodStart periodEnd frameworkVersion { id } }
            successor { id code name state periodStart periodEnd objectionDays
                frameworkVersion { id } }
            appraisals errors { code message path } } }""",
    "openCycle": """
        mutation ($input: OpenCycleInput!) { openCycle(input: $input) {
            appraisals cycle { state frameworkVersion { id } } errors { code message path } } }""",
    "publishVersion": """
        mutation ($input: PublishVersionInput!) { publishVersion(input: $input) {
            version { status } errors { code message path } } }""",
    "transferEmployee": """
        mutation ($input: TransferEmployeeInput!) { transferEmployee(input: $input) {
            appraisals { id } errors { code message path } } }""",
}


@dataclass
class ChangeDesk:
    """A client of the service, the agency, and what its officer does."""

    client: Client
    world: World

    def name(self, type_name: str, key: UUID) -> str:
        """Return a global id of the agency."""
        return str(GlobalId(type_name, AgencyId(DISHUB), key))

    async def do(self, who: UUID, operation: str, **input_: Any) -> dict[str, Any]:
        """Run an operation as an employee and return its payload."""
        asking = self.client.as_(who, agency="DISHUB").with_headers(accept_language="en")
        answer = await asking.query(DOCUMENTS[operation], {"input": input_})
        assert answer.errors == [], answer.body
        payload: dict[str, Any] = answer.data[operation]
        return payload

    async def amend(self, version: MadeVersion, **changes: Any) -> dict[str, Any]:
        """Amend the cycle as the officer, from May on unless told."""
        given = {
            "cycleId": self.name("Cycle", self.world.cycle_id),
            "on": MAY.isoformat(),
            "versionId": self.name("FrameworkVersion", version.version_id),
            "reason": REASON,
        }
        return await self.do(self.world.officer.subject.id, "amendCycle", **{**given, **changes})

    async def version(
        self,
        *,
        status: VersionStatus = VersionStatus.IN_REVIEW,
        first: date = MAY,
        last: date | None = None,
        is_successor: bool = True,
    ) -> MadeVersion:
        """Write a version from `first` on, of the cycle's framework or of one of its own."""
        framework = self.world.version.framework_id if is_successor else None
        async with tenant_session(self.world.engine, DISHUB) as session:
            return await make_version(
                session,
                agency_id=DISHUB,
                components=two_indicators(),
                status=status,
                framework_id=framework,
                version_terms=terms(effective=Range(first, last)),
            )

    async def cycles(self) -> dict[str, tuple[str, Range[date]]]:
        """Return state and period of all cycles of the framework, by code."""
        async with tenant_session(self.world.engine, DISHUB) as session:
            rows = await session.execute(
                select(Cycle.code, Cycle.state, Cycle.period).where(
                    Cycle.agency_id == DISHUB,
                    Cycle.framework_id == self.world.version.framework_id,
                )
            )
            return {code: (state, period) for code, state, period in rows}

    async def appraisals_of(self, cycle: str) -> set[tuple[UUID, UUID]]:
        """Return ratee and version of all appraisals of a cycle."""
        async with tenant_session(self.world.engine, DISHUB) as session:
            rows = await session.execute(
                select(Appraisal.ratee_id, Appraisal.framework_version_id).where(
                    Appraisal.agency_id == DISHUB,
                    Appraisal.cycle_id == GlobalId.parse(cycle).key,
                )
            )
            return {(ratee, version) for ratee, version in rows}


async def make_change_desk(
    client: Client, *, scoring: bool = False, opened: bool = True
) -> ChangeDesk:
    """Write the agency, with a cycle of 2026 under a version that has no last day."""
    world = await make_world(client.database.application, DISHUB)
    async with tenant_session(world.engine, DISHUB) as session:
        world.version = await make_published_version(
            session,
            agency_id=DISHUB,
            components=two_indicators(),
            version_terms=terms(effective=Range(date(2025, 1, 1), None)),
        )
        world.cycle_id = await create_cycle(
            world.officer, session, plan=plan(world.version, code="T2026")
        )
    if opened:
        await open_world(world, scoring=scoring)
    await client.give_role(world.officer.subject.id, Role.PERFORMANCE_OFFICER, DISHUB)
    return ChangeDesk(client, world)
