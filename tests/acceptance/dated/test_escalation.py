"""Escalation: from the seventh day on the superior of an idle rater scores, and cannot approve."""

import asyncio
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.reminders import remind
from kinerja.domains.delegations.models import Delegation
from kinerja.kit import clock
from kinerja.kit.ids import new_id
from kinerja.workflows.start_scoring import DUE_AFTER
from policies.permissions import Role
from tenants.models import AuditEvent, OutboxEvent
from tenants.session import tenant_session
from tests.support.appraisal_world import make_world, open_world, rating
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.dated_rights import Stage, codes, global_id, make_due, move_to, payload

DAY = timedelta(days=1)
START = """
mutation ($input: StartScoringInput!) {
  startScoring(input: $input) {
    cycle { ratingDue } errors { code message path }
  }
}
"""
APPROVE = """
mutation ($input: ApproveInnovationInput!) {
  approveInnovation(input: $input) { appraisal { innovationApproved } errors { code message } }
}
"""
RETURN = """
mutation ($input: ReturnAppraisalInput!) {
  returnAppraisal(input: $input) { appraisal { state ratingDue } errors { code message } }
}
"""


async def test_the_superior_scores_from_the_seventh_day_after_the_due_day(stage: Stage) -> None:
    people, today = stage.world.organisation, clock.today()
    appraisal = await stage.world.appraisal_of(people.ratee)
    assert await stage.sees(people.superior, appraisal)

    for due, holds in (
        (None, False),
        (today, False),
        (today - 6 * DAY, False),
        (today - 7 * DAY, True),
        (today - 8 * DAY, True),
    ):
        await make_due(stage.client.database, appraisal, due)
        assert await stage.scores(people.superior, appraisal) is holds, due
        # Nobody else comes in by it: neither the head of the agency nor another superior.
        assert not await stage.scores(people.head, appraisal)
        assert not await stage.scores(people.branches[1].superior, appraisal)
    assert await stage.scores(people.rater, appraisal)


async def test_a_superior_who_has_scored_as_substitute_approves_nothing(stage: Stage) -> None:
    people, world = stage.world.organisation, stage.world
    appraisal = await world.appraisal_of(people.ratee)
    await make_due(stage.client.database, appraisal, clock.today() - 7 * DAY)
    items = [world.item(appraisal, code, "100") for code in world.version.indicators]
    assert [one.error for one in await world.score(world.superior, *items)] == [None, None]
    # The rater wakes up, decides and submits; by now the superior is no substitute any more.
    assert [one.error for one in await world.rate(world.rater, rating(appraisal))] == [None]
    assert [one.error for one in await world.submit(world.rater, appraisal)] == [None]
    await make_due(stage.client.database, appraisal, clock.today())

    approving = {"appraisalId": global_id("Appraisal", appraisal), "evidence": "SK 1/2026"}
    refused = await payload(stage.as_(people.superior), APPROVE, input=approving)
    returning = {
        "appraisalId": global_id("Appraisal", appraisal),
        "reason": "Mohon lengkapi bukti dukung.",
    }
    kept = await payload(stage.as_(people.superior), RETURN, input=returning)

    assert codes(refused) == ["INNOVATION_BY_RATER"]
    assert codes(kept) == ["NOT_PERMITTED"]
    # The head of the agency stands above and has not scored.
    assert codes(await payload(stage.as_(people.head), APPROVE, input=approving)) == []
    assert codes(await payload(stage.as_(people.head), RETURN, input=returning)) == []


async def test_a_superior_who_decided_the_ratings_as_substitute_approves_nothing(
    stage: Stage,
) -> None:
    people, world = stage.world.organisation, stage.world
    appraisal = await world.appraisal_of(people.ratee)
    await make_due(stage.client.database, appraisal, clock.today() - 7 * DAY)
    items = [world.item(appraisal, code, "100") for code in world.version.indicators]
    assert [one.error for one in await world.score(world.rater, *items)] == [None, None]
    assert [one.error for one in await world.rate(world.superior, rating(appraisal))] == [None]
    assert [one.error for one in await world.submit(world.superior, appraisal)] == [None]

    approving = {"appraisalId": global_id("Appraisal", appraisal), "evidence": "SK 1/2026"}

    refused = await payload(stage.as_(people.superior), APPROVE, input=approving)
    assert codes(refused) == ["INNOVATION_BY_RATER"]


