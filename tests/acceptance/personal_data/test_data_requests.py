"""What people ask about their own data: filed by themselves, decided by others, in three days."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from kinerja.kit import clock
from kinerja.kit.ids import GlobalId, new_id
from tests.support.clients import Client
from tests.support.database import DISHUB, DUKCAPIL
from tests.support.privacy_desk import (
    ACCESS,
    CORRECT,
    DECIDE,
    ERASE,
    REASON,
    STATEMENT,
    WITHDRAW,
    PrivacyDesk,
    as_owner,
    ask,
    codes,
    global_id,
    province_dpo,
)

OWN = "{ viewer { dataRequests { nodes { id state isOverdue decision } } } }"
ALL = """
query ($filter: DataRequestFilter) {
  agency(code: "DISHUB") {
    dataRequests(filter: $filter) {
      totalCount nodes { id kind statement isOverdue employee { id } decidedBy { id } }
    }
  }
}
"""
RENAME = """
mutation ($input: UpdateEmployeeInput!) {
  updateEmployee(input: $input) { results { employee { name } } errors { code } }
}
"""


async def _listed(client: Client, **given: Any) -> list[dict[str, Any]]:
    answer = await client.query(ALL, {"filter": given} if given else {})
    assert answer.errors == [], answer.body
    nodes: list[dict[str, Any]] = answer.data["agency"]["dataRequests"]["nodes"]
    return nodes


async def _rename(desk: PrivacyDesk) -> str:
    """Let the officer correct the ratee's name; return the id of the audit event."""
    employee = global_id("Employee", desk.world.organisation.ratee.id)
    given = {"items": [{"employeeId": employee, "name": "Nama Benar"}]}
    answer = await desk.officer.query(RENAME, {"input": given})
    assert answer.errors == [], answer.body
    (result,) = answer.data["updateEmployee"]["results"]
    assert result["employee"] == {"name": "Nama Benar"}
    event = (await desk.events("employee.updated"))[-1]
    return global_id("AuditEvent", event.id)


async def test_a_person_files_a_request_and_is_told_until_when_it_is_decided(
    desk: PrivacyDesk,
) -> None:
    payload = await ask(desk.person, CORRECT, agencyCode="DISHUB", statement=f"  {STATEMENT} ")

    request = payload["dataRequest"]
    assert payload["errors"] == []
    assert (request["kind"], request["state"]) == ("CORRECTION", "FILED")
    assert request["statement"] == STATEMENT
    assert request["isOverdue"] is False
    filed, due = (datetime.fromisoformat(request[key]) for key in ("filedAt", "dueAt"))
    assert due - filed == timedelta(hours=72)
    (event,) = await desk.events("data_request.")
    assert event.person_id == desk.world.organisation.ratee.id
    assert STATEMENT not in str(event.after)


@pytest.mark.parametrize("document", [CORRECT, ERASE, ACCESS])
async def test_one_request_of_a_kind_is_open_at_a_time(desk: PrivacyDesk, document: str) -> None:
    request = await desk.file(document=document)

    again = {"agencyCode": "DISHUB", "statement": STATEMENT}
    assert await codes(desk.person, document, **again) == ["REQUEST_OPEN"]
    assert await codes(desk.person, WITHDRAW, requestId=request) == []
    assert await codes(desk.person, document, **again) == []


@pytest.mark.parametrize("statement", ["", "pendek", "x" * 2001, "Nama saya\x00 salah tulis"])
async def test_a_request_says_something(desk: PrivacyDesk, statement: str) -> None:
    payload = await ask(desk.person, CORRECT, agencyCode="DISHUB", statement=statement)

    (error,) = payload["errors"]
    assert (error["code"], error["path"]) == ("TEXT_REQUIRED", ["input", "statement"])


async def test_who_is_not_known_to_an_agency_asks_it_nothing(desk: PrivacyDesk) -> None:
    given = {"statement": STATEMENT}
    assert await codes(desk.person, ERASE, agencyCode="DUKCAPIL", **given) == ["NO_DATA_HERE"]
    assert await codes(desk.person, ERASE, agencyCode="NOWHERE", **given) == ["UNKNOWN_AGENCY"]


