"""Giving roles to people and API clients; done by the owner, heard by the running services."""

import re
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.kit.ids import AgencyId, new_id
from tenants.audit import record
from tenants.errors import InvalidRoleError
from tenants.models import ProvinceRoleAssignment, RoleAssignment
from tenants.provisioning import notify
from tenants.session import set_agency

ROLE: Final = re.compile(r"[a-z][a-z0-9_]{1,63}")


async def grant_role(
    owner_engine: AsyncEngine,
    agency_id: AgencyId,
    *,
    subject_id: UUID,
    role: str,
    valid: Range[date],
) -> UUID:
    """Let a subject hold a role in one agency from day to day (end exclusive); audited.

    Raises:
        InvalidRoleError: the role's name has another shape than a role's name.
    """
    _check(role)
    grant = RoleAssignment(
        agency_id=agency_id, id=new_id(), subject_id=subject_id, role=role, valid=valid
    )
    async with AsyncSession(owner_engine, expire_on_commit=False) as session, session.begin():
        await session.execute(text(set_agency(agency_id)))
        session.add(grant)
        await record(
            session,
            agency_id=agency_id,
            actor_id=None,
            action="role.granted",
            object_type="RoleAssignment",
            object_id=grant.id,
            after={"subjectId": subject_id, "role": role, "valid": _text(valid)},
        )
        await notify(session, agency_id)
    return grant.id


async def grant_province_role(
    owner_engine: AsyncEngine, *, subject_id: UUID, role: str, valid: Range[date]
) -> UUID:
    """Let a subject hold a role above all agencies from day to day (end exclusive).

    Raises:
        InvalidRoleError: the role's name has another shape than a role's name.
    """
    _check(role)
    grant = ProvinceRoleAssignment(id=new_id(), subject_id=subject_id, role=role, valid=valid)
    async with AsyncSession(owner_engine, expire_on_commit=False) as session, session.begin():
        session.add(grant)
        await notify(session, None)
    return grant.id


def _check(role: str) -> None:
    if not ROLE.fullmatch(role):
        raise InvalidRoleError(role=role[:64])


def _text(valid: Range[date]) -> str:
    return f"{valid.bounds[0]}{valid.lower or ''},{valid.upper or ''}{valid.bounds[1]}"