async def test_a_superior_who_has_approved_an_innovation_never_becomes_a_substitute(
    stage: Stage,
) -> None:
    people, world = stage.world.organisation, stage.world
    appraisal = await world.appraisal_of(people.ratee)
    await make_due(stage.client.database, appraisal, clock.today())
    approving = {"appraisalId": global_id("Appraisal", appraisal), "evidence": "SK 1/2026"}
    assert codes(await payload(stage.as_(people.superior), APPROVE, input=approving)) == []
    await make_due(stage.client.database, appraisal, clock.today() - 7 * DAY)
    items = [world.item(appraisal, code, "100") for code in world.version.indicators]

    async def refusals() -> list[str]:
        outcomes = await world.score(world.superior, *items)
        outcomes += await world.rate(world.superior, rating(appraisal))
        outcomes += await world.submit(world.superior, appraisal)
        return [outcome.error.code if outcome.error else "ok" for outcome in outcomes]

    assert await refusals() == ["NOT_PERMITTED"] * 4
    # The rater goes on as before.
    assert [one.error for one in await world.score(world.rater, *items)] == [None, None]
    assert [one.error for one in await world.rate(world.rater, rating(appraisal))] == [None]
    assert await refusals() == ["NOT_PERMITTED"] * 4
    assert [one.error for one in await world.submit(world.rater, appraisal)] == [None]


async def test_a_head_who_has_scored_as_delegate_approves_nothing_when_it_is_over(
    stage: Stage,
) -> None:
    people, world, today = stage.world.organisation, stage.world, clock.today()
    appraisal = await world.appraisal_of(people.ratee)
    given = Delegation(
        agency_id=DISHUB,
        id=new_id(),
        delegator_id=people.rater.id,
        delegate_id=people.head.id,
        valid=Range(today, today + DAY),
        reason="Cuti",
        created_by=people.rater.id,
    )
    key = given.id
    await stage.write(given)
    assert (await world.score(world.head, world.item(appraisal, "speed", "90")))[0].error is None

    await move_to(stage.client.database, Delegation, key, Range(today - 5 * DAY, today))
    approving = {"appraisalId": global_id("Appraisal", appraisal), "evidence": "SK 1/2026"}
    refused = await payload(stage.as_(people.head), APPROVE, input=approving)

    assert codes(refused) == ["INNOVATION_BY_RATER"]
    assert codes(await payload(stage.as_(people.superior), APPROVE, input=approving)) == []


@pytest.mark.parametrize(
    ("days", "code"),
    [(None, None), (0, None), (366, None), (-1, "RATING_DUE"), (367, "RATING_DUE")],
)
async def test_scoring_starts_with_a_day_on_which_raters_are_due(
    client: Client, days: int | None, code: str | None
) -> None:
    world = await open_world(await make_world(client.database.application, DISHUB), scoring=False)
    officer = world.officer.subject.id
    await client.give_role(officer, Role.PERFORMANCE_OFFICER, DISHUB)
    due = None if days is None else (clock.today() + days * DAY)
    given = {"cycleId": global_id("Cycle", world.cycle_id)}
    if due is not None:
        given["ratingDue"] = due.isoformat()

    started = await payload(client.as_(officer, agency="DISHUB"), START, input=given)

    assert codes(started) == ([code] if code else [])
    expected = due or clock.today() + DUE_AFTER
    async with tenant_session(world.engine, DISHUB) as session:
        found = set(await session.scalars(select(Appraisal.rating_due)))
    assert found == {None if code else expected}
    if not code:
        assert started["cycle"] == {"ratingDue": expected.isoformat()}


async def test_a_returned_appraisal_gives_the_rater_a_week(stage: Stage) -> None:
    people, world, today = stage.world.organisation, stage.world, clock.today()
    appraisal = await world.appraisal_of(people.ratee)
    items = [world.item(appraisal, code, "100") for code in world.version.indicators]
    await world.score(world.rater, *items)
    await world.rate(world.rater, rating(appraisal))
    await world.submit(world.rater, appraisal)
    await make_due(stage.client.database, appraisal, today - 30 * DAY)

    returning = {
        "appraisalId": global_id("Appraisal", appraisal),
        "reason": "Mohon lengkapi bukti dukung.",
    }
    returned = await payload(stage.as_(people.superior), RETURN, input=returning)

    assert returned["errors"] == []
    assert returned["appraisal"]["ratingDue"] == (today + 7 * DAY).isoformat()
    assert not await stage.scores(people.superior, appraisal)


