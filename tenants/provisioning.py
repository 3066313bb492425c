"""Making, suspending and resuming an agency; done by the owner, never by the service."""

import re
from datetime import date
from typing import Final

from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.kit.ids import AgencyId, new_id
from tenants.audit import record
from tenants.errors import AgencyCodeError, AgencyExistsError, UnknownAgencyError
from tenants.models import Agency, AgencyKind, AgencyState
from tenants.partitions import create_partitions
from tenants.records import AgencyRecord
from tenants.session import set_agency

#: Listeners reload what they keep about the agency in the payload.
CHANNEL: Final = "kinerja_snapshots"
CODE: Final = re.compile(r"[A-Z][A-Z0-9_]{1,31}")
#: Two operators that provision at once get different ids.
ADVISORY_LOCK: Final = 0x4B494E4550


async def create_agency(
    owner_engine: AsyncEngine, *, code: str, name: str, kind: AgencyKind | str, active_from: date
) -> AgencyRecord:
    """Make an agency with its partitions, audited, and tell the running services.

    Raises:
        AgencyCodeError: the code has another shape than an agency's code.
        AgencyExistsError: the code is taken; nothing was changed.
    """
    if not CODE.fullmatch(code):
        raise AgencyCodeError(agency=code)
    async with AsyncSession(owner_engine, expire_on_commit=False) as session, session.begin():
        await session.execute(select(func.pg_advisory_xact_lock(ADVISORY_LOCK)))
        if await session.scalar(select(Agency.id).where(Agency.code == code)):
            raise AgencyExistsError(agency=code)
        agency = Agency(
            id=(await session.scalar(select(func.max(Agency.id))) or 0) + 1,
            key=new_id(),
            code=code,
            name=name,
            kind=AgencyKind(kind).value,
            state=AgencyState.ACTIVE.value,
            active_from=active_from,
        )
        session.add(agency)
        await session.flush()
        await create_partitions(session, AgencyId(agency.id))
        await _tell(session, agency, "agency.created")
        return AgencyRecord.of(agency)


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
