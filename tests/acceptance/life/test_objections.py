"""Objections: filed in time, heard on both sides, decided by the superior of the rater alone."""

import pytest
from sqlalchemy import text

from kinerja.domains.organisation.models import Employee
from kinerja.kit.ids import GlobalId
from tenants.session import tenant_session
from tests.support.database import DISHUB
from tests.support.life_desk import LifeDesk

REASON = "Bukti baru memenuhi standar yang disepakati."


def codes(payload: dict[str, list[dict[str, str]]]) -> list[str]:
    return [error["code"] for error in payload["errors"]]


async def decide(
    desk: LifeDesk, who: Employee, objection: str, **more: object
) -> dict[str, object]:
    given = {"objectionId": objection, "decision": "UPHELD", "reason": REASON, **more}
    return await desk.do(who.id, "decideObjection", **given)


async def heard(desk: LifeDesk) -> tuple[str, str]:
    """Object and make the rater's statement; return the ids of appraisal and objection."""
    appraisal = await desk.deliver()
    objection = await desk.object_(appraisal)
    stated = await desk.do(
        desk.world.organisation.rater.id,
        "makeStatement",
        objectionId=objection,
        statement="Capaian itu tidak termasuk rencana.",
    )
    assert stated["objection"]["state"] == "UNDER_EXAMINATION"
    return appraisal, objection


async def test_an_upheld_result_becomes_final_as_it_was(desk: LifeDesk) -> None:
    _, objection = await heard(desk)

    decided = await decide(desk, desk.world.organisation.superior, objection)

    assert decided == {"objection": {"state": "UPHELD", "revision": None}, "errors": []}
    assert (await desk.days_pass(0)).results_final == 1
    assert await desk.states() == {"DELIVERED": 8, "FINAL": 1}


async def test_a_changed_result_is_a_new_revision_and_the_old_one_stays(desk: LifeDesk) -> None:
    appraisal, objection = await heard(desk)
    quality = str(GlobalId("Indicator", DISHUB, desk.world.version.indicators["quality"]))

    decided = await decide(
        desk,
        desk.world.organisation.superior,
        objection,
        decision="CHANGED",
        workRating="ABOVE_EXPECTATION",
        behaviourRating="ABOVE_EXPECTATION",
        scores=[{"indicatorId": quality, "actual": "110"}],
    )

    revision = decided["objection"]["revision"]  # type: ignore[index]
    assert revision["revision"] == 2
    assert revision["composite"] == "106"
    assert revision["officialGrade"] == "VERY_GOOD"
    assert revision["supersedes"] == {"id": appraisal}
    old = await desk.client.as_(desk.world.organisation.head.id, agency="DISHUB").query(
        "query ($id: ID!) { node(id: $id) { ... on Appraisal { composite supersededAt"
        " officialGrade scores { nodes { actual } } } } }",
        {"id": appraisal},
    )
    assert old.data["node"]["composite"] == "100"
    assert old.data["node"]["officialGrade"] == "GOOD"
    assert {one["actual"] for one in old.data["node"]["scores"]["nodes"]} == {"100"}
    assert old.data["node"]["supersededAt"] is not None
    assert (await desk.days_pass(15)).results_final == 9
    closed = await desk.do(desk.world.organisation.head.id, "finaliseCycle", cycleId=desk.cycle)
    assert closed["appraisals"] == 9


async def test_nobody_but_the_superior_of_the_rater_decides(desk: LifeDesk) -> None:
    _, objection = await heard(desk)
    people = desk.world.organisation

    for other in (people.ratee, people.rater, people.head, people.stranger):
        refused = await decide(desk, other, objection)
        assert codes(refused)[0] in {"NOT_PERMITTED", "NOT_FOUND"}, other.id  # type: ignore[arg-type]


async def test_the_rater_is_heard_before_anybody_decides(desk: LifeDesk) -> None:
    objection = await desk.object_(await desk.deliver())
    superior = desk.world.organisation.superior

    early = await decide(desk, superior, objection)
    async with tenant_session(desk.client.database.owner, DISHUB) as session:
        await session.execute(text("UPDATE objections SET statement_due = '2020-01-01'"))
    overdue = await decide(desk, superior, objection)

    assert codes(early) == ["STATEMENT_PENDING"]  # type: ignore[arg-type]
    assert codes(overdue) == []  # type: ignore[arg-type]


async def test_a_late_objection_is_refused_and_leaves_nothing(desk: LifeDesk) -> None:
    appraisal = await desk.deliver()
    async with tenant_session(desk.client.database.owner, DISHUB) as session:
        await session.execute(text("UPDATE appraisals SET objection_until = '2020-01-14'"))

    refused = await desk.do(
        desk.world.organisation.ratee.id,
        "fileObjection",
        appraisalId=appraisal,
        grounds="Capaian triwulan IV terlewat.",
    )

    assert codes(refused) == ["ANSWER_TOO_LATE"]
    assert "2020-01-14" in refused["errors"][0]["message"]
    assert await desk.states() == {"DELIVERED": 9}


async def test_a_result_is_objected_to_once_and_may_be_again_after_a_withdrawal(
    desk: LifeDesk,
) -> None:
    ratee = desk.world.organisation.ratee.id
    appraisal = await desk.deliver()
    objection = await desk.object_(appraisal)

    twice = await desk.do(
        ratee, "fileObjection", appraisalId=appraisal, grounds="Sekali lagi, karena penting."
    )
    by_rater = await desk.do(
        desk.world.organisation.rater.id, "withdrawObjection", objectionId=objection
    )
    withdrawn = await desk.do(ratee, "withdrawObjection", objectionId=objection)
    states = await desk.states()
    again = await desk.object_(appraisal)

    assert codes(twice) == ["STATE_CONFLICT"]
    assert codes(by_rater) == ["NOT_PERMITTED"]
    assert withdrawn == {"objection": {"state": "WITHDRAWN"}, "errors": []}
    assert states == {"DELIVERED": 9}
    assert again != objection


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"decision": "CHANGED"}, "RATINGS_NEEDED"),
        ({"decision": "UPHELD", "workRating": "ABOVE_EXPECTATION"}, "RATINGS_NEEDED"),
        ({"decision": "FILED"}, "RATINGS_NEEDED"),
        ({"reason": "Pendek"}, "REASON_REQUIRED"),
    ],
)
async def test_a_decision_that_cannot_be_is_refused(
    desk: LifeDesk, more: dict[str, str], code: str
) -> None:
    _, objection = await heard(desk)

    refused = await decide(desk, desk.world.organisation.superior, objection, **more)

    assert codes(refused) == [code]  # type: ignore[arg-type]
    assert await desk.states() == {"DELIVERED": 8, "OBJECTED": 1}


async def test_a_changed_score_lies_within_its_scale_and_is_one_of_the_appraisal(
    desk: LifeDesk,
) -> None:
    _, objection = await heard(desk)
    quality = desk.world.version.indicators["quality"]

    for key, actual, code in (
        (quality, "100000000", "OUT_OF_SCALE"),
        (desk.world.cycle_id, "1", "NOT_FOUND"),
    ):
        score = {"indicatorId": str(GlobalId("Indicator", DISHUB, key)), "actual": actual}
        refused = await decide(
            desk,
            desk.world.organisation.superior,
            objection,
            decision="CHANGED",
            scores=[score],
        )
        assert codes(refused) == [code]  # type: ignore[arg-type]
    assert await desk.states() == {"DELIVERED": 8, "OBJECTED": 1}
