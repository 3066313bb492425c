"""Which reads an agency keeps account of, what the account says, and that none goes without it."""

import hashlib
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert
from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.inspections.models import InspectionCase
from kinerja.kit.clock import today
from kinerja.kit.ids import new_id
from policies.permissions import Role
from policies.purposes import DUTIES
from tenants.session import tenant_session
from tests.support.access_desk import AccessDesk, global_id, told
from tests.support.database import DISHUB, DUKCAPIL, Server

NAMES = '{ agency(code: "DISHUB") { employees { nodes { name } } } }'
NIPS = '{ agency(code: "DISHUB") { employees { nodes { nip } } } }'
UNITS = '{ agency(code: "DISHUB") { orgUnits { nodes { name } } } }'
PERSON = "query ($id: ID!) { node(id: $id) { ... on Employee { name nip } } }"
APPRAISAL = "query ($id: ID!) { node(id: $id) { ... on Appraisal { state ratingReason } } }"


# --- by those who do not belong to the agency -----------------------------------------------------


async def test_a_client_reads_for_the_purpose_of_its_token(desk: AccessDesk) -> None:
    token = await desk.client.api_token("employee:view", "org_unit:view", agency_id=DISHUB)

    answer = await desk.client.with_token(token).query(UNITS)

    assert answer.errors == []
    (event,) = await desk.accounts()
    assert told(event) == {
        "reach": "OBJECT",
        "owner": None,
        "resources": ["agency", "org_unit"],
        "purpose": "Pengujian",
    }
    assert (event.subject_kind, event.roles) == ("CLIENT", ["api_client"])
    assert event.rules == ["client-sees-agencies", "client-sees-units"]
    assert event.operation_hash == hashlib.sha256(UNITS.encode()).digest()
    assert str(event.request_id) == answer.headers["x-request-id"]


async def test_a_client_cannot_state_another_purpose(desk: AccessDesk) -> None:
    token = await desk.client.api_token("org_unit:view", agency_id=DISHUB)
    client = desk.client.with_token(token).with_headers(kinerja_purpose="Apa saja")

    await client.query(UNITS)

    assert [event.purpose for event in await desk.accounts()] == ["Pengujian"]


async def test_a_read_by_get_is_accounted_for_too(desk: AccessDesk) -> None:
    answer = await desk.hr.send("GET", params={"query": NAMES})

    assert answer.errors == []
    assert [event.reach for event in await desk.accounts()] == ["LIST"]


async def test_the_province_reads_by_its_duty_or_for_what_it_states(desk: AccessDesk) -> None:
    await desk.hr.query(NAMES)
    await desk.inspector.query(NAMES)
    await desk.hr.with_headers(kinerja_purpose="Audit kinerja 2026").query(NAMES)

    events = await desk.accounts()
    assert [event.purpose for event in events] == [
        DUTIES[Role.PROVINCE_HR],
        DUTIES[Role.INSPECTORATE],
        "Audit kinerja 2026",
    ]
    assert events[0].roles == ["authenticated", "province_hr"]
    assert events[0].covers_everyone


async def test_people_of_another_agency_are_strangers(desk: AccessDesk) -> None:
    stranger = desk.client.as_(new_id(), agency="DUKCAPIL")

    await stranger.query('{ agency(code: "DISHUB") { name employees { nodes { name } } } }')

    (event,) = await desk.accounts()
    assert event.rules == ["everyone-sees-agencies"]
    assert event.purpose == DUTIES[Role.AUTHENTICATED]
    assert await desk.accounts(DUKCAPIL) == []


async def test_the_list_of_agencies_is_nobodys(desk: AccessDesk) -> None:
    await desk.hr.query("{ agencies { nodes { code name } } viewer { roles } }")

    assert await desk.accounts() == []


async def test_what_is_not_found_was_not_read(desk: AccessDesk) -> None:
    answer = await desk.hr.query(PERSON, {"id": global_id("Employee", new_id())})

    assert answer.data == {"node": None}
    assert await desk.accounts() == []


async def test_each_agency_keeps_account_of_its_own(desk: AccessDesk) -> None:
    await desk.hr.query(
        '{ a: agency(code: "DISHUB") { name } b: agency(code: "DUKCAPIL") { name }'
        ' c: agency(code: "DISHUB") { code } }'
    )

    # Equal reads of one request are told once.
    assert len(await desk.accounts(DISHUB)) == 1
    assert len(await desk.accounts(DUKCAPIL)) == 1


async def test_a_report_across_agencies_is_accounted_for_above_them(desk: AccessDesk) -> None:
    answer = await desk.hr.query(
        '{ crossAgencyReport(groupBy: [AGENCY], agencies: ["DISHUB"]) { employees } }'
    )

    assert answer.errors == []
    (event,) = await desk.reports()
    assert event.purpose == DUTIES[Role.PROVINCE_HR]
    assert event.after is not None
    assert (event.after["group_by"], event.after["agencies"]) == (["AGENCY"], ["DISHUB"])
    assert await desk.accounts() == []


