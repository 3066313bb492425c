"""Grants of data sharing for tests: as an agency has made them, whatever their dates."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.kit.clock import today
from kinerja.kit.ids import AgencyId, new_id
from tenants.session import tenant_session
from tenants.sharing_models import DataSharingGrant


async def share_data(
    owner: AsyncEngine,
    agency_id: AgencyId,
    client_id: UUID,
    *,
    scopes: Collection[str],
    valid: Range[date] | None = None,
    **changes: Any,
) -> UUID:
    """Let an agency share data with a client, for the next 30 days if nothing else is said."""
    made = new_id()
    given = {
        "agency_id": agency_id,
        "id": made,
        "client_id": client_id,
        "scopes": sorted(scopes),
        "legal_basis": "Perjanjian kerja sama 12/2026",
        "purpose": "Pengujian",
        "valid": valid or Range(today(), today() + timedelta(days=30)),
        **changes,
    }
    async with tenant_session(owner, agency_id) as session:
        await session.execute(insert(DataSharingGrant).values(**given))
    return made
