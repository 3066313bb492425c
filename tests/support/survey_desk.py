"""Clients of those who prepare, decide, answer and read surveys of Dishub."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from kinerja.kit.clock import today
from kinerja.kit.ids import new_id
from policies.permissions import Role
from tenants.session import tenant_session
from tests.support.clients import Answer, Client
from tests.support.database import DISHUB
from tests.support.organisation_desk import global_id
from tests.support.organisation_factories import TypicalAgency, make_organisation

_STEP = "mutation ($input: %sInput!) { %s(input: $input) { %s errors { code message path } } }"
SUBMIT = _STEP % ("SubmitSurveyResponse", "submitSurveyResponse", "accepted")
NINE = (
    "REQUIREMENTS",
    "PROCEDURE",
    "TIME",
    "COST",
    "PRODUCT",
    "COMPETENCE",
    "BEHAVIOUR",
    "COMPLAINT_HANDLING",
    "FACILITIES",
)


@dataclass(frozen=True)
class Desk:
    """Who asks; all read English."""

    agency: TypicalAgency
    officer: Client
    head: Client
    employee: Client
    bureau: Client
    nobody: Client

    @property
    def unit(self) -> str:
        """Return the id of a unit with a service."""
        return global_id("OrgUnit", self.agency.branches[0].bidang.id)

    async def draft(self, **changes: Any) -> str:
        """Let the officer draft a survey that is held now; return its id."""
        made = await step(self.officer, "createSurvey", **self.drafted(**changes))
        assert made["errors"] == [], made
        return str(made["survey"]["id"])

    def drafted(self, **changes: Any) -> dict[str, Any]:
        """Return the input of a survey that is held now."""
        return {
            "orgUnitId": self.unit,
            "code": f"skm-{uuid4().hex[:8]}",
            "title": "Survei kepuasan masyarakat",
            "service": "Uji kendaraan",
            "periodStart": (today() - timedelta(days=3)).isoformat(),
            "periodEnd": (today() + timedelta(days=30)).isoformat(),
            "population": 1000,
            **changes,
        }

    async def opened(self, *, channel: str = "WEB", **changes: Any) -> tuple[str, str]:
        """Draft, submit and open a survey with a link; return its id and the link's token."""
        survey = await self.draft(**changes)
        await step(self.officer, "submitSurvey", surveyId=survey)
        issued = await step(self.officer, "issueSurveyLink", surveyId=survey, channel=channel)
        opened = await step(self.head, "openSurvey", surveyId=survey)
        assert opened["errors"] == issued["errors"] == []
        return survey, str(issued["token"])

    async def answer(self, token: str, *values: int, **changes: Any) -> dict[str, Any]:
        """Answer as nobody: the values of U1, U2 and so on."""
        return payload(await self.nobody.query(SUBMIT, {"input": form(token, *values, **changes)}))


def form(token: str, *values: int, **changes: Any) -> dict[str, Any]:
    """Return a filled form."""
    answers = [{"element": f"U{place}", "value": one} for place, one in enumerate(values, 1)]
    return {"token": token, "submissionKey": str(uuid4()), "answers": answers, **changes}


def payload(answer: Answer) -> dict[str, Any]:
    """Return the payload of the one mutation that was sent."""
    assert not answer.errors, answer.errors
    found: dict[str, Any] = next(iter(answer.data.values()))
    return found


async def step(client: Client, name: str, **given: Any) -> dict[str, Any]:
    """Send one mutation about surveys, and return its payload."""
    shown = "link { id } token" if name == "issueSurveyLink" else "survey { id state }"
    if name == "revokeSurveyLink":
        shown = "link { id revokedAt }"
    document = _STEP % (name[0].upper() + name[1:], name, shown)
    return payload(await client.query(document, {"input": given}))


async def open_desk(client: Client) -> Desk:
    """Write a typical Dishub and return its clients."""
    async with tenant_session(client.database.application, DISHUB) as session:
        agency = await make_organisation(session, DISHUB, code="DISHUB")
    english, bureau = client.with_headers(accept_language="en"), new_id()
    officer = agency.stranger.id
    await client.give_role(officer, Role.PERFORMANCE_OFFICER, DISHUB)
    await client.give_province_role(bureau, Role.SURVEY_OWNER)
    return Desk(
        agency=agency,
        officer=english.as_(officer, agency="DISHUB"),
        head=english.as_(agency.head.id, agency="DISHUB"),
        employee=english.as_(agency.ratee.id, agency="DISHUB"),
        bureau=english.as_(bureau),
        nobody=english,
    )


def year_of(day: date) -> int:
    """Return the year of the last day of a survey that is held now."""
    return (day + timedelta(days=30)).year
