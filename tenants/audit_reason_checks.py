"""Verifying reasons that stand apart from their events: each against the hash in its event."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import Uuid, and_, column, or_, select, table
from sqlalchemy.ext.asyncio import AsyncEngine

from tenants.audit_chain import BATCH
from tenants.audit_findings import Fault, Finding
from tenants.audit_models import AuditReason
from tenants.audit_reasons import MARK, reason_hash
from tenants.models import AuditEvent
from tenants.records import AgencyRecord
from tenants.session import tenant_session

#: Whose reasons are rightly gone.
_PEOPLE: Final = table("employees", column("agency_id"), column("id", Uuid), column("erased_at"))
_FIRST: Final = UUID(int=0)


async def check_reasons(engine: AsyncEngine, agency: AgencyRecord) -> list[Finding]:
    """Find reasons that were changed, and those that are gone though nobody was erased."""
    findings: list[Finding] = []
    last = _FIRST
    while rows := await _rows(engine, agency, behind=last):
        for event_id, told, salt, reason, erased_at in rows:
            if reason is None or salt is None:
                if erased_at is None:
                    findings.append(Finding(Fault.REASON_REMOVED, event_id=event_id))
            elif told != reason_hash(salt, reason):
                findings.append(Finding(Fault.REASON_CHANGED, event_id=event_id))
            last = event_id
    return findings


async def _rows(
    engine: AsyncEngine, agency: AgencyRecord, *, behind: UUID
) -> Sequence[tuple[UUID, str | None, bytes | None, str | None, object]]:
    """Return the next events whose reason stands apart, or for which a reason stands there."""
    of_event = and_(
        AuditReason.agency_id == AuditEvent.agency_id, AuditReason.event_id == AuditEvent.id
    )
    about = and_(_PEOPLE.c.agency_id == AuditEvent.agency_id, _PEOPLE.c.id == AuditEvent.person_id)
    statement = (
        select(
            AuditEvent.id,
            AuditEvent.reason,
            AuditReason.salt,
            AuditReason.reason,
            _PEOPLE.c.erased_at,
        )
        .outerjoin(AuditReason, of_event)
        .outerjoin(_PEOPLE, about)
        .where(
            AuditEvent.agency_id == agency.id,
            AuditEvent.id > behind,
            or_(
                AuditReason.event_id.is_not(None),
                and_(
                    AuditEvent.person_id.is_not(None),
                    AuditEvent.reason.startswith(MARK, autoescape=True),
                ),
            ),
        )
        .order_by(AuditEvent.id)
        .limit(BATCH)
    )
    async with tenant_session(engine, agency.id) as session:
        return [tuple(row) for row in await session.execute(statement)]