# --- reminders ------------------------------------------------------------------------------------


async def given_notices(stage: Stage, *, today: date) -> dict[str, int]:
    """Run the reminders of a day."""
    async with tenant_session(stage.world.engine, DISHUB) as session:
        told = await remind(session, DISHUB, today=today)
    return {one.notice.value: one.count for one in told}


async def test_the_rater_is_reminded_on_the_due_day_and_the_superior_after_three_and_seven_days(
    stage: Stage,
) -> None:
    """Three ratees in each of two seksi, two seksi heads, two bidang heads: all of them overdue."""
    today, people = clock.today(), stage.world.organisation
    due = today + DUE_AFTER
    raters, above = await _counts(stage)
    nothing = {
        "appraisal.rater_due": 0,
        "appraisal.rater_overdue": 0,
        "appraisal.escalated": 0,
    }

    assert await given_notices(stage, today=due - DAY) == nothing
    assert await given_notices(stage, today=due) == {**nothing, "appraisal.rater_due": raters}
    assert await given_notices(stage, today=due) == nothing
    assert await given_notices(stage, today=due + 2 * DAY) == nothing
    late = {**nothing, "appraisal.rater_overdue": above}
    assert await given_notices(stage, today=due + 3 * DAY) == late
    assert await given_notices(stage, today=due + 6 * DAY) == nothing
    assert await given_notices(stage, today=due + 7 * DAY) == {
        **nothing,
        "appraisal.escalated": above,
    }
    assert await given_notices(stage, today=due + 30 * DAY) == nothing

    async with tenant_session(stage.world.engine, DISHUB) as session:
        appraisal = await stage.world.appraisal_of(people.ratee)
        told = await session.execute(
            select(AuditEvent.action, AuditEvent.after)
            .where(AuditEvent.object_id == appraisal, AuditEvent.actor_id.is_(None))
            .order_by(AuditEvent.id)
        )
        notified = {row.action: row.after["notified"] for row in told}
        events = await session.scalar(
            select(func.count())
            .select_from(OutboxEvent)
            .where(OutboxEvent.topic.in_(nothing), OutboxEvent.published_at.is_(None))
        )
    assert notified == {
        "appraisal.rater_due": str(people.rater.id),
        "appraisal.rater_overdue": str(people.superior.id),
        "appraisal.escalated": str(people.superior.id),
    }
    assert events == raters + 2 * above


async def _counts(stage: Stage) -> tuple[int, int]:
    async with tenant_session(stage.world.engine, DISHUB) as session:
        found = await session.execute(
            select(func.count(Appraisal.rater_id), func.count(Appraisal.superior_id))
        )
        raters, above = found.one()
    assert raters > above > 0
    return raters, above


async def test_days_without_a_run_are_made_up_for_and_a_new_due_day_counts_anew(
    stage: Stage,
) -> None:
    due = clock.today() + DUE_AFTER
    raters, above = await _counts(stage)

    first = await given_notices(stage, today=due + 9 * DAY)
    async with stage.client.database.owner.begin() as connection:
        await connection.execute(text(f"SET LOCAL kinerja.agency_id = '{DISHUB}'"))
        await connection.execute(update(Appraisal).values(rating_due=due + DAY))
    again = await given_notices(stage, today=due + 9 * DAY)

    everything: dict[str, Any] = {
        "appraisal.rater_due": raters,
        "appraisal.rater_overdue": above,
        "appraisal.escalated": above,
    }
    assert first == everything
    assert again == everything


async def test_two_runs_at_the_same_time_tell_everybody_once(stage: Stage) -> None:
    due = clock.today() + DUE_AFTER
    raters, _ = await _counts(stage)

    told = await asyncio.gather(*(given_notices(stage, today=due) for _ in range(3)))

    assert sum(one["appraisal.rater_due"] for one in told) == raters


async def test_who_has_submitted_is_not_reminded(stage: Stage) -> None:
    world = stage.world
    await world.complete()

    told = await given_notices(stage, today=clock.today() + 60 * DAY)

    assert set(told.values()) == {0}
