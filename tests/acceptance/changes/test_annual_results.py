"""The result of a year: weighted by months over amended cycles, transfers and late beginnings."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from kinerja.domains.cycles.service import cancel_cycle, create_cycle
from kinerja.domains.organisation.models import Employee
from policies.permissions import Role
from tenants.session import tenant_session
from tests.support.appraisal_world import make_world, open_world, plan
from tests.support.change_desk import ChangeDesk
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.organisation_factories import make_employee, make_position

ASK = """
query ($id: ID!) {
  node(id: $id) { ... on Employee { annualResults {
    year cycleKind months composite creditRatio
    parts {
      firstDay lastDay months composite officialGrade
      cycle { id } frameworkVersion { id } appraisal { id }
    }
  } } }
}
"""
FINAL = """
UPDATE appraisals
SET state = 'FINAL', composite = :composite, official_grade = :grade, finalised_at = now(),
    result_hash = repeat('0', 64)
WHERE agency_id = :agency AND ratee_id = :ratee AND cycle_id = :cycle AND assignment_id = coalesce(
    CAST(:assignment AS uuid), assignment_id)
"""


async def make_final(
    desk: ChangeDesk,
    cycle: UUID,
    composite: str | None,
    *,
    ratee: Employee | None = None,
    grade: str = "GOOD",
    assignment: UUID | None = None,
) -> None:
    """Let a result be final, as a closed cycle leaves it."""
    given = {
        "agency": int(DISHUB),
        "ratee": (ratee or desk.world.organisation.ratee).id,
        "cycle": cycle,
        "composite": None if composite is None else Decimal(composite),
        "grade": grade,
        "assignment": assignment,
    }
    async with tenant_session(desk.client.database.owner, DISHUB) as session:
        await session.execute(text(FINAL), given)


async def results(
    desk: ChangeDesk, asking: Client, employee: Employee | None = None
) -> list[dict[str, Any]] | None:
    """Return the results of the years of an employee as somebody sees them; None: nobody's."""
    person = employee or desk.world.organisation.ratee
    answer = await asking.query(ASK, {"id": desk.name("Employee", person.id)})
    assert answer.errors == [], answer.body
    found: list[dict[str, Any]] | None = (answer.data["node"] or {}).get("annualResults")
    return found


def as_(desk: ChangeDesk, who: UUID) -> Client:
    return desk.client.as_(who, agency="DISHUB")


async def successor_of(desk: ChangeDesk) -> tuple[UUID, dict[str, Any]]:
    """Amend the cycle, publish the version and open the successor; return its key and payload."""
    head = desk.world.organisation.head
    version = await desk.version()
    amended = await desk.amend(version)
    name = desk.name("FrameworkVersion", version.version_id)
    await desk.do(head.id, "publishVersion", versionId=name)
    officer = desk.world.officer.subject.id
    opened = await desk.do(
        officer,
        "openCycle",
        cycleId=amended["successor"]["id"],
        exceptions=[desk.name("Employee", head.id)],
    )
    assert opened["errors"] == []
    async with tenant_session(desk.world.engine, DISHUB) as session:
        key = await session.scalar(
            text("SELECT id FROM cycles WHERE agency_id = :a AND code = :code"),
            {"a": int(DISHUB), "code": amended["successor"]["code"]},
        )
    assert isinstance(key, UUID)
    return key, amended


