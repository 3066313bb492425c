"""Trying out a change: the numbers are those that come true when it is approved."""

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, select
from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.appraisals.models import Score
from kinerja.domains.inspections.models import InspectionCase
from kinerja.kit.clock import today
from kinerja.kit.ids import new_id
from policies.permissions import Role
from tenants.session import tenant_session
from tests.support.appraisal_world import make_world, open_world
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.framework_office import global_id
from tests.support.policy_office import (
    PolicyOffice,
    content,
    role,
    rule,
    staff_policy_office,
)
from tests.support.policy_sight import Sight, sight
from tests.support.reading import reading_world

SIMULATE = """
query ($change: PolicyChangeInput!) { simulatePolicy(agencyCode: "DISHUB", change: $change) {
  peopleAffected uncounted
  totals { resource action fieldClass peopleGaining peopleLosing recordsGained recordsLost }
  people { subjectId employee { id }
           effects { resource action fieldClass before after gained lost } }
} }
"""
#: Everything at once: other fields, other relations, other states, roles of the agency's own.
CHANGE = content(
    roles=[role("helper"), role("clerk", "performance_officer")],
    rules=[
        rule(
            "helpers-see-results",
            "helper",
            "APPRAISAL.VIEW",
            "STAFF",
            states=["FINAL"],
            fieldClasses=["PUBLIC", "INTERNAL"],
        ),
        rule(
            "helpers-see-scores",
            "helper",
            "SCORE.VIEW",
            "STAFF",
            states=["FINAL"],
            fieldClasses=["PUBLIC"],
        ),
        rule("raters-see-ratees", "employee", "EMPLOYEE.VIEW", "RATER", fieldClasses=["PUBLIC"]),
        rule(
            "heads-see-people",
            "employee",
            "EMPLOYEE.VIEW",
            "UNIT_HEAD",
            fieldClasses=["PUBLIC", "INTERNAL"],
        ),
        rule(
            "people-see-their-unit",
            "employee",
            "ORG_UNIT.VIEW",
            "UNIT_MEMBER",
            fieldClasses=["PUBLIC"],
        ),
    ],
    suspensions=[
        "staff-see-colleagues",
        "staff-see-units",
        "officer-sees-employees",
        "officer-sees-status",
        "officer-sees-frameworks",
        "head-sees-scores",
        "superior-decides",
        "officer-sees-surveys",
    ],
)


@pytest.fixture
async def office(client: Client) -> AsyncIterator[PolicyOffice]:
    """Return a Dishub with appraisals of two years, on the database of the service."""
    async with reading_world(client.database) as world:
        await client.app.state.registry.refresh()
        office = await staff_policy_office(client, world.dishub.organisation)
        first = content(roles=[role("helper"), role("clerk", "performance_officer")])
        await office.approve(first)
        for person, held in zip(world.dishub.ratees, ("helper", "clerk"), strict=False):
            await client.give_role(person.id, held, DISHUB)
        yield office


async def simulated(client: Client, change: Mapping[str, Any]) -> Any:
    answer = await client.query(SIMULATE, {"change": change})
    assert answer.errors == [], answer.errors
    return answer.data["simulatePolicy"]


async def test_what_is_simulated_is_what_comes_true_for_everybody(office: PolicyOffice) -> None:
    people: dict[UUID, Client] = {one.id: office.person(one.id) for one in office.agency.people}
    inspector = new_id()
    await office.client.give_province_role(inspector, Role.INSPECTORATE)
    people[inspector] = office.client.as_(inspector)
    scores = await _scores(office)

    outcome = await simulated(office.officer, CHANGE)
    before = {person: await sight(client, scores) for person, client in people.items()}
    await office.approve(CHANGE)
    after = {person: await sight(client, scores) for person, client in people.items()}

    told = {UUID(one["subjectId"]): _viewed(one["effects"]) for one in outcome["people"]}
    for person in people:
        real = _changes(before[person], after[person])
        counted = {matter: told.get(person, {}).get(matter) for matter in before[person]}
        assert {matter: one for matter, one in counted.items() if one} == real
    assert inspector not in told
    assert sum(bool(changes) for changes in told.values()) > len(people) / 2
    matters = {matter for changes in told.values() for matter in changes}
    assert matters >= set(before[inspector]) - {("CYCLE", None)}


async def test_totals_sum_up_what_changes_for_people(office: PolicyOffice) -> None:
    outcome = await simulated(office.head, CHANGE)

    assert outcome["peopleAffected"] == len(outcome["people"])
    effects = [
        ((one["resource"], one["action"], one["fieldClass"]), one)
        for person in outcome["people"]
        for one in person["effects"]
    ]
    for total in outcome["totals"]:
        matter = (total["resource"], total["action"], total["fieldClass"])
        mine = [one for about, one in effects if about == matter]
        assert (total["recordsGained"], total["recordsLost"]) == (
            sum(one["gained"] for one in mine),
            sum(one["lost"] for one in mine),
        )
        assert (total["peopleGaining"], total["peopleLosing"]) == (
            sum(one["gained"] > 0 for one in mine),
            sum(one["lost"] > 0 for one in mine),
        )
    weights = [sum(e["gained"] + e["lost"] for e in one["effects"]) for one in outcome["people"]]
    assert weights == sorted(weights, reverse=True)
    assert outcome["uncounted"] == ["SURVEY"]


