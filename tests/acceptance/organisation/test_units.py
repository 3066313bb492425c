"""`createOrgUnit`, `updateOrgUnit` and `createPosition` as a client sees them."""

from typing import Any

import pytest

from kinerja.kit.ids import new_id
from tenants.session import tenant_session
from tests.support.clients import Client
from tests.support.database import DUKCAPIL
from tests.support.organisation_desk import Desk, global_id
from tests.support.organisation_factories import make_organisation

CREATE_UNIT = """
mutation ($input: CreateOrgUnitInput!) {
  createOrgUnit(input: $input) {
    orgUnit { id code name level path parent { code } }
    errors { code message path }
  }
}
"""
UPDATE_UNIT = """
mutation ($input: UpdateOrgUnitInput!) {
  updateOrgUnit(input: $input) {
    orgUnit { name level path parent { code } head { name } }
    errors { code path }
  }
}
"""
CREATE_POSITION = """
mutation ($input: CreatePositionInput!) {
  createPosition(input: $input) {
    position { code name positionClass orgUnit { code headPosition { code } } }
    errors { code path }
  }
}
"""
NEW = {"agencyCode": "DISHUB", "code": "DISHUB_C", "name": "Bidang Baru", "level": "BIDANG"}


async def ask(client: Client, document: str, **given: Any) -> dict[str, Any]:
    answer = await client.query(document, {"input": given})
    assert answer.errors == []
    [payload] = answer.data.values()
    return dict(payload)


async def refusal(client: Client, document: str, **given: Any) -> list[tuple[str, list[str]]]:
    payload = await ask(client, document, **given)
    made = [value for name, value in payload.items() if name != "errors"]
    assert made == [None]
    return [(error["code"], error["path"]) for error in payload["errors"]]


async def test_an_officer_makes_a_unit(desk: Desk) -> None:
    root = global_id("OrgUnit", desk.agency.root.id)

    payload = await ask(desk.officer, CREATE_UNIT, **NEW, parentId=root)

    assert payload["errors"] == []
    made = payload["orgUnit"]
    assert made.pop("id")
    assert made == {
        "code": "DISHUB_C",
        "name": "Bidang Baru",
        "level": "BIDANG",
        "path": "DISHUB.DISHUB_C",
        "parent": {"code": "DISHUB"},
    }


async def test_what_is_wrong_with_a_unit_is_said_in_the_callers_language(desk: Desk) -> None:
    taken = {**NEW, "code": "DISHUB"}
    indonesian = desk.officer.with_headers(accept_language="id")

    [english] = (await ask(desk.officer, CREATE_UNIT, **taken))["errors"]
    [other] = (await ask(indonesian, CREATE_UNIT, **taken))["errors"]

    assert english == {
        "code": "DUPLICATE_CODE",
        "message": "The agency already uses this code. Choose another one.",
        "path": ["input", "code"],
    }
    assert other["message"] == "Kode ini sudah dipakai di perangkat daerah. Pilih kode lain."


async def test_a_unit_that_cannot_be_is_refused(desk: Desk) -> None:
    async with tenant_session(desk.office.database.application, DUKCAPIL) as session:
        other = await make_organisation(session, DUKCAPIL, code="DUKCAPIL")
    foreign = global_id("OrgUnit", other.root.id, DUKCAPIL)
    parent = ["input", "parentId"]

    assert await refusal(desk.officer, CREATE_UNIT, **NEW, parentId=foreign) == [
        ("TENANT_MISMATCH", ["input"])
    ]
    disguised = global_id("OrgUnit", other.root.id)
    assert await refusal(desk.officer, CREATE_UNIT, **NEW, parentId=disguised) == [
        ("NOT_FOUND", parent)
    ]
    assert await refusal(desk.officer, CREATE_UNIT, **NEW, parentId="apa saja") == [
        ("MALFORMED_ID", parent)
    ]
    assert await refusal(
        desk.officer, CREATE_UNIT, **NEW, parentId=global_id("Employee", desk.agency.head.id)
    ) == [("WRONG_ID_TYPE", parent)]
    assert await refusal(desk.officer, CREATE_UNIT, **{**NEW, "agencyCode": "NOWHERE"}) == [
        ("UNKNOWN_AGENCY", ["input", "agencyCode"])
    ]
    assert await refusal(desk.officer, CREATE_UNIT, **{**NEW, "code": "A B"}) == [
        ("INVALID_CODE", ["input", "code"])
    ]
    assert await refusal(desk.officer, CREATE_UNIT, **{**NEW, "name": " "}) == [
        ("INVALID_TEXT", ["input", "name"])
    ]


