"""Audit events know whom they are about, and what concerns no agency is told above them."""

from datetime import date
from typing import Any

from sqlalchemy import Uuid, column, select
from sqlalchemy import table as sql_table
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import new_id
from tenants.api_clients import create_client, disable_client
from tenants.audit import record, record_each
from tenants.audit_models import ProvinceEvent
from tenants.client_history import ClientDeed, note_deed, operators_session
from tenants.models import AuditEvent
from tenants.roles import end_province_role, end_role, grant_province_role, grant_role
from tenants.session import tenant_session
from tests.support.appraisal_world import make_world, open_world
from tests.support.database import DISHUB, Database
from tests.support.organisation_factories import make_employee, make_organisation

ALWAYS = Range(date(2026, 1, 1), None)


async def _events(database: Database, prefix: str) -> list[AuditEvent]:
    statement = (
        select(AuditEvent)
        .where(AuditEvent.agency_id == DISHUB, AuditEvent.action.startswith(prefix))
        .order_by(AuditEvent.id)
    )
    async with tenant_session(database.application, DISHUB) as session:
        return list(await session.scalars(statement))


async def _above(database: Database) -> list[tuple[str, str, Any]]:
    async with AsyncSession(database.application) as session:
        events = await session.scalars(select(ProvinceEvent).order_by(ProvinceEvent.id))
        return [(event.action, event.object_type, event.object_id) for event in events]


async def test_what_happens_to_an_appraisal_is_about_its_ratee(database: Database) -> None:
    world = await open_world(await make_world(database.application, DISHUB))
    await world.complete()

    events = await _events(database, "appraisal.")

    ratees = {
        await world.appraisal_of(ratee): ratee.id
        for branch in world.organisation.branches
        for ratee in branch.ratees
    }
    assert ratees.items() <= {event.object_id: event.person_id for event in events}.items()


async def test_one_and_many_events_find_the_same_people(database: Database) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        employee = await make_employee(session, DISHUB)
        common: Any = {"agency_id": DISHUB, "actor_id": None, "object_type": "Employee"}
        await record(session, **common, action="test.one", object_id=employee.id)
        await record_each(session, **common, action="test.many", after={employee.id: {}})
        await record(session, **common, action="test.nobody", object_id=None)

    people = {event.action: event.person_id for event in await _events(database, "test.")}
    assert people == {"test.one": employee.id, "test.many": employee.id, "test.nobody": None}


async def test_lines_and_assignments_are_about_their_employee(database: Database) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        agency = await make_organisation(session, DISHUB, code="DISHUB")
        for table, person in (("assignments", "employee_id"), ("reporting_lines", "ratee_id")):
            found = await session.execute(_first(table, person, agency.ratee.id))
            object_type = {"assignments": "Assignment", "reporting_lines": "ReportingLine"}[table]
            await record(
                session,
                agency_id=DISHUB,
                actor_id=None,
                action="test.line",
                object_type=object_type,
                object_id=found.scalar_one(),
            )

    assert [event.person_id for event in await _events(database, "test.")] == [agency.ratee.id] * 2


def _first(table: str, person: str, key: Any) -> Any:
    rows = sql_table(table, column("id", Uuid), column(person, Uuid), column("agency_id"))
    return select(rows.c.id).where(rows.c.agency_id == DISHUB, rows.c[person] == key).limit(1)


async def test_what_is_about_nobody_stays_so(database: Database) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        await record(
            session,
            agency_id=DISHUB,
            actor_id=new_id(),
            action="test.case",
            object_type="InspectionCase",
            object_id=new_id(),
        )

    assert [event.person_id for event in await _events(database, "test.")] == [None]


async def test_roles_are_about_their_holder(database: Database) -> None:
    holder = new_id()
    await grant_role(database.owner, DISHUB, subject_id=holder, role="dpo", valid=ALWAYS)
    await end_role(database.owner, DISHUB, subject_id=holder, role="dpo", on=date(2026, 6, 1))

    assert [(event.action, event.person_id) for event in await _events(database, "role.")] == [
        ("role.granted", holder),
        ("role.ended", holder),
    ]


async def test_roles_of_the_province_are_told_above_the_agencies(database: Database) -> None:
    holder = new_id()
    role = "inspectorate"
    grant = await grant_province_role(database.owner, subject_id=holder, role=role, valid=ALWAYS)
    await end_province_role(database.owner, subject_id=holder, role=role, on=date(2026, 6, 1))

    assert await _above(database) == [
        ("role.granted", "ProvinceRoleAssignment", grant),
        ("role.ended", "ProvinceRoleAssignment", grant),
    ]


async def test_what_is_done_to_a_client_is_told_though_no_agency_is_concerned(
    database: Database,
) -> None:
    async with operators_session(database.owner) as session:
        connection = await session.connection()
        key = await create_client(connection, "Dasbor", contact=None)
        await note_deed(session, ClientDeed.REGISTERED, client_id=key, object_id=key)
        await disable_client(connection, "Dasbor")
        await note_deed(session, ClientDeed.DISABLED, client_id=key, object_id=key)

    assert await _above(database) == [
        ("client.registered", "APIClient", key),
        ("client.disabled", "APIClient", key),
    ]
