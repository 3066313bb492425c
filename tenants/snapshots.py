"""What the registry keeps: all agencies with the province's roles, and the roles of one agency."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.kit.ids import AgencyId
from tenants.models import ProvinceRoleAssignment, RoleAssignment
from tenants.provisioning import list_agencies
from tenants.records import AgencyRecord
from tenants.session import UnitOfWork, tenant_session


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
    """Read who holds which roles in one agency."""
    held = RoleAssignment
    statement = select(held.subject_id, held.role, held.valid).where(held.agency_id == agency_id)
    async with tenant_session(engine, agency_id) as session:
        return Holdings.of(iter(await session.execute(statement)))
