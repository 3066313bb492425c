"""The service over a Citus cluster: one whole flow of every part that guards who sees what.

Each flow runs with the statements, the roles and the row-level security of the nodes, and ends with
a look at the tables that it filled: another agency's transaction finds none of their rows.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from kinerja.kit import clock
from kinerja.kit.ids import AgencyId, GlobalId, new_id
from kinerja.kit.pseudonyms import real_id
from policies.permissions import Role
from tenants.session import tenant_session
from tests.support.access_desk import open_access_desk
from tests.support.appraisal_world import make_world, open_world
from tests.support.audit_trail import trail_of
from tests.support.citus import migrated_cluster
from tests.support.clients import Client, running_client
from tests.support.database import DISHUB, DUKCAPIL, Database, Server, fill_template
from tests.support.dated_rights import Stage, global_id, payload
from tests.support.identity_provider import IdentityProvider
from tests.support.organisation_factories import make_position
from tests.support.policy_office import SOUND, open_policy_office
from tests.support.privacy_desk import (
    CORRECT,
    DECIDE,
    EXPORT,
    LIFT,
    PLACE,
    REASON,
    ask,
    codes,
    open_privacy_desk,
)
from tests.support.reading import reading_world
from tests.support.sharing_desk import PEOPLE, SharingDesk

pytestmark = pytest.mark.citus

WHY = "query ($id: ID!) { whyNot(id: $id, action: VIEW) { allowed rule } }"
SIMULATE = """
query ($change: PolicyChangeInput!) { simulatePolicy(agencyCode: "DISHUB", change: $change) {
  peopleAffected totals { resource peopleLosing }
} }
"""
DELEGATE = """
mutation ($input: DelegateRatingInput!) {
  delegateRating(input: $input) { delegation { id } errors { code } } }
"""
END = """
mutation ($input: EndDelegationInput!) {
  endDelegation(input: $input) { delegation { endedAt } errors { code } } }
"""
OPEN = """
mutation ($input: OpenCaseInput!) { openCase(input: $input) { case { id } errors { code } } }
"""
CLOSE = """
mutation ($input: CloseCaseInput!) { closeCase(input: $input) { case { state } errors { code } } }
"""
NODE = "query ($id: ID!) { node(id: $id) { id } }"
EMPLOYEES = '{ agency(code: "DISHUB") { employees(first: 100) { nodes { id } } } }'
NIP = "query ($id: ID!) { node(id: $id) { ... on Employee { nip } } }"
LOG = "{ viewer { accessLog { totalCount nodes { purpose person { id } } } } }"
TRANSFER = """
mutation ($input: TransferEmployeeInput!) { transferEmployee(input: $input) {
  assignment { periodStart } appraisals { rater { id } } errors { code } } }
