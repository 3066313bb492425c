"""What is counted is written: by several processes, after an outage, and when the service stops."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit import clock
from kinerja.kit.ids import new_id
from tenants import refusals
from tenants.models import AuditEvent
from tenants.refusals import RefusalCounter
from tenants.security_events import Refusal, SecurityEvent, list_refusals
from tenants.session import tenant_session
from tests.support.database import DISHUB, Database

PATIENCE = 10.0


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no minute end while the test runs."""
    now = clock.now()
    monkeypatch.setattr(clock, "now", lambda: now)


@pytest.fixture
async def counter(database: Database) -> AsyncIterator[RefusalCounter]:
    counter = RefusalCounter(database.application)
    await counter.start()
    yield counter
    await counter.stop()


async def counted(database: Database) -> dict[str, int]:
    async with AsyncSession(database.owner) as session:
        rows = await session.scalars(select(SecurityEvent))
        return {row.kind: row.count for row in rows}


async def may_write(database: Database, *, may: bool) -> None:
    verb = "GRANT INSERT ON security_events TO" if may else "REVOKE INSERT ON security_events FROM"
    async with database.owner.begin() as connection:
        await connection.execute(text(f"{verb} kinerja_app"))


async def test_counts_are_written_by_themselves(
    counter: RefusalCounter, database: Database
) -> None:
    counter.count(Refusal.MALFORMED)
    counter.count(Refusal.MALFORMED)

    deadline = time.monotonic() + PATIENCE
    while await counted(database) == {}:
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)
    assert sum((await counted(database)).values()) == 2


@pytest.mark.usefixtures("frozen")
async def test_several_processes_add_to_one_count_and_one_of_them_audits(
    database: Database,
) -> None:
    token, client = new_id(), new_id()
    processes = [RefusalCounter(database.application) for _ in range(4)]
    for process in processes:
        for _ in range(5):
            process.count(Refusal.REVOKED, agency_id=DISHUB, token_id=token, client_id=client)
            process.count(Refusal.MALFORMED)

    assert all(await asyncio.gather(*(process.flush() for process in processes)))

    assert await counted(database) == {"REVOKED_TOKEN": 20, "MALFORMED_TOKEN": 20}
    async with tenant_session(database.owner, DISHUB) as session:
        mine = select(AuditEvent.object_id).where(
            AuditEvent.agency_id == DISHUB, AuditEvent.action == "token.refused"
        )
        assert (await session.scalars(mine)).all() == [token]


@pytest.mark.usefixtures("frozen")
async def test_what_cannot_be_written_is_kept_for_later(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    counter = RefusalCounter(database.application)
    counter.count(Refusal.EXPIRED)
    await may_write(database, may=False)

    assert not await counter.flush()
    counter.count(Refusal.EXPIRED)
    assert not await counter.flush()
    assert "refused_tokens_kept_for_later" in "".join(capsys.readouterr())

    await may_write(database, may=True)
    assert await counter.flush()
    assert await counted(database) == {"EXPIRED_TOKEN": 2}
    assert await counter.flush()
    assert await counted(database) == {"EXPIRED_TOKEN": 2}


async def test_nothing_is_lost_when_the_service_stops(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "GATHERING_SECONDS", 3600.0)
    counter = RefusalCounter(database.application)
    await counter.start()
    for _ in range(7):
        counter.count(Refusal.UNKNOWN_KEY)
        await asyncio.sleep(0)

    await asyncio.wait_for(counter.stop(), PATIENCE)

    assert sum((await counted(database)).values()) == 7
    await counter.stop()


async def test_a_stop_without_a_database_ends_and_says_what_was_lost(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    await may_write(database, may=False)
    counter = RefusalCounter(database.application)
    await counter.start()
    counter.count(Refusal.BAD_CLAIMS)

    await asyncio.wait_for(counter.stop(), PATIENCE)

    said = "".join(capsys.readouterr())
    assert "refused_tokens_not_written" in said
    assert "BAD_CLAIMS" in said


@pytest.mark.usefixtures("frozen")
async def test_a_long_outage_does_not_fill_the_memory(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refusals, "MOST_BUCKETS", 10)
    counter = RefusalCounter(database.application)
    for _ in range(500):
        counter.count(Refusal.REVOKED, agency_id=DISHUB, token_id=new_id(), client_id=new_id())

    assert await counter.flush()

    async with AsyncSession(database.owner) as session:
        counts = (await session.scalars(select(SecurityEvent.count))).all()
    assert (len(counts), sum(counts)) == (10, 500)


async def test_a_service_without_refusals_writes_nothing(
    counter: RefusalCounter, database: Database
) -> None:
    statements: list[str] = []
    event.listen(
        database.application.sync_engine,
        "before_cursor_execute",
        lambda *call: statements.append(call[2]),
    )

    assert await counter.flush()

    assert statements == []


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM security_events",
        "UPDATE security_events SET kind = 'EXPIRED_TOKEN'",
        "UPDATE security_events SET minute = now()",
        "TRUNCATE security_events",
    ],
)
async def test_the_service_adds_to_counts_and_removes_nothing(
    database: Database, statement: str
) -> None:
    async with database.application.connect() as connection:
        with pytest.raises(ProgrammingError, match="permission denied"):
            await connection.execute(text(statement))


async def test_the_newest_counts_come_first(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now().replace(second=30)
    for minute in range(5):
        now = start + timedelta(minutes=minute)
        monkeypatch.setattr(clock, "now", lambda now=now: now)
        counter = RefusalCounter(database.application)
        counter.count(Refusal.MALFORMED)
        assert await counter.flush()

    found = await list_refusals(database.owner, last=2)

    assert [one.minute for one in found] == [
        (start + timedelta(minutes=minute)).replace(second=0, microsecond=0) for minute in (4, 3)
    ]
