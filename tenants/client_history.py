"""What operators do to API clients, in the audit trails of the agencies whom it concerns."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.kit.clock import today
from kinerja.kit.ids import AgencyId
from tenants.access_log import record_above
from tenants.audit import record
from tenants.models import Agency
from tenants.session import set_agency
from tenants.sharing_models import DataSharingGrant


class ClientDeed(StrEnum):
    """What was done; also the topic of the outbox event."""

    REGISTERED = "client.registered"
    ISSUED = "token.issued"
    REVOKED = "token.revoked"
    DISABLED = "client.disabled"


_OBJECTS = {
    ClientDeed.REGISTERED: "APIClient",
    ClientDeed.ISSUED: "APIToken",
    ClientDeed.REVOKED: "APIToken",
    ClientDeed.DISABLED: "APIClient",
}


@asynccontextmanager
async def operators_session(owner_engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """Open one transaction of an operator, bound to no agency yet; it commits on a clean exit."""
    async with AsyncSession(owner_engine, expire_on_commit=False) as session, session.begin():
        yield session


async def note_deed(
    session: AsyncSession,
    deed: ClientDeed,
    *,
    client_id: UUID,
    object_id: UUID,
    agency_id: AgencyId | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write what an operator did, in the transaction of the deed, as the owner of the tables.

    It concerns `agency_id`, or without one the province and every agency that shares data with the
    client today.
    """
    told = {"clientId": client_id, **(after or {})}
    if agency_id is not None:
        concerned = [agency_id]
    else:
        concerned = [
            one for one in await _agencies(session) if await _shares(session, one, client_id)
        ]
        await record_above(
            session,
            action=deed.value,
            object_type=_OBJECTS[deed],
            object_id=object_id,
            after=told,
        )
    for agency in concerned:
        await session.execute(text(set_agency(agency)))
        await record(
            session,
            agency_id=agency,
            actor_id=None,
            action=deed.value,
            object_type=_OBJECTS[deed],
            object_id=object_id,
            after=told,
        )


async def _agencies(session: AsyncSession) -> list[AgencyId]:
    return [AgencyId(key) for key in await session.scalars(select(Agency.id).order_by(Agency.id))]


async def _shares(session: AsyncSession, agency_id: AgencyId, client_id: UUID) -> bool:
    """Tell whether a grant of the agency gives the client anything today or later."""
    grant = DataSharingGrant
    await session.execute(text(set_agency(agency_id)))
    found = select(grant.id).where(
        grant.agency_id == agency_id,
        grant.client_id == client_id,
        grant.revoked_at.is_(None),
        func.upper(grant.valid) > today(),
    )
    return await session.scalar(found.limit(1)) is not None
