"""Whatever the owner of the server does to a sealed trail is found, and where it happened."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.dialects import postgresql

from kinerja.kit.ids import new_id
from tenants.audit_chain import CANONICAL, genesis, link_hash
from tenants.audit_findings import Fault
from tenants.audit_heads import AuditHead, find_head
from tenants.models import AuditEvent
from tests.support.audit_trail import Trail, trail_of

#: By column: what a tamperer sets it to.
CHANGES = {
    "id": "gen_random_uuid()",
    "occurred_at": "occurred_at + interval '1 microsecond'",
    "actor_id": "gen_random_uuid()",
    "action": "action || '.'",
    "object_type": "'Agency'",
    "object_id": "NULL",
    "reason": "reason || ' '",
    "before": "'null'",
    "after": "jsonb_set(after, '{empty}', '\"\"')",
    "request_id": "NULL",
    "person_id": "gen_random_uuid()",
}


async def test_a_sealed_trail_is_sound_and_says_what_waits(trail: Trail) -> None:
    await trail.write(2)

    verdict = await trail.verify()

    assert verdict.is_sound
    assert (verdict.sealed, verdict.unsealed) == (8, 2)


async def test_an_empty_trail_is_sound(trail: Trail) -> None:
    async with trail.tampering() as owner:
        for statement in (
            "DELETE FROM audit_events WHERE agency_id = $1",
            "DELETE FROM audit_chain WHERE agency_id = $1",
            "DELETE FROM audit_seals WHERE agency_id = $1",
        ):
            await owner.execute(statement, trail.agency.id)

    assert (await trail.verify()).is_sound


def test_every_column_is_tried() -> None:
    assert set(CHANGES) | {"agency_id"} == set(AuditEvent.__table__.columns.keys())


@pytest.mark.parametrize("column", CHANGES)
async def test_a_change_of_any_column_is_found(trail: Trail, column: str) -> None:
    event = (await trail.chained())[4]
    async with trail.tampering() as owner:
        done = await owner.execute(
            f"UPDATE audit_events SET {column} = {CHANGES[column]} WHERE id = $1",  # noqa: S608 - the words above.
            event,
        )
    assert done == "UPDATE 1"

    fault = Fault.REMOVED if column == "id" else Fault.CHANGED
    assert (await trail.faults())[0] == (fault, 5, event)


async def test_null_in_place_of_json_null_is_found(trail: Trail) -> None:
    event = (await trail.write())[0]
    async with trail.tampering() as owner:
        await owner.execute("UPDATE audit_events SET before = 'null' WHERE id = $1", event)
        await trail.seal()
        assert (await trail.verify()).is_sound
        await owner.execute("UPDATE audit_events SET before = NULL WHERE id = $1", event)

    assert await trail.faults() == [(Fault.CHANGED, 9, event)]


async def test_an_event_that_moves_to_another_agency_is_missed(trail: Trail) -> None:
    event = (await trail.chained())[3]
    async with trail.tampering() as owner:
        await owner.execute("UPDATE audit_events SET agency_id = 1 WHERE id = $1", event)

    assert await trail.faults() == [(Fault.REMOVED, 4, event)]


@pytest.mark.parametrize("position", [1, 4, 8])
async def test_a_removed_event_is_found_wherever_it_stood(trail: Trail, position: int) -> None:
    event = (await trail.chained())[position - 1]
    async with trail.tampering() as owner:
        await owner.execute("DELETE FROM audit_events WHERE id = $1", event)

    assert await trail.faults() == [(Fault.REMOVED, position, event)]


@pytest.mark.parametrize(("position", "found"), [(1, 2), (4, 5)])
async def test_an_event_removed_with_its_link_is_found(
    trail: Trail, position: int, found: int
) -> None:
    chained = await trail.chained()
    async with trail.tampering() as owner:
        for statement in (
            "DELETE FROM audit_chain WHERE event_id = $1",
            "DELETE FROM audit_events WHERE id = $1",
        ):
            await owner.execute(statement, chained[position - 1])

    faults = await trail.faults()
    assert faults[0] == (Fault.OUT_OF_ORDER, found, chained[found - 1])


async def test_a_tail_cut_off_the_chain_alone_is_found_by_the_seals(trail: Trail) -> None:
    async with trail.tampering() as owner:
        last = (await trail.chained())[-1]
        await owner.execute("DELETE FROM audit_events WHERE id = $1", last)
        await owner.execute("DELETE FROM audit_chain WHERE event_id = $1", last)

    assert await trail.faults() == [(Fault.SEAL_BROKEN, 8, None)]


async def test_two_events_that_change_places_are_found(trail: Trail) -> None:
    chained = await trail.chained()
    async with trail.tampering() as owner, owner.transaction():
        await owner.execute(
            "ALTER TABLE audit_chain DROP CONSTRAINT uq_audit_chain_agency_id_event_id"
        )
        for position, event in ((3, chained[5]), (6, chained[2])):
            await owner.execute(
                "UPDATE audit_chain SET event_id = $1 WHERE agency_id = $2 AND position = $3",
                event,
                trail.agency.id,
                position,
            )

    assert (await trail.faults())[:2] == [
        (Fault.CHANGED, 3, chained[5]),
        (Fault.CHANGED, 6, chained[2]),
    ]


async def test_an_event_put_in_between_is_found(trail: Trail) -> None:
    chained = await trail.chained()
    async with trail.tampering() as owner, owner.transaction():
        new = await _copy_event(owner, chained[3])
        await owner.execute("ALTER TABLE audit_chain DROP CONSTRAINT pk_audit_chain")
        await owner.execute(
            "UPDATE audit_chain SET position = position + 1 WHERE agency_id = $1 AND position > 4",
            trail.agency.id,
        )
        await owner.execute(
            "INSERT INTO audit_chain SELECT agency_id, 5, $2, hash FROM audit_chain"
            " WHERE agency_id = $1 AND position = 4",
            trail.agency.id,
            new,
        )

    assert (await trail.faults())[0] == (Fault.CHANGED, 5, new)


async def test_an_event_linked_twice_is_found(trail: Trail) -> None:
    chained = await trail.chained()
    async with trail.tampering() as owner, owner.transaction():
        await owner.execute(
            "ALTER TABLE audit_chain DROP CONSTRAINT uq_audit_chain_agency_id_event_id"
        )
        await owner.execute(
            "UPDATE audit_chain SET event_id = $1 WHERE agency_id = $2 AND position = 8",
            chained[0],
            trail.agency.id,
        )

    assert (Fault.REPEATED, 8, chained[0]) in await trail.faults()


async def test_a_position_that_is_there_twice_is_found(trail: Trail) -> None:
    async with trail.tampering() as owner, owner.transaction():
        await owner.execute("ALTER TABLE audit_chain DROP CONSTRAINT pk_audit_chain")
        await owner.execute(
            "UPDATE audit_chain SET position = 4 WHERE agency_id = $1 AND position = 5",
            trail.agency.id,
        )

    assert (await trail.faults())[0][:2] == (Fault.OUT_OF_ORDER, 4)


async def test_an_event_that_claims_to_be_old_is_found_before_and_after_it_is_sealed(
    trail: Trail,
) -> None:
    new = new_id()
    async with trail.tampering() as owner:
        await owner.execute(
            "INSERT INTO audit_events (agency_id, id, occurred_at, action, object_type)"
            " VALUES ($1, $2, now() - interval '2 hours', 'appraisal.submitted', 'Appraisal')",
            trail.agency.id,
            new,
        )

    assert await trail.faults() == [(Fault.BACKDATED, None, new)]
    await trail.seal()
    assert await trail.faults() == [(Fault.BACKDATED, 9, new)]


async def test_a_link_behind_the_last_seal_is_found(trail: Trail) -> None:
    event = (await trail.write())[0]
    async with trail.tampering() as owner:
        await owner.execute(
            "INSERT INTO audit_chain (agency_id, position, event_id, hash)"
            " VALUES ($1, 9, $2, sha256(''))",
            trail.agency.id,
            event,
        )

    assert await trail.faults() == [(Fault.SEAL_BROKEN, 9, None)]


@pytest.mark.parametrize(
    "change",
    [
        "head_hash = sha256('')",
        "first_position = 2",
        "number = 7",
        "last_position = 7",
    ],
)
async def test_a_changed_seal_is_found(trail: Trail, change: str) -> None:
    async with trail.tampering() as owner:
        await owner.execute(
            f"UPDATE audit_seals SET {change} WHERE agency_id = $1",  # noqa: S608 - the words above.
            trail.agency.id,
        )

    assert [fault for fault, *_ in await trail.faults()] == [Fault.SEAL_BROKEN]


async def test_a_chain_of_another_agency_does_not_fit(trail: Trail) -> None:
    first = (await trail.chained())[0]
    async with trail.tampering() as owner:
        await owner.execute(
            "UPDATE agencies SET key = gen_random_uuid() WHERE id = $1", trail.agency.id
        )
    moved = await trail_of(trail.database)

    assert (await moved.faults())[0] == (Fault.CHANGED, 1, first)


async def test_a_tail_cut_off_with_its_seals_is_found_by_a_head_kept_outside(trail: Trail) -> None:
    await trail.write(3)
    await trail.seal()
    head = await _head(trail)
    async with trail.tampering() as owner:
        await owner.execute(
            "DELETE FROM audit_events WHERE id IN"
            " (SELECT event_id FROM audit_chain WHERE agency_id = $1 AND position > 8)",
            trail.agency.id,
        )
        for statement in (
            "DELETE FROM audit_chain WHERE agency_id = $1 AND position > 8",
            "DELETE FROM audit_seals WHERE agency_id = $1 AND number > 1",
        ):
            await owner.execute(statement, trail.agency.id)

    assert (await trail.verify()).is_sound
    assert await trail.faults(head) == [(Fault.HEAD_MISSING, 11, None)]


async def test_a_chain_written_anew_is_found_by_a_head_kept_outside(trail: Trail) -> None:
    earlier = await _head(trail)
    chained = await trail.chained()
    async with trail.tampering() as owner:
        await owner.execute("UPDATE audit_events SET action = 'lain' WHERE id = $1", chained[2])
        await _write_anew(owner, trail)
    await trail.write()
    await trail.seal()

    assert (await trail.verify()).is_sound
    assert await trail.faults(earlier) == [(Fault.HEAD_DIFFERS, 8, chained[7])]
    assert (await trail.verify(await _head(trail))).is_sound


async def test_heads_of_every_day_go_on_to_fit_a_chain_that_grows(trail: Trail) -> None:
    heads = [await _head(trail)]
    for _ in range(3):
        await trail.write(2)
        await trail.seal()
        heads.append(await _head(trail))

    assert [head.position for head in heads] == [8, 10, 12, 14]
    assert (await trail.verify(*heads)).is_sound


async def _head(trail: Trail) -> AuditHead:
    head = await find_head(trail.database.application, trail.agency)
    assert head is not None
    return AuditHead.read(str(head))


async def _copy_event(owner: Any, event: UUID) -> UUID:
    new = new_id()
    await owner.execute(
        "INSERT INTO audit_events SELECT agency_id, $1, occurred_at, actor_id, action, object_type,"
        " object_id, reason, before, after, request_id, person_id FROM audit_events WHERE id = $2",
        new,
        event,
    )
    return new


async def _write_anew(owner: Any, trail: Trail) -> None:
    """Do what somebody would who owns the database and has read this code."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy gives it no types.
    canonical = CANONICAL.compile(dialect=dialect)
    rows = await owner.fetch(
        f"SELECT position, {canonical} FROM audit_chain JOIN audit_events ON id = event_id"  # noqa: S608 - our own expression.
        " WHERE audit_chain.agency_id = $1 ORDER BY position",
        trail.agency.id,
    )
    hash_ = genesis(trail.agency.key)
    for position, text in rows:
        hash_ = link_hash(hash_, text)
        await owner.execute(
            "UPDATE audit_chain SET hash = $1 WHERE agency_id = $2 AND position = $3",
            hash_,
            trail.agency.id,
            position,
        )
    await owner.execute(
        "UPDATE audit_seals SET head_hash = $1 WHERE agency_id = $2", hash_, trail.agency.id
    )