async def test_four_months_of_95_and_eight_of_110_under_another_version_make_105(
    desk: ChangeDesk,
) -> None:
    ratee = desk.world.organisation.ratee.id
    later, amended = await successor_of(desk)
    await make_final(desk, desk.world.cycle_id, "95")
    alone = await results(desk, as_(desk, ratee))
    await make_final(desk, later, "110")

    (year,) = await results(desk, as_(desk, ratee)) or []

    assert alone is not None
    assert [(one["composite"], one["months"]) for one in alone] == [("95", "4")]
    assert (year["year"], year["cycleKind"]) == (2026, "ANNUAL")
    assert Decimal(year["composite"]) == Decimal("105.0000")
    assert Decimal(year["months"]) == Decimal(12)
    assert [(one["firstDay"], one["lastDay"], one["months"]) for one in year["parts"]] == [
        ("2026-01-01", "2026-04-30", "4"),
        ("2026-05-01", "2026-12-31", "8"),
    ]
    assert [one["composite"] for one in year["parts"]] == ["95", "110"]
    assert [one["cycle"] for one in year["parts"]] == [
        {"id": amended["cycle"]["id"]},
        {"id": amended["successor"]["id"]},
    ]
    versions = {one["frameworkVersion"]["id"] for one in year["parts"]}
    assert len(versions) == 2
    assert desk.name("FrameworkVersion", desk.world.version.version_id) in versions


async def test_it_is_shown_to_whom_final_results_are_shown_and_to_nobody_else(
    desk: ChangeDesk,
) -> None:
    await make_final(desk, desk.world.cycle_id, "97.5")
    people = desk.world.organisation
    above: dict[str, UUID] = {}
    for role in (Role.PROVINCE_HR, Role.INSPECTORATE, Role.SURVEY_OWNER, Role.OPERATOR):
        async with tenant_session(desk.world.engine, DISHUB) as session:
            person = await make_employee(session, DISHUB)
        await desk.client.give_province_role(person.id, role)
        above[role] = person.id
    sees = {
        "ratee": people.ratee.id,
        "rater": people.rater.id,
        "superior": people.superior.id,
        "head": people.head.id,
        "officer": desk.world.officer.subject.id,
    }
    blind = {"colleague": people.branches[0].ratees[1].id, "stranger": people.stranger.id}
    blind["other superior"] = people.branches[1].superior.id

    for name, who in sees.items():
        found = await results(desk, as_(desk, who))
        assert found is not None, name
        assert [one["composite"] for one in found] == ["97.5"], name
    for name, who in blind.items():
        assert not await results(desk, as_(desk, who)), name
    for role in (Role.PROVINCE_HR, Role.INSPECTORATE):
        found = await results(desk, desk.client.as_(above[role]))
        assert found is not None, role
        assert [one["composite"] for one in found] == ["97.5"], role
    for role in (Role.SURVEY_OWNER, Role.OPERATOR):
        assert not await results(desk, desk.client.as_(above[role])), role


async def test_only_final_results_that_nothing_supersedes_count(desk: ChangeDesk) -> None:
    ratee = as_(desk, desk.world.organisation.ratee.id)
    before = await results(desk, ratee)
    await make_final(desk, desk.world.cycle_id, "80")
    final = await results(desk, ratee)
    async with tenant_session(desk.client.database.owner, DISHUB) as session:
        await session.execute(
            text("UPDATE appraisals SET superseded_at = now() WHERE agency_id = :a"),
            {"a": int(DISHUB)},
        )

    assert before == []
    assert final is not None
    assert [one["composite"] for one in final] == ["80"]
    assert await results(desk, ratee) == []


async def test_a_result_to_which_nothing_applied_weighs_nothing(desk: ChangeDesk) -> None:
    ratee = as_(desk, desk.world.organisation.ratee.id)
    later, _ = await successor_of(desk)
    await make_final(desk, desk.world.cycle_id, None)
    (empty,) = await results(desk, ratee) or []
    await make_final(desk, later, "110")
    (year,) = await results(desk, ratee) or []

    assert (empty["composite"], empty["months"]) == (None, None)
    assert (year["composite"], year["months"]) == ("110", "8")
    assert [one["composite"] for one in year["parts"]] == [None, "110"]


