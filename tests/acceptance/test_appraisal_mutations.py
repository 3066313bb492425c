"""What clients see of scoring: many items a call, a result for each, and the reason in words."""

from typing import Any
from uuid import UUID

import pytest

from kinerja.kit.ids import AgencyId, GlobalId, new_id
from tests.support.appraisal_world import World, make_world, open_world
from tests.support.clients import Answer, Client
from tests.support.database import DISHUB, DUKCAPIL

SUBMIT_SCORES = """
mutation ($input: SubmitScoresInput!) {
  submitScores(input: $input) {
    accepted
    results { ok id error { code message path } }
    errors { code message path }
  }
}
"""
DECIDE = """
mutation ($input: DecideRatingsInput!) {
  decideRatings(input: $input) {
    accepted results { ok id error { code path } } errors { code }
  }
}
"""
SUBMIT = """
mutation ($input: SubmitAppraisalsInput!) {
  submitAppraisals(input: $input) {
    accepted results { ok id error { code message path } } errors { code }
  }
}
"""
APPROVE = """
mutation ($input: ApproveInnovationInput!) {
  approveInnovation(input: $input) {
    appraisal { innovationApproved innovationEvidence }
    errors { code message path }
  }
}
"""
RETURN = """
mutation ($input: ReturnAppraisalInput!) {
  returnAppraisal(input: $input) { appraisal { state } errors { code message path } }
}
"""


@pytest.fixture
async def world(client: Client) -> World:
    return await open_world(await make_world(client.database.application, DISHUB))


@pytest.fixture
async def appraisal(world: World) -> UUID:
    return await world.appraisal_of(world.organisation.ratee)


def as_(client: Client, employee: Any) -> Client:
    return client.as_(employee.id, agency="DISHUB").with_headers(accept_language="en")


def global_id(type_name: str, key: UUID, agency: AgencyId = DISHUB) -> str:
    return str(GlobalId(type_name, agency, key))


def score(world: World, appraisal_id: UUID, code: str, **value: Any) -> dict[str, Any]:
    return {
        "appraisalId": global_id("Appraisal", appraisal_id),
        "indicatorId": global_id("Indicator", world.version.indicators[code]),
        **value,
    }


def only(answer: Answer) -> dict[str, Any]:
    """Return the payload of the only mutation of an answer."""
    assert answer.errors == [], answer.body
    (payload,) = answer.data.values()
    result: dict[str, Any] = payload
    return result


def codes(payload: dict[str, Any]) -> list[str]:
    return [one["error"]["code"] if one["error"] else "ok" for one in payload["results"]]


async def test_a_rater_scores_and_each_item_has_its_result(
    client: Client, world: World, appraisal: UUID
) -> None:
    stranger = await world.appraisal_of(world.organisation.stranger)
    scores = [
        score(world, appraisal, "quality", actual="98.5", comment="Baik"),
        score(world, appraisal, "speed", actual="500"),
        score(world, stranger, "speed", actual="90"),
        {**score(world, appraisal, "speed", actual="90"), "appraisalId": "x"},
        {
            **score(world, appraisal, "speed", actual="90"),
            "appraisalId": global_id("Appraisal", appraisal, DUKCAPIL),
        },
        score(world, appraisal, "speed", notApplicable=True),
    ]

    payload = only(
        await as_(client, world.organisation.rater).query(
            SUBMIT_SCORES, {"input": {"scores": scores}}
        )
    )

    assert payload["errors"] == []
    assert payload["accepted"] == 1
    assert codes(payload) == [
        "ok",
        "OUT_OF_SCALE",
        "NOT_RATER",
        "MALFORMED_ID",
        "TENANT_MISMATCH",
        "DUPLICATE_ITEM",
    ]
    results = payload["results"]
    assert GlobalId.parse(results[0]["id"]).type_name == "Score"
    assert results[1]["error"]["path"] == ["input", "scores", "1", "actual"]
    assert "scale from 0 to 200" in results[1]["error"]["message"]
    assert results[2]["error"]["path"] == ["input", "scores", "2", "appraisalId"]
    assert "rater of this employee" in results[2]["error"]["message"]


