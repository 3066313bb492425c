"""Who heads the agency is for its head or the province to say, whatever operation is tried."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from kinerja.kit.ids import new_id
from policies.permissions import Role
from tenants.session import tenant_session
from tests.support.clients import Client
from tests.support.organisation_desk import Desk, global_id
from tests.support.organisation_factories import make_assignment, make_employee, make_position

ASSIGN = """mutation ($input: AssignInput!) {
  assign(input: $input) { results { assignment { kind } errors { code path } } errors { code } }
}"""
TRANSFER = """mutation ($input: TransferEmployeeInput!) {
  transferEmployee(input: $input) { assignment { id } errors { code path } }
}"""
UPDATE_UNIT = """mutation ($input: UpdateOrgUnitInput!) {
  updateOrgUnit(input: $input) { orgUnit { headPosition { id } } errors { code path } }
}"""
CREATE_POSITION = """mutation ($input: CreatePositionInput!) {
  createPosition(input: $input) { position { code } errors { code path } }
}"""
CREATE_UNIT = """mutation ($input: CreateOrgUnitInput!) {
  createOrgUnit(input: $input) { orgUnit { id } errors { code path } }
}"""
TODAY = date(2026, 1, 1).isoformat()
REFUSED = "ROOT_HEAD_NEEDS_DECISION"


@dataclass(frozen=True)
class Palace:
    """Dishub with an accomplice of the officer, on an empty post beside the head's."""

    desk: Desk
    accomplice: UUID
    spare: UUID
    head: Client
    bkd: Client

    @property
    def chair(self) -> str:
        """Return the id of the post of the head."""
        post = self.desk.agency.root.head_position_id
        assert post is not None
        return global_id("Position", post)

    @property
    def root(self) -> str:
        """Return the id of the root."""
        return global_id("OrgUnit", self.desk.agency.root.id)

    def seat(self, person: UUID, **values: Any) -> dict[str, Any]:
        """Return an assignment to the post of the head."""
        return {
            "employeeId": global_id("Employee", person),
            "positionId": self.chair,
            "periodStart": TODAY,
            **values,
        }

    async def heads(self) -> list[UUID]:
        """Return who holds the post that heads the root."""
        found = await self.desk.office.rows(
            "SELECT a.employee_id FROM org_units u JOIN assignments a"
            " ON a.position_id = u.head_position_id WHERE u.parent_id IS NULL ORDER BY a.id"
        )
        return [key for (key,) in found]


@pytest.fixture
async def palace(desk: Desk, client: Client) -> Palace:
    """Return the palace; nobody has been put on the spare post."""
    agency = desk.agency
    async with tenant_session(client.database.application, desk.office.agency_id) as session:
        accomplice = await make_employee(session, agency.agency_id)
        spare = await make_position(session, agency.agency_id, unit=agency.root)
    bkd = new_id()
    await client.give_province_role(bkd, Role.PROVINCE_HR)
    english = client.with_headers(accept_language="en")
    head = english.as_(agency.head.id, agency="DISHUB")
    return Palace(desk, accomplice.id, spare.id, head, english.as_(bkd))


async def ask(client: Client, document: str, **given: Any) -> dict[str, Any]:
    answer = await client.query(document, {"input": given})
    assert answer.errors == []
    [payload] = answer.data.values()
    return dict(payload)


async def assign(client: Client, *items: Any) -> list[list[str]]:
    payload = await ask(client, ASSIGN, items=list(items))
    assert payload["errors"] == []
    return [[error["code"] for error in one["errors"]] for one in payload["results"]]


@pytest.mark.parametrize("kind", ["DEFINITIF", "PLT", "PLH"])
async def test_an_officer_puts_nobody_at_the_head_of_the_agency(palace: Palace, kind: str) -> None:
    for start in (TODAY, "2020-01-01", "2030-01-01"):
        seat = palace.seat(palace.accomplice, kind=kind, periodStart=start)
        assert await assign(palace.desk.officer, seat) == [[REFUSED]]

    assert await palace.heads() == [palace.desk.agency.head.id]
    payload = await ask(palace.desk.officer, ASSIGN, items=[palace.seat(palace.accomplice)])
    [error] = payload["results"][0]["errors"]
    assert error["path"] == ["input", "items", "0", "positionId"]


async def test_an_officer_transfers_nobody_to_the_head_of_the_agency(palace: Palace) -> None:
    payload = await ask(
        palace.desk.officer,
        TRANSFER,
        employeeId=global_id("Employee", palace.accomplice),
        positionId=palace.chair,
        periodStart=TODAY,
    )

    assert payload["assignment"] is None
    assert payload["errors"] == [{"code": REFUSED, "path": ["input", "positionId"]}]


async def test_an_officer_moves_no_chair_from_under_the_head(palace: Palace) -> None:
    """Neither onto a post that somebody holds, nor onto an empty one to be filled later."""
    spare = {"orgUnitId": palace.root, "headPositionId": global_id("Position", palace.spare)}
    path = ["input", "headPositionId"]

    for given in (spare, {"orgUnitId": palace.root, "headPositionId": None}):
        refused = await ask(palace.desk.officer, UPDATE_UNIT, **given)
        assert refused["errors"] == [{"code": REFUSED, "path": path}]
        named = await ask(palace.desk.officer, UPDATE_UNIT, **given, name="Dinas Baru")
        assert named["errors"] == [{"code": REFUSED, "path": path}]
    made = await ask(
        palace.desk.officer,
        CREATE_POSITION,
        orgUnitId=palace.root,
        code="KADIS",
        name="Kepala Dinas",
        positionClass="JPT",
        headsUnit=True,
    )
    assert made["errors"] == [{"code": REFUSED, "path": ["input", "headsUnit"]}]
    # What changes nothing about the head is the officer's, as ever.
    kept = {"orgUnitId": palace.root, "headPositionId": palace.chair, "name": "Dinas Baru"}
    assert (await ask(palace.desk.officer, UPDATE_UNIT, **kept))["errors"] == []
    assert await palace.heads() == [palace.desk.agency.head.id]


