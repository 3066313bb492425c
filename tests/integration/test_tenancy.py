"""Tenancy with real commits, as the application role."""

from sqlalchemy import text

from tenants.session import tenant_session
from tests.support.database import DISHUB, DUKCAPIL, Database

INSERT = text(
    "INSERT INTO employees (agency_id, id, nip, name, employment, state) VALUES"
    " (:agency, gen_random_uuid(), :nip, 'Uji', 'PNS', 'ACTIVE')"
)
COUNT = text("SELECT count(*) FROM employees")


async def test_an_agency_sees_its_own_rows_only(database: Database) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        await session.execute(INSERT, {"agency": DISHUB, "nip": "199001012015011001"})

    async with tenant_session(database.application, DISHUB) as session:
        assert await session.scalar(COUNT) == 1
    async with tenant_session(database.application, DUKCAPIL) as session:
        assert await session.scalar(COUNT) == 0