async def test_a_self_rating_is_refused_in_the_language_of_the_request(
    client: Client, world: World, appraisal: UUID
) -> None:
    given = {"input": {"scores": [score(world, appraisal, "quality", actual="120")]}}
    ratee = as_(client, world.organisation.ratee).with_headers(accept_language="id")
    payload = only(await ratee.query(SUBMIT_SCORES, given))
    assert codes(payload) == ["SELF_RATING"]
    assert "menilai dirinya sendiri" in payload["results"][0]["error"]["message"]


async def test_a_rater_decides_and_submits(client: Client, world: World, appraisal: UUID) -> None:
    rater, key = as_(client, world.organisation.rater), global_id("Appraisal", appraisal)
    scores = [score(world, appraisal, code, actual=100) for code in ("quality", "speed")]
    await rater.query(SUBMIT_SCORES, {"input": {"scores": scores[:1]}})

    unexplained = {
        "appraisalId": key,
        "decidedWorkRating": "ABOVE_EXPECTATION",
        "behaviourRating": "MEETS_EXPECTATION",
    }
    refused = only(await rater.query(DECIDE, {"input": {"ratings": [unexplained]}}))
    assert refused["results"][0]["error"] == {
        "code": "REASON_REQUIRED",
        "path": ["input", "ratings", "0", "reason"],
    }
    explained = {**unexplained, "reason": "Memimpin penanganan banjir."}
    decided = only(await rater.query(DECIDE, {"input": {"ratings": [explained]}}))
    assert decided["results"] == [{"ok": True, "id": key, "error": None}]

    early = only(await rater.query(SUBMIT, {"input": {"appraisalIds": [key]}}))
    assert codes(early) == ["SCORES_MISSING"]
    assert "speed" in early["results"][0]["error"]["message"]
    await rater.query(SUBMIT_SCORES, {"input": {"scores": scores[1:]}})
    done = only(await rater.query(SUBMIT, {"input": {"appraisalIds": [key]}}))
    assert (done["accepted"], codes(done)) == (1, ["ok"])


async def test_the_superior_returns_a_submitted_appraisal_and_the_rater_mends_it(
    client: Client, world: World, appraisal: UUID
) -> None:
    key = global_id("Appraisal", appraisal)
    rater, superior = (
        as_(client, one) for one in (world.organisation.rater, world.organisation.superior)
    )
    given = {"input": {"appraisalId": key, "reason": "Capaian SKP salah ketik"}}
    early = only(await superior.query(RETURN, given))
    assert [error["code"] for error in early["errors"]] == ["STATE_CONFLICT"]
    assert "RATER_REVIEW" in early["errors"][0]["message"]
    await submit(client, world, appraisal)

    for who, given_reason, code, path in (
        (world.organisation.rater, "Capaian SKP salah ketik", "NOT_PERMITTED", "appraisalId"),
        (world.organisation.ratee, "Capaian SKP salah ketik", "SELF_RATING", "appraisalId"),
        (world.organisation.superior, "  salah    ", "REASON_REQUIRED", "reason"),
    ):
        wrong = {"input": {"appraisalId": key, "reason": given_reason}}
        refused = only(await as_(client, who).query(RETURN, wrong))
        assert [error["code"] for error in refused["errors"]] == [code]
        assert refused["errors"][0]["path"] == ["input", path]

    assert only(await superior.query(RETURN, given)) == {
        "appraisal": {"state": "RATER_REVIEW"},
        "errors": [],
    }
    again = {"input": {"scores": [score(world, appraisal, "quality", actual="91")]}}
    assert only(await rater.query(SUBMIT_SCORES, again))["accepted"] == 1
    done = only(await rater.query(SUBMIT, {"input": {"appraisalIds": [key]}}))
    assert codes(done) == ["ok"]


async def submit(client: Client, world: World, appraisal: UUID) -> None:
    """Score, decide and submit as the rater."""
    rater = as_(client, world.organisation.rater)
    key = global_id("Appraisal", appraisal)
    scores = [score(world, appraisal, code, actual="100") for code in ("quality", "speed")]
    await rater.query(SUBMIT_SCORES, {"input": {"scores": scores}})
    decided = {
        "appraisalId": key,
        "decidedWorkRating": "MEETS_EXPECTATION",
        "behaviourRating": "MEETS_EXPECTATION",
        "reason": "Sesuai ekspektasi pimpinan",
    }
    await rater.query(DECIDE, {"input": {"ratings": [decided]}})
    assert only(await rater.query(SUBMIT, {"input": {"appraisalIds": [key]}}))["accepted"] == 1


