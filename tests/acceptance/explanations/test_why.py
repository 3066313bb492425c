"""What people are told of the rule, the relation or the state that decides about what they see."""

from typing import Any

from tests.support.database import DISHUB

Asking = Any  # Of the fixture `asking`: conftest modules are not imported.
ONLY_RATERS = "You may not score this employee. Only the rater of this employee on this date"


async def test_a_rater_is_told_by_which_rule_he_may_score(asking: Asking) -> None:
    rater = asking.world.organisation.rater.id

    found = await asking.why(rater, "Appraisal", asking.appraisal, "SCORE", field="whyCan")

    assert found == {
        "allowed": True,
        "code": "ALLOWED",
        "sentence": "You may score this employee as the rater of this employee.",
        "rule": "rater-scores",
        "ruleSource": "BASELINE",
        "role": "employee",
        "relation": "RATER",
        "state": "RATER_REVIEW",
        "openStates": [],
        "since": None,
        "until": None,
    }


async def test_why_not_tells_the_same_as_why_can(asking: Asking) -> None:
    for who in (asking.world.organisation.rater, asking.world.organisation.ratee):
        one = await asking.why(who.id, "Appraisal", asking.appraisal, "SCORE", field="whyNot")
        other = await asking.why(who.id, "Appraisal", asking.appraisal, "SCORE", field="whyCan")
        assert one == other


async def test_a_ratee_is_told_that_nobody_scores_himself(asking: Asking) -> None:
    ratee = asking.world.organisation.ratee.id

    found = await asking.why(ratee, "Appraisal", asking.appraisal, "SCORE")

    assert not found["allowed"]
    assert found["code"] == "SEPARATED"
    assert found["rule"] == "nobody-scores-himself"
    assert found["relation"] == "SELF"
    assert found["sentence"] == "Nobody may score the own appraisal. Your rater scores it."


async def test_who_is_no_rater_is_told_who_may_score(asking: Asking) -> None:
    head = asking.world.organisation.head.id

    found = await asking.why(head, "Appraisal", asking.appraisal, "SCORE")

    assert found["code"] == "NOT_RELATED"
    assert found["sentence"].startswith(ONLY_RATERS)
    assert found["rule"] is found["relation"] is found["state"] is None


async def test_a_rater_is_told_that_the_state_is_in_the_way(asking: Asking) -> None:
    await asking.world.complete()
    rater = asking.world.organisation.rater.id

    found = await asking.why(rater, "Appraisal", asking.appraisal, "SCORE")

    assert found["code"] == "WRONG_STATE"
    assert found["state"] == "SUBMITTED"
    assert found["openStates"] == ["RATER_REVIEW"]
    assert found["rule"] == "rater-scores"
    assert found["sentence"] == (
        "You may score this employee, but not in its present state SUBMITTED; only in RATER_REVIEW."
    )


async def test_the_sentence_is_in_the_language_of_the_request(asking: Asking) -> None:
    await asking.world.complete()
    rater = asking.world.organisation.rater.id

    found = await asking.why(rater, "Appraisal", asking.appraisal, "SCORE", accept_language="id")

    assert found["sentence"] == (
        "Anda boleh menilai pegawai ini, tetapi tidak dalam statusnya saat ini SUBMITTED; hanya"
        " dalam RATER_REVIEW."
    )


async def test_what_follows_from_the_role_alone_is_told_too(asking: Asking) -> None:
    ratee = asking.world.organisation.ratee.id
    cycle = asking.world.cycle_id

    seen = await asking.why(ratee, "Cycle", cycle, "VIEW", field="whyCan")
    configured = await asking.why(ratee, "Cycle", cycle, "CONFIGURE")
    nobody = await asking.why(ratee, "Agency", await _agency(asking), "SCORE")

    assert seen["rule"] == "staff-see-cycles"
    assert seen["sentence"] == "You may see this cycle as an employee of this agency."
    assert configured["sentence"] == (
        "You may not configure this cycle. Only the performance officer of this agency may."
    )
    assert nobody["sentence"] == "Nobody may score this agency."


async def _agency(asking: Asking) -> Any:
    return (await asking.client.app.state.registry.get_by_id(DISHUB)).key


async def test_who_decided_the_ratings_is_told_that_another_one_approves(asking: Asking) -> None:
    """A superior may have rated in the rater's place: the same fact refuses in both places."""
    superior = asking.world.organisation.superior.id
    await asking.world.complete()
    free = await asking.why(superior, "Appraisal", asking.appraisal, "DECIDE", field="whyCan")
    await asking.write(
        "UPDATE appraisals SET rated_by = :who WHERE agency_id = :agency AND id = :key",
        who=superior,
        key=asking.appraisal,
    )

    found = await asking.why(superior, "Appraisal", asking.appraisal, "DECIDE", field="whyCan")

    assert (free["allowed"], free["rule"]) == (True, "superior-decides")
    assert (found["allowed"], found["code"]) == (False, "SEPARATED")
    assert found["rule"] == "scorer-never-approves"
