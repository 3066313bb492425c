"""A survey from its draft to its result, through the API alone."""

from kinerja.kit.clock import today
from tests.support.survey_desk import NINE, Desk, step, year_of

_RESULT = """
query ($id: ID!) { node(id: $id) { ... on Survey {
  state sampleNeeded
  elements { code number questionId weight }
  links { channel revokedAt }
  standing { responses index band isEnough sampleNeeded }
  result { responses index exactIndex band isEnough ruleset weightMode
    elements { code answers total mean weight ones fours wishes } }
} } }
"""


async def test_a_survey_goes_from_draft_to_result(desk: Desk) -> None:
    survey, token = await desk.opened()
    for _ in range(4):
        assert await desk.answer(token, *[4] * 9) == {"accepted": True, "errors": []}
    last = await desk.answer(token, 3, 3, 3, 3, 3, 3, 3, 3, 2, improveFirst="TIME")
    assert last["accepted"]

    before = (await desk.head.query(_RESULT, {"id": survey})).data["node"]
    closed = await step(desk.head, "closeSurvey", surveyId=survey)
    after = (await desk.head.query(_RESULT, {"id": survey})).data["node"]

    # (8 x (4 x 4 + 3) / 5 + (4 x 4 + 2) / 5) / 9 x 25 = 170 / 45 x 25 = 94.44…
    assert before["state"] == "OPEN"
    assert before["result"] is None
    assert before["standing"] == {
        "responses": 5,
        "index": "94.44",
        "band": "A",
        "isEnough": False,
        "sampleNeeded": 278,
    }
    assert closed == {"survey": {"id": survey, "state": "CLOSED"}, "errors": []}
    assert after["sampleNeeded"] == 278
    assert [one["code"] for one in after["elements"]] == list(NINE)
    assert [one["number"] for one in after["elements"]] == [f"U{n}" for n in range(1, 10)]
    assert after["result"]["index"] == "94.44"
    assert after["result"]["exactIndex"] == "94.44444444444444444444"
    time = after["result"]["elements"][2]
    assert time == {
        "code": "TIME",
        "answers": 5,
        "total": 19,
        "mean": "3.8",
        "weight": "0.11111111111111111111",
        "ones": 0,
        "fours": 4,
        "wishes": 1,
    }


async def test_the_surveys_of_a_year_are_pooled_up_the_tree(desk: Desk) -> None:
    for values in ([4] * 9, [2] * 9, [2] * 9):
        survey, token = await desk.opened()
        for _ in range(2 if values[0] == 4 else 1):
            assert (await desk.answer(token, *values))["accepted"]
        await step(desk.head, "closeSurvey", surveyId=survey)

    answer = await desk.head.query(
        '{ agency(code: "DISHUB") { orgUnit(code: "DISHUB") { surveyYears {'
        " year surveys responses population sampleNeeded isEnough index band ruleset } } } }"
    )

    assert not answer.errors
    assert answer.data["agency"]["orgUnit"]["surveyYears"] == [
        {
            "year": year_of(today()),
            "surveys": 3,
            "responses": 4,
            "population": 3000,
            "sampleNeeded": 341,
            "isEnough": False,
            "index": "75",
            "band": "C",
            "ruleset": "PERMENPANRB_14_2017",
        }
    ]