async def test_who_has_left_may_still_ask_and_see(desk: PrivacyDesk) -> None:
    ratee = desk.world.organisation.ratee
    await as_owner(
        desk.client.database, "UPDATE employees SET state = 'INACTIVE' WHERE id = :id", id=ratee.id
    )
    await desk.client.app.state.registry.staff.load(DISHUB)

    request = await desk.file(document=ERASE)

    answer = await desk.person.query(OWN)
    assert [one["id"] for one in answer.data["viewer"]["dataRequests"]["nodes"]] == [request]


async def test_only_the_person_and_those_who_decide_see_a_request(desk: PrivacyDesk) -> None:
    request = await desk.file()

    for client in (desk.person, desk.dpo, desk.officer):
        (found,) = await _listed(client)
        assert (found["id"], found["statement"]) == (request, STATEMENT)
    assert await _listed(desk.as_(desk.world.organisation.rater)) == []
    assert await _listed(desk.as_(desk.world.organisation.head)) == []


async def test_a_correction_refers_to_the_change_that_was_made(desk: PrivacyDesk) -> None:
    too_early = await _rename(desk)
    request = await desk.file()
    decided = {"requestId": request, "state": "DONE", "reason": REASON}

    assert await codes(desk.officer, DECIDE, **decided) == ["CHANGE_REQUIRED"]
    assert await codes(desk.officer, DECIDE, **decided, changeId=too_early) == ["CHANGE_REQUIRED"]
    (filed,) = await desk.events("data_request.")
    itself = global_id("AuditEvent", filed.id)
    assert await codes(desk.officer, DECIDE, **decided, changeId=itself) == ["CHANGE_REQUIRED"]
    unknown = global_id("AuditEvent", new_id())
    assert await codes(desk.officer, DECIDE, **decided, changeId=unknown) == ["CHANGE_REQUIRED"]

    change = await _rename(desk)
    payload = await ask(desk.officer, DECIDE, **decided, changeId=change)

    assert payload["errors"] == []
    assert payload["dataRequest"]["state"] == "DONE"
    assert payload["dataRequest"]["change"] == {"id": change}
    answer = await desk.person.query(OWN)
    (own,) = answer.data["viewer"]["dataRequests"]["nodes"]
    assert own["decision"] == REASON


async def test_a_change_of_somebody_else_corrects_nothing(desk: PrivacyDesk) -> None:
    stranger = desk.as_(desk.world.organisation.stranger)
    request = await desk.file(stranger)
    change = await _rename(desk)

    decided = {"requestId": request, "state": "DONE", "reason": REASON, "changeId": change}
    assert await codes(desk.officer, DECIDE, **decided) == ["CHANGE_REQUIRED"]


async def test_only_a_correction_names_a_change(desk: PrivacyDesk) -> None:
    corrected, copied = await desk.file(), await desk.file(document=ACCESS)
    change = await _rename(desk)

    refused = {"requestId": corrected, "state": "REFUSED", "reason": REASON, "changeId": change}
    assert await codes(desk.dpo, DECIDE, **refused) == ["CHANGE_NOT_WANTED"]
    done = {"requestId": copied, "state": "DONE", "reason": REASON, "changeId": change}
    assert await codes(desk.dpo, DECIDE, **done) == ["CHANGE_NOT_WANTED"]


async def test_nobody_decides_the_own_request(desk: PrivacyDesk) -> None:
    own = await desk.file(desk.dpo)
    refused = {"requestId": own, "state": "REFUSED", "reason": REASON}

    payload = await ask(desk.dpo, DECIDE, **refused)

    (error,) = payload["errors"]
    assert error["code"] == "NOT_PERMITTED"
    assert "own request" in error["message"]
    assert await codes(desk.officer, DECIDE, **refused) == []


async def test_others_decide_and_withdraw_nothing(desk: PrivacyDesk) -> None:
    request = await desk.file()
    decided = {"requestId": request, "state": "REFUSED", "reason": REASON}
    stranger = desk.as_(desk.world.organisation.stranger)

    assert await codes(desk.person, DECIDE, **decided) == ["NOT_PERMITTED"]
    assert await codes(stranger, DECIDE, **decided) == ["NOT_PERMITTED"]
    assert await codes(stranger, WITHDRAW, requestId=request) == ["NOT_FOUND"]
    assert await codes(desk.officer, WITHDRAW, requestId=request) == ["NOT_PERMITTED"]
    assert [event.action for event in await desk.events("data_request.")] == ["data_request.filed"]


