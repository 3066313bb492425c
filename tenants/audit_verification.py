"""Verifying an audit trail: every event and link against the chain, the seals and outside heads.

Events are read and hashed here, a batch at a time: the database is asked for rows, never for an
opinion, and memory stays flat however long the trail is.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from tenants.audit_chain import BATCH, CANONICAL, LONGEST_TRANSACTION, genesis, link_hash
from tenants.audit_findings import Fault, Finding, Verdict
from tenants.audit_heads import AuditHead
from tenants.audit_models import AuditLink
from tenants.audit_reason_checks import check_reasons
from tenants.audit_seal_checks import check_heads, check_repeated, check_seals, last_seal
from tenants.models import AuditEvent
from tenants.records import AgencyRecord
from tenants.session import tenant_session

#: Findings of one trail that are told one by one; a rewritten chain has one at every position.
MOST_TOLD = 100
Progress = Callable[[int], None]


async def verify(
    engine: AsyncEngine,
    agency: AgencyRecord,
    *,
    heads: Sequence[AuditHead] = (),
    progress: Progress = lambda _: None,
) -> Verdict:
    """Verify one agency's trail as it is sealed now; others may seal meanwhile.

    `progress` is told the position after each batch.
    """
    chain = _Chain(agency)
    last = await last_seal(engine, agency)
    while links := await _links(engine, agency, chain.position, last.position):
        for link in links:
            chain.follow(link)
        progress(chain.position)
    findings = [
        *chain.findings,
        *await check_repeated(engine, agency, last),
        *await check_seals(engine, agency, chain.position, last),
        *await check_heads(engine, agency, heads),
        *await check_reasons(engine, agency),
    ]
    unsealed, backdated = await _unsealed(engine, agency, chain.newest)
    if backdated is not None:
        findings.append(Finding(Fault.BACKDATED, event_id=backdated))
    return Verdict(agency, chain.position, unsealed, findings)


class _Link(NamedTuple):
    """A link and the event that it names; None where the event is gone."""

    position: int
    event_id: UUID
    hash: bytes
    occurred_at: datetime | None
    canonical: str | None


class _Chain:
    """A chain, followed link by link. Each link is judged by the stored hash before it."""

    def __init__(self, agency: AgencyRecord) -> None:
        self.position = 0
        self.newest = datetime.fromtimestamp(0, UTC)
        self.findings: list[Finding] = []
        self._hash = genesis(agency.key)

    def follow(self, link: _Link) -> None:
        if (fault := self._fault(link)) is not None and len(self.findings) < MOST_TOLD:
            self.findings.append(Finding(fault, link.position, link.event_id))
        self.position, self._hash = link.position, link.hash
        if link.occurred_at is not None:
            self.newest = max(self.newest, link.occurred_at)

    def _fault(self, link: _Link) -> Fault | None:
        if link.position != self.position + 1:
            return Fault.OUT_OF_ORDER
        if link.occurred_at is None or link.canonical is None:
            return Fault.REMOVED
        if link.hash != link_hash(self._hash, link.canonical):
            return Fault.CHANGED
        if link.occurred_at < self.newest - LONGEST_TRANSACTION:
            return Fault.BACKDATED
        return None


async def _links(engine: AsyncEngine, agency: AgencyRecord, behind: int, up_to: int) -> list[_Link]:
    """Return the next links, each with its event's canonical form, or NULL where that is gone."""
    sealed = and_(
        AuditEvent.agency_id == AuditLink.agency_id,
        AuditEvent.agency_id == agency.id,
        AuditEvent.id == AuditLink.event_id,
    )
    statement = (
        select(
            AuditLink.position,
            AuditLink.event_id,
            AuditLink.hash,
            AuditEvent.occurred_at,
            CANONICAL.label("canonical"),
        )
        .outerjoin(AuditEvent, sealed)
        .where(AuditLink.agency_id == agency.id, AuditLink.position.between(behind + 1, up_to))
        .order_by(AuditLink.position)
        .limit(BATCH)
    )
    async with tenant_session(engine, agency.id) as session:
        return [_Link(*found) for found in await session.execute(statement)]


async def _unsealed(
    engine: AsyncEngine, agency: AgencyRecord, newest: datetime
) -> tuple[int, UUID | None]:
    """Count the events that wait to be sealed, and find one that is too old to wait still."""
    too_old = AuditEvent.occurred_at < newest - LONGEST_TRANSACTION
    chained = (
        select(AuditLink.event_id)
        .where(AuditLink.agency_id == agency.id, AuditLink.event_id == AuditEvent.id)
        .exists()
    )
    waiting = (AuditEvent.agency_id == agency.id, ~chained)
    async with tenant_session(engine, agency.id) as session:
        count = await session.scalar(select(func.count()).select_from(AuditEvent).where(*waiting))
        if not count:
            return 0, None
        oldest = select(AuditEvent.id).where(*waiting, too_old).order_by(AuditEvent.id).limit(1)
        return count, await session.scalar(oldest)