async def test_only_an_officer_makes_units(desk: Desk) -> None:
    assert await refusal(desk.employee, CREATE_UNIT, **NEW) == [("NOT_PERMITTED", ["input"])]
    anonymous = await desk.anonymous.query(CREATE_UNIT, {"input": NEW})
    assert anonymous.codes == ["UNAUTHENTICATED"]


async def test_a_unit_moves_and_keeps_what_the_change_leaves_out(desk: Desk) -> None:
    first, second = desk.agency.branches

    payload = await ask(
        desk.officer,
        UPDATE_UNIT,
        orgUnitId=global_id("OrgUnit", first.seksi.id),
        parentId=global_id("OrgUnit", second.bidang.id),
    )

    assert payload == {
        "orgUnit": {
            "name": first.seksi.name,
            "level": "SEKSI",
            "path": "DISHUB.DISHUB_B.DISHUB_A_1",
            "parent": {"code": "DISHUB_B"},
            "head": {"name": first.rater.name},
        },
        "errors": [],
    }


async def test_null_takes_away_the_head_and_never_the_parent(desk: Desk) -> None:
    unit = {"orgUnitId": global_id("OrgUnit", desk.agency.branches[0].seksi.id)}
    change = {**unit, "name": "Satuan Tugas", "headPositionId": None}

    refused = await refusal(desk.officer, UPDATE_UNIT, **change, parentId=None)
    payload = await ask(desk.officer, UPDATE_UNIT, **change)

    assert refused == [("SECOND_ROOT", ["input", "parentId"])]
    assert payload["errors"] == []
    assert payload["orgUnit"]["head"] is None
    assert payload["orgUnit"]["path"] == "DISHUB.DISHUB_A.DISHUB_A_1"
    assert payload["orgUnit"]["name"] == "Satuan Tugas"


async def test_a_change_of_a_unit_that_cannot_be_is_refused(desk: Desk) -> None:
    branch = desk.agency.branches[0]
    unit = {"orgUnitId": global_id("OrgUnit", branch.bidang.id)}
    head = desk.agency.branches[1].bidang.head_position_id
    assert head is not None

    assert await refusal(
        desk.officer, UPDATE_UNIT, **unit, parentId=global_id("OrgUnit", branch.seksi.id)
    ) == [("UNIT_CIRCLE", ["input", "parentId"])]
    assert await refusal(
        desk.officer, UPDATE_UNIT, **unit, headPositionId=global_id("Position", head)
    ) == [("HEAD_ELSEWHERE", ["input", "headPositionId"])]
    assert await refusal(desk.officer, UPDATE_UNIT, **unit) == [("NOTHING_TO_CHANGE", ["input"])]
    assert await refusal(
        desk.officer, UPDATE_UNIT, orgUnitId=global_id("OrgUnit", new_id()), name="Apa"
    ) == [("NOT_FOUND", ["input", "orgUnitId"])]
    assert await refusal(desk.employee, UPDATE_UNIT, **unit, name="Apa") == [
        ("NOT_PERMITTED", ["input"])
    ]


@pytest.mark.parametrize("heads", [True, False])
async def test_a_position_is_made_and_may_head_its_unit(desk: Desk, heads: bool) -> None:  # noqa: FBT001 - a case.
    payload = await ask(
        desk.officer,
        CREATE_POSITION,
        orgUnitId=global_id("OrgUnit", desk.agency.branches[0].bidang.id),
        code="KABID",
        name="Kepala Bidang",
        positionClass="ADMINISTRATOR",
        headsUnit=heads,
    )

    assert payload["errors"] == []
    unit = payload["position"].pop("orgUnit")
    assert payload["position"] == {
        "code": "KABID",
        "name": "Kepala Bidang",
        "positionClass": "ADMINISTRATOR",
    }
    assert unit["code"] == "DISHUB_A"
    assert (unit["headPosition"]["code"] == "KABID") is heads


async def test_a_position_that_cannot_be_is_refused(desk: Desk) -> None:
    given = {"code": "X", "name": "X", "positionClass": "JPT"}

    assert await refusal(
        desk.officer, CREATE_POSITION, orgUnitId=global_id("OrgUnit", new_id()), **given
    ) == [("NOT_FOUND", ["input", "orgUnitId"])]
    assert await refusal(
        desk.employee, CREATE_POSITION, orgUnitId=global_id("OrgUnit", desk.agency.root.id), **given
    ) == [("NOT_PERMITTED", ["input"])]
