"""Invented agencies are loaded through COPY as the application role, heads and all."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from kinerja.demonstration.loading import load_organisation
from kinerja.demonstration.organisation import generate_agency
from tenants.session import tenant_session
from tests.support.database import DISHUB, DUKCAPIL, Database


async def test_an_invented_agency_is_written_whole(database: Database) -> None:
    made = generate_agency("DISHUB", 200, 7)
    heard: list[int] = []

    async with tenant_session(database.application, DISHUB) as session:
        await load_organisation(session, DISHUB, made, progress=heard.append)

    assert sum(heard) == made.rows
    counted = (
        "SELECT (SELECT count(*) FROM org_units), (SELECT count(*) FROM positions),"
        " (SELECT count(*) FROM employees), (SELECT count(*) FROM assignments),"
        " (SELECT count(*) FROM reporting_lines)"
    )
    headed = (
        "SELECT count(*) FROM org_units u JOIN assignments a ON a.position_id = u.head_position_id"
    )
    async with tenant_session(database.application, DISHUB) as session:
        assert tuple((await session.execute(text(counted))).one()) == (
            len(made.units),
            len(made.positions),
            200,
            200,
            199,
        )
        assert await session.scalar(text(headed)) == len(made.units)
        told = "SELECT after FROM audit_events WHERE action = 'organisation.invented'"
        assert await session.scalar(text(told)) == {"rows": made.rows, "employees": 200}
    async with tenant_session(database.application, DUKCAPIL) as session:
        assert tuple((await session.execute(text(counted))).one()) == (0, 0, 0, 0, 0)


async def test_a_transaction_of_another_agency_writes_nothing(database: Database) -> None:
    made = generate_agency("DISHUB", 12, 7)

    with pytest.raises(DBAPIError, match="row-level security"):
        async with tenant_session(database.application, DUKCAPIL) as session:
            await load_organisation(session, DISHUB, made)
