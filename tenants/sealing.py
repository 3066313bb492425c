"""Sealing: audit events join their agency's hash chain in batches, behind the writers' backs.

Whoever writes an event knows nothing of the chain, so that writers never wait for one another. A
sealer takes the agency's advisory lock for one transaction and appends what is not chained yet.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    LargeBinary,
    Uuid,
    bindparam,
    column,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY, INTERVAL
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.kit.statement_settings import CHECKED_BY_ONE_PLAN, change_settings
from tenants.audit_chain import BATCH, CANONICAL, MARGIN, genesis, link_hash
from tenants.audit_models import AuditLink, AuditSeal
from tenants.models import AuditEvent
from tenants.records import AgencyRecord
from tenants.session import tenant_session

#: The first half of the advisory locks of sealers; the second is the agency.
LOCK: Final = 0x4B4E_4A01
_NIL: Final = UUID(int=0)


@dataclass(frozen=True)
class Seal:
    """A batch that has just been sealed."""

    number: int
    events: int
    last_position: int
    head_hash: bytes


class _Head(NamedTuple):
    """Where a chain ends."""

    number: int
    position: int
    hash: bytes


class _Event(NamedTuple):
    """An event that is to be sealed."""

    id: UUID
    canonical: str


async def seal(
    engine: AsyncEngine,
    agency: AgencyRecord,
    *,
    margin: timedelta = MARGIN,
    since: UUID = _NIL,
    waits: bool = True,
) -> AsyncIterator[Seal]:
    """Append all events that are not chained yet and older than `margin`, a batch a transaction.

    They are taken in the order of their ids, which follows the time at which they were made. An
    event that becomes visible later joins at a later position: none is ever left out. `since`
    looks only at events with later ids, which is cheap. Without `waits` the agency is left to
    another sealer that is at work on it.
    """
    after = since
    while True:
        async with tenant_session(engine, agency.id) as session:
            if not await _has_lock(session, agency, waits=waits):
                return
            events = await _unchained(session, agency, after, margin)
            sealed = await _append(session, agency, events) if events else None
        if sealed is None:
            return
        yield sealed
        after = events[-1].id


async def _has_lock(session: AsyncSession, agency: AgencyRecord, *, waits: bool) -> bool:
    """Take the agency's lock until the transaction ends; tell whether it was to be had."""
    if waits:
        await session.execute(select(func.pg_advisory_xact_lock(LOCK, int(agency.id))))
        return True
    return bool(await session.scalar(select(func.pg_try_advisory_xact_lock(LOCK, int(agency.id)))))


async def _unchained(
    session: AsyncSession, agency: AgencyRecord, after: UUID, margin: timedelta
) -> list[_Event]:
    """Return the next batch of events that no link names, with their canonical forms."""
    chained = (
        select(AuditLink.event_id)
        .where(AuditLink.agency_id == agency.id, AuditLink.event_id == AuditEvent.id)
        .exists()
    )
    old_enough = func.clock_timestamp() - bindparam("margin", margin, INTERVAL())
    statement = (
        select(AuditEvent.id, CANONICAL)
        .where(
            AuditEvent.agency_id == agency.id,
            AuditEvent.id > after,
            AuditEvent.occurred_at <= old_enough,
            ~chained,
        )
        .order_by(AuditEvent.id)
        .limit(BATCH)
    )
    return [_Event(*found) for found in await session.execute(statement)]


async def _append(session: AsyncSession, agency: AgencyRecord, events: Sequence[_Event]) -> Seal:
    head = await _head(session, agency)
    hashes = [head.hash]
    for event in events:
        hashes.append(link_hash(hashes[-1], event.canonical))
    await change_settings(session, CHECKED_BY_ONE_PLAN)
    await _insert_links(session, agency, head.position, events, hashes[1:])
    sealed = Seal(head.number + 1, len(events), head.position + len(events), hashes[-1])
    await session.execute(
        insert(AuditSeal).values(
            agency_id=agency.id,
            number=sealed.number,
            first_position=head.position + 1,
            last_position=sealed.last_position,
            head_hash=sealed.head_hash,
        )
    )
    return sealed


async def _insert_links(
    session: AsyncSession,
    agency: AgencyRecord,
    behind: int,
    events: Sequence[_Event],
    hashes: Sequence[bytes],
) -> None:
    positions = list(range(behind + 1, behind + 1 + len(events)))
    given = (
        func.unnest(
            bindparam("positions", positions, ARRAY(BigInteger)),
            bindparam("events", [event.id for event in events], ARRAY(Uuid)),
            bindparam("hashes", list(hashes), ARRAY(LargeBinary)),
        )
        .table_valued(
            column("position", BigInteger), column("event_id", Uuid), column("hash", LargeBinary)
        )
        .render_derived()
    )
    # Joined with the events: rows of arrays alone would travel through Citus' coordinator, by a
    # COPY that it refuses under row-level security.
    links = (
        select(AuditEvent.agency_id, given.c.position, given.c.event_id, given.c.hash)
        .join(given, AuditEvent.id == given.c.event_id)
        .where(AuditEvent.agency_id == agency.id)
    )
    names = ["agency_id", "position", "event_id", "hash"]
    await session.execute(insert(AuditLink).from_select(names, links))


async def _head(session: AsyncSession, agency: AgencyRecord) -> _Head:
    """Return the end of the chain; under the lock nobody moves it."""
    last = await session.execute(
        select(AuditLink.position, AuditLink.hash)
        .where(AuditLink.agency_id == agency.id)
        .order_by(AuditLink.position.desc())
        .limit(1)
    )
    number = await session.scalar(
        select(func.max(AuditSeal.number)).where(AuditSeal.agency_id == agency.id)
    )
    found = last.one_or_none()
    if found is None:
        return _Head(number or 0, 0, genesis(agency.key))
    return _Head(number or 0, found.position, found.hash)