async def test_an_officer_makes_no_second_root_to_head(palace: Palace) -> None:
    new = {"agencyCode": "DISHUB", "code": "LAIN", "name": "Dinas Lain", "level": "AGENCY"}
    refused = [{"code": "SECOND_ROOT", "path": ["input", "parentId"]}]

    assert (await ask(palace.desk.officer, CREATE_UNIT, **new))["errors"] == refused
    bidang = global_id("OrgUnit", palace.desk.agency.branches[0].bidang.id)
    moved = await ask(palace.desk.officer, UPDATE_UNIT, orgUnitId=bidang, parentId=None)
    assert moved["errors"] == refused


async def test_a_first_head_needs_no_less(palace: Palace) -> None:
    """A post whose holder is to head the agency is filled by the same people when it is new."""
    database, agency_id = palace.desk.office.database, palace.desk.office.agency_id
    async with tenant_session(database.owner, agency_id) as session:
        await session.execute(
            text("UPDATE org_units SET head_position_id = NULL WHERE parent_id IS NULL")
        )
    spare = {"orgUnitId": palace.root, "headPositionId": global_id("Position", palace.spare)}
    # A chair that nobody ever held heads nobody: an officer may set it up, and not fill it.
    assert (await ask(palace.desk.officer, UPDATE_UNIT, **spare))["errors"] == []
    seat = palace.seat(palace.accomplice, positionId=global_id("Position", palace.spare))
    assert await assign(palace.desk.officer, seat) == [[REFUSED]]
    # Nor does one who sits already come to head the agency by the chair.
    back = {"orgUnitId": palace.root, "headPositionId": palace.chair}
    assert [
        one["code"] for one in (await ask(palace.desk.officer, UPDATE_UNIT, **back))["errors"]
    ] == [REFUSED]

    assert await assign(palace.bkd, seat) == [[]]
    assert await palace.heads() == [palace.accomplice]


async def test_the_head_and_the_province_say_who_follows(palace: Palace) -> None:
    june = {"periodStart": "2027-06-01", "periodEnd": "2027-06-30"}
    me = palace.desk.agency.head.id

    assert await assign(palace.head, palace.seat(palace.accomplice, kind="PLH", **june)) == [[]]
    assert await assign(palace.bkd, palace.seat(palace.accomplice, **june)) == [[]]
    # Nobody appoints oneself, and neither of the two may fill other posts.
    assert await assign(palace.head, palace.seat(me, kind="PLH")) == [["SELF_APPOINTMENT"]]
    other = {"positionId": global_id("Position", palace.spare)}
    for asker in (palace.head, palace.bkd):
        assert await assign(asker, palace.seat(palace.accomplice, **other)) == [["NOT_PERMITTED"]]


async def test_the_head_and_the_province_say_which_post_heads_the_agency(palace: Palace) -> None:
    spare = global_id("Position", palace.spare)
    for asker, post in ((palace.head, spare), (palace.bkd, palace.chair)):
        chosen = {"orgUnitId": palace.root, "headPositionId": post}
        renamed = await ask(asker, UPDATE_UNIT, **chosen, name="Dinas Baru")
        assert [one["code"] for one in renamed["errors"]] == ["NOT_PERMITTED"]
        moved = await ask(asker, UPDATE_UNIT, **chosen)
        assert moved == {"orgUnit": {"headPosition": {"id": post}}, "errors": []}


async def test_the_head_of_the_province_does_not_appoint_oneself(
    palace: Palace, client: Client
) -> None:
    await client.give_province_role(palace.accomplice, Role.PROVINCE_HR)
    both = client.as_(palace.accomplice, agency="DISHUB")

    assert await assign(both, palace.seat(palace.accomplice)) == [["SELF_APPOINTMENT"]]


async def test_nobody_takes_the_chair_by_moving_it_under_oneself(
    palace: Palace, client: Client
) -> None:
    """Who holds a post of the root may not make it the one that heads, with whatever role."""
    database, agency = palace.desk.office.database, palace.desk.agency
    async with tenant_session(database.application, palace.desk.office.agency_id) as session:
        person = await make_employee(session, agency.agency_id)
        post = await make_position(session, agency.agency_id, unit=agency.root)
        await make_assignment(session, agency.agency_id, employee=person, position=post)
    await client.give_province_role(person.id, Role.PROVINCE_HR)
    given = {"orgUnitId": palace.root, "headPositionId": global_id("Position", post.id)}

    refused = await ask(client.as_(person.id, agency="DISHUB"), UPDATE_UNIT, **given)

    assert [one["code"] for one in refused["errors"]] == ["SELF_APPOINTMENT"]
    # Nor does the officer make the one sit on it who was put there before.
    refused = await ask(palace.desk.officer, UPDATE_UNIT, **given)
    assert [one["code"] for one in refused["errors"]] == [REFUSED]


async def test_an_employee_and_another_agency_say_nothing_about_it(
    palace: Palace, client: Client
) -> None:
    for asker in (palace.desk.employee, client.as_(new_id(), agency="DUKCAPIL")):
        payload = await ask(asker, ASSIGN, items=[palace.seat(palace.accomplice)])
        assert payload["results"] == []
        assert [error["code"] for error in payload["errors"]] == ["NOT_PERMITTED"]