# --- by the agency's own people -------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    [
        NAMES,
        UNITS,
        '{ agency(code: "DISHUB") { appraisals { nodes { state } } } }',
        "{ viewer { employee { name nip nrk } appraisals { nodes { ratingReason } } } }",
        "{ viewer { appraisalsToRate { nodes { state composite } } } }",
    ],
)
async def test_colleagues_owe_no_account_of_what_is_not_protected(
    desk: AccessDesk, query: str
) -> None:
    for client in (desk.officer, desk.dpo, desk.as_(desk.world.organisation.ratee)):
        assert (await client.query(query)).errors == []

    assert await desk.accounts() == []


async def test_colleagues_owe_an_account_of_protected_fields(desk: AccessDesk) -> None:
    await desk.officer.query(NIPS)

    (event,) = await desk.accounts()
    assert told(event)["reach"] == "LIST"
    assert event.rules == ["officer-sees-employees"]
    assert event.field_classes == ["internal", "personal", "public"]  # Ordered by name.
    assert event.covers_everyone
    assert event.purpose == DUTIES[Role.PERFORMANCE_OFFICER]


@pytest.mark.parametrize(
    "arguments",
    ['filter: {nip: {startsWith: "19"}}', 'filter: {not: {or: [{nip: {eq: "1"}}]}}'],
)
async def test_to_filter_by_a_protected_field_is_to_read_it(
    desk: AccessDesk, arguments: str
) -> None:
    query = f'{{ agency(code: "DISHUB") {{ employees({arguments}) {{ totalCount }} }} }}'

    assert (await desk.officer.query(query)).errors == []

    assert [event.reach for event in await desk.accounts()] == ["LIST"]


async def test_an_object_is_accounted_for_with_its_person(desk: AccessDesk) -> None:
    ratee = desk.world.organisation.ratee
    appraisal = await desk.world.appraisal_of(ratee)

    await desk.officer.query(PERSON, {"id": global_id("Employee", ratee.id)})
    await desk.as_(desk.world.organisation.superior).query(
        APPRAISAL, {"id": global_id("Appraisal", appraisal)}
    )

    assert [(event.reach, event.owner_id) for event in await desk.accounts()] == [
        ("OBJECT", ratee.id),
        ("OBJECT", ratee.id),
    ]


async def test_nobody_owes_an_account_of_the_own(desk: AccessDesk) -> None:
    ratee = desk.world.organisation.ratee
    appraisal = await desk.world.appraisal_of(ratee)
    client = desk.as_(ratee)

    for document, id_ in (
        (PERSON, global_id("Employee", ratee.id)),
        (APPRAISAL, global_id("Appraisal", appraisal)),
    ):
        answer = await client.query(document, {"id": id_})
        assert answer.data["node"] is not None

    assert await desk.accounts() == []


async def test_several_objects_are_accounted_for_person_by_person(desk: AccessDesk) -> None:
    people = [desk.world.organisation.ratee, desk.world.organisation.stranger]
    missing = global_id("Employee", new_id())
    document = "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Employee { nip } } }"

    await desk.officer.query(
        document, {"ids": [*(global_id("Employee", one.id) for one in people), missing]}
    )

    events = await desk.accounts()
    assert {event.owner_id for event in events} == {one.id for one in people}
    assert len({event.request_id for event in events}) == 1


async def test_what_an_object_leads_to_is_a_list_of_others(desk: AccessDesk) -> None:
    rater = desk.world.organisation.branches[1].rater
    document = (
        "query ($id: ID!) { node(id: $id) { ... on Employee"
        " { nip appraisals { nodes { ratingReason } } ratees { nodes { nip } } } } }"
    )

    await desk.officer.query(document, {"id": global_id("Employee", rater.id)})

    events = await desk.accounts()
    assert [(event.reach, event.owner_id) for event in events] == [
        ("OBJECT", rater.id),
        ("LIST", None),
    ]
    assert events[0].resources == ["employee", "appraisal"]
    assert events[1].resources == ["employee"]


async def test_what_a_change_answers_is_accounted_for(desk: AccessDesk) -> None:
    ratee = desk.world.organisation.ratee
    document = (
        "mutation ($input: UpdateEmployeeInput!) { updateEmployee(input: $input)"
        " { results { employee { nip } errors { code } } errors { code } } }"
    )
    item = {"employeeId": global_id("Employee", ratee.id), "name": "Nama Baru"}

    answer = await desk.officer.query(document, {"input": {"items": [item]}})

    assert answer.errors == []
    assert answer.data["updateEmployee"]["results"][0]["employee"]["nip"] == ratee.nip
    assert [event.owner_id for event in await desk.accounts()] == [ratee.id]


# --- under an inspection case ---------------------------------------------------------------------


