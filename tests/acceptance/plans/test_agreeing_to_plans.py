"""A plan counts when ratee and rater have both agreed to it, and to the same contents."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from kinerja.kit.ids import GlobalId
from tenants.session import tenant_session
from tests.support.database import DISHUB
from tests.support.plan_desk import PlanDesk, codes, result

REASON = "Target terlalu rendah untuk tahun ini."


async def test_the_ratee_proposes_and_the_rater_agrees(desk: PlanDesk) -> None:
    people = desk.world.organisation

    agreed = await desk.agreed(people.ratee, people.rater)

    assert (agreed["state"], agreed["revision"], agreed["isCurrent"]) == ("AGREED", 1, True)
    assert agreed["proposedBy"] == {"id": str(GlobalId("Employee", DISHUB, people.ratee.id))}
    assert agreed["agreedBy"] == {"id": str(GlobalId("Employee", DISHUB, people.rater.id))}
    (planned,) = agreed["workResults"]
    assert (planned["title"], planned["target"]) == ("Layanan loket tepat waktu", "95")


async def test_the_rater_may_propose_and_the_ratee_agrees(desk: PlanDesk) -> None:
    people = desk.world.organisation
    plan = await desk.draft(people.rater, people.ratee)
    plan = await desk.step(people.rater, "setPlan", plan, workResults=[result()])
    plan = await desk.step(people.rater, "proposePlan", plan)

    own = await desk.do(people.rater.id, "agreeToPlan", planId=plan["id"], edition=2)
    agreed = await desk.step(people.ratee, "agreeToPlan", plan)

    assert codes(own) == ["OTHER_SIDE_NEEDED"]
    assert agreed["state"] == "AGREED"


async def test_nobody_else_writes_proposes_agrees_or_returns(desk: PlanDesk) -> None:
    people = desk.world.organisation
    plan = await desk.written(people.ratee)
    named = {"planId": plan["id"], "edition": plan["edition"]}
    others = (people.superior, people.head, people.stranger)

    for other in others:
        changed = await desk.do(other.id, "setPlan", **named, workResults=[result()])
        proposed = await desk.do(other.id, "proposePlan", **named)
        assert {*codes(changed), *codes(proposed)} <= {"NOT_PERMITTED", "NOT_FOUND"}
        assert codes(changed)
    await desk.step(people.ratee, "proposePlan", plan)
    for other in others:
        agreed = await desk.do(other.id, "agreeToPlan", **named)
        returned = await desk.do(other.id, "returnPlan", **named, reason=REASON)
        assert {*codes(agreed), *codes(returned)} <= {"NOT_PERMITTED", "NOT_FOUND"}
        assert codes(agreed)
    own = await desk.do(people.ratee.id, "agreeToPlan", **named)

    assert codes(own) == ["OTHER_SIDE_NEEDED"]


async def test_a_stranger_begins_no_plan_for_another(desk: PlanDesk) -> None:
    people = desk.world.organisation
    assignment = await desk.assignment(people.ratee)

    for other in (people.superior, people.head, people.stranger):
        refused = await desk.do(other.id, "draftPlan", cycleId=desk.cycle, assignmentId=assignment)
        assert codes(refused) == ["NOT_PERMITTED"], other.id


async def test_a_returned_plan_says_why_and_is_written_again(desk: PlanDesk) -> None:
    people = desk.world.organisation
    plan = await desk.proposed(people.ratee)

    locked = await desk.do(
        people.ratee.id, "setPlan", planId=plan["id"], edition=2, workResults=[result()]
    )
    short = await desk.do(
        people.rater.id, "returnPlan", planId=plan["id"], edition=2, reason="Kurang"
    )
    returned = await desk.step(people.rater, "returnPlan", plan, reason=REASON)
    again = await desk.step(people.ratee, "setPlan", returned, workResults=[result(target="98")])
    proposed = await desk.step(people.ratee, "proposePlan", again)
    agreed = await desk.step(people.rater, "agreeToPlan", proposed)

    assert codes(locked) == ["STATE_CONFLICT"]
    assert codes(short) == ["REASON_REQUIRED"]
    assert (returned["state"], returned["returnReason"]) == ("DRAFT", REASON)
    assert returned["proposedBy"] is None
    assert (proposed["returnReason"], proposed["edition"]) == (None, 3)
    assert [one["target"] for one in agreed["workResults"]] == ["98"]


async def test_what_is_agreed_changes_by_a_next_revision_of_both_sides_alone(
    desk: PlanDesk,
) -> None:
    people = desk.world.organisation
    first = await desk.agreed(people.ratee, people.rater)
    named = {"planId": first["id"], "edition": first["edition"]}

    fixed = [
        await desk.do(people.ratee.id, "setPlan", **named, workResults=[]),
        await desk.do(people.rater.id, "returnPlan", **named, reason=REASON),
        await desk.do(people.rater.id, "agreeToPlan", **named),
    ]
    second = await desk.draft(people.ratee)
    twice = await desk.do(
        people.rater.id,
        "draftPlan",
        cycleId=desk.cycle,
        assignmentId=await desk.assignment(people.ratee),
    )
    counting = await _current(desk)
    second = await desk.step(people.ratee, "proposePlan", second)
    second = await desk.step(people.rater, "agreeToPlan", second)

    assert [codes(one) for one in fixed] == [["STATE_CONFLICT"]] * 3
    assert (second["revision"], second["supersedes"]) == (2, {"id": first["id"]})
    assert [one["title"] for one in second["workResults"]] == ["Layanan loket tepat waktu"]
    assert codes(twice) == ["PLAN_OPEN"]
    assert counting == [first["id"]]
    assert await _current(desk) == [second["id"]]


async def test_what_somebody_has_not_read_he_does_not_agree_to(desk: PlanDesk) -> None:
    people = desk.world.organisation
    read = await desk.proposed(people.ratee)
    back = await desk.step(people.ratee, "returnPlan", read, reason=REASON)
    lower = await desk.step(people.ratee, "setPlan", back, workResults=[result(target="10")])
    await desk.step(people.ratee, "proposePlan", lower)

    stale = await desk.do(
        people.rater.id, "agreeToPlan", planId=read["id"], edition=read["edition"]
    )

    assert codes(stale) == ["CONCURRENT_UPDATE"]
    assert "edition is 3" in stale["errors"][0]["message"]


async def test_of_two_who_write_at_once_one_wins(desk: PlanDesk) -> None:
    people = desk.world.organisation
    plan = await desk.draft(people.ratee)

    async def write(who: Any, title: str) -> dict[str, Any]:
        return await desk.do(
            who.id,
            "setPlan",
            planId=plan["id"],
            edition=plan["edition"],
            workResults=[result(title)],
        )

    both = await asyncio.gather(write(people.ratee, "Milik A"), write(people.rater, "Milik B"))

    (kept,) = [one["plan"] for one in both if not one["errors"]]
    assert [codes(one) for one in both if one["errors"]] == [["CONCURRENT_UPDATE"]]
    assert len(kept["workResults"]) == 1


async def test_agreeing_and_returning_at_once_do_not_both_happen(desk: PlanDesk) -> None:
    people = desk.world.organisation
    plan = await desk.proposed(people.ratee)
    named = {"planId": plan["id"], "edition": plan["edition"]}

    both = await asyncio.gather(
        desk.do(people.rater.id, "agreeToPlan", **named),
        desk.do(people.ratee.id, "returnPlan", **named, reason=REASON),
    )

    assert sorted(codes(one) for one in both) == [[], ["STATE_CONFLICT"]]


async def test_of_two_who_begin_at_once_one_begins(desk: PlanDesk) -> None:
    people = desk.world.organisation
    given = {"cycleId": desk.cycle, "assignmentId": await desk.assignment(people.ratee)}

    both = await asyncio.gather(
        desk.do(people.ratee.id, "draftPlan", **given),
        desk.do(people.rater.id, "draftPlan", **given),
    )

    assert sorted(codes(one) for one in both) == [[], ["PLAN_OPEN"]]


async def test_plans_are_closed_when_scoring_begins(desk: PlanDesk) -> None:
    people = desk.world.organisation
    plan = await desk.written(people.ratee)
    async with tenant_session(desk.client.database.owner, DISHUB) as session:
        await session.execute(text("UPDATE cycles SET state = 'CANCELLED'"))

    proposed = await desk.do(people.ratee.id, "proposePlan", planId=plan["id"], edition=2)
    begun = await desk.do(
        people.rater.id,
        "draftPlan",
        cycleId=desk.cycle,
        assignmentId=await desk.assignment(people.rater),
    )

    assert [codes(proposed), codes(begun)] == [["PLANNING_CLOSED"]] * 2


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE performance_plans SET state = 'DRAFT', edition = 9",
        "UPDATE performance_plans SET return_reason = 'lain'",
    ],
)
async def test_the_database_itself_keeps_what_is_agreed(desk: PlanDesk, statement: str) -> None:
    people = desk.world.organisation
    await desk.agreed(people.ratee, people.rater)

    async with tenant_session(desk.client.database.application, DISHUB) as session:
        touched = await session.execute(text(f"{statement} RETURNING id"))
        assert touched.all() == []


async def test_every_step_is_in_the_audit_trail_without_its_texts(desk: PlanDesk) -> None:
    people = desk.world.organisation
    await desk.agreed(people.ratee, people.rater)

    async with tenant_session(desk.client.database.owner, DISHUB) as session:
        rows = await session.execute(
            text(
                "SELECT action, actor_id, person_id, after::text FROM audit_events"
                " WHERE object_type = 'PerformancePlan' ORDER BY occurred_at, id"
            )
        )
        events = rows.all()

    assert [(one.action, one.actor_id) for one in events] == [
        ("plan.drafted", people.ratee.id),
        ("plan.changed", people.ratee.id),
        ("plan.proposed", people.ratee.id),
        ("plan.agreed", people.rater.id),
    ]
    assert {one.person_id for one in events} == {people.ratee.id}
    assert not any("loket" in one.after for one in events)


async def _current(desk: PlanDesk) -> list[str]:
    """Return the ids of the plans that count, as the officer sees them."""
    asking = desk.client.as_(desk.world.officer.subject.id, agency="DISHUB")
    answer = await asking.query(
        """{ agency(code: "DISHUB") { performancePlans(filter: {isCurrent: true})
          { nodes { id } } } }"""
    )
    return [one["id"] for one in answer.data["agency"]["performancePlans"]["nodes"]]
