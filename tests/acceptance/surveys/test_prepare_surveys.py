"""Preparing and deciding surveys: who may, in which state, and what is refused."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from kinerja.kit.clock import today
from kinerja.kit.ids import GlobalId
from tenants.session import tenant_session
from tests.support.database import DISHUB, DUKCAPIL
from tests.support.survey_desk import NINE, Desk, step

_SHOWN = """
query ($id: ID!) { node(id: $id) { ... on Survey {
  title weightMode kind ruleset population sampleNeeded
  elements { code number questionId questionEn weight }
} } }
"""


async def shown(desk: Desk, survey: str) -> Any:
    """Return a survey as the officer sees it."""
    answer = await desk.officer.query(_SHOWN, {"id": survey})
    assert not answer.errors
    return answer.data["node"]


async def count(desk: Desk, table: str) -> int:
    """Return how many rows a table of Dishub has."""
    async with tenant_session(desk.nobody.database.application, DISHUB) as session:
        return int(await session.scalar(text(f"SELECT count(*) FROM {table}")) or 0)  # noqa: S608


def codes(found: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the codes of the errors with their paths."""
    return [(one["code"], ".".join(one["path"])) for one in found["errors"]]


def weighted(*weights: str) -> list[dict[str, str]]:
    """Return the nine elements with weights of their own."""
    return [{"code": code, "weight": weight} for code, weight in zip(NINE, weights, strict=True)]


async def test_a_survey_asks_for_the_elements_of_its_ruleset(desk: Desk) -> None:
    found = await shown(desk, await desk.draft())

    assert [one["code"] for one in found["elements"]] == list(NINE)
    assert found["elements"][7] == {
        "code": "COMPLAINT_HANDLING",
        "number": "U8",
        "questionId": "Bagaimana pendapat Saudara tentang: Penanganan pengaduan, saran, dan"
        " masukan?",
        "questionEn": "What do you think of: Handling of complaints and suggestions?",
        "weight": None,
    }
    assert (found["population"], found["sampleNeeded"]) == (1000, 278)
    assert await count(desk, "audit_events WHERE action = 'survey.created'") == 1


async def test_fourteen_elements_under_the_rules_of_2004(desk: Desk) -> None:
    found = await shown(desk, await desk.draft(ruleset="KEP_25_2004"))

    assert len(found["elements"]) == 14
    assert found["elements"][-1]["code"] == "SAFETY"


async def test_the_wording_may_be_adapted_in_any_order(desk: Desk) -> None:
    given = [{"code": code} for code in reversed(NINE)]
    given[0]["questionId"] = "Bagaimana ruang tunggunya?"

    found = await shown(desk, await desk.draft(elements=given))

    assert [one["code"] for one in found["elements"]] == list(NINE)
    assert found["elements"][8]["questionId"] == "Bagaimana ruang tunggunya?"


