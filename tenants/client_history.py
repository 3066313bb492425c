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
    DOCUMENTS_REGISTERED = "client.documents.registered"
    DOCUMENTS_RETIRED = "client.documents.retired"
    RESTRICTED = "client.restricted"
    UNRESTRICTED = "client.unrestricted"


#: What else it is done to than to the client itself.
_OBJECTS = {
    ClientDeed.ISSUED: "APIToken",
    ClientDeed.REVOKED: "APIToken",
    ClientDeed.DOCUMENTS_REGISTERED: "TrustedDocument",
    ClientDeed.DOCUMENTS_RETIRED: "TrustedDocument",
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
    client_id: UUID | None,
    object_id: UUID | None,
    agency_id: AgencyId | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write what an operator did, in the transaction of the deed, as the owner of the tables.

    It concerns `agency_id`, or without one the province and every agency that shares data with the
    client today. What concerns every client (`client_id` None) is the province's alone.
    """
    told = {**({} if client_id is None else {"clientId": client_id}), **(after or {})}
    if agency_id is not None:
        concerned = [agency_id]
    else:
        concerned = [] if client_id is None else await _sharing(session, client_id)
        await record_above(
            session,
            action=deed.value,
            object_type=_OBJECTS.get(deed, "APIClient"),
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
            object_type=_OBJECTS.get(deed, "APIClient"),
            object_id=object_id,
            after=told,
        )


async def _sharing(session: AsyncSession, client_id: UUID) -> list[AgencyId]:
    """Return the agencies that share data with a client."""
    agencies = [AgencyId(key) for key in await session.scalars(select(Agency.id))]
    return [one for one in sorted(agencies) if await _shares(session, one, client_id)]


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
