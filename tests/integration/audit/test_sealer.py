"""The sealer beside the service: seals in rounds, and never disturbs what it runs beside."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

from structlog.testing import capture_logs

from tenants.engines import create_sealer_engine
from tenants.sealer import Sealer
from tests.support.audit_trail import Trail

SOON = timedelta(milliseconds=20)
PATIENCE = 20.0


async def _until(holds: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await holds():  # noqa: ASYNC110 - another connection tells nobody.
            await asyncio.sleep(0.02)


async def _make_old(trail: Trail) -> None:
    """Let the events that wait be older than the margin."""
    async with trail.tampering() as owner:
        await owner.execute(
            "UPDATE audit_events SET occurred_at = occurred_at - interval '5 minutes'"
            " WHERE agency_id = $1 AND id NOT IN (SELECT event_id FROM audit_chain)",
            trail.agency.id,
        )


async def test_it_seals_what_is_written_while_it_runs(trail: Trail) -> None:
    sealer = Sealer(trail.database.sealer, interval=SOON)
    sealer.start()
    try:
        for sealed in (10, 12):
            await trail.write(2)
            await _make_old(trail)

            async def are_sealed(count: int = sealed) -> bool:
                return len(await trail.chained()) == count

            await _until(are_sealed)
    finally:
        await sealer.stop()
    await sealer.stop()

    assert (await trail.verify()).is_sound


async def test_a_round_finds_what_is_older_than_a_day_at_first(trail: Trail) -> None:
    await trail.write()
    await _make_old(trail)
    async with trail.tampering() as owner:
        await owner.execute(
            "UPDATE audit_events SET id = '00000000-0000-7000-8000-000000000001'"
            " WHERE id NOT IN (SELECT event_id FROM audit_chain) AND agency_id = $1",
            trail.agency.id,
        )
    sealer = Sealer(trail.database.sealer, interval=SOON)

    # The other two agencies' first events are young.
    assert await sealer.round() >= 1
    assert len(await trail.chained()) == 9


async def test_what_goes_wrong_in_one_agency_holds_up_no_other(trail: Trail) -> None:
    await trail.write()
    await _make_old(trail)
    async with trail.tampering() as owner:
        # The first agency's chain takes nothing any more.
        await owner.execute("ALTER TABLE audit_chain ADD CHECK (agency_id <> 1)")
        await owner.execute(
            "UPDATE audit_events SET occurred_at = occurred_at - interval '5 minutes'"
            " WHERE agency_id = 1"
        )

    with capture_logs() as logs:
        await Sealer(trail.database.sealer, interval=SOON).round()

    assert len(await trail.chained()) == 9
    told = [log for log in logs if log["event"] == "audit_not_sealed"]
    assert [(log["agency"], log["error"]) for log in told] == [("DUKCAPIL", "IntegrityError")]
    assert "audit_chain_check" not in str(told)


async def test_it_outlives_a_database_that_is_away(trail: Trail) -> None:
    engine = create_sealer_engine(trail.database.sealer_url, pool_size=1)
    sealer = Sealer(engine, interval=SOON)
    async with trail.tampering() as owner:
        await owner.execute("ALTER TABLE agencies RENAME TO agencies_away")
        with capture_logs() as logs:
            sealer.start()

            async def has_complained() -> bool:
                return any(log["event"] == "audit_not_sealed" for log in logs)

            await _until(has_complained)
        await owner.execute("ALTER TABLE agencies_away RENAME TO agencies")
    await trail.write()
    await _make_old(trail)

    async def is_sealed() -> bool:
        return len(await trail.chained()) == 9

    await _until(is_sealed)
    await sealer.stop()
    await engine.dispose()
