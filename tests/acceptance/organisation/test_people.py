"""Employees, assignments and reporting lines as a client sees them: an answer for each item."""

from typing import Any

from kinerja.kit.ids import new_id
from tests.support.clients import Client
from tests.support.database import DUKCAPIL
from tests.support.nips import make_nip
from tests.support.organisation_desk import Desk, global_id

CREATE = """
mutation ($input: CreateEmployeeInput!) {
  createEmployee(input: $input) {
    results { employee { id name nip nrk employment state } errors { code path } }
    errors { code path }
  }
}
"""
UPDATE = """
mutation ($input: UpdateEmployeeInput!) {
  updateEmployee(input: $input) {
    results { employee { name nrk employment state } errors { code path } }
    errors { code path }
  }
}
"""
ASSIGN = """
mutation ($input: AssignInput!) {
  assign(input: $input) {
    results {
      assignment { id kind periodStart periodEnd position { code } orgUnit { code } }
      errors { code path }
    }
    errors { code path }
  }
}
"""
END_ASSIGNMENT = """
mutation ($input: EndAssignmentInput!) {
  endAssignment(input: $input) {
    results { assignment { periodStart periodEnd } errors { code path } }
    errors { code path }
  }
}
"""
SET_LINE = """
mutation ($input: SetReportingLineInput!) {
  setReportingLine(input: $input) {
    results {
      reportingLine {
        id kind periodStart periodEnd ratee { name } rater { name } superior { name }
      }
      errors { code message path }
    }
    errors { code path }
  }
}
"""
END_LINE = """
mutation ($input: EndReportingLineInput!) {
  endReportingLine(input: $input) {
    results { reportingLine { periodEnd } errors { code path } }
    errors { code path }
  }
}
"""


async def ask(client: Client, document: str, **given: Any) -> dict[str, Any]:
    answer = await client.query(document, {"input": given})
    assert answer.errors == []
    [payload] = answer.data.values()
    return dict(payload)


async def results(client: Client, document: str, *items: Any, **given: Any) -> list[Any]:
    payload = await ask(client, document, items=list(items), **given)
    assert payload["errors"] == []
    return list(payload["results"])


def codes(found: list[Any]) -> list[list[str]]:
    return [[error["code"] for error in one["errors"]] for one in found]


async def newcomer(desk: Desk, number: int) -> str:
    item = {"nip": make_nip(900_000 + number), "name": f"Orang {number}"}
    [made] = await results(desk.officer, CREATE, item, agencyCode="DISHUB")
    return str(made["employee"]["id"])


async def test_employees_are_entered_with_a_result_each(desk: Desk) -> None:
    nip, pppk = make_nip(900_001), make_nip(900_002, pppk=True)

    found = await results(
        desk.officer,
        CREATE,
        {"nip": f"{nip[:8]} {nip[8:]}", "name": " Orang  Satu ", "nrk": "123456"},
        {"nip": nip, "name": "Orang Satu"},
        {"nip": "198602302015051001", "name": "Orang Tiga"},
        {"nip": pppk, "name": "Orang Dua", "employment": "PNS"},
        {"nip": pppk, "name": "Orang Dua"},
        agencyCode="DISHUB",
    )

    assert codes(found) == [
        [],
        ["DUPLICATE_NIP"],
        ["NIP_IMPOSSIBLE_DATE"],
        ["EMPLOYMENT_MISMATCH"],
        [],
    ]
    assert found[2] == {
        "employee": None,
        "errors": [{"code": "NIP_IMPOSSIBLE_DATE", "path": ["input", "items", "2", "nip"]}],
    }
    assert found[0]["employee"].pop("id")
    assert found[0]["employee"] == {
        "name": "Orang Satu",
        "nip": nip,
        "nrk": "123456",
        "employment": "PNS",
        "state": "ACTIVE",
    }
    assert found[4]["employee"]["employment"] == "PPPK"


async def test_employees_are_changed_with_a_result_each(desk: Desk) -> None:
    one = await newcomer(desk, 1)

    found = await results(
        desk.officer,
        UPDATE,
        {"employeeId": one, "nrk": "654321", "name": "Nama Baru"},
        {"employeeId": one, "nrk": None, "state": "INACTIVE"},
        {"employeeId": one},
        {"employeeId": global_id("Employee", new_id()), "name": "Siapa"},
        {"employeeId": one, "nip": desk.agency.head.nip},
    )

    assert codes(found) == [[], [], ["NOTHING_TO_CHANGE"], ["NOT_FOUND"], ["DUPLICATE_NIP"]]
    assert found[3]["errors"][0]["path"] == ["input", "items", "3", "employeeId"]
    # What a payload shows is read when the whole list has been dealt with.
    assert found[1]["employee"] == {
        "name": "Nama Baru",
        "nrk": None,
        "employment": "PNS",
        "state": "INACTIVE",
    }


