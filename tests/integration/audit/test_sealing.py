"""Sealing leaves no event out and none twice, whoever writes and seals at the same time."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.clock import now
from kinerja.kit.ids import first_id_at
from tenants import audit_chain, sealing
from tenants.sealing import LOCK, seal
from tenants.session import tenant_session
from tests.support.audit_trail import NO_MARGIN, Trail, trail_of, write_event
from tests.support.database import DUKCAPIL, Database


async def test_events_are_sealed_in_the_order_in_which_they_were_made(trail: Trail) -> None:
    assert await trail.chained() == await trail.events()


async def test_sealing_again_changes_nothing(trail: Trail) -> None:
    before = await trail.chained()

    assert await trail.seal() == 0
    assert await trail.chained() == before


async def test_what_is_younger_than_the_margin_waits(trail: Trail) -> None:
    await trail.write(2)

    assert await trail.seal(margin=timedelta(hours=1)) == 0
    assert await trail.seal() == 2


async def test_a_long_trail_is_sealed_batch_by_batch(
    trail: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 3)
    await trail.write(10)

    batches = [one async for one in seal(trail.database.sealer, trail.agency, margin=NO_MARGIN)]

    assert [(one.events, one.last_position) for one in batches] == [
        (3, 11),
        (3, 14),
        (3, 17),
        (1, 18),
    ]
    assert (await trail.verify()).is_sound


async def test_a_transaction_that_commits_late_is_sealed_later(trail: Trail) -> None:
    async with AsyncSession(trail.database.application) as late:
        await late.execute(text(f"SET LOCAL kinerja.agency_id = '{trail.agency.id}'"))
        await write_event(late, trail.agency.id)
        after = await trail.write(2)
        assert await trail.seal() == 2
        await late.commit()

    assert await trail.seal() == 1
    chained = await trail.chained()
    assert chained[8:10] == after
    assert sorted(chained) == await trail.events()
    assert chained[10] < chained[8]
    assert (await trail.verify()).is_sound


async def test_a_transaction_that_is_rolled_back_leaves_no_gap(trail: Trail) -> None:
    async with AsyncSession(trail.database.application) as lost:
        await lost.execute(text(f"SET LOCAL kinerja.agency_id = '{trail.agency.id}'"))
        await write_event(lost, trail.agency.id)
        await lost.rollback()
    await trail.write()

    assert await trail.seal() == 1
    assert (await trail.verify()).sealed == 9


async def test_a_look_at_recent_events_leaves_older_ones_to_the_next_full_look(
    trail: Trail,
) -> None:
    late = (await trail.write())[0]
    since = UUID(int=late.int + 1)
    recent = await trail.write()

    found = [
        one
        async for one in seal(trail.database.sealer, trail.agency, margin=NO_MARGIN, since=since)
    ]

    assert sum(one.events for one in found) == 1
    assert (await trail.chained())[-1] == recent[0]
    assert await trail.seal() == 1
    assert (await trail.chained())[-1] == late


def test_an_id_of_an_instant_lies_between_the_ids_made_before_and_after() -> None:
    instant = now()
    earlier, later = first_id_at(instant - timedelta(seconds=1)), first_id_at(instant)

    assert earlier < later
    assert (later.int >> 80) == int(instant.timestamp() * 1000)


async def test_sealers_and_writers_at_the_same_time_lose_and_repeat_nothing(
    trail: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 7)

    async def keep_writing() -> None:
        for _ in range(15):
            await trail.write(2)

    async def keep_sealing() -> None:
        while not writing.done():
            await trail.seal()

    writing = asyncio.gather(keep_writing(), keep_writing())
    await asyncio.gather(writing, keep_sealing(), keep_sealing())
    await trail.seal()

    verdict = await trail.verify()
    assert verdict.is_sound
    assert (verdict.sealed, verdict.unsealed) == (8 + 60, 0)
    assert sorted(await trail.chained()) == await trail.events()


async def test_a_trail_can_be_verified_while_it_grows(
    trail: Trail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 2)

    async def grow() -> None:
        for _ in range(10):
            await trail.write(3)
            await trail.seal()

    growing = asyncio.ensure_future(grow())
    verdicts = [await trail.verify()]
    while not growing.done():
        verdicts.append(await trail.verify())
    await growing

    assert [verdict.findings for verdict in verdicts] == [[]] * len(verdicts)


async def test_a_sealer_that_need_not_wait_leaves_a_busy_agency_alone(trail: Trail) -> None:
    await trail.write()
    async with tenant_session(trail.database.application, trail.agency.id) as busy:
        await busy.execute(text(f"SELECT pg_advisory_xact_lock({LOCK}, {trail.agency.id})"))
        engine = trail.database.sealer
        found = [one async for one in seal(engine, trail.agency, margin=NO_MARGIN, waits=False)]
        assert found == []

    assert await trail.seal() == 1


async def test_each_agency_has_a_chain_of_its_own(database: Database) -> None:
    dishub, dukcapil = await trail_of(database), await trail_of(database, DUKCAPIL)
    await dishub.write(2)
    await dishub.seal()

    assert len(await dishub.chained()) == 3
    assert await dukcapil.chained() == []
    assert audit_chain.genesis(dishub.agency.key) != audit_chain.genesis(dukcapil.agency.key)


@pytest.mark.parametrize("table", ["audit_events", "audit_chain", "audit_seals", "access_events"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET agency_id = agency_id", "DELETE FROM {}"])
async def test_the_service_can_neither_change_nor_remove_any_of_it(
    trail: Trail, table: str, deed: str
) -> None:
    with pytest.raises(DBAPIError, match="permission denied"):
        async with tenant_session(trail.database.application, trail.agency.id) as session:
            await session.execute(text(deed.format(table)))
