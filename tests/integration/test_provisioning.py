"""Agencies are made whole or not at all, and every step is audited."""

import asyncio
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId, new_id
from tenants.errors import AgencyCodeError, AgencyExistsError, InvalidRoleError, UnknownAgencyError
from tenants.models import AgencyState
from tenants.partitions import create_partitions
from tenants.provisioning import create_agency, list_agencies, resume_agency, suspend_agency
from tenants.roles import grant_province_role
from tenants.session import tenant_session
from tests.support.database import DISHUB, Database
from tests.support.rows import committed_employee, count_employees

SINCE = date(2026, 1, 1)
GROWING = [
    "access_events",
    "appraisals",
    "audit_chain",
    "audit_events",
    "behaviour_expectations",
    "complaint_steps",
    "complaints",
    "node_results",
    "outbox_events",
    "performance_plans",
    "report_cells",
    "scores",
    "survey_answers",
    "survey_marks",
    "survey_responses",
    "work_results",
]


async def _create(database: Database, code: str) -> AgencyId:
    made = await create_agency(
        database.owner, code=code, name="Badan Uji", kind="BADAN", active_from=SINCE
    )
    return made.id


async def _partitions(database: Database, agency: AgencyId) -> list[tuple[str, bool, bool, str]]:
    """Return parent, row security and its force, and the access list of an agency's partitions."""
    asked = text(
        "SELECT p.relname, c.relrowsecurity, c.relforcerowsecurity, coalesce(c.relacl::text, '')"
        " FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
        " JOIN pg_class p ON p.oid = i.inhparent"
        " WHERE c.relkind = 'r' AND c.relname = p.relname || :suffix ORDER BY 1"
    )
    async with AsyncSession(database.owner) as session:
        rows = await session.execute(asked, {"suffix": f"_agency_{agency}"})
        return [(row[0], row[1], row[2], row[3]) for row in rows]


async def test_an_agency_has_forced_partitions_that_grant_nothing(database: Database) -> None:
    agency = await _create(database, "BKD")

    assert await _partitions(database, agency) == [(table, True, True, "") for table in GROWING]


async def test_making_partitions_again_changes_nothing(database: Database) -> None:
    before = await _partitions(database, DISHUB)
    async with AsyncSession(database.owner) as session, session.begin():
        await create_partitions(session, DISHUB)

    assert await _partitions(database, DISHUB) == before


async def test_a_new_agency_works_at_once(database: Database) -> None:
    agency = await _create(database, "BKD")
    await committed_employee(database.application, agency)

    async with tenant_session(database.application, agency) as session:
        assert await count_employees(session) == 1


async def test_a_taken_code_is_refused_and_nothing_is_left(database: Database) -> None:
    with pytest.raises(AgencyExistsError, match="DISHUB already"):
        await _create(database, "DISHUB")

    assert len(await list_agencies(database.application)) == 3
    assert await _partitions(database, AgencyId(4)) == []


@pytest.mark.parametrize("code", ["dishub", "D", "9BKD", "D-1", "A" * 33, "", "BKD\n", "'; --"])
async def test_a_code_of_another_shape_is_refused(database: Database, code: str) -> None:
    with pytest.raises(AgencyCodeError):
        await _create(database, code)


async def test_two_operators_at_once_get_different_ids(database: Database) -> None:
    made = await asyncio.gather(*(_create(database, f"BADAN_{number}") for number in range(4)))

    assert sorted(made) == [4, 5, 6, 7]


async def test_two_operators_cannot_take_the_same_code(database: Database) -> None:
    outcomes = await asyncio.gather(
        *(_create(database, "BKD") for _ in range(3)), return_exceptions=True
    )

    assert sorted(type(outcome).__name__ for outcome in outcomes) == [
        "AgencyExistsError",
        "AgencyExistsError",
        "int",
    ]


async def test_suspending_is_repeatable_and_audited_once(database: Database) -> None:
    first = await suspend_agency(database.owner, "DISHUB")
    again = await suspend_agency(database.owner, "DISHUB")
    resumed = await resume_agency(database.owner, "DISHUB")

    assert (first.state, again.state) == (AgencyState.SUSPENDED, AgencyState.SUSPENDED)
    assert resumed.state is AgencyState.ACTIVE
    async with tenant_session(database.application, DISHUB) as session:
        actions = (
            await session.scalars(
                text("SELECT action FROM audit_events WHERE agency_id = 2 ORDER BY occurred_at")
            )
        ).all()
        outbox = await session.scalar(
            text("SELECT count(*) FROM outbox_events WHERE agency_id = 2")
        )
    assert actions == ["agency.created", "agency.suspended", "agency.resumed"]
    assert outbox == 3


async def test_an_unknown_agency_cannot_be_suspended(database: Database) -> None:
    with pytest.raises(UnknownAgencyError, match="NOWHERE"):
        await suspend_agency(database.owner, "NOWHERE")


async def test_a_role_of_another_shape_is_refused(database: Database) -> None:
    with pytest.raises(InvalidRoleError):
        await grant_province_role(
            database.owner, subject_id=new_id(), role="Root!", valid=Range(SINCE, None)
        )


async def test_the_service_cannot_make_agencies(database: Database) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        await create_agency(
            database.application, code="BKD", name="Badan", kind="BADAN", active_from=SINCE
        )


async def test_provisioning_blocks_no_reader_and_gives_way_to_writers(database: Database) -> None:
    """A report runs while an agency is made; a writer delays it, and works on meanwhile."""
    async with tenant_session(database.application, DISHUB) as reader:
        await reader.execute(text("SELECT count(*) FROM appraisals, scores, node_results"))
        assert await _create(database, "BKD") == 4

    making = None
    async with tenant_session(database.application, DISHUB) as writer:
        await writer.execute(text("UPDATE appraisals SET state = 'SUBMITTED' WHERE agency_id = 2"))
        making = asyncio.create_task(_create(database, "BPBD"))
        await asyncio.sleep(0.4)
        assert not making.done()
        await writer.execute(text("UPDATE employees SET state = 'ACTIVE' WHERE agency_id = 2"))
    assert await making == 5
