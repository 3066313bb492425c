"""The checks of an audit trail besides its links: its seals, its end, and outside heads."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from tenants.audit_findings import Fault, Finding
from tenants.audit_heads import AuditHead
from tenants.audit_models import AuditLink, AuditSeal
from tenants.records import AgencyRecord
from tenants.session import tenant_session


class Last(NamedTuple):
    """The seal that was the last one when the verification began."""

    number: int
    position: int


async def last_seal(engine: AsyncEngine, agency: AgencyRecord) -> Last:
    """Return the newest seal of an agency, or zeros."""
    statement = (
        select(AuditSeal.number, AuditSeal.last_position)
        .where(AuditSeal.agency_id == agency.id)
        .order_by(AuditSeal.number.desc())
        .limit(1)
    )
    async with tenant_session(engine, agency.id) as session:
        found = (await session.execute(statement)).one_or_none()
    return Last(*found) if found else Last(0, 0)


async def check_repeated(engine: AsyncEngine, agency: AgencyRecord, last: Last) -> list[Finding]:
    """Look for events that stand in the chain twice, which only its owner could have brought in."""
    repeated = (
        select(func.max(AuditLink.position), AuditLink.event_id)
        .where(AuditLink.agency_id == agency.id, AuditLink.position <= last.position)
        .group_by(AuditLink.event_id)
        .having(func.count() > 1)
        .limit(1)
    )
    async with tenant_session(engine, agency.id) as session:
        found = (await session.execute(repeated)).one_or_none()
    return [Finding(Fault.REPEATED, *found)] if found else []


async def check_seals(
    engine: AsyncEngine, agency: AgencyRecord, reached: int, last: Last
) -> list[Finding]:
    """Compare the seals with the chain, which ended at `reached`: they join one another."""
    if reached != last.position:
        return [Finding(Fault.SEAL_BROKEN, reached + 1)]
    link = and_(AuditLink.agency_id == agency.id, AuditLink.position == AuditSeal.last_position)
    statement = (
        select(AuditSeal, AuditLink.hash)
        .outerjoin(AuditLink, link)
        .where(AuditSeal.agency_id == agency.id, AuditSeal.number <= last.number)
        .order_by(AuditSeal.number)
    )
    number = position = 0
    async with tenant_session(engine, agency.id) as session:
        async for seal, hash_ in await session.stream(statement):
            joins = (seal.number, seal.first_position) == (number + 1, position + 1)
            if not joins or hash_ != seal.head_hash:
                return [Finding(Fault.SEAL_BROKEN, position + 1)]
            number, position = seal.number, seal.last_position
    return await _check_end(engine, agency)


async def _check_end(engine: AsyncEngine, agency: AgencyRecord) -> list[Finding]:
    """Make sure that no link stands behind the last seal."""
    chained = select(func.max(AuditLink.position)).where(AuditLink.agency_id == agency.id)
    sealed = select(func.max(AuditSeal.last_position)).where(AuditSeal.agency_id == agency.id)
    statement = select(chained.scalar_subquery(), sealed.scalar_subquery())
    async with tenant_session(engine, agency.id) as session:
        last_link, last_sealed = (await session.execute(statement)).one()
    if last_link == last_sealed:
        return []
    return [Finding(Fault.SEAL_BROKEN, min(last_link or 0, last_sealed or 0) + 1)]


async def check_heads(
    engine: AsyncEngine, agency: AgencyRecord, heads: Sequence[AuditHead]
) -> list[Finding]:
    """Compare the chain with what was written down of it before, earliest first."""
    for head in sorted(heads, key=lambda one: one.position):
        statement = select(AuditLink.hash, AuditLink.event_id).where(
            AuditLink.agency_id == agency.id, AuditLink.position == head.position
        )
        async with tenant_session(engine, agency.id) as session:
            found = (await session.execute(statement)).first()
        if found is None:
            return [Finding(Fault.HEAD_MISSING, head.position)]
        if found.hash != head.hash:
            return [Finding(Fault.HEAD_DIFFERS, head.position, found.event_id)]
    return []