async def test_weights_of_importance_sum_to_one(desk: Desk) -> None:
    given = weighted(*["0.1"] * 8, "0.2")

    found = await shown(desk, await desk.draft(weightMode="CUSTOM", elements=given))

    assert [one["weight"] for one in found["elements"]] == ["0.1"] * 8 + ["0.2"]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (
            {"weightMode": "CUSTOM", "elements": weighted(*["0.1"] * 9)},
            [("WEIGHTS_NOT_1", "input.elements")],
        ),
        # Three digits are not enough: 9 x 0.111 is 0.999.
        (
            {"weightMode": "CUSTOM", "elements": weighted(*["0.111"] * 9)},
            [("WEIGHTS_NOT_1", "input.elements")],
        ),
        (
            {"weightMode": "CUSTOM", "elements": weighted("0", *["0.125"] * 8)},
            [("WEIGHT_OUT_OF_RANGE", "input.elements.0.weight")],
        ),
        (
            {"weightMode": "CUSTOM", "elements": weighted("-0.1", *["0.1"] * 7, "0.4")},
            [("WEIGHT_OUT_OF_RANGE", "input.elements.0.weight")],
        ),
        (
            {"elements": weighted(*["0.1"] * 8, "0.2")},
            [("WEIGHTS_NOT_ASKED", f"input.elements.{place}.weight") for place in range(9)],
        ),
        (
            {"elements": [{"code": code} for code in NINE[:8]]},
            [("ELEMENTS_INCOMPLETE", "input.elements")],
        ),
        (
            {"elements": [{"code": code} for code in (*NINE, "SPEED")]},
            [("ELEMENTS_INCOMPLETE", "input.elements")],
        ),
        (
            {"elements": [{"code": code} for code in (*NINE[:8], NINE[0])]},
            [("ELEMENTS_INCOMPLETE", "input.elements")],
        ),
        ({"kind": "INTERNAL"}, [("ELEMENTS_REQUIRED", "input.elements")]),
        (
            {"kind": "INTERNAL", "elements": [{"code": "speed"}]},
            [("CODE_MALFORMED", "input.elements.0.code")],
        ),
        (
            {"kind": "INTERNAL", "elements": [{"code": "SPEED", "questionId": "a\nb"}]},
            [("TEXT_NOT_ALLOWED", "input.elements.0.questionId")],
        ),
        ({"code": "SKM 1"}, [("CODE_MALFORMED", "input.code")]),
        ({"title": " "}, [("TEXT_NOT_ALLOWED", "input.title")]),
        ({"population": 0}, [("POPULATION_OUT_OF_RANGE", "input.population")]),
        (
            {"periodStart": "2026-02-01", "periodEnd": "2026-01-31"},
            [("INVALID_PERIOD", "input.periodEnd")],
        ),
        (
            {"periodStart": "2026-01-01", "periodEnd": "2027-01-02"},
            [("INVALID_PERIOD", "input.periodEnd")],
        ),
        (
            {"title": "", "population": -1},
            [
                ("TEXT_NOT_ALLOWED", "input.title"),
                ("POPULATION_OUT_OF_RANGE", "input.population"),
            ],
        ),
    ],
)
async def test_a_wrong_survey_is_refused_as_a_whole(
    desk: Desk, change: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    made = await step(desk.officer, "createSurvey", **desk.drafted(**change))

    assert codes(made) == found
    assert made["survey"] is None
    assert await count(desk, "surveys") == 0


async def test_a_code_is_used_once_and_a_unit_must_be_there(desk: Desk) -> None:
    await desk.draft(code="skm-2026")

    again = await step(desk.officer, "createSurvey", **desk.drafted(code="skm-2026"))
    no_unit = GlobalId("OrgUnit", DISHUB, desk.agency.head.id)
    nowhere = await step(desk.officer, "createSurvey", **desk.drafted(orgUnitId=str(no_unit)))

    assert codes(again) == [("CODE_TAKEN", "input.code")]
    assert codes(nowhere) == [("NOT_FOUND", "input.orgUnitId")]


async def test_who_may_draft(desk: Desk) -> None:
    employee = await step(desk.employee, "createSurvey", **desk.drafted())
    head = await step(desk.head, "createSurvey", **desk.drafted())
    bureau = await step(desk.bureau, "createSurvey", **desk.drafted())

    assert [one["code"] for one in employee["errors"]] == ["NOT_PERMITTED"]
    assert [one["code"] for one in head["errors"]] == ["NOT_PERMITTED"]
    assert "performance officer" in head["errors"][0]["message"]
    assert bureau["errors"] == []


async def test_a_unit_of_another_agency_is_out_of_reach(desk: Desk) -> None:
    foreign = str(GlobalId("OrgUnit", DUKCAPIL, desk.agency.root.id))

    made = await step(desk.officer, "createSurvey", **desk.drafted(orgUnitId=foreign))

    assert [one["code"] for one in made["errors"]] == ["NOT_PERMITTED"]


async def test_a_draft_can_be_changed_and_nothing_else(desk: Desk) -> None:
    survey = await desk.draft()
    changed = desk.drafted(title="Judul baru", population=50)
    changed = {key: one for key, one in changed.items() if key not in {"orgUnitId", "code"}}
    changed |= {"surveyId": survey, "weightMode": "CUSTOM"}

    wrong = await step(desk.officer, "updateSurvey", **changed, elements=weighted(*["0.1"] * 9))
    before = await shown(desk, survey)
    right = await step(
        desk.officer, "updateSurvey", **changed, elements=weighted(*["0.1"] * 8, "0.2")
    )
    after = await shown(desk, survey)
    await step(desk.officer, "submitSurvey", surveyId=survey)
    late = await step(desk.officer, "updateSurvey", **changed, elements=None)

    assert codes(wrong) == [("WEIGHTS_NOT_1", "input.elements")]
    assert before["title"] == "Survei kepuasan masyarakat"
    assert right["errors"] == []
    assert (after["title"], after["sampleNeeded"]) == ("Judul baru", 44)
    assert [one["weight"] for one in after["elements"]][-1] == "0.2"
    assert codes(late) == [("STATE_CONFLICT", "input.surveyId")]


async def test_the_steps_of_a_survey_and_who_takes_them(desk: Desk) -> None:
    survey = await desk.draft()
    ask = {"surveyId": survey}

    early = await step(desk.head, "openSurvey", **ask)
    by_employee = await step(desk.employee, "submitSurvey", **ask)
    submitted = await step(desk.officer, "submitSurvey", **ask)
    by_officer = await step(desk.officer, "openSurvey", **ask)
    unreasoned = await step(desk.head, "returnSurvey", **ask, reason="nanti")
    returned = await step(desk.head, "returnSurvey", **ask, reason="Perbaiki judulnya dahulu")
    await step(desk.officer, "submitSurvey", **ask)
    opened = await step(desk.head, "openSurvey", **ask)
    again = await step(desk.head, "openSurvey", **ask)

    assert codes(early) == [("STATE_CONFLICT", "input.surveyId")]
    assert [one["code"] for one in by_employee["errors"]] == ["NOT_PERMITTED"]
    assert (submitted["survey"]["state"], submitted["errors"]) == ("IN_REVIEW", [])
    assert by_officer["errors"][0]["code"] == "NOT_PERMITTED"
    assert codes(unreasoned) == [("REASON_REQUIRED", "input.reason")]
    assert returned["survey"]["state"] == "DRAFT"
    assert opened["survey"]["state"] == "OPEN"
    assert codes(again) == [("STATE_CONFLICT", "input.surveyId")]


async def test_two_who_open_at_once_open_once(desk: Desk) -> None:
    survey = await desk.draft()
    await step(desk.officer, "submitSurvey", surveyId=survey)

    both = await asyncio.gather(*(step(desk.head, "openSurvey", surveyId=survey) for _ in range(2)))

    assert sorted(len(one["errors"]) for one in both) == [0, 1]
    assert await count(desk, "audit_events WHERE action = 'survey.opened'") == 1


async def test_a_survey_without_answers_has_no_index(desk: Desk) -> None:
    survey, _ = await desk.opened()

    refused = await step(desk.head, "closeSurvey", surveyId=survey)
    closed = await step(desk.head, "closeSurvey", surveyId=survey, withoutResult=True)

    assert codes(refused) == [("NO_ANSWERS", "input.surveyId")]
    assert closed["survey"]["state"] == "CLOSED"
    assert await count(desk, "survey_results") == 0


async def test_a_closed_survey_is_closed_for_good(desk: Desk) -> None:
    survey, token = await desk.opened()
    await desk.answer(token, 4)
    await step(desk.head, "closeSurvey", surveyId=survey)

    again = await step(desk.head, "closeSurvey", surveyId=survey)
    link = await step(desk.head, "issueSurveyLink", surveyId=survey, channel="WEB")

    assert codes(again) == [("STATE_CONFLICT", "input.surveyId")]
    assert [one["code"] for one in link["errors"]] == ["STATE_CONFLICT"]


async def test_links_are_issued_by_who_prepares_or_decides(desk: Desk) -> None:
    survey = await desk.draft()
    ask = {"surveyId": survey, "channel": "WEB"}

    employee = await step(desk.employee, "issueSurveyLink", **ask)
    past = await step(
        desk.officer, "issueSurveyLink", **ask, expiresAt=f"{today() - timedelta(days=1)}T00:00:00Z"
    )
    officer = await step(desk.officer, "issueSurveyLink", **ask)

    assert [one["code"] for one in employee["errors"]] == ["NOT_FOUND"]
    assert employee["token"] is None
    assert codes(past) == [("EXPIRY_IN_PAST", "input.expiresAt")]
    assert officer["token"].startswith("skm_2_")


async def test_who_sees_a_survey_and_its_result(desk: Desk) -> None:
    """Setup: officer, head, province. Results: who works in the unit, too."""
    survey, token = await desk.opened(
        orgUnitId=str(GlobalId("OrgUnit", DISHUB, desk.agency.branches[0].bidang.id))
    )
    for _ in range(3):
        await desk.answer(token, *[4] * 9)
    await step(desk.head, "closeSurvey", surveyId=survey)
    query = """{ agency(code: "DISHUB") {
      surveys { totalCount }
      surveyResults { nodes { index responses elements { code fours } } }
    } }"""

    seen = {}
    for name in ("officer", "head", "bureau", "employee"):
        answer = await getattr(desk, name).query(query)
        agency = answer.data["agency"]
        seen[name] = (agency["surveys"]["totalCount"], len(agency["surveyResults"]["nodes"]))
        for node in agency["surveyResults"]["nodes"]:
            assert node["index"] == "100"
            # How three people answered is nobody's to see.
            assert node["elements"][0] == {"code": "REQUIREMENTS", "fours": None}

    assert seen["officer"] == seen["head"] == seen["bureau"] == (1, 1)
    assert seen["employee"] == (0, 1)