async def test_reads_under_an_inspection_case_name_its_rule(desk: AccessDesk) -> None:
    ratee = desk.world.organisation.ratee
    appraisal = await desk.world.appraisal_of(ratee)
    await _open_case(desk, ratee.id, opened_by=new_id())

    answer = await desk.inspector.query(APPRAISAL, {"id": global_id("Appraisal", appraisal)})

    assert answer.data["node"]["state"] == "RATER_REVIEW"
    (event,) = await desk.accounts()
    assert "inspectorate-sees-investigated" in event.rules
    assert event.owner_id == ratee.id


async def _open_case(desk: AccessDesk, employee: UUID, *, opened_by: UUID) -> None:
    async with tenant_session(desk.client.database.owner, DISHUB) as session:
        await session.execute(
            insert(InspectionCase).values(
                agency_id=DISHUB,
                id=new_id(),
                employee_id=employee,
                legal_basis="PP 94/2021",
                valid=Range(today() - timedelta(days=1), today() + timedelta(days=30)),
                opened_by=opened_by,
            )
        )


# --- no read without its account ------------------------------------------------------------------


async def test_what_cannot_be_accounted_for_is_not_answered(desk: AccessDesk) -> None:
    owner = Server(desk.client.database.owner_url)
    await owner.execute("REVOKE INSERT ON access_events FROM kinerja_app")

    refused = await desk.hr.query(NAMES)
    allowed = await desk.dpo.query(NAMES)

    assert (refused.status, refused.codes) == (500, ["INTERNAL"])
    assert refused.data is None
    assert allowed.data is not None
    assert await desk.accounts() == []


async def test_a_report_that_cannot_be_accounted_for_is_not_answered(desk: AccessDesk) -> None:
    owner = Server(desk.client.database.owner_url)
    await owner.execute("REVOKE INSERT ON province_events FROM kinerja_app")

    answer = await desk.hr.query("{ crossAgencyReport(groupBy: [AGENCY]) { employees } }")

    assert (answer.status, answer.data) == (500, None)


async def test_what_was_read_beside_a_failure_is_accounted_for(desk: AccessDesk) -> None:
    answer = await desk.hr.query(
        '{ good: agency(code: "DISHUB") { name } bad: agency(code: "NIRWANA") { name } }'
    )

    assert answer.codes == ["UNKNOWN_AGENCY"]
    assert answer.data["good"] == {"name": "Dinas Perhubungan"}
    assert len(await desk.accounts()) == 1


@pytest.mark.parametrize(
    "purpose",
    ["ab", "x" * 201, "NIP 198001012005011001", "19800101 200501 1 001", "a\tb c", ""],
)
async def test_a_purpose_that_cannot_be_kept_is_refused(desk: AccessDesk, purpose: str) -> None:
    answer = await desk.hr.with_headers(kinerja_purpose=purpose).query(NAMES)

    assert (answer.status, answer.codes) == (400, ["INVALID_PURPOSE"])
    assert await desk.accounts() == []


# --- being told why, and trying policies out ------------------------------------------------------

WHY = "query ($id: ID!) { whyNot(id: $id, action: SCORE) { code state } }"
TRY = """{ simulatePolicy(agencyCode: "DISHUB", change: {
  roles: [], rules: [], suspensions: ["staff-see-units"] }) { peopleAffected } }"""


async def test_who_does_not_belong_to_the_agency_is_told_why_on_account(desk: AccessDesk) -> None:
    ratee = desk.world.organisation.ratee
    person = {"id": global_id("Employee", ratee.id)}
    unseen = {"id": global_id("Appraisal", await desk.world.appraisal_of(ratee))}

    assert (await desk.hr.query(WHY, person)).data["whyNot"]["code"] == "NOT_RELATED"
    # Before delivery the province sees no appraisal: it is told nothing of it.
    assert (await desk.hr.query(WHY, unseen)).data["whyNot"]["code"] == "NOT_FOUND_OR_HIDDEN"
    assert (await desk.officer.query(WHY, person)).data["whyNot"]["code"] == "NOT_RELATED"

    (event,) = await desk.accounts()
    assert told(event) == {
        "reach": "OBJECT",
        "owner": ratee.id,
        "resources": ["employee"],
        "purpose": DUTIES[Role.PROVINCE_HR],
    }
    assert event.rules == ["province-hr-sees-employees"]


async def test_an_officer_from_elsewhere_tries_policies_out_on_account(desk: AccessDesk) -> None:
    seconded = new_id()
    await desk.client.give_role(seconded, Role.PERFORMANCE_OFFICER, DISHUB)
    await desk.client.app.state.registry.refresh(DISHUB)

    for who in (desk.client.as_(seconded), desk.officer):
        answer = await who.query(TRY)
        assert answer.errors == []
        assert answer.data["simulatePolicy"]["peopleAffected"] > 0

    (event,) = await desk.accounts()
    assert told(event) == {
        "reach": "LIST",
        "owner": None,
        "resources": ["org_unit", "policy"],
        "purpose": DUTIES[Role.PERFORMANCE_OFFICER],
    }
    assert event.covers_everyone
