"""Giving roles to employees through the API, ending them, and who sees who holds them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.dialects.postgresql import Range

from kinerja.kit.clock import today
from kinerja.kit.ids import new_id
from policies.permissions import Role
from tenants.roles import grant_role
from tests.support.clients import Client
from tests.support.database import DISHUB, DUKCAPIL
from tests.support.framework_office import global_id
from tests.support.policy_office import PolicyOffice, content, role, rule

GRANT = """
mutation ($input: GrantRoleInput!) { grantRole(input: $input) {
  roleAssignment { id role periodStart periodEnd employee { id name } }
  errors { code message path }
} }
"""
END = """
mutation ($input: EndRoleInput!) { endRole(input: $input) {
  roleAssignment { id role periodStart periodEnd }
  errors { code message path }
} }
"""
HELD = """
query ($filter: RoleAssignmentFilter) { agency(code: "DISHUB") {
  roleAssignments(first: 50, filter: $filter) {
    nodes { id role employee { id } periodStart periodEnd }
  }
} }
"""
START = date(2026, 1, 1)


async def granted(office: PolicyOffice, person: UUID, by: Client | None = None, **more: Any) -> Any:
    given = {
        "employeeId": global_id("Employee", person),
        "role": "dpo",
        "periodStart": START.isoformat(),
        **more,
    }
    answer = await (by or office.head).query(GRANT, {"input": given})
    assert answer.errors == []
    return answer.data["grantRole"]


async def ended(by: Client, assignment_id: str, **more: Any) -> Any:
    answer = await by.query(END, {"input": {"roleAssignmentId": assignment_id, **more}})
    assert answer.errors == []
    return answer.data["endRole"]


def codes(payload: Any) -> list[str]:
    return [error["code"] for error in payload["errors"]]


async def test_the_head_gives_a_role_and_it_gives_rights(office: PolicyOffice) -> None:
    person = office.agency.ratee
    before = await office.propose(content(suspensions=["staff-see-units"]), by=office.employee)
    assert codes(before) == ["NOT_PERMITTED"]

    payload = await granted(office, person.id, role="performance_officer", periodEnd="2026-12-31")

    assert payload["errors"] == []
    assert payload["roleAssignment"] == {
        "id": payload["roleAssignment"]["id"],
        "role": "performance_officer",
        "periodStart": "2026-01-01",
        "periodEnd": "2026-12-31",
        "employee": {"id": global_id("Employee", person.id), "name": person.name},
    }
    await office.client.app.state.registry.refresh(DISHUB)
    after = await office.propose(content(suspensions=["staff-see-units"]), by=office.employee)
    assert codes(after) == []
    [(_, actor, told)] = [
        deed for deed in await office.deeds("role.granted") if deed[1] is not None
    ]
    assert actor == office.agency.head.id
    assert told is not None
    assert (told["role"], told["subjectId"]) == ("performance_officer", str(person.id))


async def test_a_role_of_the_agencys_own_gives_what_its_rules_say(office: PolicyOffice) -> None:
    helpers = rule("helpers-see-cycles", "helper", "DELEGATION.VIEW", "STAFF")
    person = office.agency.ratee.id
    unknown = await granted(office, person, role="helper")
    assert codes(unknown) == ["UNKNOWN_ROLE"]
    assert "dpo, performance_officer" in unknown["errors"][0]["message"]

    narrow = {**helpers, "fieldClasses": ["PUBLIC"]}
    await office.approve(content(roles=[role("helper")], rules=[narrow]))
    payload = await granted(office, person, role="helper")

    assert payload["errors"] == []
    await office.client.app.state.registry.refresh(DISHUB)
    answer = await office.employee.query("{ viewer { roles } }")
    assert answer.data["viewer"]["roles"] == ["employee", "helper"]


@pytest.mark.parametrize("name", ["province_hr", "inspectorate", "operator", "employee", "x y"])
async def test_roles_that_are_not_the_agencys_are_not_given(
    office: PolicyOffice, name: str
) -> None:
    payload = await granted(office, office.agency.ratee.id, role=name)

    assert codes(payload) == ["UNKNOWN_ROLE"]
    [(_, _, after)] = await office.deeds("role.refused")
    assert after == {"step": "grant", "codes": ["UNKNOWN_ROLE"]}


async def test_nobody_gives_oneself_a_role_or_ends_the_own(office: PolicyOffice) -> None:
    head = office.agency.head.id
    own = await granted(office, head, role="performance_officer")
    await office.client.give_role(head, Role.DPO, DISHUB)
    held = (await office.head.query(HELD, {"filter": {"role": {"eq": "dpo"}}})).data["agency"]

    end = await ended(office.head, held["roleAssignments"]["nodes"][0]["id"])

    assert (codes(own), codes(end)) == (["OWN_ROLE"], ["OWN_ROLE"])


async def test_only_the_head_of_the_agency_gives_roles(office: PolicyOffice) -> None:
    person = office.agency.ratee.id
    for client in (office.officer, office.employee, office.person(office.agency.superior.id)):
        payload = await granted(office, person, by=client, role="helper")
        assert codes(payload) == (["OWN_ROLE"] if client is office.employee else ["NOT_PERMITTED"])


async def test_a_role_is_held_once_at_a_time(office: PolicyOffice) -> None:
    person = office.agency.ratee.id
    first = await granted(office, person, periodEnd="2026-06-30")
    again = await granted(office, person, periodStart="2026-06-30")
    later = await granted(office, person, periodStart="2026-07-01")

    assert [codes(one) for one in (first, again, later)] == [[], ["ROLE_HELD"], []]


async def test_whom_the_agency_does_not_employ_gets_no_role(office: PolicyOffice) -> None:
    missing = await granted(office, new_id())
    foreign = await granted(office, new_id(), employeeId=global_id("Employee", new_id(), DUKCAPIL))
    backwards = await granted(office, office.agency.ratee.id, periodEnd="2025-12-31")

    assert (codes(missing), codes(backwards)) == (["NOT_FOUND"], ["PERIOD_EMPTY"])
    assert codes(foreign) == ["NOT_PERMITTED"]
    assert missing["errors"][0]["path"] == ["input", "employeeId"]


async def test_a_role_ends_on_a_day_or_at_once(office: PolicyOffice) -> None:
    person, day = office.agency.ratee.id, today()
    made = (await granted(office, person, role="performance_officer"))["roleAssignment"]["id"]
    await office.client.app.state.registry.refresh(DISHUB)

    planned = await ended(office.head, made, lastDay=(day + timedelta(days=9)).isoformat())
    assert planned["roleAssignment"]["periodEnd"] == (day + timedelta(days=9)).isoformat()
    now = await ended(office.head, made)
    assert now["roleAssignment"]["periodEnd"] == (day - timedelta(days=1)).isoformat()
    await office.client.app.state.registry.refresh(DISHUB)
    refused = await office.propose(content(suspensions=["staff-see-units"]), by=office.employee)
    assert codes(refused) == ["NOT_PERMITTED"]

    longer = await ended(office.head, made, lastDay=(day + timedelta(days=1)).isoformat())
    assert codes(longer) == ["ALREADY_ENDED"]


async def test_a_role_ends_neither_in_the_past_nor_before_it_begins(office: PolicyOffice) -> None:
    """Else a head would make believe that somebody acted without the role."""
    day, person = today(), office.agency.ratee.id
    made = (await granted(office, person, role="performance_officer"))["roleAssignment"]["id"]
    later = (day + timedelta(days=30)).isoformat()
    coming = (await granted(office, person, role="dpo", periodStart=later))["roleAssignment"]["id"]

    for assignment, last in (
        (made, day - timedelta(days=1)),
        (made, day - timedelta(days=4000)),
        (coming, day + timedelta(days=29)),
    ):
        refused = await ended(office.head, assignment, lastDay=last.isoformat())
        assert codes(refused) == ["END_IN_PAST"]
        assert refused["errors"][0]["path"] == ["input", "lastDay"]
    for assignment, last in ((made, day), (coming, day + timedelta(days=30))):
        kept = await ended(office.head, assignment, lastDay=last.isoformat())
        assert kept["roleAssignment"]["periodEnd"] == last.isoformat()


async def test_a_role_that_was_to_begin_later_ends_without_a_day(office: PolicyOffice) -> None:
    start = (today() + timedelta(days=30)).isoformat()
    made = await granted(office, office.agency.ratee.id, periodStart=start)

    end = await ended(office.head, made["roleAssignment"]["id"])
    again = await ended(office.head, made["roleAssignment"]["id"])

    assert end["roleAssignment"] == {
        **end["roleAssignment"],
        "periodStart": None,
        "periodEnd": None,
    }
    assert codes(again) == ["ALREADY_ENDED"]


async def test_officer_and_head_see_who_holds_what_and_others_their_own(
    office: PolicyOffice,
) -> None:
    person = office.agency.ratee.id
    await granted(office, person, role="dpo")

    async def seen(client: Client) -> set[tuple[str, str]]:
        found = (await client.query(HELD)).data["agency"]["roleAssignments"]["nodes"]
        return {(one["role"], one["employee"]["id"]) for one in found}

    own = ("dpo", global_id("Employee", person))
    everything = await seen(office.head)
    assert own in everything
    assert len(everything) == 3
    assert await seen(office.officer) == everything
    await office.client.app.state.registry.refresh(DISHUB)
    assert await seen(office.person(office.agency.rater.id)) == set()
    plain = office.agency.branches[0].ratees[1].id
    await grant_role(
        office.client.database.owner,
        DISHUB,
        subject_id=plain,
        role="operator",
        valid=Range(START, None),
    )
    assert await seen(office.person(plain)) == {("operator", global_id("Employee", plain))}


async def test_role_assignments_are_found_by_role_day_and_person(office: PolicyOffice) -> None:
    person = office.agency.ratee.id
    await granted(office, person, periodEnd="2026-03-31")

    async def found(**conditions: Any) -> list[str]:
        answer = await office.head.query(HELD, {"filter": conditions})
        return [one["role"] for one in answer.data["agency"]["roleAssignments"]["nodes"]]

    assert await found(activeOn="2026-03-31", role={"eq": "dpo"}) == ["dpo"]
    assert await found(activeOn="2026-04-01", role={"eq": "dpo"}) == []
    assert await found(employee={"eq": global_id("Employee", person)}) == ["dpo"]
