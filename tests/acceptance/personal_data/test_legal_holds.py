"""Legal holds: placed and lifted by the data protection officer, unseen by whom they are about."""

from datetime import timedelta
from typing import Any

import pytest

from kinerja.kit import clock
from kinerja.kit.ids import new_id
from policies.permissions import Role
from tests.support.clients import Client
from tests.support.database import DISHUB, DUKCAPIL
from tests.support.privacy_desk import (
    DECIDE,
    ERASE,
    LIFT,
    PLACE,
    REASON,
    PrivacyDesk,
    as_owner,
    ask,
    codes,
    global_id,
    province_dpo,
)

HOLDS = """
query ($filter: LegalHoldFilter) {
  agency(code: "DISHUB") { legalHolds(filter: $filter) { nodes { id state legalBasis } } }
}
"""
HOLD = "query ($id: ID!) { node(id: $id) { ... on LegalHold { legalBasis } } }"
TRACES = """
{
  agency(code: "DISHUB") {
    auditEvents(filter: { objectType: { eq: "LegalHold" } }) { totalCount }
  }
  viewer { accessLog { nodes { resources } } }
}
"""
BASIS = "Perkara 12/G/2026/PTUN.JKT"


def _about(desk: PrivacyDesk, **changes: Any) -> dict[str, Any]:
    employee = global_id("Employee", desk.world.organisation.ratee.id)
    return {"employeeId": employee, "legalBasis": BASIS, **changes}


async def _seen(client: Client, **given: Any) -> list[dict[str, Any]]:
    answer = await client.query(HOLDS, {"filter": given} if given else {})
    assert answer.errors == [], answer.body
    nodes: list[dict[str, Any]] = answer.data["agency"]["legalHolds"]["nodes"]
    return nodes


async def test_the_data_protection_officer_alone_sees_a_hold(desk: PrivacyDesk) -> None:
    placed = (await ask(desk.dpo, PLACE, **_about(desk)))["legalHold"]

    today = clock.today().isoformat()
    assert (placed["state"], placed["legalBasis"]) == ("PLACED", BASIS)
    assert (placed["periodStart"], placed["periodEnd"]) == (today, None)
    assert [one["id"] for one in await _seen(desk.dpo)] == [placed["id"]]
    for client in (desk.person, desk.officer, desk.as_(desk.world.organisation.head)):
        assert await _seen(client) == []


async def test_a_person_learns_of_no_hold_in_the_audit_trail(desk: PrivacyDesk) -> None:
    await ask(desk.dpo, PLACE, **_about(desk))

    (event,) = await desk.events("legal_hold.")
    assert event.person_id is None
    assert str(desk.world.organisation.ratee.id) not in str(event.after)


async def test_nobody_finds_traces_of_a_hold_on_the_own_data_whatever_the_role(
    desk: PrivacyDesk, client: Client
) -> None:
    # One data protection officer holds the data of another one, and reads the hold.
    people = desk.world.organisation
    await client.give_role(people.ratee.id, Role.DPO, DISHUB)
    placed = (await ask(desk.dpo, PLACE, **_about(desk)))["legalHold"]
    answer = await desk.dpo.query(HOLD, {"id": placed["id"]})
    assert answer.data["node"]["legalBasis"] == BASIS

    found = await desk.person.query(TRACES)
    assert found.errors == [], found.body
    assert found.data["agency"]["auditEvents"]["totalCount"] == 0
    read = [one["resources"] for one in found.data["viewer"]["accessLog"]["nodes"]]
    assert ["LEGAL_HOLD"] not in read
    # The other officer keeps account of both.
    other = (await desk.dpo.query(TRACES)).data
    assert other["agency"]["auditEvents"]["totalCount"] == 1


