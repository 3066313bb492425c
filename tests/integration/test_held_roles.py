"""Roles are read again only when one was given or ended, and many assignments stall nobody."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, text
from sqlalchemy.dialects.postgresql import Range

from kinerja.kit.ids import AgencyId, new_id
from tenants import snapshots
from tenants.held_roles import HeldRoles
from tenants.roles import end_role, grant_role
from tests.support.database import DISHUB, DUKCAPIL, Database

TODAY = date(2026, 11, 24)
THIS_YEAR = Range(date(2026, 1, 1), date(2027, 1, 1))
MANY = text(
    "INSERT INTO role_assignments (agency_id, id, subject_id, role, valid)"
    " SELECT 2, gen_random_uuid(), gen_random_uuid(), 'role_' || n % 40,"
    " daterange('2026-01-01', NULL) FROM generate_series(1, 20000) n"
)


@contextmanager
def reads(database: Database) -> Iterator[list[str]]:
    """Collect the statements that read the assignments themselves, not only their mark."""
    sent: list[str] = []

    def note(*arguments: Any) -> None:
        if "array_agg" in arguments[2]:
            sent.append(arguments[2])

    event.listen(database.application.sync_engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.application.sync_engine, "before_cursor_execute", note)


@pytest.fixture
def held(database: Database) -> HeldRoles:
    return HeldRoles(database.application)


async def _grant(database: Database, subject_id: UUID, role: str = "analyst") -> None:
    await grant_role(database.owner, DISHUB, subject_id=subject_id, role=role, valid=THIS_YEAR)


async def test_what_has_not_changed_is_not_read_again(database: Database, held: HeldRoles) -> None:
    await _grant(database, new_id())
    first = await held.refresh(DISHUB)

    with reads(database) as sent:
        assert await held.refresh(DISHUB) is first
        assert sent == []
    assert held.find(DISHUB) is first
    assert held.find(DUKCAPIL) is None


async def test_every_change_is_seen(database: Database, held: HeldRoles) -> None:
    subject = new_id()

    async def roles() -> frozenset[str]:
        return (await held.refresh(DISHUB)).roles(subject, TODAY)

    assert await roles() == frozenset()
    await _grant(database, subject)
    assert await roles() == {"analyst"}
    await _grant(database, subject, "performance_officer")
    assert await roles() == {"analyst", "performance_officer"}
    await end_role(database.owner, DISHUB, subject_id=subject, role="analyst", on=TODAY)
    assert await roles() == {"performance_officer"}


async def test_many_who_ask_at_once_read_once(database: Database, held: HeldRoles) -> None:
    await _grant(database, new_id())

    with reads(database) as sent:
        found = await asyncio.gather(*(held.refresh(DISHUB) for _ in range(20)))

    assert len(sent) == 1
    assert len({id(one) for one in found}) == 1


async def test_what_is_forgotten_is_read_again(held: HeldRoles) -> None:
    first = await held.refresh(DISHUB)
    held.forget(DISHUB)
    held.forget(AgencyId(99))

    assert held.find(DISHUB) is None
    assert await held.refresh(DISHUB) is not first


async def test_other_work_gets_its_turn_while_many_assignments_are_sorted(
    database: Database, held: HeldRoles, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "_AT_ONCE", 100)
    async with database.owner.begin() as connection:
        await connection.execute(text("SET LOCAL kinerja.agency_id = '2'"))
        await connection.execute(MANY)
    turns = 0

    async def other_work() -> None:
        nonlocal turns
        while True:
            await asyncio.sleep(0)
            turns += held.find(DISHUB) is None

    worker = asyncio.create_task(other_work())
    holdings = await held.refresh(DISHUB)
    worker.cancel()

    assert len(holdings.by_subject) == 20_000
    assert turns >= 200
