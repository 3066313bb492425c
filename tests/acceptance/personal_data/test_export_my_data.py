"""The copy of one's data: everything that policy shows the person, and nobody else's data."""

import json
from typing import Any

import pytest
from sqlalchemy import insert

from kinerja.kit.ids import new_id
from kinerja.reads.own_data import selections
from kinerja.reads.own_data.parts import APPRAISALS, PARTS
from policies.permissions import Role
from tenants.audit_models import AccessEvent
from tenants.session import tenant_session
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.personal_traces import TRACES, Traced, leave_traces
from tests.support.privacy_desk import EXPORT, PrivacyDesk, ask, codes, global_id

ERASED_VIEW = """
query ($id: ID!) {
  node(id: $id) { ... on Employee { name nip nrk erasedAt inactiveSince state } }
  agency(code: "DISHUB") { employees(orderBy: [{field: NAME}]) { nodes { name nip } } }
}
"""


@pytest.fixture
async def traced(client: Client) -> Traced:
    """Return a person of whom there are traces in every table."""
    return await leave_traces(client.database)


def _person(client: Client, traced: Traced) -> Client:
    return client.with_headers(accept_language="en").as_(traced.person, agency="DISHUB")


async def _copy(client: Client) -> dict[str, Any]:
    payload = await ask(client, EXPORT, agencyCode="DISHUB")
    assert payload["errors"] == []
    document: dict[str, Any] = json.loads(payload["document"])
    return document


async def test_the_copy_holds_everything_that_the_person_may_see(
    client: Client, traced: Traced
) -> None:
    await client.give_role(traced.person, Role.PERFORMANCE_OFFICER, DISHUB)

    copy = await _copy(_person(client, traced))

    told = json.dumps(copy, ensure_ascii=False)
    # A case and a hold are never shown to whom they are about; no more is a reason given to raters.
    unseen = {"case_basis", "hold_basis", "return_reason"}
    for name, text in TRACES.items():
        assert (text in told) == (name not in unseen), name
    assert copy["format"] == "kinerja-personal-data-1"
    assert copy["agency"]["code"] == "DISHUB"
    assert copy["employee"]["nip"] == traced.nip
    (appraisal,) = copy["appraisals"]
    assert appraisal["state"] == "FINAL"
    assert {one["actual"] for one in appraisal["scores"]} == {"100", "91.5"}
    assert len(appraisal["results"]) == 3
    assert len(copy["assignments"]) == len(copy["reportingLines"]) == 1
    assert len(copy["delegationsGiven"]) == len(copy["dataRequests"]) == 1
    assert [one["role"] for one in copy["roleAssignments"]] == ["performance_officer"]
    actions = {one["action"] for one in copy["auditEvents"]}
    assert {"role.granted", "appraisal.finalised"} & actions
    assert set(copy) == {
        "format",
        "generatedAt",
        "agency",
        "employee",
        APPRAISALS.name,
        *(part.name for part in PARTS),
    }


async def test_the_copy_holds_no_other_person_s_data(client: Client, traced: Traced) -> None:
    told = json.dumps(await _copy(_person(client, traced)), ensure_ascii=False)

    organisation = traced.world.organisation
    for other in organisation.people:
        if other.id != traced.person:
            assert str(other.nip) not in told
            assert global_id("Employee", other.id) not in told
            assert str(other.id) not in told
    assert organisation.rater.name in told
    assert organisation.branches[0].ratees[1].name not in told


async def test_an_office_adds_nothing_to_the_copy(desk: PrivacyDesk) -> None:
    copy = await _copy(desk.officer)

    second = desk.world.organisation.branches[1]
    assert copy["employee"]["name"] == second.superior.name
    assert [one["role"] for one in copy["roleAssignments"]] == ["performance_officer"]
    told = json.dumps(copy, ensure_ascii=False)
    assert str(second.ratees[0].nip) not in told
    assert second.ratees[0].name not in told


async def test_an_undelivered_score_is_not_in_the_copy(desk: PrivacyDesk) -> None:
    appraisal = await desk.world.appraisal_of(desk.world.organisation.ratee)
    item = desk.world.item(appraisal, "quality", "73.25", comment="KENARI belum disampaikan")
    assert [one.error for one in await desk.world.score(desk.world.rater, item)] == [None]

    (copied,) = (await _copy(desk.person))["appraisals"]

    assert copied["state"] == "RATER_REVIEW"
    assert copied["scores"] == copied["results"] == []


async def test_all_pages_of_a_long_list_are_in_the_copy(
    desk: PrivacyDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selections, "PAGE", 3)
    person = desk.world.organisation.ratee.id
    rows = [
        {
            "agency_id": DISHUB,
            "id": new_id(),
            "subject_id": desk.world.organisation.head.id,
            "subject_kind": "PERSON",
            "roles": ["employee"],
            "purpose": "Uji",
            "request_id": new_id(),
            "operation_hash": bytes(32),
            "resources": ["employee"],
            "field_classes": ["personal"],
            "rules": ["head"],
            "reach": "OBJECT",
            "owner_id": person,
            "covers_everyone": False,
        }
        for _ in range(7)
    ]
    async with tenant_session(desk.client.database.application, DISHUB) as session:
        await session.execute(insert(AccessEvent), rows)

    copy = await _copy(desk.person)

    assert len({one["id"] for one in copy["accessLog"]}) == 7
    assert all(one["subject"]["name"] for one in copy["accessLog"])


async def test_a_copy_is_noted_and_counts_its_records(desk: PrivacyDesk) -> None:
    payload = await ask(desk.person, EXPORT, agencyCode="DISHUB")

    (event,) = await desk.events("personal_data.")
    assert event.person_id == event.actor_id == desk.world.organisation.ratee.id
    assert event.after == {"records": payload["recordCount"]}
    assert payload["recordCount"] > 3


async def test_who_is_not_stored_gets_no_copy(desk: PrivacyDesk, client: Client) -> None:
    assert await codes(desk.person, EXPORT, agencyCode="DUKCAPIL") == ["NO_DATA_HERE"]
    assert await codes(desk.person, EXPORT, agencyCode="NOWHERE") == ["UNKNOWN_AGENCY"]
    program = client.with_token(await client.api_token("employee:view", agency_id=DISHUB))
    assert await codes(program, EXPORT, agencyCode="DISHUB") == ["NOT_PERMITTED"]
    assert (await client.query(EXPORT, {"input": {"agencyCode": "DISHUB"}})).data is None
    assert await desk.events("personal_data.") == []


async def test_too_much_for_one_answer_is_a_file(
    desk: PrivacyDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = "graphql_schema.personal_data.mutations.export_my_data.MOST_RECORDS"
    monkeypatch.setattr(module, 2)

    assert await codes(desk.person, EXPORT, agencyCode="DISHUB") == ["EXPORT_TOO_LARGE"]
    assert await desk.events("personal_data.") == []