async def test_the_superior_approves_an_innovation_and_the_rater_does_not(
    client: Client, world: World, appraisal: UUID
) -> None:
    given = {"input": {"appraisalId": global_id("Appraisal", appraisal), "evidence": "SK 12/2026"}}
    refused = only(await as_(client, world.organisation.rater).query(APPROVE, given))
    assert [error["code"] for error in refused["errors"]] == ["INNOVATION_BY_RATER"]
    assert refused["errors"][0]["path"] == ["input", "appraisalId"]

    approved = only(await as_(client, world.organisation.superior).query(APPROVE, given))
    assert approved == {
        "appraisal": {"innovationApproved": True, "innovationEvidence": "SK 12/2026"},
        "errors": [],
    }


async def test_a_program_never_scores(client: Client, world: World, appraisal: UUID) -> None:
    token = await client.api_token("appraisal:view", "score:view", agency_id=DISHUB)
    given = {"input": {"scores": [score(world, appraisal, "quality", actual="90")]}}
    payload = only(await client.with_token(token).query(SUBMIT_SCORES, given))
    assert payload["results"] == []
    assert [error["code"] for error in payload["errors"]] == ["NOT_RATER"]


async def test_unknown_ids_are_not_found(client: Client, world: World) -> None:
    given = {"input": {"scores": [score(world, new_id(), "quality", actual="90")]}}
    payload = only(await as_(client, world.organisation.rater).query(SUBMIT_SCORES, given))
    assert codes(payload) == ["NOT_FOUND"]


async def test_a_repeated_item_names_the_first_one_by_its_place_in_the_call(
    client: Client, world: World, appraisal: UUID
) -> None:
    key = global_id("Appraisal", appraisal)
    rater = as_(client, world.organisation.rater)
    scores = [
        {**score(world, appraisal, "speed", actual="90"), "appraisalId": "x"},
        score(world, appraisal, "speed", actual="91"),
        score(world, appraisal, "speed", actual="92"),
    ]
    scored = only(await rater.query(SUBMIT_SCORES, {"input": {"scores": scores}}))
    submitted = only(await rater.query(SUBMIT, {"input": {"appraisalIds": ["x", "y", key, key]}}))
    assert "Item 1 of this call" in scored["results"][2]["error"]["message"]
    assert "Item 2 of this call" in submitted["results"][3]["error"]["message"]


async def test_an_item_that_is_an_id_has_no_path_below_itself(client: Client, world: World) -> None:
    stranger = global_id("Appraisal", await world.appraisal_of(world.organisation.stranger))
    ids = [stranger, global_id("Appraisal", new_id())]
    rater = as_(client, world.organisation.rater)
    payload = only(await rater.query(SUBMIT, {"input": {"appraisalIds": ids}}))
    assert codes(payload) == ["NOT_RATER", "NOT_FOUND"]
    assert [one["error"]["path"] for one in payload["results"]] == [
        ["input", "appraisalIds", "0"],
        ["input", "appraisalIds", "1"],
    ]


PREVIEW = """
query ($id: ID!) {
  node(id: $id) {
    ... on Appraisal {
      composite
      preview { workScore behaviourScore composite numericGrade suggestedWorkRating
                officialGrade missingIndicators }
      previewResults { nodeKind achievement effectiveWeight contribution
                       indicator { code } component { code } }
    }
  }
}
"""


async def previewed(viewer: Client, appraisal: UUID) -> dict[str, Any]:
    answer = await viewer.query(PREVIEW, {"id": global_id("Appraisal", appraisal)})
    node: dict[str, Any] = answer.data["node"]
    assert node["composite"] is None  # Nothing is stored before the cycle is final.
    return node