@pytest.mark.parametrize("state", ["FILED", "WITHDRAWN"])
async def test_a_decision_does_or_refuses(desk: PrivacyDesk, state: str) -> None:
    request = await desk.file()

    decided = {"requestId": request, "state": state, "reason": REASON}
    assert await codes(desk.dpo, DECIDE, **decided) == ["DECISION_INVALID"]


async def test_a_decision_gives_a_reason(desk: PrivacyDesk) -> None:
    request = await desk.file()

    decided = {"requestId": request, "state": "REFUSED", "reason": "tidak"}
    assert await codes(desk.dpo, DECIDE, **decided) == ["TEXT_REQUIRED"]


async def test_after_the_decision_nothing_changes_any_more(desk: PrivacyDesk) -> None:
    request = await desk.file()
    refused = {"requestId": request, "state": "REFUSED", "reason": REASON}
    assert await codes(desk.dpo, DECIDE, **refused) == []

    assert await codes(desk.officer, DECIDE, **refused) == ["STATE_CONFLICT"]
    assert await codes(desk.person, WITHDRAW, requestId=request) == ["STATE_CONFLICT"]
    actions = [event.action for event in await desk.events("data_request.")]
    assert actions == ["data_request.filed", "data_request.decided"]


async def test_what_was_withdrawn_is_not_decided(desk: PrivacyDesk) -> None:
    request = await desk.file()
    assert await codes(desk.person, WITHDRAW, requestId=request) == []

    refused = {"requestId": request, "state": "REFUSED", "reason": REASON}
    assert await codes(desk.dpo, DECIDE, **refused) == ["STATE_CONFLICT"]


async def test_foreign_and_wrong_ids_name_nothing(desk: PrivacyDesk) -> None:
    request = await desk.file()
    key = GlobalId.parse(request).key
    refused = {"state": "REFUSED", "reason": REASON}

    elsewhere = global_id("DataRequest", key, DUKCAPIL)
    assert await codes(desk.dpo, DECIDE, requestId=elsewhere, **refused) == ["NOT_PERMITTED"]
    unknown = global_id("DataRequest", new_id())
    assert await codes(desk.dpo, DECIDE, requestId=unknown, **refused) == ["NOT_FOUND"]
    employee = global_id("Employee", key)
    assert await codes(desk.dpo, DECIDE, requestId=employee, **refused) == ["WRONG_ID_TYPE"]
    assert await codes(desk.dpo, DECIDE, requestId="?", **refused) == ["MALFORMED_ID"]
    foreign_change = global_id("AuditEvent", new_id(), DUKCAPIL)
    mixed = {"requestId": request, "changeId": foreign_change, **refused}
    assert await codes(desk.dpo, DECIDE, **mixed) == ["TENANT_MISMATCH"]


async def test_a_data_protection_officer_from_outside_decides_too(
    desk: PrivacyDesk, client: Client
) -> None:
    request = await desk.file(desk.dpo, ACCESS)
    outside = await province_dpo(client)

    done = {"requestId": request, "state": "DONE", "reason": REASON}
    assert await codes(outside, DECIDE, **done) == []


async def test_the_data_of_who_serves_is_not_granted_to_be_erased(desk: PrivacyDesk) -> None:
    request = await desk.file(document=ERASE)

    done = {"requestId": request, "state": "DONE", "reason": REASON}
    assert await codes(desk.dpo, DECIDE, **done) == ["EMPLOYEE_ACTIVE"]


@pytest.mark.parametrize(
    ("age", "is_overdue"),
    [(timedelta(hours=71, minutes=59), False), (timedelta(hours=72, seconds=1), True)],
)
async def test_a_request_is_overdue_after_72_hours(
    desk: PrivacyDesk, age: timedelta, *, is_overdue: bool
) -> None:
    request = await desk.file()
    filed = clock.now() - age
    await as_owner(
        desk.client.database,
        "UPDATE data_requests SET filed_at = :filed, due_at = :due",
        filed=filed,
        due=filed + timedelta(hours=72),
    )

    (found,) = await _listed(desk.dpo)
    assert found["isOverdue"] is is_overdue
    assert [one["id"] for one in await _listed(desk.dpo, isOverdue=is_overdue)] == [request]
    assert await _listed(desk.dpo, isOverdue=not is_overdue) == []
    refused = {"requestId": request, "state": "REFUSED", "reason": REASON}
    assert await codes(desk.dpo, DECIDE, **refused) == []
    (found,) = await _listed(desk.dpo)
    assert found["isOverdue"] is False