"""


@pytest.fixture
def cluster(citus_url: str) -> Iterator[Server]:
    """Return a migrated cluster with the agencies of every test, emptied afterwards."""
    with migrated_cluster(citus_url) as server:
        asyncio.run(fill_template(server, server.database))
        yield server


@pytest.fixture
async def client(cluster: Server, provider: IdentityProvider) -> AsyncIterator[Client]:
    """Return a client of the service over the cluster; it asks for nobody yet."""
    database = Database(cluster, cluster.database)
    async with running_client(database, provider) as running:
        yield running
    await database.dispose()


async def _rows(client: Client, agency_id: AgencyId, *tables: str) -> set[bool]:
    """Return whether a transaction of an agency finds rows, whosoever they are, in the tables."""
    async with tenant_session(client.database.application, agency_id) as session:
        return {
            bool(await session.scalar(text(f"SELECT count(*) FROM {table}")))  # noqa: S608 - the names below.
            for table in tables
        }


async def _are_apart(client: Client, *tables: str) -> bool:
    """Tell whether all tables have rows of Dishub, and none that Dukcapil finds."""
    ours, theirs = [await _rows(client, one, *tables) for one in (DISHUB, DUKCAPIL)]
    return ours == {True} and theirs == {False}


async def test_an_agencys_own_policies_are_proposed_tried_and_approved(client: Client) -> None:
    office = await open_policy_office(client)
    unit = global_id("OrgUnit", office.agency.branches[1].seksi.id)
    assert (await office.employee.query(NODE, {"id": unit})).data["node"] == {"id": unit}

    tried = await office.officer.query(SIMULATE, {"change": SOUND})
    assert tried.errors == []
    assert tried.data["simulatePolicy"]["peopleAffected"] > 0
    await office.approve(SOUND)

    assert (await office.in_force())["suspensions"] == SOUND["suspensions"]
    assert (await office.employee.query(NODE, {"id": unit})).data["node"] is None
    told = await office.employee.query(WHY, {"id": unit})
    assert (told.errors, told.data["whyNot"]["allowed"]) == ([], False)
    await office.approve({**SOUND, "suspensions": []})
    assert (await office.employee.query(NODE, {"id": unit})).data["node"] == {"id": unit}
    assert await _are_apart(
        client, "policy_versions", "policy_roles", "policy_rules", "policy_suspensions"
    )


async def test_a_delegate_rates_as_long_as_the_delegation_lasts(client: Client) -> None:
    stage = await _stage(client)
    people, today = stage.world.organisation, clock.today().isoformat()
    appraisal = await stage.world.appraisal_of(people.ratee)
    days = {"periodStart": today, "periodEnd": today, "reason": "Surat Perintah 12/2026"}
    rater, delegate = stage.as_(people.rater), global_id("Employee", people.stranger.id)
    assert not await stage.rates(people.stranger, appraisal)

    made = await payload(rater, DELEGATE, input={"delegateId": delegate, **days})
    assert made["errors"] == []
    assert await stage.rates(people.stranger, appraisal)
    ended = await payload(rater, END, input={"delegationId": made["delegation"]["id"]})

    assert ended["errors"] == []
    assert not await stage.rates(people.stranger, appraisal)
    assert await _are_apart(client, "delegations")


async def test_an_inspector_sees_an_appraisal_while_a_case_is_open(client: Client) -> None:
    stage = await _stage(client)
    ratee, person = stage.world.organisation.ratee, new_id()
    await client.give_province_role(person, Role.INSPECTORATE)
    inspector = client.as_(person)
    key = {"id": global_id("Appraisal", await stage.world.appraisal_of(ratee))}
    case = {
        "employeeId": global_id("Employee", ratee.id),
        "legalBasis": "Surat Perintah Inspektur 12/2026",
        "periodEnd": clock.today().isoformat(),
    }
    assert (await inspector.query(NODE, key)).data["node"] is None

    opened = await payload(inspector, OPEN, input=case)
    assert (await inspector.query(NODE, key)).data["node"] == key
    closed = await payload(inspector, CLOSE, input={"caseId": opened["case"]["id"]})

    assert closed == {"case": {"state": "CLOSED"}, "errors": []}
    assert (await inspector.query(NODE, key)).data["node"] is None
    assert await _are_apart(client, "inspection_cases", "access_events")


async def test_a_program_reads_under_a_grant_and_by_pseudonyms(client: Client) -> None:
    async with reading_world(client.database) as world:
        desk = SharingDesk(client, world)
        tool = await desk.tool(*PEOPLE)
        granted = await desk.grant(desk.head, scopes=list(PEOPLE))
        assert granted["errors"] == []

        shown, real = [await _people(who) for who in (tool, desk.head)]
        key = await desk.pseudonym_key("Dasbor uji")

    assert shown.isdisjoint(real)
    assert {real_id(key, one) for one in shown} == real
    assert await _are_apart(client, "data_sharing_grants")


async def test_a_trail_is_sealed_and_verified_and_told_when_broken(client: Client) -> None:
    trail = await trail_of(client.database)
    await trail.write(7)

    assert await trail.seal() == 8
    assert await trail.faults() == []
    event = (await trail.events())[3]
    async with tenant_session(client.database.owner, DISHUB) as session:
        await session.execute(
            text("UPDATE audit_events SET action = 'x' WHERE agency_id = :agency AND id = :id"),
            {"agency": DISHUB, "id": event},
        )

    assert [found[2] for found in await trail.faults()] == [event]
    assert await _are_apart(client, "audit_chain", "audit_seals")


async def test_people_find_who_has_read_of_them(client: Client) -> None:
    desk = await open_access_desk(client)
    ratee = desk.world.organisation.ratee
    key = global_id("Employee", ratee.id)
    hr = desk.hr.with_headers(kinerja_purpose="Evaluasi tahunan")
    assert (await hr.query(NIP, {"id": key})).data["node"]["nip"] == ratee.nip

    answer = await desk.as_(ratee).query(LOG)

    assert answer.data["viewer"]["accessLog"] == {
        "totalCount": 1,
        "nodes": [{"purpose": "Evaluasi tahunan", "person": {"id": key}}],
    }
    assert await _are_apart(client, "access_events")


async def test_people_ask_about_their_data_and_are_answered(client: Client) -> None:
    desk = await open_privacy_desk(client)
    request = await desk.file(document=CORRECT)
    about = global_id("Employee", desk.world.organisation.ratee.id)

    assert (
        await codes(desk.officer, DECIDE, requestId=request, state="REFUSED", reason=REASON) == []
    )
    placed = await ask(desk.dpo, PLACE, employeeId=about, legalBasis="Perkara 12/G/2026/PTUN")
    assert placed["errors"] == []
    assert await codes(desk.dpo, LIFT, holdId=placed["legalHold"]["id"]) == []
    exported = await ask(desk.person, EXPORT, agencyCode="DISHUB")

    assert exported["errors"] == []
    assert exported["recordCount"] > 0
    assert await _are_apart(client, "data_requests", "legal_holds")


async def test_an_employee_is_transferred_to_another_rater(client: Client) -> None:
    stage = await _stage(client)
    branch, ratee = stage.world.organisation.branches[1], stage.world.organisation.ratee
    async with tenant_session(stage.world.engine, DISHUB) as session:
        position = await make_position(session, DISHUB, unit=branch.seksi)
    day = (clock.today() - timedelta(days=30)).isoformat()
    given = {
        "employeeId": global_id("Employee", ratee.id),
        "positionId": global_id("Position", position.id),
        "periodStart": day,
        "raterId": global_id("Employee", branch.rater.id),
        "superiorId": global_id("Employee", branch.superior.id),
    }

    moved = await payload(
        client.as_(stage.world.officer.subject.id, agency="DISHUB"), TRANSFER, input=given
    )

    assert moved["errors"] == []
    assert moved["assignment"] == {"periodStart": day}
    raters = {one["rater"]["id"] for one in moved["appraisals"]}
    assert given["raterId"] in raters


async def _people(who: Client) -> set[Any]:
    answer = await who.query(EMPLOYEES)
    assert answer.errors == []
    nodes = answer.data["agency"]["employees"]["nodes"]
    return {GlobalId.parse(one["id"]).key for one in nodes}


async def _stage(client: Client) -> Stage:
    """Let Dishub's cycle be scored, with its officer at work."""
    world = await open_world(await make_world(client.database.application, DISHUB, ratees=3))
    await client.give_role(world.officer.subject.id, Role.PERFORMANCE_OFFICER, DISHUB)
    return Stage(client, world)
