"""Who reads the audit trail of an agency, and how much of it."""

from typing import Any

import pytest

from tenants.audit_kinds import INFRASTRUCTURE
from tests.support.access_desk import AccessDesk, global_id
from tests.support.audit_trail import trail_of
from tests.support.clients import Client

TRAIL = """
query ($filter: AuditEventFilter, $orderBy: [AuditEventOrder!]) {
  agency(code: "DISHUB") {
    auditEvents(first: 500, filter: $filter, orderBy: $orderBy) {
      totalCount
      nodes {
        action kind objectType objectKey reason before after requestId chainHash
        actor { id } person { id }
      }
    }
  }
}
"""
UPDATE = """
mutation ($input: UpdateEmployeeInput!) {
  updateEmployee(input: $input) { results { errors { code } } errors { code } }
}
"""


async def _trail(client: Client, **variables: Any) -> list[dict[str, Any]]:
    answer = await client.query(TRAIL, variables)
    assert answer.errors == []
    found = answer.data["agency"]["auditEvents"]
    assert found["totalCount"] == len(found["nodes"])
    nodes: list[dict[str, Any]] = found["nodes"]
    return nodes


@pytest.fixture
async def changed(desk: AccessDesk) -> AccessDesk:
    """Return the desk after the officer has changed a ratee's name."""
    item = {
        "employeeId": global_id("Employee", desk.world.organisation.ratee.id),
        "name": "Nama Baru",
    }
    answer = await desk.officer.query(UPDATE, {"input": {"items": [item]}})
    assert answer.data["updateEmployee"]["results"][0]["errors"] == []
    return desk


async def test_the_head_sees_everything_but_its_content(changed: AccessDesk) -> None:
    organisation = changed.world.organisation
    head = changed.as_(organisation.head)

    answer = await head.query(TRAIL, {"filter": {"action": {"eq": "employee.updated"}}})

    (event,) = answer.data["agency"]["auditEvents"]["nodes"]
    assert event["actor"] == {"id": global_id("Employee", organisation.rater.id)}
    assert event["person"] == {"id": global_id("Employee", organisation.ratee.id)}
    assert event["objectKey"] == str(organisation.ratee.id)
    assert (event["kind"], event["before"], event["after"]) == ("CONTENT", None, None)
    hidden = answer.body["extensions"]["hiddenFields"]
    assert {entry["path"][-1] for entry in hidden} == {"reason", "before", "after"}


async def test_the_inspectorate_sees_the_content_too(changed: AccessDesk) -> None:
    (event,) = await _trail(changed.inspector, filter={"action": {"eq": "employee.updated"}})

    assert "name" in event["after"]


async def test_heads_protection_officers_and_the_province_see_the_whole_trail(
    changed: AccessDesk,
) -> None:
    head = changed.as_(changed.world.organisation.head)
    whole = {event["objectKey"] for event in await _trail(changed.inspector)}

    assert len(whole) > 3
    for client in (head, changed.dpo, changed.hr):
        assert {event["objectKey"] for event in await _trail(client)} == whole


async def test_a_head_of_a_part_of_the_agency_sees_no_more_than_others(
    changed: AccessDesk,
) -> None:
    superior = changed.as_(changed.world.organisation.superior)

    assert await _trail(superior) == []


async def test_an_operator_sees_the_platform_alone(changed: AccessDesk) -> None:
    events = await _trail(changed.operator, filter={"kind": {"eq": "INFRASTRUCTURE"}})

    assert events
    assert {event["action"].partition(".")[0] for event in events} <= set(INFRASTRUCTURE)
    others = await _trail(changed.operator, filter={"kind": {"eq": "CONTENT"}})
    # The operator's own appointment is about the operator.
    assert {event["action"] for event in others} == {"role.granted"}


async def test_people_see_what_was_done_about_them_and_what_they_did(
    changed: AccessDesk,
) -> None:
    organisation = changed.world.organisation

    of_ratee = await _trail(changed.as_(organisation.ratee))
    of_officer = await _trail(changed.officer, filter={"action": {"eq": "employee.updated"}})

    assert "employee.updated" in {event["action"] for event in of_ratee}
    me = {"id": global_id("Employee", organisation.ratee.id)}
    assert all(event["person"] == me for event in of_ratee)
    assert [event["person"] for event in of_officer] == [me]
    assert await _trail(changed.as_(organisation.branches[1].ratees[-1])) == []


async def test_what_was_done_to_an_appraisal_is_about_its_ratee(desk: AccessDesk) -> None:
    await desk.world.complete()
    ratee = desk.world.organisation.ratee

    events = await _trail(desk.as_(ratee), filter={"objectType": {"eq": "Appraisal"}})

    assert {event["action"] for event in events} >= {"appraisal.scored", "appraisal.submitted"}
    # What the scores are is told when the result is delivered, not here.
    assert {event["after"] for event in events} == {None}


async def test_events_tell_their_seal_once_they_have_one(changed: AccessDesk) -> None:
    trail = await trail_of(changed.client.database)
    before = await _trail(changed.dpo)
    await trail.seal()
    after = await _trail(changed.dpo, orderBy=[{"field": "OCCURRED_AT", "direction": "DESC"}])

    assert {event["chainHash"] for event in before} == {None}
    assert len({event["chainHash"] for event in after}) == len(after) == len(before)


async def test_people_of_other_agencies_and_programs_see_none_of_it(changed: AccessDesk) -> None:
    neighbour = changed.client.as_(changed.world.organisation.root.id, agency="DUKCAPIL")

    assert await _trail(neighbour) == []
