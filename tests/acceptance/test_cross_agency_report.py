"""What the province and programs see of the report across agencies."""

from typing import Any

import pytest

from kinerja.kit.ids import new_id
from policies.permissions import Role
from tests.support.clients import Client
from tests.support.database import DISHUB, DPMPTSP, DUKCAPIL
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
