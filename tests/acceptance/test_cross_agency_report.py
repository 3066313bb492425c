"""What the province and programs see of the report across agencies."""

from typing import Any

import pytest

from kinerja.kit.ids import new_id
from policies.permissions import Role
from tenants.session import tenant_session
from tests.support.clients import Client
from tests.support.database import DISHUB, DPMPTSP, DUKCAPIL
from tests.support.organisation_factories import TypicalAgency, make_organisation
from tests.support.report_factories import finalised

REPORT = """
query ($by: [Dimension!]!, $totals: Boolean! = false) {
  crossAgencyReport(groupBy: $by, withTotals: $totals) {
    agencyCode grade employees mean suppressed isTotal
  }
}
"""


@pytest.fixture
async def analyst(client: Client) -> Client:
    good = ("COMPOSITE", "GOOD", 30, "95", "90", "109")
    poor = ("COMPOSITE", "POOR", 3, "60", "55", "69")
    fair = ("COMPOSITE", "NEEDS_IMPROVEMENT", 10, "80", "70", "89")
    await finalised(client.database, DUKCAPIL, [good, poor, fair])
    await finalised(client.database, DISHUB, [("COMPOSITE", "GOOD", 10, "91", "90", "100")])
    await finalised(client.database, DPMPTSP, [("COMPOSITE", "GOOD", 4, "118", "116", "120")])
    person = new_id()
    await client.give_province_role(person, Role.SURVEY_OWNER)
    return client.as_(person)


async def rows(client: Client, *by: str, **variables: Any) -> list[dict[str, Any]]:
    answer = await client.query(REPORT, {"by": list(by), **variables})
    assert answer.errors == [], answer.body
    found: list[dict[str, Any]] = answer.data["crossAgencyReport"]
    return found


async def test_the_province_compares_agencies(analyst: Client) -> None:
    assert await rows(analyst, "AGENCY") == [
        {
            "agencyCode": "DISHUB",  # Hidden too, or the small one would be the total less both.
            "grade": None,
            "employees": None,
            "mean": None,
            "suppressed": True,
            "isTotal": False,
        },
        {
            "agencyCode": "DPMPTSP",
            "grade": None,
            "employees": None,
            "mean": None,
            "suppressed": True,
            "isTotal": False,
        },
        {
            "agencyCode": "DUKCAPIL",
            "grade": None,
            "employees": 43,
            "mean": "89.0697674419",
            "suppressed": False,
            "isTotal": False,
        },
    ]


async def test_two_reports_in_one_document_do_not_betray_a_small_group(analyst: Client) -> None:
    document = """
    query {
      grades: crossAgencyReport(groupBy: [GRADE], agencies: ["DUKCAPIL"]) { ...Group }
      whole: crossAgencyReport(groupBy: [], agencies: ["DUKCAPIL"]) { ...Group }
    }
    fragment Group on ReportGroup { grade employees suppressed }
    """
    answer = await analyst.query(document)
    hidden = [one["grade"] for one in answer.data["grades"] if one["suppressed"]]
    assert sorted(hidden) == ["NEEDS_IMPROVEMENT", "POOR"]
    assert answer.data["whole"] == [{"grade": None, "employees": 43, "suppressed": False}]


async def test_a_program_needs_the_scope_and_the_province(analyst: Client) -> None:
    allowed = await analyst.api_token("report:view")
    of_one_agency = await analyst.api_token("report:view", agency_id=DISHUB)
    other_scope = await analyst.api_token("framework:view")

    assert len(await rows(analyst.with_token(allowed), "AGENCY")) == 3
    for token in (of_one_agency, other_scope):
        refused = await analyst.with_token(token).query(REPORT, {"by": ["AGENCY"]})
        assert refused.codes == ["NOT_PERMITTED"]


async def test_an_employee_is_told_who_reads_across_agencies(client: Client) -> None:
    employee = client.as_(new_id(), agency="DISHUB").with_headers(accept_language="en")
    refused = await employee.query(REPORT, {"by": ["AGENCY"]})
    assert refused.codes == ["NOT_PERMITTED"]
    assert "province" in refused.errors[0]["message"]


async def test_an_agency_that_does_not_exist_is_named(analyst: Client) -> None:
    document = '{ crossAgencyReport(groupBy: [], agencies: ["DISHUP"]) { employees } }'
    refused = await analyst.query(document)
    assert refused.codes == ["UNKNOWN_AGENCY"]


@pytest.fixture
async def agency(client: Client) -> TypicalAgency:
    """Return DISHUB with a head, a rater and others, and results of three agencies."""
    small = ("COMPOSITE", "POOR", 2, "60", "55", "69")
    await finalised(client.database, DISHUB, [("COMPOSITE", "GOOD", 3, "91", "90", "100"), small])
    await finalised(client.database, DUKCAPIL, [("COMPOSITE", "GOOD", 30, "95", "90", "109")])
    await finalised(client.database, DPMPTSP, [("COMPOSITE", "POOR", 4, "62", "60", "64")])
    async with tenant_session(client.database.application, DISHUB) as session:
        return await make_organisation(session, DISHUB)


def shown(found: list[dict[str, Any]]) -> dict[tuple[str | None, str | None], int | None]:
    return {(one["agencyCode"], one["grade"]): one["employees"] for one in found}


async def test_the_head_of_an_agency_compares_it_with_the_others(
    client: Client, agency: TypicalAgency
) -> None:
    head = client.as_(agency.head.id, agency="DISHUB")

    assert shown(await rows(head, "AGENCY", "GRADE")) == {
        ("DISHUB", "GOOD"): 3,
        ("DISHUB", "POOR"): 2,
        ("DUKCAPIL", "GOOD"): 30,
        ("DPMPTSP", "POOR"): None,
    }
    # Six people are in POOR, of whom the head knows two: the others are four, too few; and the
    # rest of the total must not betray them.
    assert shown(await rows(head, "GRADE")) == {(None, "GOOD"): None, (None, "POOR"): None}
    bkd = new_id()
    await client.give_province_role(bkd, Role.PROVINCE_HR)
    assert shown(await rows(client.as_(bkd), "GRADE")) == {(None, "GOOD"): 33, (None, "POOR"): 6}


async def test_nobody_else_of_an_agency_reads_the_report(
    client: Client, agency: TypicalAgency
) -> None:
    for person in (agency.rater, agency.ratee, agency.superior):
        asking = client.as_(person.id, agency="DISHUB")
        refused = await asking.query(REPORT, {"by": ["AGENCY"]})
        assert refused.codes == ["NOT_PERMITTED"]
    # The head of one agency is nobody in another.
    elsewhere = client.as_(agency.head.id, agency="DUKCAPIL")
    assert (await elsewhere.query(REPORT, {"by": ["AGENCY"]})).codes == ["NOT_PERMITTED"]
