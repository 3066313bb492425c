"""An audit trail to seal and verify, and a way to tamper with it as the owner of the server can."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId, new_id
from tenants.audit import record
from tenants.audit_findings import Fault, Verdict
from tenants.audit_heads import AuditHead
from tenants.audit_models import AuditLink
from tenants.audit_verification import verify
from tenants.provisioning import list_agencies
from tenants.records import AgencyRecord
from tenants.sealing import seal
from tenants.session import tenant_session
from tests.support.database import DISHUB, Database

NO_MARGIN = timedelta()


@dataclass(frozen=True)
class Trail:
    """The audit trail of one agency in a test's database."""

    database: Database
    agency: AgencyRecord

    async def write(self, count: int = 1) -> list[UUID]:
        """Write events in a transaction of their own; return their ids in order."""
        async with tenant_session(self.database.application, self.agency.id) as session:
            for _ in range(count):
                await write_event(session, self.agency.id)
        return (await self.events())[-count:]

    async def seal(self, *, margin: timedelta = NO_MARGIN) -> int:
        """Seal what there is; return how many events that were."""
        sealed = [one async for one in seal(self.database.sealer, self.agency, margin=margin)]
        return sum(one.events for one in sealed)

    async def verify(self, *heads: AuditHead) -> Verdict:
        """Verify as the application role."""
        return await verify(self.database.application, self.agency, heads=heads)

    async def faults(self, *heads: AuditHead) -> list[tuple[Fault, int | None, UUID | None]]:
        """Return what verifying finds."""
        verdict = await self.verify(*heads)
        return [(one.fault, one.position, one.event_id) for one in verdict.findings]

    async def events(self) -> list[UUID]:
        """Return the ids of all events in order."""
        async with self.tampering() as owner:
            rows = await owner.fetch(
                "SELECT id FROM audit_events WHERE agency_id = $1 ORDER BY id", self.agency.id
            )
        return [row["id"] for row in rows]

    async def chained(self) -> list[UUID]:
        """Return the ids of the sealed events by position."""
        statement = (
            select(AuditLink.event_id)
            .where(AuditLink.agency_id == self.agency.id)
            .order_by(AuditLink.position)
        )
        async with tenant_session(self.database.application, self.agency.id) as session:
            return list(await session.scalars(statement))

    @asynccontextmanager
    async def tampering(self) -> AsyncIterator["asyncpg.Connection[Any]"]:
        """Give a connection that no policy and no grant binds."""
        connection = await asyncpg.connect(self.database.owner_url)
        try:
            yield connection
        finally:
            await connection.close()


async def trail_of(database: Database, agency_id: AgencyId = DISHUB) -> Trail:
    """Return the trail of an agency; it begins with the event of its provisioning."""
    agencies = await list_agencies(database.application)
    return Trail(database, next(agency for agency in agencies if agency.id == agency_id))


async def write_event(session: AsyncSession, agency_id: AgencyId) -> None:
    """Write one event that fills every column, in the session's transaction."""
    await record(
        session,
        agency_id=agency_id,
        actor_id=new_id(),
        action="employee.updated",
        object_type="Employee",
        object_id=new_id(),
        reason="Perbaikan",
        before={"fields": ["name"], "number": "1.10"},
        after={"fields": ["name", "nrk"], "empty": None},
        request_id=new_id(),
    )
