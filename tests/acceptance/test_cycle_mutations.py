"""What clients see of a cycle's life: planned, opened, scored, finalised, cancelled."""

from typing import Any

import pytest

from kinerja.kit.ids import AgencyId, GlobalId, new_id
from policies.permissions import Role
from tests.support.appraisal_world import World, make_world, open_world
from tests.support.clients import Answer, Client
from tests.support.database import DISHUB, DUKCAPIL

CREATE = """
mutation ($input: CreateCycleInput!) {
  createCycle(input: $input) {
    cycle { code kind periodStart periodEnd state }
    errors { code message path }
  }
}
"""
OPEN = """
mutation ($input: OpenCycleInput!) {
  openCycle(input: $input) {
    appraisals
    cycle { state frameworkVersion { number status } }
    errors { code message path }
  }
}
"""
START = """
mutation ($input: StartScoringInput!) {
  startScoring(input: $input) { appraisals cycle { state } errors { code path } }
}
"""
CANCEL = """
mutation ($input: CancelCycleInput!) {
  cancelCycle(input: $input) { cycle { state } errors { code path } }
}
"""
FINALISE = """
mutation ($input: FinaliseCycleInput!) {
  finaliseCycle(input: $input) { appraisals cycle { state } errors { code message path } }
}
"""


@pytest.fixture
async def world(client: Client) -> World:
    world = await make_world(client.database.application, DISHUB)
    await client.give_role(world.officer.subject.id, Role.PERFORMANCE_OFFICER, DISHUB)
    return world


def officer(client: Client, world: World) -> Client:
    return client.as_(world.officer.subject.id, agency="DISHUB").with_headers(accept_language="en")


def head(client: Client, world: World) -> Client:
    return client.as_(world.organisation.head.id, agency="DISHUB")


def global_id(type_name: str, key: Any, agency: AgencyId = DISHUB) -> str:
    return str(GlobalId(type_name, agency, key))


def only(answer: Answer) -> dict[str, Any]:
    """Return the payload of the only mutation of an answer."""
    assert answer.errors == [], answer.body
    (payload,) = answer.data.values()
    result: dict[str, Any] = payload
    return result


def codes(payload: dict[str, Any]) -> list[tuple[str, list[str]]]:
    return [(error["code"], error["path"]) for error in payload["errors"]]


def next_year(world: World, **changes: str) -> dict[str, Any]:
    values = {
        "frameworkId": global_id("Framework", world.version.framework_id),
        "code": "2027",
        "name": "Penilaian 2027",
        "kind": "ANNUAL",
        "periodStart": "2027-01-01",
        "periodEnd": "2027-12-31",
    }
    return {"input": {**values, **changes}}


async def test_the_officer_plans_a_cycle(client: Client, world: World) -> None:
    payload = only(await officer(client, world).query(CREATE, next_year(world)))
    assert payload == {
        "cycle": {
            "code": "2027",
            "kind": "ANNUAL",
            "periodStart": "2027-01-01",
            "periodEnd": "2027-12-31",
            "state": "PLANNED",
        },
        "errors": [],
    }


async def test_overlapping_periods_are_refused(client: Client, world: World) -> None:
    overlapping = next_year(world, periodStart="2026-06-01", periodEnd="2027-05-31")
    payload = only(await officer(client, world).query(CREATE, overlapping))
    assert payload["cycle"] is None
    assert codes(payload) == [("PERIOD_OVERLAP", ["input", "periodStart"])]


async def test_a_malformed_id_and_the_id_of_something_else_are_told_apart(
    client: Client, world: World
) -> None:
    wrong = {"x": "MALFORMED_ID", global_id("Cycle", world.cycle_id): "WRONG_ID_TYPE"}
    for given, code in wrong.items():
        payload = only(
            await officer(client, world).query(CREATE, next_year(world, frameworkId=given))
        )
        assert codes(payload) == [(code, ["input", "frameworkId"])]


async def test_the_officer_opens_and_starts_a_cycle(client: Client, world: World) -> None:
    cycle = global_id("Cycle", world.cycle_id)
    refused = only(await officer(client, world).query(OPEN, {"input": {"cycleId": cycle}}))
    ((code, path),) = codes(refused)
    assert (code, path) == ("RATEES_WITHOUT_RATER", ["input"])
    head_id = global_id("Employee", world.organisation.head.id)
    assert head_id in refused["errors"][0]["message"]

    opened = only(
        await officer(client, world).query(
            OPEN, {"input": {"cycleId": cycle, "exceptions": [head_id]}}
        )
    )
    assert opened == {
        "appraisals": 9,
        "cycle": {"state": "OPEN", "frameworkVersion": {"number": 1, "status": "PUBLISHED"}},
        "errors": [],
    }

    started = only(await officer(client, world).query(START, {"input": {"cycleId": cycle}}))
    assert started == {"appraisals": 9, "cycle": {"state": "SCORING"}, "errors": []}


async def test_ids_of_two_agencies_do_not_go_into_one_change(client: Client, world: World) -> None:
    stranger = global_id("Employee", new_id(), DUKCAPIL)
    given = {"cycleId": global_id("Cycle", world.cycle_id), "exceptions": [stranger]}
    payload = only(await officer(client, world).query(OPEN, {"input": given}))
    assert codes(payload) == [("TENANT_MISMATCH", ["input"])]


async def test_the_cycle_of_another_agency_is_not_found(client: Client, world: World) -> None:
    foreign = global_id("Cycle", new_id())
    payload = only(await officer(client, world).query(START, {"input": {"cycleId": foreign}}))
    assert codes(payload) == [("NOT_FOUND", ["input"])]


async def test_a_cycle_is_cancelled_with_a_reason(client: Client, world: World) -> None:
    cycle = global_id("Cycle", world.cycle_id)
    short = {"input": {"cycleId": cycle, "reason": "salah"}}
    payload = only(await officer(client, world).query(CANCEL, short))
    assert codes(payload) == [("REASON_REQUIRED", ["input", "reason"])]

    given = {"input": {"cycleId": cycle, "reason": "Periode keliru ditetapkan."}}
    payload = only(await officer(client, world).query(CANCEL, given))
    assert payload == {"cycle": {"state": "CANCELLED"}, "errors": []}


async def test_the_head_finalises_what_is_complete(client: Client, world: World) -> None:
    await open_world(world)
    given = {"input": {"cycleId": global_id("Cycle", world.cycle_id)}}

    refused = only(await officer(client, world).query(FINALISE, given))
    assert [code for code, _ in codes(refused)] == ["NOT_PERMITTED"]
    assert "head of the agency" in refused["errors"][0]["message"]
    pending = only(await head(client, world).query(FINALISE, given))
    assert [code for code, _ in codes(pending)] == ["APPRAISALS_PENDING"]
    assert "9 penilaian" in pending["errors"][0]["message"]

    await world.complete()
    final = only(await head(client, world).query(FINALISE, given))
    assert final == {"appraisals": 9, "cycle": {"state": "FINALISED"}, "errors": []}


async def test_nobody_changes_anything_without_signing_in(client: Client, world: World) -> None:
    answer = await client.query(CREATE, next_year(world))
    assert (answer.status, answer.codes) == (401, ["UNAUTHENTICATED"])
