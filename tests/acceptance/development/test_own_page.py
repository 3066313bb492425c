"""One query for the own page: result, why, trend, feedback, actions, and what is missing."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from kinerja.kit.clock import today
from policies.permissions import Role
from tenants.session import tenant_session
from tests.support.appraisal_world import World, make_world, open_world
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.development_desk import DevelopmentDesk, employee_id
from tests.support.life_desk import LifeDesk

PAGE = """{ viewer { employee {
  appraisals(orderBy: {field: CREATED_AT}) { nodes {
    cycle { code } state composite numericGrade officialGrade nextNumericGrade pointsToNextGrade
    results { nodeKind achievement effectiveWeight contribution indicator { code } }
  } }
  feedback { nodes { kind content } }
  developmentActions { nodes { state title } }
} } }"""
GRADES = (
    "{ viewer { employee { appraisals { nodes"
    " { numericGrade nextNumericGrade pointsToNextGrade } } } } }"
)
SAID = "Loket dibuka tepat waktu sepanjang bulan ini."


@pytest.fixture
async def delivered(client: Client) -> LifeDesk:
    """Return a desk at which everybody was given 86 for both indicators."""
    world = await make_world(client.database.application, DISHUB, objection_days=14)
    await open_world(world)
    await world.complete(actual="86")
    await client.give_role(world.officer.subject.id, Role.PERFORMANCE_OFFICER, DISHUB)
    desk = LifeDesk(client, world)
    await desk.deliver()
    return desk


async def page_of_ratee(client: Client, world: World, document: str) -> dict[str, Any]:
    ratee = world.organisation.ratee.id
    answer = await client.as_(ratee, agency="DISHUB").query(document)
    assert answer.errors == [], answer.body
    employee: dict[str, Any] = answer.data["viewer"]["employee"]
    return employee


async def test_the_ratee_asks_everything_in_one_query(delivered: LifeDesk) -> None:
    people = delivered.world.organisation
    desk = DevelopmentDesk(delivered.client, people, people.head)
    assert (await desk.tell(people.rater, people.ratee, SAID))["errors"] == []
    planned = await desk.do(
        people.ratee.id,
        "planDevelopmentAction",
        employeeId=employee_id(people.ratee),
        title="Pelatihan pelayanan loket",
        dueDate=(today() + timedelta(days=30)).isoformat(),
    )
    assert planned["errors"] == []

    page = await page_of_ratee(delivered.client, delivered.world, PAGE)

    (appraisal,) = page["appraisals"]["nodes"]
    assert (appraisal["cycle"]["code"], appraisal["state"]) == ("2026", "DELIVERED")
    # 60 % of 86 and 40 % of 86; GOOD begins at 90.
    assert (appraisal["composite"], appraisal["numericGrade"]) == ("86", "NEEDS_IMPROVEMENT")
    assert (appraisal["nextNumericGrade"], appraisal["pointsToNextGrade"]) == ("GOOD", "4")
    assert appraisal["officialGrade"] == "GOOD"
    indicators = {
        one["indicator"]["code"]: tuple(
            Decimal(one[name]) for name in ("achievement", "effectiveWeight", "contribution")
        )
        for one in appraisal["results"]
        if one["nodeKind"] == "INDICATOR"
    }
    assert indicators == {
        "quality": (Decimal(86), Decimal(60), Decimal("51.6")),
        "speed": (Decimal(86), Decimal(40), Decimal("34.4")),
    }
    assert page["feedback"]["nodes"] == [{"kind": "FEEDBACK", "content": SAID}]
    assert page["developmentActions"]["nodes"] == [
        {"state": "PLANNED", "title": "Pelatihan pelayanan loket"}
    ]


async def test_what_would_change_the_grade_follows_the_bounds_of_the_law(
    delivered: LifeDesk,
) -> None:
    # PP 30/2019 Pasal 41(5): 50, 70, 90, and 110 with an innovation.
    expected = {
        "0": ("POOR", "50"),
        "49.9999999999": ("POOR", "0.0000000001"),
        "50": ("NEEDS_IMPROVEMENT", "20"),
        "69.9": ("NEEDS_IMPROVEMENT", "0.1"),
        "70": ("GOOD", "20"),
        "90": ("VERY_GOOD", "20"),
        "117.4": ("VERY_GOOD", "0"),
    }
    found = {}
    for composite in expected:
        async with tenant_session(delivered.client.database.owner, DISHUB) as session:
            await session.execute(
                text("UPDATE appraisals SET composite = :composite"),
                {"composite": Decimal(composite)},
            )
        page = await page_of_ratee(delivered.client, delivered.world, GRADES)
        (one,) = page["appraisals"]["nodes"]
        found[composite] = (one["nextNumericGrade"], one["pointsToNextGrade"])

    assert found == expected


async def test_above_the_highest_grade_there_is_none(delivered: LifeDesk) -> None:
    async with tenant_session(delivered.client.database.owner, DISHUB) as session:
        await session.execute(
            text(
                "UPDATE appraisals SET composite = 117.4, innovation_approved = true,"
                " innovation_evidence = 'Antrean daring', innovation_approved_by = agency_head"
                " FROM (SELECT CAST(:head AS uuid) AS agency_head) AS chosen"
                " WHERE rater_id <> agency_head AND ratee_id <> agency_head"
            ),
            {"head": delivered.world.organisation.head.id},
        )

    page = await page_of_ratee(delivered.client, delivered.world, GRADES)

    (one,) = page["appraisals"]["nodes"]
    assert (one["nextNumericGrade"], one["pointsToNextGrade"]) == (None, None)
