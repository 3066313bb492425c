"""`submitSurveyResponse`: citizens answer by a link, without signing in and without a trace."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import text

from kinerja.domains.surveys.tokens import new_token
from kinerja.kit.clock import today
from kinerja.kit.ids import AgencyId
from tenants.session import tenant_session
from tests.support.database import DISHUB, DPMPTSP
from tests.support.survey_desk import NINE, SUBMIT, Desk, form, payload, step

THREES = [3] * 9


async def rows(desk: Desk, query: str) -> list[tuple[Any, ...]]:
    """Return what the application role sees in Dishub."""
    engine = desk.nobody.database.application
    async with tenant_session(engine, DISHUB) as session:
        return [tuple(row) for row in await session.execute(text(query))]


async def written(desk: Desk) -> list[int]:
    """Return how many responses, answers, marks and audit events of answers there are."""
    counts = [
        await rows(desk, f"SELECT count(*) FROM {table}")  # noqa: S608
        for table in (
            "survey_responses",
            "survey_answers",
            "survey_marks",
            "audit_events WHERE action = 'survey.answered'",
        )
    ]
    return [count[0][0] for count in counts]


def codes(answer: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the codes of the errors with their paths."""
    assert answer["accepted"] is False
    return [(one["code"], ".".join(one["path"])) for one in answer["errors"]]


async def test_an_answer_is_kept_without_a_trace_of_who_gave_it(desk: Desk) -> None:
    _, token = await desk.opened(channel="COUNTER")
    answers = [{"element": code, "value": 4} for code in NINE[:5]]

    answer = await desk.answer(token, answers=answers, improveFirst="U3")

    assert answer == {"accepted": True, "errors": []}
    assert await written(desk) == [1, 5, 1, 1]
    kept = await rows(
        desk,
        "SELECT r.channel, r.answered_on, r.sheet, e.code FROM survey_responses r"
        " JOIN survey_elements e ON e.id = r.wished_id",
    )
    assert kept == [("COUNTER", today(), None, "TIME")]
    events = await rows(
        desk,
        "SELECT actor_id, request_id, before, after, reason, person_id FROM audit_events"
        " WHERE action = 'survey.answered'",
    )
    assert events == [(None,) * 6]
    # The id tells no moment, and nothing leads from the used form to its answers.
    assert await rows(desk, "SELECT substr(id::text, 15, 1) FROM survey_responses") == [("4",)]
    marks = await rows(desk, "SELECT * FROM survey_marks")
    assert len(marks[0]) == 3


async def test_somebody_who_has_signed_in_may_answer_too(desk: Desk) -> None:
    _, token = await desk.opened()

    answer = payload(await desk.employee.query(SUBMIT, {"input": form(token, *THREES)}))

    assert answer["accepted"]
    assert await rows(
        desk, "SELECT actor_id FROM audit_events WHERE action = 'survey.answered'"
    ) == [(None,)]


async def test_a_form_that_is_sent_twice_counts_once(desk: Desk) -> None:
    _, token = await desk.opened()
    key = str(uuid4())
    first = await desk.answer(token, *THREES, submissionKey=key)

    second = await desk.answer(token, 1, submissionKey=key)

    assert first["accepted"]
    assert codes(second) == [("DUPLICATE_RESPONSE", "input.submissionKey")]
    assert await written(desk) == [1, 9, 1, 1]


async def test_of_the_same_form_sent_at_once_one_is_kept(desk: Desk) -> None:
    _, token = await desk.opened()
    key = str(uuid4())

    answers = await asyncio.gather(
        *(desk.answer(token, *THREES, submissionKey=key) for _ in range(4))
    )

    assert sorted(one["accepted"] for one in answers) == [False, False, False, True]
    assert await written(desk) == [1, 9, 1, 1]


async def test_the_same_form_may_be_sent_to_another_survey(desk: Desk) -> None:
    (_, first), (_, second) = await desk.opened(), await desk.opened()
    key = str(uuid4())

    answers = [await desk.answer(token, *THREES, submissionKey=key) for token in (first, second)]

    assert [one["accepted"] for one in answers] == [True, True]