async def test_a_hold_is_lifted_once(desk: PrivacyDesk) -> None:
    hold = (await ask(desk.dpo, PLACE, **_about(desk)))["legalHold"]["id"]

    lifted = (await ask(desk.dpo, LIFT, holdId=hold))["legalHold"]

    assert (lifted["state"], lifted["periodStart"]) == ("LIFTED", None)
    assert await codes(desk.dpo, LIFT, holdId=hold) == ["STATE_CONFLICT"]
    assert await _seen(desk.dpo, isPlaced=True) == []
    actions = [event.action for event in await desk.events("legal_hold.")]
    assert actions == ["legal_hold.placed", "legal_hold.lifted"]


async def test_a_granted_erasure_yields_to_a_hold(desk: PrivacyDesk) -> None:
    ratee = desk.world.organisation.ratee
    request = await desk.file(document=ERASE)
    await as_owner(
        desk.client.database, "UPDATE employees SET state = 'INACTIVE' WHERE id = :id", id=ratee.id
    )
    hold = (await ask(desk.dpo, PLACE, **_about(desk)))["legalHold"]["id"]
    done = {"requestId": request, "state": "DONE", "reason": REASON}

    assert await codes(desk.officer, DECIDE, **done) == ["LEGAL_HOLD"]
    assert await codes(desk.dpo, LIFT, holdId=hold) == []
    assert await codes(desk.officer, DECIDE, **done) == []


async def test_others_place_and_lift_nothing(desk: PrivacyDesk, client: Client) -> None:
    hold = (await ask(desk.dpo, PLACE, **_about(desk)))["legalHold"]["id"]

    for other in (desk.person, desk.officer, desk.as_(desk.world.organisation.head)):
        assert await codes(other, PLACE, **_about(desk)) == ["NOT_PERMITTED"]
        assert await codes(other, LIFT, holdId=hold) == ["NOT_PERMITTED"]
    outside = await province_dpo(client)
    assert await codes(outside, LIFT, holdId=hold) == []


async def test_nobody_holds_or_frees_the_own_data(desk: PrivacyDesk, client: Client) -> None:
    own = global_id("Employee", desk.world.organisation.branches[1].rater.id)
    assert await codes(desk.dpo, PLACE, **_about(desk, employeeId=own)) == ["NOT_PERMITTED"]
    outside = await province_dpo(client)
    hold = (await ask(outside, PLACE, **_about(desk, employeeId=own)))["legalHold"]["id"]

    assert await _seen(desk.dpo) == []
    assert await codes(desk.dpo, LIFT, holdId=hold) == ["NOT_FOUND"]


@pytest.mark.parametrize("basis", ["", "abc", "x" * 501, "Perkara\x07 12/2026"])
async def test_a_hold_has_a_legal_basis(desk: PrivacyDesk, basis: str) -> None:
    assert await codes(desk.dpo, PLACE, **_about(desk, legalBasis=basis)) == ["TEXT_REQUIRED"]


async def test_a_hold_ends_today_at_the_earliest(desk: PrivacyDesk) -> None:
    yesterday, today = clock.today() - timedelta(days=1), clock.today()

    past = _about(desk, periodEnd=yesterday.isoformat())
    assert await codes(desk.dpo, PLACE, **past) == ["HOLD_PERIOD"]
    assert await codes(desk.dpo, PLACE, **_about(desk, periodEnd=today.isoformat())) == []


async def test_foreign_and_unknown_people_are_not_found(desk: PrivacyDesk) -> None:
    unknown = global_id("Employee", new_id())
    assert await codes(desk.dpo, PLACE, **_about(desk, employeeId=unknown)) == ["NOT_FOUND"]
    elsewhere = global_id("Employee", desk.world.organisation.ratee.id, DUKCAPIL)
    assert await codes(desk.dpo, PLACE, **_about(desk, employeeId=elsewhere)) == ["NOT_PERMITTED"]
    missing = global_id("LegalHold", new_id(), DISHUB)
    assert await codes(desk.dpo, LIFT, holdId=missing) == ["NOT_FOUND"]
