"""What the inspectorate sees: while a case is open, of one person, and nothing before or after."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text

from kinerja.domains.inspections.models import InspectionCase
from kinerja.kit import clock
from kinerja.kit.ids import AgencyId, GlobalId, new_id
from policies.permissions import Role
from tenants.models import AuditEvent
from tests.support.appraisal_world import World, make_world, open_world
from tests.support.clients import Client
from tests.support.database import DISHUB, DUKCAPIL

OPEN = """
mutation ($input: OpenCaseInput!) {
  openCase(input: $input) {
    case { id state legalBasis periodStart periodEnd closedAt employee { id } }
    errors { code message path }
  }
}
"""
CLOSE = """
mutation ($input: CloseCaseInput!) {
  closeCase(input: $input) { case { id state closedAt } errors { code message path } }
}
"""
LOOK = """
query ($appraisal: ID!) {
  node(id: $appraisal) { ... on Appraisal { state scores(first: 5) { nodes { actual } } } }
}
"""
CASES = """
query ($filter: InspectionCaseFilter) {
  agency(code: "DISHUB") { cases(first: 10, filter: $filter) { totalCount nodes { id state } } }
}
"""
TRACES = """
{
  agency(code: "DISHUB") {
    cases { totalCount }
    auditEvents(first: 100, filter: { objectType: { eq: "InspectionCase" } }) {
      totalCount nodes { action }
    }
  }
  viewer {
    accessLog(first: 100, filter: { certainty: { eq: EXACT } }) { totalCount nodes { resources } }
  }
}
"""
PERSON = "query ($id: ID!) { node(id: $id) { ... on Employee { name } } }"
SCORE = """
mutation ($input: SubmitScoresInput!) { submitScores(input: $input) { accepted } }
"""


@pytest.fixture
async def world(client: Client) -> World:
    """Return a cycle that is being scored, with one score about the ratee."""
    world = await open_world(await make_world(client.database.application, DISHUB))
    score = {
        "appraisalId": global_id("Appraisal", await world.appraisal_of(world.organisation.ratee)),
        "indicatorId": global_id("Indicator", world.version.indicators["quality"]),
        "actual": "97",
    }
    rater = client.as_(world.organisation.rater.id, agency="DISHUB")
    answer = await rater.query(SCORE, {"input": {"scores": [score]}})
    assert answer.data["submitScores"]["accepted"] == 1
    return world


@pytest.fixture
async def inspector(client: Client) -> Client:
    person = new_id()
    await client.give_province_role(person, Role.INSPECTORATE)
    return client.as_(person).with_headers(accept_language="en")


def global_id(type_name: str, key: UUID, agency: AgencyId = DISHUB) -> str:
    return str(GlobalId(type_name, agency, key))


def about(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "input": {
            "employeeId": global_id("Employee", world.organisation.ratee.id),
            "legalBasis": "Surat Perintah Inspektur 12/2026",
            "periodEnd": clock.today().isoformat(),
            **changes,
        }
    }


async def payload(client: Client, document: str, variables: dict[str, Any]) -> dict[str, Any]:
    answer = await client.query(document, variables)
    assert answer.errors == [], answer.body
    (result,) = answer.data.values()
    found: dict[str, Any] = result
    return found


async def codes(client: Client, document: str, variables: dict[str, Any]) -> list[str]:
    return [error["code"] for error in (await payload(client, document, variables))["errors"]]


async def seen(client: Client, appraisal: UUID) -> Any:
    answer = await client.query(LOOK, {"appraisal": global_id("Appraisal", appraisal)})
    return answer.data["node"]


async def test_the_inspectorate_sees_an_appraisal_while_a_case_is_open(
    inspector: Client, world: World
) -> None:
    appraisal = await world.appraisal_of(world.organisation.ratee)
    another = await world.appraisal_of(world.organisation.stranger)
    assert await seen(inspector, appraisal) is None

    opened = await payload(inspector, OPEN, about(world))

    case = opened["case"]
    assert opened["errors"] == []
    assert case["state"] == "OPEN"
    assert case["legalBasis"] == "Surat Perintah Inspektur 12/2026"
    assert case["periodStart"] == case["periodEnd"] == clock.today().isoformat()
    assert case["employee"] == {"id": global_id("Employee", world.organisation.ratee.id)}
    assert await seen(inspector, appraisal) == {
        "state": "RATER_REVIEW",
        "scores": {"nodes": [{"actual": "97"}]},
    }
    assert await seen(inspector, another) is None

    closed = await payload(inspector, CLOSE, {"input": {"caseId": case["id"]}})

    assert closed["errors"] == []
    assert closed["case"]["state"] == "CLOSED"
    assert closed["case"]["closedAt"] is not None
    assert await seen(inspector, appraisal) is None


async def test_a_case_ends_by_itself_with_its_last_day(inspector: Client, world: World) -> None:
    appraisal = await world.appraisal_of(world.organisation.ratee)
    opened = await payload(inspector, OPEN, about(world))
    assert await seen(inspector, appraisal) is not None

    async with inspector.database.owner.begin() as connection:
        await connection.execute(text(f"SET LOCAL kinerja.agency_id = '{DISHUB}'"))
        await connection.execute(
            text("UPDATE inspection_cases SET valid = daterange(lower(valid) - 30, lower(valid))")
        )

    assert opened["case"]["state"] == "OPEN"
    assert await seen(inspector, appraisal) is None


async def test_the_investigated_person_and_the_head_see_no_case(
    client: Client, inspector: Client, world: World
) -> None:
    await payload(inspector, OPEN, about(world))
    officer = new_id()
    await client.give_role(officer, Role.DPO, DISHUB)
    people = world.organisation

    assert await count(inspector) == 1
    assert await count(client.as_(officer, agency="DISHUB")) == 1
    for person in (people.ratee, people.rater, people.head):
        assert await count(client.as_(person.id, agency="DISHUB")) == 0


async def traces(client: Client) -> tuple[int, list[str], list[list[str]]]:
    """Return what somebody finds of cases: how many, the events of them, and who read of him."""
    answer = await client.query(TRACES)
    assert answer.errors == [], answer.body
    agency, viewer = answer.data["agency"], answer.data["viewer"]
    events, log = agency["auditEvents"], viewer["accessLog"]
    assert (events["totalCount"], log["totalCount"]) == (len(events["nodes"]), len(log["nodes"]))
    actions = [one["action"] for one in events["nodes"]]
    return agency["cases"]["totalCount"], actions, [one["resources"] for one in log["nodes"]]


async def test_nobody_finds_traces_of_the_case_about_oneself_whatever_the_role(
    client: Client, inspector: Client, world: World
) -> None:
    people = world.organisation
    await client.give_role(people.ratee.id, Role.DPO, DISHUB)
    plain, officer, head = people.stranger, people.ratee, people.head
    for person in (plain, officer, head):
        one = {"id": global_id("Employee", person.id)}
        assert (await inspector.query(PERSON, one)).errors == []

    asks = {person.id: client.as_(person.id, agency="DISHUB") for person in (plain, officer, head)}
    for person in (plain, officer, head):
        before = await traces(asks[person.id])
        assert before[2] == [["EMPLOYEE"]]
        employee = global_id("Employee", person.id)
        opened = await payload(inspector, OPEN, about(world, employeeId=employee))
        await inspector.query(PERSON, {"id": employee})
        # What was read before does not go: that would tell, too.
        assert await traces(asks[person.id]) == before
        case = {"input": {"caseId": opened["case"]["id"]}}
        await payload(inspector, CLOSE, case)
        # The case is closed: who read is told, but not that there was a case.
        cases, events, read = await traces(asks[person.id])
        assert (cases, events) == before[:2]
        assert read == [["EMPLOYEE"], ["EMPLOYEE"]]
        # Others learn of it as their roles have it.
        if person is not officer:
            assert "inspection_case.opened" in (await traces(asks[officer.id]))[1]


async def count(client: Client, **condition: Any) -> int:
    answer = await client.query(CASES, {"filter": condition or None})
    assert answer.errors == [], answer.body
    found: int = answer.data["agency"]["cases"]["totalCount"]
    return found


async def test_cases_are_found_by_person_day_and_state(inspector: Client, world: World) -> None:
    opened = await payload(inspector, OPEN, about(world))
    ratee = {"eq": global_id("Employee", world.organisation.ratee.id)}
    rater = {"eq": global_id("Employee", world.organisation.rater.id)}

    assert await count(inspector, employee=ratee, isOpen=True) == 1
    assert await count(inspector, employee=rater) == 0
    assert await count(inspector, activeOn=clock.today().isoformat()) == 1
    assert await count(inspector, activeOn="2020-01-01") == 0

    await payload(inspector, CLOSE, {"input": {"caseId": opened["case"]["id"]}})
    assert await count(inspector, isOpen=True) == 0
    assert await count(inspector, isOpen=False) == 1


async def test_only_the_inspectorate_opens_cases_and_never_about_oneself(
    client: Client, inspector: Client, world: World
) -> None:
    people = world.organisation
    for person in (people.ratee, people.rater, people.head):
        asking = client.as_(person.id, agency="DISHUB")
        assert await codes(asking, OPEN, about(world)) == ["NOT_PERMITTED"]
    # Somebody of the agency who also works for the inspectorate.
    await client.give_province_role(people.ratee.id, Role.INSPECTORATE)
    himself = client.as_(people.ratee.id, agency="DISHUB").with_headers(accept_language="en")

    refused = await payload(himself, OPEN, about(world))

    assert [error["code"] for error in refused["errors"]] == ["NOT_PERMITTED"]
    assert "about oneself" in refused["errors"][0]["message"]
    own = await seen(himself, await world.appraisal_of(people.ratee))
    assert own == {"state": "RATER_REVIEW", "scores": {"nodes": []}}
    assert await count(inspector) == 0


async def test_a_case_needs_a_legal_basis_and_an_end_within_a_year(
    inspector: Client, world: World
) -> None:
    today = clock.today()
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"legalBasis": "  a  "}, "LEGAL_BASIS_REQUIRED"),
        ({"legalBasis": "x" * 501}, "LEGAL_BASIS_REQUIRED"),
        ({"periodEnd": (today - timedelta(days=1)).isoformat()}, "CASE_PERIOD"),
        ({"periodEnd": _in_a_year(today).isoformat()}, "CASE_PERIOD"),
        ({"employeeId": global_id("Employee", new_id())}, "NOT_FOUND"),
        ({"employeeId": global_id("Appraisal", new_id())}, "WRONG_ID_TYPE"),
    ]
    for changes, code in wrong:
        assert await codes(inspector, OPEN, about(world, **changes)) == [code], changes
    assert await count(inspector) == 0

    last = _in_a_year(today) - timedelta(days=1)
    assert await codes(inspector, OPEN, about(world, periodEnd=last.isoformat())) == []


def _in_a_year(day: date) -> date:
    leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap_day else day.day)


async def test_a_case_is_closed_once_and_only_where_it_is(
    client: Client, inspector: Client, world: World
) -> None:
    opened = await payload(inspector, OPEN, about(world))
    case = {"input": {"caseId": opened["case"]["id"]}}
    key = GlobalId.parse(opened["case"]["id"]).key
    elsewhere = {"input": {"caseId": global_id("InspectionCase", key, DUKCAPIL)}}
    ratee = client.as_(world.organisation.ratee.id, agency="DISHUB")

    assert await codes(inspector, CLOSE, elsewhere) == ["NOT_FOUND"]
    assert await codes(ratee, CLOSE, case) == ["NOT_PERMITTED"]
    assert await codes(inspector, CLOSE, case) == []
    assert await codes(inspector, CLOSE, case) == ["STATE_CONFLICT"]


async def test_opening_and_closing_are_audited_without_the_person(
    inspector: Client, world: World
) -> None:
    opened = await payload(inspector, OPEN, about(world))
    await payload(inspector, CLOSE, {"input": {"caseId": opened["case"]["id"]}})

    async with inspector.database.owner.begin() as connection:
        await connection.execute(text(f"SET LOCAL kinerja.agency_id = '{DISHUB}'"))
        (case,) = (await connection.execute(select(InspectionCase))).all()
        events = (
            await connection.execute(
                select(AuditEvent.action, AuditEvent.after, AuditEvent.actor_id)
                .where(AuditEvent.object_id == case.id)
                .order_by(AuditEvent.id)
            )
        ).all()

    assert [event.action for event in events] == [
        "inspection_case.opened",
        "inspection_case.closed",
    ]
    assert {event.actor_id for event in events} == {case.opened_by} == {case.closed_by}
    assert str(world.organisation.ratee.id) not in str([event.after for event in events])
