"""Giving roles to people and API clients, and ending them: by the owner; the services hear it."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Update, text, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.kit.ids import AgencyId, new_id
from tenants.access_log import record_above
from tenants.audit import record
from tenants.errors import InvalidRoleError, RoleNotHeldError
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
            person_id=subject_id,
        )
        await notify(session, agency_id)
    return grant.id


async def grant_province_role(
    owner_engine: AsyncEngine, *, subject_id: UUID, role: str, valid: Range[date]
) -> UUID:
    """Let a subject hold a role above all agencies from day to day (end exclusive); audited.

    Raises:
        InvalidRoleError: the role's name has another shape than a role's name.
    """
    _check(role)
    grant = ProvinceRoleAssignment(id=new_id(), subject_id=subject_id, role=role, valid=valid)
    async with AsyncSession(owner_engine, expire_on_commit=False) as session, session.begin():
        session.add(grant)
        await record_above(
            session,
            action="role.granted",
            object_type="ProvinceRoleAssignment",
            object_id=grant.id,
            after={"subjectId": subject_id, "role": role, "valid": _text(valid)},
        )
        await notify(session, None)
    return grant.id


async def end_role(
    owner_engine: AsyncEngine, agency_id: AgencyId, *, subject_id: UUID, role: str, on: date
) -> None:
    """Let a subject hold a role in one agency no longer, from the day `on` on; audited.

    Raises:
        RoleNotHeldError: the subject does not hold it on that day or later.
    """
    held = RoleAssignment
    async with AsyncSession(owner_engine, expire_on_commit=False) as session, session.begin():
        await session.execute(text(set_agency(agency_id)))
        mine = (held.agency_id == agency_id, held.subject_id == subject_id, held.role == role)
        ended = await session.scalars(_end(held, *mine, on=on).returning(held.id))
        for grant_id in _some(ended.all(), role=role):
            await record(
                session,
                agency_id=agency_id,
                actor_id=None,
                action="role.ended",
                object_type="RoleAssignment",
                object_id=grant_id,
                after={"subjectId": subject_id, "role": role, "until": on},
                person_id=subject_id,
            )
        await notify(session, agency_id)


async def end_province_role(
    owner_engine: AsyncEngine, *, subject_id: UUID, role: str, on: date
) -> None:
    """Let a subject hold a role above all agencies no longer, from the day `on` on; audited.

    Raises:
        RoleNotHeldError: the subject does not hold it on that day or later.
    """
    held = ProvinceRoleAssignment
    async with AsyncSession(owner_engine, expire_on_commit=False) as session, session.begin():
        mine = (held.subject_id == subject_id, held.role == role)
        ended = await session.scalars(_end(held, *mine, on=on).returning(held.id))
        for grant_id in _some(ended.all(), role=role):
            await record_above(
                session,
                action="role.ended",
                object_type="ProvinceRoleAssignment",
                object_id=grant_id,
                after={"subjectId": subject_id, "role": role, "until": on},
            )
        await notify(session, None)


def _end(
    held: type[RoleAssignment] | type[ProvinceRoleAssignment],
    *mine: ColumnElement[bool],
    on: date,
) -> Update:
    """Cut the days from `on` on; a grant of which none is left becomes empty, and stays."""
    before = Range(None, on)
    return (
        update(held)
        .where(*mine, held.valid.overlaps(Range(on, None)))
        .values(valid=held.valid.intersection(before))
        .execution_options(synchronize_session=False)
    )


def _some(ended: Sequence[UUID], *, role: str) -> Sequence[UUID]:
    if not ended:
        raise RoleNotHeldError(role=role)
    return ended


def _check(role: str) -> None:
    if not ROLE.fullmatch(role):
        raise InvalidRoleError(role=role[:64])


def _text(valid: Range[date]) -> str:
    return f"{valid.bounds[0]}{valid.lower or ''},{valid.upper or ''}{valid.bounds[1]}"
