"""What stands in a plan: work results aligned to the rater's, expectations; and what may not."""

from typing import Any

import pytest

from policies.permissions import Role
from tests.support.plan_desk import PlanDesk, codes, result


async def test_the_whole_of_a_plan_is_replaced_at_once(desk: PlanDesk) -> None:
    ratee = desk.world.organisation.ratee
    plan = await desk.draft(ratee)
    expected = {"value": "SERVICE_ORIENTED", "expectation": "Sapa setiap warga lebih dulu"}

    first = await desk.step(
        ratee,
        "setPlan",
        plan,
        workResults=[result("A"), {**result("B"), "kind": "ADDITIONAL"}],
        behaviour=[expected],
    )
    second = await desk.step(
        ratee,
        "setPlan",
        first,
        workResults=[{"kind": "PRIMARY", "title": "C", "indicator": "Warga terlayani ramah"}],
    )

    assert [one["title"] for one in first["workResults"]] == ["A", "B"]
    assert [one["kind"] for one in first["workResults"]] == ["PRIMARY", "ADDITIONAL"]
    assert first["behaviour"] == [expected]
    (only,) = second["workResults"]
    assert (only["title"], only["target"], only["unit"]) == ("C", None, None)
    assert (second["behaviour"], second["edition"]) == ([], 3)


async def test_a_work_result_is_aligned_to_the_raters_and_keeps_it(desk: PlanDesk) -> None:
    people = desk.world.organisation
    above = await desk.proposed(people.rater, result("Layanan terminal andal"))
    (served,) = above["workResults"]
    plan = await desk.draft(people.rater, people.ratee)

    aligned = await desk.step(
        people.rater, "setPlan", plan, workResults=[result(alignedToId=served["id"])]
    )
    (first,) = aligned["workResults"]
    kept = await desk.step(
        people.ratee,
        "setPlan",
        aligned,
        workResults=[result(target="97", continuesId=first["id"]), result("Lain")],
    )
    by_ratee, other = kept["workResults"]
    loose = await desk.step(
        people.ratee,
        "setPlan",
        kept,
        workResults=[result(continuesId=by_ratee["id"], alignedToId=None)],
    )

    assert first["alignedTo"] == {"id": served["id"]}
    assert first["alignedTitle"] == "Layanan terminal andal"
    # The ratee does not see the rater's plan, but what the own result serves.
    assert (by_ratee["alignedTo"], by_ratee["alignedTitle"]) == (None, "Layanan terminal andal")
    assert other["alignedTitle"] is None
    assert loose["workResults"][0]["alignedTitle"] is None


async def test_nothing_is_aligned_to_the_own_plan_or_to_anybody_but_the_rater(
    desk: PlanDesk,
) -> None:
    people = desk.world.organisation
    own = await desk.written(people.ratee)
    colleague = await desk.proposed(people.branches[0].ratees[1])
    superior = await desk.proposed(people.superior)
    draft = await desk.written(people.rater)

    for plan in (own, colleague, superior, draft):
        refused = await desk.do(
            people.ratee.id,
            "setPlan",
            planId=own["id"],
            edition=own["edition"],
            workResults=[result(), result(alignedToId=plan["workResults"][0]["id"])],
        )
        assert codes(refused) == ["ALIGNMENT_UNKNOWN"], plan["id"]
        assert refused["errors"][0]["path"] == ["input", "workResults", "1", "alignedToId"]


