"""Development actions: planned by employee and rater, followed up, closed once and for ever."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from kinerja.domains.organisation.models import Employee
from kinerja.kit.clock import today
from tenants.session import tenant_session
from tests.support.database import DISHUB
from tests.support.development_desk import DevelopmentDesk, employee_id

TITLE = "Pelatihan pelayanan loket"
CAME_OF_IT = "Sertifikat diperoleh dan dipakai di loket."
ACTIONS = (
    "query ($id: ID!) { node(id: $id) { ... on Employee { developmentActions"
    " { nodes { state title followUp rater { id } } } } } }"
)


async def plan(desk: DevelopmentDesk, who: Employee, **changes: str) -> dict[str, Any]:
    given = {
        "employeeId": employee_id(desk.people.ratee),
        "title": TITLE,
        "dueDate": (today() + timedelta(days=30)).isoformat(),
        **changes,
    }
    return await desk.do(who.id, "planDevelopmentAction", **given)


async def planned(desk: DevelopmentDesk) -> str:
    """Plan an action as the rater and return its id."""
    payload = await plan(desk, desk.people.rater)
    assert payload["errors"] == []
    return str(payload["action"]["id"])


async def close(
    desk: DevelopmentDesk, who: Employee, action: str, *, verb: str = "complete", said: str = ""
) -> dict[str, Any]:
    operation = f"{verb}DevelopmentAction"
    return await desk.do(who.id, operation, actionId=action, followUp=said or CAME_OF_IT)


def codes(payload: dict[str, Any]) -> list[str]:
    return [error["code"] for error in payload["errors"]]


async def read(desk: DevelopmentDesk, who: Employee) -> list[dict[str, Any]]:
    """Return the ratee's actions as somebody sees them."""
    data = await desk.client.as_(who.id, agency="DISHUB").query(
        ACTIONS, {"id": employee_id(desk.people.ratee)}
    )
    nodes: list[dict[str, Any]] = data.data["node"]["developmentActions"]["nodes"]
    return nodes


async def test_an_action_is_planned_begun_and_done(desk: DevelopmentDesk) -> None:
    people = desk.people

    payload = await plan(desk, people.ratee)
    action = payload["action"]["id"]
    begun = await desk.do(people.ratee.id, "startDevelopmentAction", actionId=action)
    done = await close(desk, people.rater, action)

    assert payload["action"]["state"] == "PLANNED"
    assert payload["action"]["rater"] == {"id": employee_id(people.rater)}
    assert payload["action"]["plannedBy"] == {"id": employee_id(people.ratee)}
    assert begun["action"]["state"] == "IN_PROGRESS"
    assert (done["action"]["state"], done["action"]["followUp"]) == ("DONE", CAME_OF_IT)
    assert done["action"]["closedBy"] == {"id": employee_id(people.rater)}


async def test_what_is_closed_is_changed_by_nobody(desk: DevelopmentDesk) -> None:
    people = desk.people
    action = await planned(desk)
    cancelled = await close(desk, people.ratee, action, verb="cancel")

    again = await close(desk, people.rater, action)
    begun = await desk.do(people.rater.id, "startDevelopmentAction", actionId=action)

    assert cancelled["action"]["state"] == "CANCELLED"
    assert (codes(again), codes(begun)) == (["STATE_CONFLICT"], ["STATE_CONFLICT"])
    async with tenant_session(desk.client.database.application, DISHUB) as session:
        reopened = text("UPDATE development_actions SET state = 'PLANNED' RETURNING id")
        assert (await session.execute(reopened)).all() == []


async def test_of_two_who_close_it_at_once_one_wins(desk: DevelopmentDesk) -> None:
    people = desk.people
    action = await planned(desk)

    both = await asyncio.gather(
        close(desk, people.rater, action), close(desk, people.ratee, action, verb="cancel")
    )

    assert sorted(len(one["errors"]) for one in both) == [0, 1]
    (lost,) = [codes(one)[0] for one in both if one["errors"]]
    assert lost in {"STATE_CONFLICT", "CONCURRENT_UPDATE"}
    (kept,) = await read(desk, people.ratee)
    (won,) = [one["action"]["state"] for one in both if one["action"]]
    assert kept["state"] == won


async def test_nobody_else_plans_or_follows_up(desk: DevelopmentDesk) -> None:
    people = desk.people
    action = await planned(desk)

    for other in (people.superior, people.head, people.stranger, desk.officer):
        assert codes(await plan(desk, other)) == ["NOT_PERMITTED"]
    assert codes(await close(desk, people.superior, action)) == ["NOT_PERMITTED"]
    assert codes(await close(desk, people.stranger, action)) == ["NOT_FOUND"]


async def test_those_above_see_it_and_the_officer_only_how_far_it_is(
    desk: DevelopmentDesk,
) -> None:
    people = desk.people
    await planned(desk)

    for above in (people.superior, people.head):
        assert [one["title"] for one in await read(desk, above)] == [TITLE]
    assert await read(desk, desk.officer) == [
        {"state": "PLANNED", "title": None, "followUp": None, "rater": None}
    ]
    assert await read(desk, people.stranger) == []


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"title": "  "}, "TEXT_REQUIRED", "title"),
        ({"title": "x" * 501}, "TEXT_REQUIRED", "title"),
        ({"dueDate": "2020-01-01"}, "DUE_IN_PAST", "dueDate"),
    ],
)
async def test_a_plan_that_cannot_be_is_refused(
    desk: DevelopmentDesk, changes: dict[str, str], code: str, field: str
) -> None:
    refused = await plan(desk, desk.people.rater, **changes)

    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == (code, ["input", field])
    assert await read(desk, desk.people.ratee) == []


async def test_a_follow_up_says_something(desk: DevelopmentDesk) -> None:
    action = await planned(desk)

    refused = await close(desk, desk.people.rater, action, said="Ya")

    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == ("TEXT_REQUIRED", ["input", "followUp"])
    assert [one["state"] for one in await read(desk, desk.people.ratee)] == ["PLANNED"]


async def test_the_trail_tells_the_state_and_not_the_words(desk: DevelopmentDesk) -> None:
    await close(desk, desk.people.rater, await planned(desk))

    async with tenant_session(desk.client.database.owner, DISHUB) as session:
        noted = text(
            "SELECT to_jsonb(audit_events)::text FROM audit_events"
            " WHERE action LIKE 'development_action.%' ORDER BY occurred_at"
        )
        events = (await session.execute(noted)).scalars().all()
    assert len(events) == 2
    assert "DONE" in events[1]
    assert not any(said in event for said in (TITLE, CAME_OF_IT) for event in events)