async def test_employees_are_assigned_and_released(desk: Desk) -> None:
    one = await newcomer(desk, 1)
    head = desk.agency.branches[0].seksi.head_position_id
    assert head is not None
    post = global_id("Position", head)

    found = await results(
        desk.officer,
        ASSIGN,
        {"employeeId": one, "positionId": post, "periodStart": "2026-01-01"},
        {"employeeId": one, "positionId": post, "periodStart": "2026-05-01"},
        {
            "employeeId": one,
            "positionId": post,
            "kind": "PLH",
            "periodStart": "2026-05-01",
            "periodEnd": "2026-05-31",
        },
    )
    made = found[0]["assignment"].pop("id")
    ended = await results(
        desk.officer,
        END_ASSIGNMENT,
        {"assignmentId": made, "lastDay": "2026-06-30"},
        {"assignmentId": made, "lastDay": "2025-12-31"},
        {"assignmentId": made, "lastDay": "2026-07-01"},
    )

    assert codes(found) == [[], ["PERIOD_OVERLAP"], []]
    assert found[1]["errors"][0]["path"] == ["input", "items", "1", "periodStart"]
    assert found[0]["assignment"] == {
        "kind": "DEFINITIF",
        "periodStart": "2026-01-01",
        "periodEnd": None,
        "position": {"code": found[0]["assignment"]["position"]["code"]},
        "orgUnit": {"code": "DISHUB_A_1"},
    }
    assert found[2]["assignment"]["periodEnd"] == "2026-05-31"
    assert codes(ended) == [[], ["PERIOD_EMPTY"], ["ALREADY_ENDED"]]
    assert ended[0]["assignment"] == {"periodStart": "2026-01-01", "periodEnd": "2026-06-30"}


async def test_reporting_lines_are_set_and_ended(desk: Desk) -> None:
    one, two = await newcomer(desk, 1), await newcomer(desk, 2)
    head = global_id("Employee", desk.agency.head.id)
    since = {"periodStart": "2026-01-01"}

    found = await results(
        desk.officer,
        SET_LINE,
        {"rateeId": one, "raterId": two, "superiorId": head, **since},
        {"rateeId": one, "raterId": head, **since},
        {"rateeId": one, "raterId": one, **since},
        {"rateeId": two, "raterId": one, **since},
        {"rateeId": two, "raterId": head, "superiorId": two, **since},
    )
    made = found[0]["reportingLine"].pop("id")
    ended = await results(
        desk.officer, END_LINE, {"reportingLineId": made, "lastDay": "2026-06-30"}
    )

    assert codes(found) == [
        [],
        ["PERIOD_OVERLAP"],
        ["SELF_RATING"],
        ["RATING_CIRCLE"],
        ["SUPERIOR_NOT_ABOVE"],
    ]
    assert found[2]["errors"][0]["path"] == ["input", "items", "2", "raterId"]
    assert found[0]["reportingLine"] == {
        "kind": "LINE",
        "periodStart": "2026-01-01",
        "periodEnd": None,
        "ratee": {"name": "Orang 1"},
        "rater": {"name": "Orang 2"},
        "superior": {"name": desk.agency.head.name},
    }
    assert ended == [{"reportingLine": {"periodEnd": "2026-06-30"}, "errors": []}]


async def test_a_call_that_cannot_be_made_is_refused_as_a_whole(desk: Desk) -> None:
    one = global_id("Employee", desk.agency.ratee.id)
    foreign = global_id("Employee", new_id(), DUKCAPIL)
    name = {"name": "Baru"}

    async def refusal(client: Client, *items: Any) -> list[tuple[str, list[str]]]:
        payload = await ask(client, UPDATE, items=list(items))
        assert payload["results"] == []
        return [(error["code"], error["path"]) for error in payload["errors"]]

    assert await refusal(
        desk.officer, {"employeeId": one, **name}, {"employeeId": "x", **name}
    ) == [("MALFORMED_ID", ["input", "items", "1", "employeeId"])]
    assert await refusal(
        desk.officer, {"employeeId": one, **name}, {"employeeId": foreign, **name}
    ) == [("TENANT_MISMATCH", ["input"])]
    assert await refusal(desk.officer, {"employeeId": foreign, **name}) == [
        ("NOT_PERMITTED", ["input"])
    ]
    assert await refusal(desk.employee, {"employeeId": one, **name}) == [
        ("NOT_PERMITTED", ["input"])
    ]
    assert await refusal(desk.officer, *[{"employeeId": one, **name}] * 501) == [
        ("TOO_MANY_ITEMS", ["input"])
    ]
    assert await refusal(desk.officer) == []


async def test_an_employee_changes_nobody_not_even_oneself(desk: Desk) -> None:
    ratee = global_id("Employee", desk.agency.ratee.id)
    item = {"rateeId": ratee, "raterId": ratee, "periodStart": "2026-01-01"}

    for document, items, given in (
        (CREATE, [{"nip": make_nip(1), "name": "X"}], {"agencyCode": "DISHUB"}),
        (SET_LINE, [item], {}),
    ):
        payload = await ask(desk.employee, document, items=items, **given)
        assert [error["code"] for error in payload["errors"]] == ["NOT_PERMITTED"]
        assert payload["results"] == []
