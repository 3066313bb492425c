"""Making, suspending and resuming an agency; done by the owner, never by the service."""

import asyncio
import re
from datetime import date
from typing import Final

from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.kit.ids import AgencyId, new_id
from tenants.audit import record
from tenants.errors import (
    AgencyCodeError,
    AgencyExistsError,
    DatabaseBusyError,
    UnknownAgencyError,
)
from tenants.models import Agency, AgencyKind, AgencyState
from tenants.partitions import create_partitions
from tenants.records import AgencyRecord
from tenants.session import set_agency

#: Listeners reload what they keep about the agency in the payload.
CHANNEL: Final = "kinerja_snapshots"
CODE: Final = re.compile(r"[A-Z][A-Z0-9_]{1,31}")
#: Two operators that provision at once get different ids.
ADVISORY_LOCK: Final = 0x4B494E4550
LOCK_NOT_AVAILABLE: Final = "55P03"
LOCK_ATTEMPTS: Final = 45
LOCK_PAUSE_SECONDS: Final = 0.5


async def create_agency(
    owner_engine: AsyncEngine, *, code: str, name: str, kind: AgencyKind | str, active_from: date
) -> AgencyRecord:
    """Make an agency with its partitions, audited, and tell the running services.

    Attaching partitions holds up other agencies' writes for milliseconds. It does not wait long
    for a writer, nor let others wait behind it: it gives way and tries again.

    Raises:
        AgencyCodeError: the code has another shape than an agency's code.
        AgencyExistsError: the code is taken; nothing was changed.
        DatabaseBusyError: for half a minute some transaction held a table; nothing was changed.
    """
    if not CODE.fullmatch(code):
        raise AgencyCodeError(agency=code)
    agency = Agency(
        key=new_id(),
        code=code,
        name=name,
        kind=AgencyKind(kind).value,
        state=AgencyState.ACTIVE.value,
        active_from=active_from,
    )
    for _ in range(LOCK_ATTEMPTS):
        if await _is_created(owner_engine, agency):
            return AgencyRecord.of(agency)
        await asyncio.sleep(LOCK_PAUSE_SECONDS)
    raise DatabaseBusyError


async def _is_created(owner_engine: AsyncEngine, agency: Agency) -> bool:
    """Make the agency in one transaction, unless a table that it needs is locked."""
    try:
        async with AsyncSession(owner_engine, expire_on_commit=False) as session, session.begin():
            await session.execute(select(func.pg_advisory_xact_lock(ADVISORY_LOCK)))
            if await session.scalar(select(Agency.id).where(Agency.code == agency.code)):
                raise AgencyExistsError(agency=agency.code)
            # Shorter than the server's deadlock timeout: no other transaction is ever the victim.
            await session.execute(text("SET LOCAL lock_timeout = '200ms'"))
            agency.id = (await session.scalar(select(func.max(Agency.id))) or 0) + 1
            await session.execute(insert(Agency).values(_values(agency)))
            await create_partitions(session, AgencyId(agency.id))
            await _tell(session, agency, "agency.created")
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
            raise
        return False
    return True


def _values(agency: Agency) -> dict[str, object]:
    return {
        name: getattr(agency, name)
        for name in ("id", "key", "code", "name", "kind", "state", "active_from")
    }


async def suspend_agency(owner_engine: AsyncEngine, code: str) -> AgencyRecord:
    """Stop an agency from using the service; its rows stay. Repeating changes nothing.

    Raises:
        UnknownAgencyError: no agency has this code.
    """
    return await _set_state(owner_engine, code, AgencyState.SUSPENDED, "agency.suspended")


async def resume_agency(owner_engine: AsyncEngine, code: str) -> AgencyRecord:
    """Let a suspended agency use the service again. Repeating changes nothing.

    Raises:
        UnknownAgencyError: no agency has this code.
    """
    return await _set_state(owner_engine, code, AgencyState.ACTIVE, "agency.resumed")


async def list_agencies(engine: AsyncEngine) -> list[AgencyRecord]:
    """Return all agencies in the order of their codes; any role may ask."""
    async with AsyncSession(engine) as session:
        agencies = await session.scalars(select(Agency).order_by(Agency.code))
        return [AgencyRecord.of(agency) for agency in agencies]


async def _set_state(
    owner_engine: AsyncEngine, code: str, state: AgencyState, action: str
) -> AgencyRecord:
    async with AsyncSession(owner_engine, expire_on_commit=False) as session, session.begin():
        changed = await session.scalar(
            update(Agency)
            .where(Agency.code == code, Agency.state != state.value)
            .values(state=state.value)
            .returning(Agency)
        )
        if changed is not None:
            await _tell(session, changed, action)
            return AgencyRecord.of(changed)
        agency = await session.scalar(select(Agency).where(Agency.code == code))
        if agency is None:
            raise UnknownAgencyError(agency=code)
        return AgencyRecord.of(agency)


async def _tell(session: AsyncSession, agency: Agency, action: str) -> None:
    """Write the audit event of a change and notify the running services at its commit."""
    agency_id = AgencyId(agency.id)
    await session.execute(text(set_agency(agency_id)))
    await record(
        session,
        agency_id=agency_id,
        actor_id=None,
        action=action,
        object_type="Agency",
        object_id=agency.key,
        after={"code": agency.code, "kind": agency.kind, "state": agency.state},
    )
    await notify(session, agency_id)


async def notify(session: AsyncSession, agency_id: AgencyId | None) -> None:
    """Make the running services reload an agency (None: what stands above all agencies)."""
    payload = "" if agency_id is None else str(agency_id)
    await session.execute(select(func.pg_notify(CHANNEL, payload)))