@pytest.mark.parametrize(
    ("first", "last", "grade", "points"),
    [
        (date(2026, 1, 1), date(2026, 12, 31), "VERY_GOOD", "18.75"),
        (date(2026, 11, 1), date(2026, 12, 31), "GOOD", "2.08"),
        (date(2026, 1, 1), date(2026, 12, 31), "VERY_POOR", "3.13"),
    ],
)
async def test_an_agency_that_joins_late_weighs_the_months_that_it_has(
    client: Client, first: date, last: date, grade: str, points: str
) -> None:
    world = await make_world(client.database.application, DISHUB)
    async with tenant_session(world.engine, DISHUB) as session:
        await cancel_cycle(
            world.officer, session, cycle_id=world.cycle_id, reason="Belum bergabung."
        )
        late = plan(world.version, code="late", first=first, last=last)
        world.cycle_id = await create_cycle(world.officer, session, plan=late)
    await open_world(world)
    desk = ChangeDesk(client, world)
    await make_final(desk, world.cycle_id, "91.25", grade=grade)

    (year,) = await results(desk, as_(desk, world.organisation.ratee.id)) or []

    months = last.month - first.month + 1
    assert year["composite"] == "91.25"
    assert Decimal(year["months"]) == Decimal(months)
    credit = Decimal(year["creditRatio"]) * Decimal("12.5")
    assert str(credit.quantize(Decimal("0.01"), "ROUND_HALF_UP")) == points


async def test_a_transfer_in_an_amended_cycle_weighs_the_days_of_each_post(
    desk: ChangeDesk,
) -> None:
    people = desk.world.organisation
    branch = people.branches[1]
    async with tenant_session(desk.world.engine, DISHUB) as session:
        post = await make_position(session, DISHUB, unit=branch.seksi)
    officer = desk.world.officer.subject.id
    moved = await desk.do(
        officer,
        "transferEmployee",
        employeeId=desk.name("Employee", people.ratee.id),
        positionId=desk.name("Position", post.id),
        periodStart="2026-03-16",
        raterId=desk.name("Employee", branch.rater.id),
        superiorId=desk.name("Employee", branch.superior.id),
    )
    assert moved["errors"] == []
    too_early = await desk.amend(await desk.version(first=date(2026, 3, 16)), on="2026-03-16")
    later, _ = await successor_of(desk)
    first, second = await _assignments(desk)
    await make_final(desk, desk.world.cycle_id, "80", assignment=first)
    of_the_old = [await results(desk, as_(desk, who)) for who in (people.rater.id, people.head.id)]
    await make_final(desk, desk.world.cycle_id, "100", assignment=second)
    await make_final(desk, later, "110")

    (year,) = await results(desk, as_(desk, people.ratee.id)) or []

    assert [error["code"] for error in too_early["errors"]] == ["LATER_POSTS"]
    shares = [2 + Fraction(15, 31), 1 + Fraction(16, 31), Fraction(8)]
    points = (Fraction(80), Fraction(100), Fraction(110))
    mean = sum((a * b for a, b in zip(shares, points, strict=True)), Fraction()) / 12
    assert abs(Fraction(year["composite"]) - mean) <= Fraction(1, 2 * 10**10)
    assert Decimal(year["months"]) == 12
    assert [(one["firstDay"], one["composite"]) for one in year["parts"]] == [
        ("2026-01-01", "80"),
        ("2026-03-16", "100"),
        ("2026-05-01", "110"),
    ]
    # The old rater saw the whole while it was of the old post alone; now it is of others too.
    assert [len(one or []) for one in of_the_old] == [1, 1]
    blind = (people.rater, people.superior, branch.rater, branch.superior)
    for who, count in [*((one, 0) for one in blind), (people.head, 1)]:
        assert len(await results(desk, as_(desk, who.id)) or []) == count


async def _assignments(desk: ChangeDesk) -> list[UUID]:
    """Return the assignments of the ratee, the earlier first."""
    async with tenant_session(desk.world.engine, DISHUB) as session:
        keys = await session.scalars(
            text(
                "SELECT id FROM assignments WHERE agency_id = :a AND employee_id = :ratee"
                " ORDER BY lower(valid)"
            ),
            {"a": int(DISHUB), "ratee": desk.world.organisation.ratee.id},
        )
        return list(keys)
