"""The registry answers from memory and hears of changes."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.dialects.postgresql import Range

from kinerja.kit.ids import AgencyId, new_id
from tenants.errors import AgencySuspendedError, UnknownAgencyError
from tenants.models import AgencyState
from tenants.notifications import EVERYTHING, notifications
from tenants.provisioning import create_agency, resume_agency, suspend_agency
from tenants.registry import AgencyRegistry
from tenants.roles import grant_province_role, grant_role
from tests.support.database import DISHUB, DUKCAPIL, Database, Server

TODAY = date(2026, 11, 24)
LOSE_LISTENERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name = 'kinerja notifications' AND datname = current_database()"
)
THIS_YEAR = Range(date(2026, 1, 1), date(2027, 1, 1))


@pytest.fixture
async def registry(database: Database) -> AsyncIterator[AgencyRegistry]:
    """Return a started registry that listens."""
    registry = AgencyRegistry(database.application)
    await registry.start()
    await asyncio.sleep(0.1)
    yield registry
    await registry.stop()


async def _soon(check: Callable[[], Awaitable[bool]]) -> None:
    """Wait until `check` holds; a notification takes milliseconds."""
    for _ in range(100):
        if await check():
            return
        await asyncio.sleep(0.02)
    pytest.fail("did not come true within two seconds")


async def test_agencies_are_known_by_code_and_by_id(registry: AgencyRegistry) -> None:
    by_code = await registry.get("DISHUB")
    by_id = await registry.get_by_id(DISHUB)

    assert by_code is by_id
    assert (by_code.id, by_code.name) == (DISHUB, "Dinas Perhubungan")
    assert [agency.code for agency in registry.all()] == ["DISHUB", "DPMPTSP", "DUKCAPIL"]


async def test_an_unknown_agency_is_refused(registry: AgencyRegistry) -> None:
    with pytest.raises(UnknownAgencyError, match="no agency NOWHERE"):
        await registry.get("NOWHERE")
    with pytest.raises(UnknownAgencyError, match="no agency 99"):
        await registry.get_by_id(AgencyId(99))


async def test_answers_need_no_statement(registry: AgencyRegistry, database: Database) -> None:
    await registry.roles(DISHUB, new_id(), TODAY)
    sent: list[str] = []

    def note(*arguments: Any) -> None:
        sent.append(arguments[2])

    event.listen(database.application.sync_engine, "before_cursor_execute", note)
    await registry.get("DISHUB")
    await registry.get_by_id(DUKCAPIL)
    await registry.roles(DISHUB, new_id(), TODAY)
    await registry.province_roles(new_id(), TODAY)

    assert sent == []


async def test_a_new_agency_is_found_at_once(registry: AgencyRegistry, database: Database) -> None:
    await create_agency(
        database.owner, code="BKD", name="Badan Kepegawaian", kind="BADAN", active_from=TODAY
    )

    async def known() -> bool:
        return any(agency.code == "BKD" for agency in registry.all())

    await _soon(known)
    assert (await registry.get("BKD")).id == AgencyId(4)


async def test_a_suspended_agency_is_refused_until_it_is_resumed(
    registry: AgencyRegistry, database: Database
) -> None:
    async def is_in(state: AgencyState) -> bool:
        return {agency.code: agency.state for agency in registry.all()}["DISHUB"] is state

    await suspend_agency(database.owner, "DISHUB")
    await _soon(lambda: is_in(AgencyState.SUSPENDED))
    with pytest.raises(AgencySuspendedError):
        await registry.get("DISHUB")

    await resume_agency(database.owner, "DISHUB")
    await _soon(lambda: is_in(AgencyState.ACTIVE))
    assert (await registry.get("DISHUB")).code == "DISHUB"


async def test_roles_hold_in_their_agency_on_their_days(
    registry: AgencyRegistry, database: Database
) -> None:
    subject = new_id()
    assert await registry.roles(DISHUB, subject, TODAY) == frozenset()
    await grant_role(
        database.owner, DISHUB, subject_id=subject, role="performance_officer", valid=THIS_YEAR
    )

    async def held() -> bool:
        return await registry.roles(DISHUB, subject, TODAY) == {"performance_officer"}

    await _soon(held)
    assert await registry.roles(DISHUB, subject, date(2026, 12, 31)) == {"performance_officer"}
    assert await registry.roles(DISHUB, subject, date(2027, 1, 1)) == frozenset()
    assert await registry.roles(DUKCAPIL, subject, TODAY) == frozenset()
    assert await registry.roles(DISHUB, new_id(), TODAY) == frozenset()


async def test_province_roles_hold_above_agencies(
    registry: AgencyRegistry, database: Database
) -> None:
    subject = new_id()
    await grant_province_role(
        database.owner, subject_id=subject, role="province_hr", valid=THIS_YEAR
    )

    async def held() -> bool:
        return await registry.province_roles(subject, TODAY) == {"province_hr"}

    await _soon(held)
    assert await registry.roles(DISHUB, subject, TODAY) == frozenset()
    assert await registry.province_roles(subject, date(2025, 12, 31)) == frozenset()


async def test_the_listener_comes_back_after_its_connection_was_lost(
    registry: AgencyRegistry, database: Database
) -> None:
    await Server(database.owner_url).execute(LOSE_LISTENERS)
    await create_agency(
        database.owner, code="BPBD", name="Badan Bencana", kind="BADAN", active_from=TODAY
    )

    async def known() -> bool:
        return any(agency.code == "BPBD" for agency in registry.all())

    await _soon(known)


async def test_whatever_was_missed_is_read_again_after_connecting(
    database: Database,
) -> None:
    heard = notifications(database.application.url)

    assert await asyncio.wait_for(anext(heard), 5) == EVERYTHING
    await Server(database.owner_url).execute(LOSE_LISTENERS)
    assert await asyncio.wait_for(anext(heard), 5) == EVERYTHING
    await heard.aclose()


async def test_asking_for_unknown_codes_reads_the_database_once_a_second(
    database: Database,
) -> None:
    registry = AgencyRegistry(database.application)
    sent: list[str] = []
    event.listen(
        database.application.sync_engine,
        "before_cursor_execute",
        lambda *arguments: sent.append(arguments[2]),
    )

    async def miss(number: int) -> None:
        with pytest.raises(UnknownAgencyError):
            await registry.get(f"NOWHERE_{number}")

    began = time.monotonic()
    await asyncio.gather(*(miss(number) for number in range(50)))

    assert time.monotonic() - began < 1
    assert sum("FROM agencies" in statement for statement in sent) == 1


async def test_listening_ends_also_when_something_is_heard_at_that_moment(
    database: Database,
) -> None:
    """Stop some turns of the loop after a notification has arrived: at one of them it is told."""
    for turns in (*range(6), *range(6), *range(6)):
        registry = AgencyRegistry(database.application)
        await registry.start()
        await asyncio.sleep(0.05)
        async with database.owner.begin() as connection:
            await connection.execute(text("SELECT pg_notify('kinerja_snapshots', '2')"))
        time.sleep(0.02)  # noqa: ASYNC251 - it arrives while nothing else happens.
        for _ in range(turns):
            await asyncio.sleep(0)

        stopping = asyncio.create_task(registry.stop())
        done, _ = await asyncio.wait([stopping], timeout=5)

        assert done, f"still listening when stopped after {turns} turns"
