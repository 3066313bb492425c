"""What the registry keeps: all agencies with the province's roles, and the roles of one agency."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.kit.ids import AgencyId
from tenants.models import ProvinceRoleAssignment, RoleAssignment
from tenants.provisioning import list_agencies
from tenants.records import AgencyRecord
from tenants.session import UnitOfWork, tenant_session

#: So many assignments are sorted before other work gets its turn: a millisecond or two.
_AT_ONCE = 5000


@dataclass(frozen=True)
class Holdings:
    """Who holds which roles, and from when to when (end exclusive)."""

    by_subject: Mapping[UUID, tuple[tuple[str, Range[date]], ...]] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def roles(self, subject_id: UUID, on: date) -> frozenset[str]:
        """Return the roles that the subject holds on that day."""
        held = self.by_subject.get(subject_id, ())
        return frozenset(role for role, valid in held if on in valid)

    @classmethod
    def of(cls, rows: Iterable[tuple[UUID, str, Range[date]]]) -> "Holdings":
        """Collect rows of subject, role and dates."""
        collected: dict[UUID, tuple[tuple[str, Range[date]], ...]] = {}
        for subject_id, role, valid in rows:
            collected[subject_id] = (*collected.get(subject_id, ()), (role, valid))
        return cls(MappingProxyType(collected))


@dataclass(frozen=True)
class Province:
    """All agencies, and the roles above them."""

    agencies: tuple[AgencyRecord, ...] = ()
    holdings: Holdings = Holdings()
    by_code: Mapping[str, AgencyRecord] = field(init=False)
    by_id: Mapping[AgencyId, AgencyRecord] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_code", {agency.code: agency for agency in self.agencies})
        object.__setattr__(self, "by_id", {agency.id: agency for agency in self.agencies})


async def load_province(engine: AsyncEngine) -> Province:
    """Read all agencies and the roles above them."""
    agencies = await list_agencies(engine)
    unit = UnitOfWork(engine)
    try:
        async with unit.within(None) as session:
            held = ProvinceRoleAssignment
            rows = await session.execute(select(held.subject_id, held.role, held.valid))
            return Province(tuple(agencies), Holdings.of(iter(rows)))
    finally:
        await unit.rollback()


async def load_holdings(engine: AsyncEngine, agency_id: AgencyId) -> Holdings:
    """Read who holds which roles in one agency.

    Comes by role and period, of which there are few, and gives way to requests while it is sorted
    by subject: with 100,000 assignments no request waits for long.
    """
    held = RoleAssignment
    statement = (
        select(held.role, held.valid, func.array_agg(held.subject_id))
        .where(held.agency_id == agency_id)
        .group_by(held.role, held.valid)
    )
    async with tenant_session(engine, agency_id) as session:
        groups = (await session.execute(statement)).all()
    collected: dict[UUID, tuple[tuple[str, Range[date]], ...]] = {}
    for role, valid, subjects in groups:
        shared = ((role, valid),)
        for start in range(0, len(subjects), _AT_ONCE):
            for subject_id in subjects[start : start + _AT_ONCE]:
                present = collected.get(subject_id)
                collected[subject_id] = shared if present is None else (*present, *shared)
            await asyncio.sleep(0)
    return Holdings(MappingProxyType(collected))


async def holdings_mark(engine: AsyncEngine, agency_id: AgencyId) -> str:
    """Return a text that changes whenever a role in the agency is given or ended."""
    held = RoleAssignment
    each = func.concat_ws(" ", held.id, held.subject_id, held.role, held.valid)
    total = func.sum(func.hashtextextended(each, 0))
    statement = select(func.concat_ws(" ", func.count(), total)).where(held.agency_id == agency_id)
    async with tenant_session(engine, agency_id) as session:
        return str(await session.scalar(statement))
