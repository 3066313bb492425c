"""Who has left for another agency still reads what the old one delivered to that person."""

from typing import Any

import pytest
from sqlalchemy import text

from kinerja.kit.ids import GlobalId
from tenants.session import tenant_session
from tests.support.appraisal_world import World, make_world, open_world
from tests.support.clients import Client
from tests.support.database import DISHUB, DUKCAPIL
from tests.support.organisation_factories import make_employee

LOOK = """
{
  agency(code: "DISHUB") {
    appraisals(first: 10) {
      totalCount
      nodes { state composite scores(first: 5) { nodes { actual } } }
    }
    employees(first: 10) { nodes { id nip } }
    orgUnits(first: 10) { totalCount }
    cycles(first: 10) { totalCount }
  }
}
"""
DELIVER = """
UPDATE appraisals SET state = 'DELIVERED', composite = 95, numeric_grade = 'GOOD'
WHERE agency_id = :agency AND ratee_id = :ratee
"""
SCORE = """
mutation ($input: SubmitScoresInput!) { submitScores(input: $input) { accepted } }
"""


@pytest.fixture
async def world(client: Client) -> World:
    """Return a cycle in which the ratee is being scored."""
    world = await open_world(await make_world(client.database.application, DISHUB))
    ratee = world.organisation.ratee
    appraisal = GlobalId("Appraisal", DISHUB, await world.appraisal_of(ratee))
    indicator = GlobalId("Indicator", DISHUB, world.version.indicators["quality"])
    score = {"appraisalId": str(appraisal), "indicatorId": str(indicator), "actual": "97"}
    rater = client.as_(world.organisation.rater.id, agency="DISHUB")
    answer = await rater.query(SCORE, {"input": {"scores": [score]}})
    assert answer.data["submitScores"]["accepted"] == 1
    # The same person, with the same id, now serves in the other agency.
    async with tenant_session(client.database.application, DUKCAPIL) as session:
        await make_employee(session, DUKCAPIL, id=ratee.id)
    return world


async def seen(client: Client, world: World) -> dict[str, Any]:
    person = client.as_(world.organisation.ratee.id, agency="DUKCAPIL")
    answer = await person.query(LOOK)
    assert answer.errors == [], answer.body
    found: dict[str, Any] = answer.data["agency"]
    return found


async def test_nothing_is_seen_before_it_is_delivered(client: Client, world: World) -> None:
    assert (await seen(client, world))["appraisals"] == {"totalCount": 0, "nodes": []}


async def test_the_own_result_is_seen_and_nothing_else_of_the_old_agency(
    client: Client, world: World
) -> None:
    ratee = world.organisation.ratee
    async with tenant_session(client.database.owner, DISHUB) as session:
        await session.execute(text(DELIVER), {"agency": DISHUB, "ratee": ratee.id})

    agency = await seen(client, world)

    assert agency["appraisals"] == {
        "totalCount": 1,
        "nodes": [
            {"state": "DELIVERED", "composite": "95", "scores": {"nodes": [{"actual": "97"}]}}
        ],
    }
    own = {"id": str(GlobalId("Employee", DISHUB, ratee.id)), "nip": ratee.nip}
    assert agency["employees"] == {"nodes": [own]}
    assert agency["orgUnits"]["totalCount"] == agency["cycles"]["totalCount"] == 0


async def test_another_person_of_that_agency_sees_nothing(client: Client, world: World) -> None:
    async with tenant_session(client.database.application, DUKCAPIL) as session:
        other = await make_employee(session, DUKCAPIL)
    async with tenant_session(client.database.owner, DISHUB) as session:
        ratee = world.organisation.ratee
        await session.execute(text(DELIVER), {"agency": DISHUB, "ratee": ratee.id})

    answer = await client.as_(other.id, agency="DUKCAPIL").query(LOOK)

    assert answer.data["agency"]["appraisals"] == {"totalCount": 0, "nodes": []}
    assert answer.data["agency"]["employees"] == {"nodes": []}