@pytest.mark.parametrize(
    ("results", "behaviour", "code", "path"),
    [
        ([result("")], [], "TEXT_NOT_ALLOWED", "workResults.0.title"),
        ([result("x" * 501)], [], "TEXT_NOT_ALLOWED", "workResults.0.title"),
        ([result("a\nb")], [], "TEXT_NOT_ALLOWED", "workResults.0.title"),
        ([result(indicator=" ")], [], "TEXT_NOT_ALLOWED", "workResults.0.indicator"),
        ([result(), result(unit="")], [], "TEXT_NOT_ALLOWED", "workResults.1.unit"),
        ([result(unit=None)], [], "TARGET_INCOMPLETE", "workResults.0.target"),
        ([result(target=None)], [], "TARGET_INCOMPLETE", "workResults.0.target"),
        ([result(target="-1")], [], "TARGET_INCOMPLETE", "workResults.0.target"),
        ([result(target="0.00001")], [], "TARGET_INCOMPLETE", "workResults.0.target"),
        ([result(target="1e16")], [], "TARGET_INCOMPLETE", "workResults.0.target"),
        ([result(perspective="BUDGET")], [], "PERSPECTIVE_NOT_JPT", "workResults.0.perspective"),
        ([result()] * 51, [], "TOO_MANY_WORK_RESULTS", "workResults"),
        (
            [],
            [{"value": "LOYAL", "expectation": "A"}, {"value": "LOYAL", "expectation": "B"}],
            "VALUE_REPEATED",
            "behaviour.1.value",
        ),
        (
            [],
            [{"value": "LOYAL", "expectation": ""}],
            "TEXT_NOT_ALLOWED",
            "behaviour.0.expectation",
        ),
    ],
)
async def test_contents_that_cannot_be_are_refused_and_leave_the_old_ones(
    desk: PlanDesk,
    results: list[dict[str, Any]],
    behaviour: list[dict[str, Any]],
    code: str,
    path: str,
) -> None:
    ratee = desk.world.organisation.ratee
    plan = await desk.draft(ratee)
    given = {"planId": plan["id"], "edition": 1, "workResults": results, "behaviour": behaviour}

    refused = await desk.do(ratee.id, "setPlan", **given)
    kept = await desk.step(ratee, "setPlan", plan, workResults=[result()])

    assert (codes(refused), refused["plan"]) == ([code], None)
    assert refused["errors"][0]["path"] == ["input", *path.split(".")]
    assert kept["edition"] == 2, "the refused change has made no edition"


async def test_a_work_result_continues_one_of_the_present_edition_once(desk: PlanDesk) -> None:
    ratee = desk.world.organisation.ratee
    old = await desk.written(ratee)
    key = old["workResults"][0]["id"]
    now = await desk.step(ratee, "setPlan", old, workResults=[result(continuesId=key)])
    present = now["workResults"][0]["id"]

    for results in (
        [result(continuesId=key)],
        [result(continuesId=present), result(continuesId=present)],
    ):
        refused = await desk.do(
            ratee.id, "setPlan", planId=now["id"], edition=now["edition"], workResults=results
        )
        assert codes(refused) == ["WORK_RESULT_UNKNOWN"]


async def test_a_plan_without_a_primary_result_is_not_proposed(desk: PlanDesk) -> None:
    ratee = desk.world.organisation.ratee
    plan = await desk.written(ratee, result(kind="ADDITIONAL"))

    refused = await desk.do(ratee.id, "proposePlan", planId=plan["id"], edition=2)

    assert codes(refused) == ["PRIMARY_RESULT_NEEDED"]


async def test_the_province_counts_plans_and_reads_none_of_their_contents(desk: PlanDesk) -> None:
    people = desk.world.organisation
    await desk.agreed(people.ratee, people.rater)
    await desk.client.give_province_role(people.stranger.id, Role.PROVINCE_HR)

    answer = await desk.client.as_(people.stranger.id).query(
        """{ agency(code: "DISHUB") { performancePlans(first: 5) { totalCount
          nodes { state workResults { kind title indicator target } } } } }"""
    )

    plans = answer.data["agency"]["performancePlans"]
    assert plans["totalCount"] == 1
    assert plans["nodes"][0]["state"] == "AGREED"
    hidden = {"kind": "PRIMARY", "title": None, "indicator": None, "target": None}
    assert plans["nodes"][0]["workResults"] == [hidden]
