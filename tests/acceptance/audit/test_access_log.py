"""What people learn of who has read of them, and what they themselves had to account for."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, update
from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.inspections.models import InspectionCase
from kinerja.domains.organisation.models import Employee
from kinerja.kit.clock import now, today
from kinerja.kit.ids import new_id
from policies.permissions import Role
from policies.purposes import DUTIES
from tenants.session import tenant_session
from tests.support.access_desk import AccessDesk, global_id
from tests.support.clients import Client
from tests.support.database import DISHUB

LOG = """
query ($filter: AccessEventFilter) {
  viewer {
    accessLog(filter: $filter) {
      totalCount
      nodes {
        occurredAt subjectKind clientName roles purpose certainty resources fieldClasses rules
        subject { id name } person { id } agency { code }
      }
    }
  }
}
"""
MADE = "{ viewer { accessesMade { nodes { certainty purpose person { id } } } } }"
PERSON = "query ($id: ID!) { node(id: $id) { ... on Employee { nip } } }"
NIPS = '{ agency(code: "DISHUB") { employees { nodes { nip } } } }'
ALL = '{ agency(code: "DISHUB") { accessEvents { totalCount nodes { id } } } }'


async def _log(client: Client, **variables: Any) -> list[dict[str, Any]]:
    answer = await client.query(LOG, variables)
    assert answer.errors == []
    found = answer.data["viewer"]["accessLog"]
    assert found["totalCount"] == len(found["nodes"])
    nodes: list[dict[str, Any]] = found["nodes"]
    return nodes


async def test_people_see_who_read_an_object_about_them(desk: AccessDesk) -> None:
    organisation = desk.world.organisation
    await desk.officer.query(PERSON, {"id": global_id("Employee", organisation.ratee.id)})

    (event,) = await _log(desk.as_(organisation.ratee))

    assert now() - timedelta(minutes=5) < _instant(event.pop("occurredAt")) <= now()
    assert event == {
        "subjectKind": "PERSON",
        "clientName": None,
        "roles": ["authenticated", "employee", "performance_officer"],
        "purpose": DUTIES[Role.PERFORMANCE_OFFICER],
        "certainty": "EXACT",
        "resources": ["EMPLOYEE"],
        "fieldClasses": ["PERSONAL", "PUBLIC"],
        "rules": ["officer-sees-employees"],
        "subject": {
            "id": global_id("Employee", organisation.rater.id),
            "name": organisation.rater.name,
        },
        "person": {"id": global_id("Employee", organisation.ratee.id)},
        "agency": {"code": "DISHUB"},
    }
    assert await _log(desk.as_(organisation.stranger)) == []


async def test_people_see_lists_in_which_they_may_have_stood(desk: AccessDesk) -> None:
    await desk.hr.with_headers(kinerja_purpose="Evaluasi tahunan").query(NIPS)

    for person in (desk.world.organisation.ratee, desk.world.organisation.stranger):
        (event,) = await _log(desk.as_(person))
        assert (event["certainty"], event["purpose"]) == ("LIST", "Evaluasi tahunan")
        # Who works for the province is known by the role alone.
        assert (event["subject"], event["roles"]) == (None, ["authenticated", "province_hr"])


async def test_people_see_which_program_read_of_them(desk: AccessDesk) -> None:
    token = await desk.client.api_token("employee:view", agency_id=DISHUB, name="Dasbor BI")
    await desk.client.with_token(token).query(
        '{ agency(code: "DISHUB") { employees { nodes { state } } } }'
    )

    (event,) = await _log(desk.as_(desk.world.organisation.ratee))

    assert (event["subjectKind"], event["clientName"]) == ("CLIENT", "Dasbor BI")
    assert (event["certainty"], event["purpose"]) == ("LIST", "Pengujian")
    assert event["subject"] is None


async def test_the_log_can_be_narrowed(desk: AccessDesk) -> None:
    ratee = desk.world.organisation.ratee
    await desk.officer.query(PERSON, {"id": global_id("Employee", ratee.id)})
    await desk.officer.query(NIPS)
    client = desk.as_(ratee)

    exact = await _log(client, filter={"certainty": {"eq": "EXACT"}})
    early = await _log(client, filter={"occurredAt": {"lt": "2020-01-01T00:00:00Z"}})
    clients = await _log(client, filter={"subjectKind": {"eq": "CLIENT"}})

    assert len(await _log(client)) == 2
    assert [event["certainty"] for event in exact] == ["EXACT"]
    assert early == clients == []


async def test_whoever_reads_finds_it_among_the_own_accesses(desk: AccessDesk) -> None:
    ratee = desk.world.organisation.ratee
    await desk.officer.query(PERSON, {"id": global_id("Employee", ratee.id)})
    await desk.officer.query(NIPS)

    made = (await desk.officer.query(MADE)).data["viewer"]["accessesMade"]["nodes"]

    assert [event["certainty"] for event in made] == ["EXACT", "LIST"]
    assert made[0]["person"] == {"id": global_id("Employee", ratee.id)}
    # The officer's own list covers the officer too, but that is no news.
    assert await _log(desk.officer) == []
    others = await desk.as_(ratee).query(MADE)
    assert others.data["viewer"]["accessesMade"]["nodes"] == []


async def test_looking_at_the_log_leaves_no_trace_in_it(desk: AccessDesk) -> None:
    await desk.hr.query(NIPS)
    client = desk.as_(desk.world.organisation.ratee)

    await _log(client)
    await desk.dpo.query(ALL)

    assert len(await desk.accounts()) == 1


async def test_the_protection_officer_and_the_inspectorate_see_all_accesses(
    desk: AccessDesk,
) -> None:
    await desk.officer.query(NIPS)
    ratee = desk.world.organisation.ratee
    await desk.officer.query(PERSON, {"id": global_id("Employee", ratee.id)})
    head = desk.as_(desk.world.organisation.head)
    stranger = desk.as_(desk.world.organisation.stranger)

    async def count(client: Client) -> int:
        answer = await client.query(ALL)
        assert answer.errors == []
        return int(answer.data["agency"]["accessEvents"]["totalCount"])

    assert [await count(client) for client in (desk.dpo, desk.officer)] == [2, 2]
    # A head is told no more than anybody: that a list covered everyone.
    assert [await count(client) for client in (head, stranger)] == [1, 1]
    assert await count(desk.operator) == 1
    assert await count(desk.inspector) == 2


async def test_people_of_another_agency_see_only_what_they_did_here(desk: AccessDesk) -> None:
    await desk.hr.query(NIPS)
    neighbour = desk.client.as_(new_id(), agency="DUKCAPIL")
    first = await neighbour.query(ALL)
    second = await neighbour.query(ALL)

    # The list of everyone in Dishub did not cover the neighbour.
    assert first.data["agency"]["accessEvents"]["totalCount"] == 0
    assert second.data["agency"]["accessEvents"]["totalCount"] == 1


async def test_programs_see_no_log(desk: AccessDesk) -> None:
    await desk.hr.query(NIPS)
    token = await desk.client.api_token("employee:view", agency_id=DISHUB)
    client = desk.client.with_token(token)

    assert (await client.query(ALL)).data["agency"]["accessEvents"]["totalCount"] == 0
    assert await _log(client) == []


async def test_an_open_inspection_is_not_given_away_by_the_log(desk: AccessDesk) -> None:
    ratee = desk.world.organisation.ratee
    case = await _open_case(desk, ratee)
    await desk.inspector.query(
        "query ($id: ID!) { node(id: $id) { ... on Appraisal { ratingReason } } }",
        {"id": global_id("Appraisal", await desk.world.appraisal_of(ratee))},
    )
    await desk.officer.query(PERSON, {"id": global_id("Employee", ratee.id)})

    during = await _log(desk.as_(ratee))
    seen_by_dpo = await desk.dpo.query(ALL)
    await _close_case(desk, case)
    afterwards = await _log(desk.as_(ratee))

    assert [event["roles"][-1] for event in during] == ["performance_officer"]
    assert seen_by_dpo.data["agency"]["accessEvents"]["totalCount"] == 2
    assert [event["roles"][-1] for event in afterwards] == ["inspectorate", "performance_officer"]


def _instant(text: str) -> Any:
    return type(now()).fromisoformat(text)


async def _open_case(desk: AccessDesk, employee: Employee) -> UUID:
    key = new_id()
    async with tenant_session(desk.client.database.owner, DISHUB) as session:
        await session.execute(
            insert(InspectionCase).values(
                agency_id=DISHUB,
                id=key,
                employee_id=employee.id,
                legal_basis="PP 94/2021",
                valid=Range(today() - timedelta(days=1), today() + timedelta(days=30)),
                opened_by=new_id(),
            )
        )
    return key


async def _close_case(desk: AccessDesk, key: UUID) -> None:
    async with tenant_session(desk.client.database.owner, DISHUB) as session:
        await session.execute(
            update(InspectionCase)
            .where(InspectionCase.agency_id == DISHUB, InspectionCase.id == key)
            .values(
                valid=Range(today() - timedelta(days=1), today()),
                closed_by=new_id(),
                closed_at=now(),
            )
        )