async def test_a_receipt_is_good_for_one_answer(desk: Desk) -> None:
    _, token = await desk.opened(asksReceipt=True)

    without = await desk.answer(token, *THREES)
    first = await desk.answer(token, *THREES, receipt="a-017")
    again = await desk.answer(token, *THREES, receipt=" A-0 17 ")

    assert codes(without) == [("RECEIPT_REQUIRED", "input.receipt")]
    assert first["accepted"]
    assert codes(again) == [("DUPLICATE_RESPONSE", "input.submissionKey")]
    assert await written(desk) == [1, 9, 2, 1]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"answers": []}, [("NO_ANSWERS", "input.answers")]),
        (
            {"answers": [{"element": "U1", "value": 5}, {"element": "U2", "value": 0}]},
            [("OUT_OF_SCALE", "input.answers.0.value"), ("OUT_OF_SCALE", "input.answers.1.value")],
        ),
        (
            {"answers": [{"element": "U10", "value": 4}, {"element": "time", "value": 4}]},
            [
                ("UNKNOWN_ELEMENT", "input.answers.0.element"),
                ("UNKNOWN_ELEMENT", "input.answers.1.element"),
            ],
        ),
        (
            {"answers": [{"element": "U3", "value": 4}, {"element": "TIME", "value": 4}]},
            [("REPEATED_ELEMENT", "input.answers.1.element")],
        ),
        ({"improveFirst": "SPEED"}, [("UNKNOWN_ELEMENT", "input.improveFirst")]),
        ({"submissionKey": "1"}, [("SUBMISSION_KEY_MALFORMED", "input.submissionKey")]),
    ],
)
async def test_a_wrong_form_is_refused_as_a_whole(
    desk: Desk, change: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    _, token = await desk.opened()

    answer = await desk.answer(token, *THREES, **change)

    assert codes(answer) == found
    assert await written(desk) == [0, 0, 0, 0]


async def test_a_wrong_form_may_be_corrected_under_the_same_key(desk: Desk) -> None:
    _, token = await desk.opened()
    key = str(uuid4())

    wrong = await desk.answer(token, 5, submissionKey=key)
    right = await desk.answer(token, 4, submissionKey=key)

    assert (wrong["accepted"], right["accepted"]) == (False, True)


async def test_a_token_that_leads_nowhere_is_told_alike(desk: Desk) -> None:
    _, token = await desk.opened()
    of_another_agency = token.replace("skm_2_", "skm_1_", 1)
    assert of_another_agency != token
    wrong = [
        "",
        "skm_2_" + "x" * 32,
        of_another_agency,
        new_token(DISHUB),
        new_token(DPMPTSP),
        new_token(AgencyId(99)),
        f"skm_{2**31}_" + "x" * 32,
        token + " ",
        "' OR true --",
    ]

    answers = [await desk.answer(one, *THREES) for one in wrong]

    assert {tuple(codes(one)) for one in answers} == {(("UNKNOWN_SURVEY_TOKEN", "input.token"),)}
    assert len({one["errors"][0]["message"] for one in answers}) == 1
    assert await written(desk) == [0, 0, 0, 0]


async def test_a_link_that_ended_is_no_longer_good(desk: Desk) -> None:
    survey, token = await desk.opened()
    links = await desk.head.query(
        "query ($id: ID!) { node(id: $id) { ... on Survey { links { id } } } }", {"id": survey}
    )
    link = links.data["node"]["links"][0]["id"]
    other = await step(desk.head, "issueSurveyLink", surveyId=survey, channel="PHONE")

    revoked = await step(desk.head, "revokeSurveyLink", linkId=link)
    again = await step(desk.head, "revokeSurveyLink", linkId=link)

    assert revoked["errors"] == []
    assert [one["code"] for one in again["errors"]] == ["NOT_FOUND"]
    assert codes(await desk.answer(token, *THREES)) == [("EXPIRED_SURVEY_TOKEN", "input.token")]
    assert (await desk.answer(other["token"], *THREES))["accepted"]


async def test_a_link_that_expired_is_no_longer_good(desk: Desk) -> None:
    _, token = await desk.opened()
    async with tenant_session(desk.nobody.database.owner, DISHUB) as session:
        await session.execute(
            text(
                "UPDATE survey_links SET created_at = now() - interval '2 days',"
                " expires_at = now() - interval '1 second'"
            )
        )

    assert codes(await desk.answer(token, *THREES)) == [("EXPIRED_SURVEY_TOKEN", "input.token")]


async def test_a_survey_takes_answers_while_it_is_open_alone(desk: Desk) -> None:
    survey = await desk.draft()
    token = (await step(desk.officer, "issueSurveyLink", surveyId=survey, channel="WEB"))["token"]
    closed = [("SURVEY_NOT_OPEN", "input.token")]

    assert codes(await desk.answer(token, *THREES)) == closed
    await step(desk.officer, "submitSurvey", surveyId=survey)
    assert codes(await desk.answer(token, *THREES)) == closed
    await step(desk.head, "openSurvey", surveyId=survey)
    assert (await desk.answer(token, *THREES))["accepted"]
    await step(desk.head, "closeSurvey", surveyId=survey)
    assert codes(await desk.answer(token, *THREES)) == closed
    assert await written(desk) == [1, 9, 1, 1]


async def test_a_survey_takes_no_answers_before_its_first_day(desk: Desk) -> None:
    first, last = today() + timedelta(days=1), today() + timedelta(days=9)
    _, token = await desk.opened(periodStart=first.isoformat(), periodEnd=last.isoformat())

    assert codes(await desk.answer(token, *THREES)) == [("SURVEY_NOT_OPEN", "input.token")]


async def test_the_result_counts_every_answer_that_was_accepted(desk: Desk) -> None:
    """Answers come while the survey is being closed: none is accepted and left out."""
    survey, token = await desk.opened()
    assert (await desk.answer(token, *THREES))["accepted"]

    *answers, closed = await asyncio.gather(
        *(desk.answer(token, *THREES) for _ in range(6)),
        step(desk.head, "closeSurvey", surveyId=survey),
    )

    assert closed["errors"] == []
    accepted = 1 + sum(one["accepted"] for one in answers)
    counted = await rows(desk, "SELECT responses FROM survey_results")
    assert counted == [(accepted,)]
    assert (await written(desk))[0] == accepted


async def test_tokens_are_kept_as_hashes_only(desk: Desk) -> None:
    survey, token = await desk.opened()

    dumped = str(await rows(desk, "SELECT survey_links::text FROM survey_links"))
    events = str(await rows(desk, "SELECT audit_events::text FROM audit_events"))
    outbox = str(await rows(desk, "SELECT outbox_events::text FROM outbox_events"))

    assert token.startswith("skm_2_")
    assert token.rsplit("_", 1)[-1] not in dumped + events + outbox
    assert survey
