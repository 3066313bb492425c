"""Making sure that somebody holds a role from a day on, without granting it twice."""

from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.kit.ids import AgencyId
from tenants.roles import grant_province_role, grant_role
from tenants.snapshots import load_holdings, load_province


async def ensure_role(
    owner_engine: AsyncEngine, agency_id: AgencyId, *, subject_id: UUID, role: str, on: date
) -> bool:
    """Let the subject hold the role in the agency from `on` without end; tell if it was missing."""
    if role in (await load_holdings(owner_engine, agency_id)).roles(subject_id, on):
        return False
    valid = Range(on, None)
    await grant_role(owner_engine, agency_id, subject_id=subject_id, role=role, valid=valid)
    return True


async def ensure_province_role(
    owner_engine: AsyncEngine, *, subject_id: UUID, role: str, on: date
) -> bool:
    """Let the subject hold the role above all agencies from `on`; tell if it was missing."""
    if role in (await load_province(owner_engine)).holdings.roles(subject_id, on):
        return False
    valid = Range(on, None)
    await grant_province_role(owner_engine, subject_id=subject_id, role=role, valid=valid)
    return True
