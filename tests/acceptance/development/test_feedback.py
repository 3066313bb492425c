"""Feedback all year round: given by whoever works with somebody, read as far as the author lets."""

import pytest
from sqlalchemy import text

from kinerja.domains.organisation.models import Employee
from kinerja.kit.ids import GlobalId
from policies.permissions import Role
from tenants.session import tenant_session
from tests.support.database import DISHUB
from tests.support.development_desk import DevelopmentDesk, employee_id

SAID = "Loket dibuka tepat waktu sepanjang bulan ini."
FEEDBACK = (
    "query ($id: ID!) { node(id: $id) { ... on Employee { feedback(orderBy: {field: GIVEN_AT})"
    " { totalCount nodes { kind visibility content author { id } } } } } }"
)


async def read(desk: DevelopmentDesk, who: Employee) -> list[dict[str, object]]:
    """Return the feedback to the ratee as somebody sees it."""
    about = {"id": employee_id(desk.people.ratee)}
    answer = await desk.client.as_(who.id, agency="DISHUB").query(FEEDBACK, about)
    nodes: list[dict[str, object]] = answer.data["node"]["feedback"]["nodes"]
    return nodes


async def test_what_the_rater_says_is_read_by_the_employee(desk: DevelopmentDesk) -> None:
    people = desk.people

    told = await desk.tell(people.rater, people.ratee, f"  {SAID}\n")

    assert told["errors"] == []
    assert told["feedback"]["kind"] == "FEEDBACK"
    assert told["feedback"]["content"] == SAID
    (read_by_ratee,) = await read(desk, people.ratee)
    assert read_by_ratee == {
        "kind": "FEEDBACK",
        "visibility": "RATER",
        "content": SAID,
        "author": {"id": employee_id(people.rater)},
    }


async def test_those_above_read_only_what_is_shown_to_them(desk: DevelopmentDesk) -> None:
    people = desk.people
    await desk.tell(people.rater, people.ratee, SAID)
    shown = f"{SAID} Disampaikan juga kepada atasan."
    await desk.tell(people.ratee, people.ratee, shown, kind="DIALOGUE_NOTE", visibility="SUPERIOR")

    for above in (people.superior, people.head):
        assert [one["content"] for one in await read(desk, above)] == [shown]
    for beside in (people.stranger, people.branches[0].ratees[1], people.branches[1].rater):
        assert await read(desk, beside) == []


async def test_the_officer_counts_dialogues_and_reads_nothing(desk: DevelopmentDesk) -> None:
    people = desk.people
    await desk.tell(people.rater, people.ratee, SAID, kind="DIALOGUE_NOTE")

    counted = await read(desk, desk.officer)

    assert counted == [
        {"kind": "DIALOGUE_NOTE", "visibility": "RATER", "content": None, "author": None}
    ]


async def test_the_province_and_the_inspectorate_read_nothing_without_a_case(
    desk: DevelopmentDesk,
) -> None:
    await desk.tell(desk.people.rater, desk.people.ratee, SAID, visibility="SUPERIOR")
    outside = desk.people.stranger

    for role in (Role.PROVINCE_HR, Role.INSPECTORATE):
        await desk.client.give_province_role(outside.id, role)
        assert await read(desk, outside) == []


async def test_rater_superior_and_employee_write_and_nobody_else(desk: DevelopmentDesk) -> None:
    people = desk.people

    for author in (people.ratee, people.rater, people.superior):
        assert (await desk.tell(author, people.ratee, SAID))["errors"] == []
    for other in (people.head, people.stranger, people.branches[0].ratees[1], desk.officer):
        refused = await desk.tell(other, people.ratee, SAID)
        assert refused["feedback"] is None
        (error,) = refused["errors"]
        assert (error["code"], error["path"]) == ("NOT_PERMITTED", ["input", "employeeId"])
    assert len(await read(desk, people.ratee)) == 3


@pytest.mark.parametrize("content", ["", "   \n  ", "Pendek", "x" * 4001, "Sepuluh\x00huruf lebih"])
async def test_a_text_that_says_nothing_is_refused(desk: DevelopmentDesk, content: str) -> None:
    refused = await desk.tell(desk.people.rater, desk.people.ratee, content)

    (error,) = refused["errors"]
    assert (error["code"], error["path"]) == ("TEXT_REQUIRED", ["input", "content"])
    assert await read(desk, desk.people.ratee) == []


async def test_nobody_is_told_anything_who_has_left_or_never_was(desk: DevelopmentDesk) -> None:
    people = desk.people
    async with tenant_session(desk.client.database.owner, DISHUB) as session:
        await session.execute(
            text("UPDATE employees SET state = 'INACTIVE' WHERE id = :id"),
            {"id": people.ratee.id},
        )
    gone = await desk.tell(people.rater, people.ratee, SAID)
    unknown = await desk.do(
        people.rater.id,
        "giveFeedback",
        employeeId=str(GlobalId("Employee", DISHUB, people.root.id)),
        content=SAID,
    )

    assert [error["code"] for error in gone["errors"]] == ["NOT_FOUND"]
    assert [error["code"] for error in unknown["errors"]] == ["NOT_PERMITTED"]


async def test_feedback_is_never_changed_and_the_trail_does_not_repeat_it(
    desk: DevelopmentDesk,
) -> None:
    await desk.tell(desk.people.rater, desk.people.ratee, SAID)

    for statement in ("UPDATE feedback SET content = 'Lain'", "DELETE FROM feedback"):
        with pytest.raises(Exception, match="permission denied"):
            async with tenant_session(desk.client.database.application, DISHUB) as session:
                await session.execute(text(statement))
    async with tenant_session(desk.client.database.owner, DISHUB) as session:
        noted = text(
            "SELECT person_id, to_jsonb(audit_events)::text FROM audit_events"
            " WHERE action = 'feedback.given'"
        )
        ((person, event),) = (await session.execute(noted)).all()
    assert person == desk.people.ratee.id
    assert SAID not in event
