"""That there is a case, or a legal hold, is told by the audit trail to those who may see it."""

from datetime import timedelta

import pytest

from kinerja.kit import clock
from tests.support.access_desk import AccessDesk, global_id
from tests.support.clients import Client

OPEN = """mutation ($input: OpenCaseInput!) { openCase(input: $input) {
  case { id } errors { code path } } }"""
PLACE = """mutation ($input: PlaceLegalHoldInput!) { placeLegalHold(input: $input) {
  legalHold { id } errors { code path } } }"""
TRACES = """{ agency(code: "DISHUB") {
  auditEvents(first: 500) { totalCount nodes { action kind objectType } }
  accessEvents(first: 500) { totalCount nodes { resources } }
  cases { totalCount } legalHolds { totalCount }
} }"""


async def traces(who: Client) -> set[str]:
    """Return what somebody finds: the audit events, and the reads, of cases and of holds."""
    answer = await who.query(TRACES)
    assert answer.errors == []
    agency = answer.data["agency"]
    for part in ("auditEvents", "accessEvents"):
        assert agency[part]["totalCount"] == len(agency[part]["nodes"])
    kinds = {one["kind"] for one in agency["auditEvents"]["nodes"]}
    types = {one["objectType"] for one in agency["auditEvents"]["nodes"]}
    assert ("InspectionCase" in types, "LegalHold" in types) == (
        "INSPECTION" in kinds,
        "LEGAL_HOLD" in kinds,
    )
    read = {word for one in agency["accessEvents"]["nodes"] for word in one["resources"]}
    return kinds & {"INSPECTION", "LEGAL_HOLD"} | read & {"CASE"}


@pytest.fixture
async def opened(desk: AccessDesk) -> AccessDesk:
    """Return the desk after a case and a hold about others, which somebody has looked at."""
    people = desk.world.organisation
    until = (clock.today() + timedelta(days=30)).isoformat()
    case = {
        "employeeId": global_id("Employee", people.ratee.id),
        "legalBasis": "Surat tugas 700/12/2026",
        "periodEnd": until,
    }
    hold = {
        "employeeId": global_id("Employee", people.ratee.id),
        "legalBasis": "Perkara 12/G/2026/PTUN.JKT",
        "periodEnd": until,
    }
    for who, document, given in ((desk.inspector, OPEN, case), (desk.dpo, PLACE, hold)):
        answer = await who.query(document, {"input": given})
        assert answer.errors == [], answer.body
        (payload,) = answer.data.values()
        assert payload["errors"] == []
    assert (await desk.inspector.query(TRACES)).errors == []
    return desk


async def test_neither_the_head_nor_the_province_learns_of_cases_and_holds(
    opened: AccessDesk,
) -> None:
    people = opened.world.organisation
    for who in (opened.as_(people.head), opened.hr, opened.officer, opened.operator):
        assert await traces(who) == set()
    assert await traces(opened.as_(people.ratee)) == set()


async def test_who_sees_cases_reads_of_them_and_who_sees_holds_of_those(
    opened: AccessDesk,
) -> None:
    assert await traces(opened.inspector) == {"INSPECTION", "CASE"}
    assert await traces(opened.dpo) == {"INSPECTION", "LEGAL_HOLD", "CASE"}
