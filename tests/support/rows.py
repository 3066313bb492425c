"""Rows written by plain SQL, for tests that must not depend on the services."""

from itertools import count
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.kit.ids import AgencyId, new_id
from tenants.session import tenant_session
from tests.support.nips import make_nip

EMPLOYEE = text(
    "INSERT INTO employees (agency_id, id, nip, name, employment, state)"
    " VALUES (:agency, :id, :nip, 'Pegawai Uji', 'PNS', 'ACTIVE')"
)
_numbers = count()

EMPLOYEES = text("SELECT count(*) FROM employees")


async def insert_employee(session: AsyncSession, agency_id: AgencyId) -> UUID:
    """Insert an employee that says it belongs to `agency_id`."""
    key = new_id()
    await session.execute(
        EMPLOYEE, {"agency": agency_id, "id": key, "nip": make_nip(next(_numbers))}
    )
    return key


async def committed_employee(engine: AsyncEngine, agency_id: AgencyId) -> UUID:
    """Insert an employee and commit."""
    async with tenant_session(engine, agency_id) as session:
        return await insert_employee(session, agency_id)


async def count_employees(session: AsyncSession) -> int:
    """Count all employees that the session can see, whatever their agency."""
    return int(await session.scalar(EMPLOYEES) or 0)