async def test_what_people_may_do_is_counted_too(office: PolicyOffice) -> None:
    roles = [role("helper"), role("clerk", "performance_officer")]
    change = content(roles=roles, suspensions=["officer-configures-units"])

    outcome = await simulated(office.officer, change)

    # Three officers and a clerk, who inherits from them, lose the five units of the agency each.
    assert outcome["totals"] == [
        {
            "resource": "ORG_UNIT",
            "action": "CONFIGURE",
            "fieldClass": None,
            "peopleGaining": 0,
            "peopleLosing": 4,
            "recordsGained": 0,
            "recordsLost": 20,
        }
    ]
    await office.approve(change)
    document = (
        "mutation ($input: UpdateOrgUnitInput!)"
        " { updateOrgUnit(input: $input) { errors { code } } }"
    )
    given = {"orgUnitId": global_id("OrgUnit", office.agency.root.id), "name": "Lain"}
    answer = await office.officer.query(document, {"input": given})
    assert answer.data["updateOrgUnit"]["errors"] == [{"code": "NOT_PERMITTED"}]


async def test_what_is_in_force_changes_nothing(office: PolicyOffice) -> None:
    same = content(roles=[role("helper"), role("clerk", "performance_officer")])

    outcome = await simulated(office.officer, same)

    assert outcome == {"peopleAffected": 0, "uncounted": [], "totals": [], "people": []}


async def test_nothing_is_stored(office: PolicyOffice) -> None:
    before = await office.deeds("policy.proposed", "policy.refused", "policy.approved")

    await simulated(office.officer, CHANGE)

    assert await office.deeds("policy.proposed", "policy.refused", "policy.approved") == before
    assert (await office.in_force())["number"] == 1


async def test_only_those_who_prepare_or_decide_may_simulate(office: PolicyOffice) -> None:
    for client in (office.person(office.agency.rater.id), office.person(office.agency.superior.id)):
        answer = await client.query(SIMULATE, {"change": CHANGE})
        assert answer.codes == ["NOT_PERMITTED"]
    anonymous = await office.client.query(SIMULATE, {"change": CHANGE})
    assert anonymous.codes == ["UNAUTHENTICATED"]


async def test_what_could_not_be_proposed_is_not_simulated(office: PolicyOffice) -> None:
    change = content(rules=[rule("r1", "nobody", "APPRAISAL.VIEW", "STAFF")])

    answer = await office.officer.query(SIMULATE, {"change": change})

    assert answer.codes == ["UNKNOWN_ROLE"]
    assert answer.errors[0]["extensions"]["inputPath"] == ["change", "rules", "0", "role"]


Counts = tuple[int, int, int, int]


def _changes(before: Sight, after: Sight) -> dict[tuple[str, str | None], Counts]:
    return {
        matter: (len(old), len(new), len(new - old), len(old - new))
        for matter, old in before.items()
        if old != (new := after[matter])
    }


def _viewed(effects: list[dict[str, Any]]) -> dict[tuple[str, str | None], Counts]:
    return {
        (one["resource"], one["fieldClass"]): (
            one["before"],
            one["after"],
            one["gained"],
            one["lost"],
        )
        for one in effects
        if one["action"] == "VIEW"
    }


async def _scores(office: PolicyOffice) -> list[str]:
    async with tenant_session(office.client.database.owner, DISHUB) as session:
        keys = await session.scalars(select(Score.id).where(Score.agency_id == DISHUB))
        return [global_id("Score", key) for key in keys]


async def test_no_number_tells_that_there_is_an_inspection_case(client: Client) -> None:
    """An inspector may be an employee too, and see appraisals of somebody while a case is open."""
    world = await open_world(await make_world(client.database.application, DISHUB))
    office = await staff_policy_office(client, world.organisation)
    inspector = office.agency.branches[1].rater.id
    helpers = content(roles=[role("helper")])
    await office.approve(helpers)
    await client.give_role(inspector, "helper", DISHUB)
    await client.give_province_role(inspector, Role.INSPECTORATE)
    seen = rule("helpers-see-all", "helper", "APPRAISAL.VIEW", "STAFF", fieldClasses=["PUBLIC"])
    change = {**helpers, "rules": [seen]}
    before = await simulated(office.officer, change)

    async with tenant_session(client.database.owner, DISHUB) as session:
        await session.execute(
            insert(InspectionCase).values(
                agency_id=DISHUB,
                id=new_id(),
                employee_id=office.agency.ratee.id,
                legal_basis="Surat tugas",
                valid=Range(today(), today() + timedelta(days=30)),
                opened_by=new_id(),
            )
        )

    (effect,) = (one["effects"] for one in before["people"] if one["subjectId"] == str(inspector))
    assert effect[0]["gained"] > 1
    assert await simulated(office.officer, change) == before
