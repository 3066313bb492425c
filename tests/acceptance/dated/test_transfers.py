"""Transfers: the old rater keeps the old period, the new rater gets the new one, in one cycle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Row, distinct, func, select

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.organisation.models import Assignment, Employee, Position, ReportingLine
from kinerja.domains.reports.models import ReportCell
from kinerja.kit import clock
from kinerja.kit.ids import new_id
from policies.permissions import Role
from tenants.models import AuditEvent
from tenants.session import tenant_session
from tests.support.appraisal_world import make_world, open_world
from tests.support.clients import Client
from tests.support.database import DISHUB, DUKCAPIL
from tests.support.dated_rights import Stage, codes, global_id, payload
from tests.support.nips import make_nip
from tests.support.organisation_factories import make_organisation, make_position

DAY = timedelta(days=1)
TRANSFER = """
mutation ($input: TransferEmployeeInput!) {
  transferEmployee(input: $input) {
    assignment { id periodStart periodEnd orgUnit { id } }
    reportingLine { rater { id } superior { id } periodStart }
    appraisals { id state unitPath rater { id } superior { id } }
    errors { code message path }
  }
}
"""
CREATE = """
mutation ($input: CreateEmployeeInput!) {
  createEmployee(input: $input) { results { employee { id } errors { code path } } }
}
"""
MINE = """
query ($agency: String!) {
  agency(code: $agency) { appraisals(first: 10) { nodes { state composite ratee { id } } } }
}
"""


@dataclass(frozen=True)
class Move:
    """A ratee of the first branch who is to move to the second, and the post there."""

    stage: Stage
    ratee: Employee
    position: Position
    old: UUID

    @property
    def officer(self) -> Client:
        """Return the performance officer."""
        person = self.stage.world.officer.subject.id
        return self.stage.client.as_(person, agency="DISHUB").with_headers(accept_language="en")

    def given(self, first_day: date, **changes: Any) -> dict[str, Any]:
        """Make the input: to the rater of the second branch."""
        branch = self.stage.world.organisation.branches[1]
        return {
            "employeeId": global_id("Employee", self.ratee.id),
            "positionId": global_id("Position", self.position.id),
            "periodStart": first_day.isoformat(),
            "raterId": global_id("Employee", branch.rater.id),
            "superiorId": global_id("Employee", branch.superior.id),
            **changes,
        }

    async def rows(self, model: type[Any], *columns: Any) -> Sequence[Row[Any]]:
        """Read rows about the ratee, oldest first."""
        who = {
            Assignment: Assignment.employee_id,
            ReportingLine: ReportingLine.ratee_id,
            Appraisal: Appraisal.ratee_id,
        }[model]
        async with tenant_session(self.stage.world.engine, DISHUB) as session:
            found = await session.execute(
                select(*columns).where(who == self.ratee.id).order_by(model.id)
            )
            return found.all()


@pytest.fixture
async def move(stage: Stage) -> Move:
    people = stage.world.organisation
    async with tenant_session(stage.world.engine, DISHUB) as session:
        position = await make_position(session, DISHUB, unit=people.branches[1].seksi)
    return Move(stage, people.ratee, position, await stage.world.appraisal_of(people.ratee))


#: A day of the cycle's year with more than 30 days left.
FIRST = date(2026, 9, 1)


async def test_a_transfer_ends_the_old_post_and_line_and_begins_the_new_ones(move: Move) -> None:
    branch = move.stage.world.organisation.branches[1]

    made = await payload(move.officer, TRANSFER, input=move.given(FIRST))

    assert made["errors"] == []
    assert made["assignment"]["periodStart"] == FIRST.isoformat()
    assert made["assignment"]["periodEnd"] is None
    assert made["assignment"]["orgUnit"] == {"id": global_id("OrgUnit", branch.seksi.id)}
    assert made["reportingLine"]["rater"] == {"id": global_id("Employee", branch.rater.id)}
    assert [one.valid.upper for one in await move.rows(Assignment, Assignment.valid)] == [
        FIRST,
        None,
    ]
    assert [one.valid.upper for one in await move.rows(ReportingLine, ReportingLine.valid)] == [
        FIRST,
        None,
    ]


async def test_the_old_rater_keeps_the_old_period_and_the_new_one_gets_the_new_one(
    move: Move,
) -> None:
    people = move.stage.world.organisation
    made = await payload(move.officer, TRANSFER, input=move.given(FIRST))
    (opened,) = made["appraisals"]
    assert opened["state"] == "RATER_REVIEW"
    assert opened["unitPath"] == people.branches[1].seksi.path
    assert opened["rater"] == {"id": global_id("Employee", people.branches[1].rater.id)}
    assert opened["superior"] == {"id": global_id("Employee", people.branches[1].superior.id)}
    pinned = await move.rows(Appraisal, Appraisal.id, Appraisal.rater_id, Appraisal.unit_path)
    assert [(one.rater_id, one.unit_path) for one in pinned] == [
        (people.rater.id, people.branches[0].seksi.path),
        (people.branches[1].rater.id, people.branches[1].seksi.path),
    ]
    new = pinned[1].id

    for person, old_period, new_period in (
        (people.rater, True, False),
        (people.branches[1].rater, False, True),
    ):
        assert await move.stage.rates(person, move.old) is old_period
        assert await move.stage.rates(person, new) is new_period
    for superior, old_period, new_period in (
        (people.superior, True, False),
        (people.branches[1].superior, False, True),
    ):
        assert await move.stage.sees(superior, move.old) is old_period
        assert await move.stage.sees(superior, new) is new_period


@pytest.mark.parametrize(
    ("first_day", "opened"),
    [
        (date(2026, 12, 2), 1),
        (date(2026, 12, 3), 0),
        (date(2027, 1, 1), 0),
        (date(2026, 1, 1), 1),
        (date(2025, 6, 1), 1),
    ],
)
async def test_a_second_appraisal_needs_thirty_days_within_the_cycle(
    move: Move, first_day: date, opened: int
) -> None:
    made = await payload(move.officer, TRANSFER, input=move.given(first_day))

    assert made["errors"] == []
    assert len(made["appraisals"]) == opened
    assert len(await move.rows(Appraisal, Appraisal.id)) == 1 + opened


async def test_an_open_cycle_gets_an_appraisal_that_is_not_begun(client: Client) -> None:
    world = await open_world(await make_world(client.database.application, DISHUB), scoring=False)
    await client.give_role(world.officer.subject.id, Role.PERFORMANCE_OFFICER, DISHUB)
    stage = Stage(client, world)
    async with tenant_session(world.engine, DISHUB) as session:
        position = await make_position(session, DISHUB, unit=world.organisation.branches[1].seksi)
    ratee = world.organisation.ratee
    move = Move(stage, ratee, position, await world.appraisal_of(ratee))

    made = await payload(move.officer, TRANSFER, input=move.given(FIRST))

    assert [one["state"] for one in made["appraisals"]] == ["NOT_STARTED"]


async def test_without_a_rater_no_line_and_no_appraisal_begin(move: Move) -> None:
    given = move.given(FIRST, raterId=None, superiorId=None)

    made = await payload(move.officer, TRANSFER, input=given)

    assert made["errors"] == []
    assert made["reportingLine"] is None
    assert made["appraisals"] == []
    assert [one.valid.upper for one in await move.rows(ReportingLine, ReportingLine.valid)] == [
        FIRST
    ]


async def test_a_transfer_that_cannot_be_made_changes_nothing(move: Move) -> None:
    people = move.stage.world.organisation
    officer = move.stage.world.officer.subject.id
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"positionId": global_id("Position", new_id())}, "NOT_FOUND"),
        ({"employeeId": global_id("Employee", new_id())}, "NOT_FOUND"),
        ({"raterId": global_id("Employee", new_id())}, "NOT_FOUND"),
        ({"raterId": global_id("Employee", move.ratee.id)}, "SELF_RATING"),
        ({"superiorId": global_id("Employee", people.branches[1].rater.id)}, "SUPERIOR_NOT_ABOVE"),
        ({"raterId": global_id("Employee", officer)}, "SELF_APPOINTMENT"),
        ({"employeeId": global_id("Employee", officer)}, "SELF_APPOINTMENT"),
        ({"positionId": global_id("Position", move.position.id, DUKCAPIL)}, "TENANT_MISMATCH"),
        ({"periodStart": "2023-12-31"}, "PERIOD_OVERLAP"),
    ]

    for changes, code in wrong:
        given = move.given(FIRST, **changes)
        assert codes(await payload(move.officer, TRANSFER, input=given)) == [code], changes
    for person in (people.rater, people.head, move.ratee):
        refused = await payload(move.stage.as_(person), TRANSFER, input=move.given(FIRST))
        assert codes(refused) in (["NOT_PERMITTED"], ["SELF_APPOINTMENT"])

    assert [one.valid.upper for one in await move.rows(Assignment, Assignment.valid)] == [None]
    assert len(await move.rows(Appraisal, Appraisal.id)) == 1


async def test_a_transfer_is_audited_as_a_whole(move: Move) -> None:
    await payload(move.officer, TRANSFER, input=move.given(FIRST))

    async with tenant_session(move.stage.world.engine, DISHUB) as session:
        found = await session.execute(
            select(AuditEvent.action)
            .where(AuditEvent.actor_id == move.stage.world.officer.subject.id)
            .order_by(AuditEvent.id.desc())
            .limit(6)
        )
        actions = [row.action for row in found]
    assert actions[::-1] == [
        "assignment.ended",
        "reporting_line.ended",
        "assignment.created",
        "reporting_line.created",
        "appraisal.opened",
        "employee.transferred",
    ]


async def test_both_appraisals_become_final_and_the_person_is_counted_once(move: Move) -> None:
    people = move.stage.world.organisation
    await payload(move.officer, TRANSFER, input=move.given(FIRST))
    await move.stage.world.complete()

    await finalise(move.stage)

    rows = await move.rows(Appraisal, Appraisal.state)
    assert [one.state for one in rows] == ["FINAL", "FINAL"]
    async with tenant_session(move.stage.world.engine, DISHUB) as session:
        everybody = await session.scalar(select(func.count(distinct(Appraisal.ratee_id))))
        counted = await session.scalar(
            select(func.sum(ReportCell.employees)).where(ReportCell.category == "COMPOSITE")
        )
    # All but the head of the agency, who is no part of the cycle; the officer is.
    assert everybody == len(people.people)
    assert counted == everybody


# --- between agencies -----------------------------------------------------------------------------


async def test_who_moves_to_another_agency_keeps_the_account_and_the_old_results(
    move: Move,
) -> None:
    """The old rater finishes the old period; the person reads the result from the new agency."""
    stage, ratee = move.stage, move.ratee
    people, client = stage.world.organisation, stage.client
    chief = new_id()
    await client.give_role(chief, Role.PERFORMANCE_OFFICER, DUKCAPIL)
    async with tenant_session(stage.world.engine, DUKCAPIL) as session:
        new_agency = await make_organisation(session, DUKCAPIL, code="CAPIL")
        post = await make_position(session, DUKCAPIL, unit=new_agency.branches[0].seksi)
    arriving = client.as_(chief, agency="DUKCAPIL").with_headers(accept_language="en")
    entry = {"nip": make_nip(5151), "name": "Pegawai Pindah", "subjectId": str(ratee.id)}

    entered = await payload(arriving, CREATE, input={"agencyCode": "DUKCAPIL", "items": [entry]})
    (result,) = entered["results"]
    assert result["employee"] == {"id": global_id("Employee", ratee.id, DUKCAPIL)}
    begun = await payload(
        arriving,
        TRANSFER,
        input={
            "employeeId": global_id("Employee", ratee.id, DUKCAPIL),
            "positionId": global_id("Position", post.id, DUKCAPIL),
            "periodStart": clock.today().isoformat(),
            "raterId": global_id("Employee", new_agency.rater.id, DUKCAPIL),
        },
    )
    assert begun["errors"] == []

    assert await stage.rates(people.rater, move.old)
    moved = client.as_(ratee.id, agency="DUKCAPIL")
    assert await seen_in(moved, "DISHUB") == []
    await stage.world.complete()
    await finalise(stage)
    (mine,) = await seen_in(moved, "DISHUB")
    assert mine["state"] == "FINAL"
    assert mine["composite"] is not None
    new_rater = client.as_(new_agency.rater.id, agency="DUKCAPIL")
    assert await seen_in(new_rater, "DISHUB") == []


async def seen_in(client: Client, agency: str) -> list[dict[str, Any]]:
    """Return the appraisals of an agency that somebody sees."""
    answer = await client.query(MINE, {"agency": agency})
    assert answer.errors == [], answer.body
    found: list[dict[str, Any]] = answer.data["agency"]["appraisals"]["nodes"]
    return found


async def finalise(stage: Stage) -> None:
    """Let the head of the agency make the results final."""
    document = """
    mutation ($input: FinaliseCycleInput!) {
      finaliseCycle(input: $input) { errors { code message } }
    }
    """
    given = {"cycleId": global_id("Cycle", stage.world.cycle_id)}
    head = stage.as_(stage.world.organisation.head)
    assert codes(await payload(head, document, input=given)) == []


async def test_a_subject_id_is_a_uuid_that_the_agency_does_not_know(move: Move) -> None:
    wrong = (("abc", "MALFORMED_ID"), (str(move.ratee.id), "DUPLICATE_SUBJECT"))
    for number, (subject, code) in enumerate(wrong, 6000):
        entry = {"nip": make_nip(number), "name": "Pegawai", "subjectId": subject}
        answered = await payload(
            move.officer, CREATE, input={"agencyCode": "DISHUB", "items": [entry]}
        )
        (result,) = answered["results"]
        assert result["employee"] is None
        assert [error["code"] for error in result["errors"]] == [code]
        assert result["errors"][0]["path"] == ["input", "items", "0", "subjectId"]