async def test_a_rater_sees_what_the_scores_make_so_far(
    client: Client, world: World, appraisal: UUID
) -> None:
    rater = as_(client, world.organisation.rater)
    first = [score(world, appraisal, "quality", actual="95.5")]
    await rater.query(SUBMIT_SCORES, {"input": {"scores": first}})

    half = (await previewed(rater, appraisal))["preview"]
    assert half["composite"] == "95.5"  # What is not scored yet is left out.
    assert half["missingIndicators"] == ["speed"]

    second = [score(world, appraisal, "speed", actual="80")]
    await rater.query(SUBMIT_SCORES, {"input": {"scores": second}})
    node = await previewed(rater, appraisal)
    assert node["preview"] == {
        "workScore": "89.3",  # 60 % of 95.5 and 40 % of 80.
        "behaviourScore": None,
        "composite": "89.3",
        "numericGrade": "NEEDS_IMPROVEMENT",
        "suggestedWorkRating": "BELOW_EXPECTATION",
        "officialGrade": None,
        "missingIndicators": [],
    }
    parts = {(one["indicator"] or one["component"])["code"]: one for one in node["previewResults"]}
    assert {name: one["contribution"] for name, one in parts.items()} == {
        "work": "89.3",
        "quality": "57.3",
        "speed": "32",
    }
    assert parts["speed"]["nodeKind"] == "INDICATOR"
    assert parts["speed"]["effectiveWeight"] == "40"
    assert parts["speed"]["achievement"] == "80"


async def test_only_who_may_see_the_scores_sees_what_they_make(
    client: Client, world: World, appraisal: UUID
) -> None:
    scores = [score(world, appraisal, "quality", actual="95.5")]
    rater = as_(client, world.organisation.rater)
    await rater.query(SUBMIT_SCORES, {"input": {"scores": scores}})

    superior = await previewed(as_(client, world.organisation.superior), appraisal)
    assert superior["preview"]["composite"] == "95.5"
    ratee = await previewed(as_(client, world.organisation.ratee), appraisal)
    assert (ratee["preview"], ratee["previewResults"]) == (None, [])


async def test_previews_of_a_page_are_each_of_their_own_row(
    client: Client, world: World, appraisal: UUID
) -> None:
    other = await world.appraisal_of(world.organisation.branches[0].ratees[1])
    rater = as_(client, world.organisation.rater)
    scores = [
        score(world, appraisal, "quality", actual="95.5"),
        score(world, other, "quality", actual="70"),
    ]
    await rater.query(SUBMIT_SCORES, {"input": {"scores": scores}})
    answer = await rater.query(
        "{ viewer { appraisalsToRate { nodes { a: preview { composite } b: preview { composite"
        " missingIndicators } } } } }"
    )
    assert answer.errors == [], answer.body
    found = answer.data["viewer"]["appraisalsToRate"]["nodes"]
    assert {one["a"]["composite"] for one in found} >= {"95.5", "70"}
    assert all(one["a"]["composite"] == one["b"]["composite"] for one in found)


async def test_all_scores_of_a_call_are_written_or_none(
    client: Client, world: World, appraisal: UUID
) -> None:
    rater = as_(client, world.organisation.rater)
    good = score(world, appraisal, "quality", actual="98.5")
    bad = score(world, appraisal, "speed", actual="500")
    unread = {**score(world, appraisal, "speed", actual="90"), "appraisalId": "x"}

    for wrong, code in ((bad, "OUT_OF_SCALE"), (unread, "MALFORMED_ID")):
        given = {"scores": [good, wrong], "allOrNothing": True}
        refused = only(await rater.query(SUBMIT_SCORES, {"input": given}))
        assert (refused["accepted"], codes(refused)) == (0, ["NOT_WRITTEN", code])
        assert refused["results"][0]["error"]["path"] == ["input", "scores", "0"]

    taken = only(
        await rater.query(SUBMIT_SCORES, {"input": {"scores": [good], "allOrNothing": True}})
    )
    assert codes(taken) == ["ok"]
    written = await rater.query(
        "query ($id: ID!) { node(id: $id) { ... on Appraisal { scores { totalCount } } } }",
        {"id": global_id("Appraisal", appraisal)},
    )
    assert written.data["node"]["scores"]["totalCount"] == 1
