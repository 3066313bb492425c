"""Trying a framework version on a past cycle through the API: what comes out, and for whom."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from kinerja.domains.appraisals.models import Appraisal, NodeResult, Score
from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.kit.ids import AgencyId, new_id
from kinerja.workflows.finalise_cycle import finalise_cycle
from policies.permissions import Role
from tenants.audit_models import AccessEvent
from tenants.models import AuditEvent
from tenants.session import tenant_session
from tests.support.appraisal_world import World, make_world, open_world
from tests.support.clients import Answer, Client
from tests.support.database import DISHUB, DUKCAPIL
from tests.support.framework_factories import MadeVersion, component, indicator, make_version
from tests.support.framework_office import global_id

SIMULATE = """
query ($version: ID!, $cycle: ID!) { simulateFramework(versionId: $version, cycleId: $cycle) {
  people leftOut moved meanBefore meanAfter rankCorrelation
  gradesBefore { grade people } gradesAfter { grade people }
  movements { before after people } movementsWithheld
  units { orgUnitId direction people } unitsWithheld
  indicators { indicatorId path isScored people mean spread discriminates } removedIndicators
  duplicates { oneId otherId people correlation }
  movers { appraisalId employeeId before after compositeBefore compositeAfter }
} }
"""


@dataclass(frozen=True)
class Desk:
    """A Dishub whose cycle is final: everybody has 100 in everything; and versions to try."""

    client: Client
    world: World
    #: Quality now has to reach 200, so that everybody falls; speed is gone, and care is new.
    draft: MadeVersion

    async def simulate(
        self, client: Client, version: UUID | None = None, *, agency: AgencyId = DISHUB
    ) -> Answer:
        """Try a version of an agency, the draft if none is named, on the cycle."""
        given = version or self.draft.version_id
        variables = {
            "version": global_id("FrameworkVersion", given, agency),
            "cycle": global_id("Cycle", self.world.cycle_id),
        }
        return await client.query(SIMULATE, variables)

    async def version(self, *components: Any, **changes: Any) -> UUID:
        """Write another version of the framework, a draft unless said otherwise."""
        values = {"status": VersionStatus.DRAFT, "agency_id": DISHUB, **changes}
        if values["agency_id"] == DISHUB:
            values["framework_id"] = self.world.version.framework_id
        async with tenant_session(self.client.database.application, values["agency_id"]) as session:
            made = await make_version(session, components=components, **values)
        return made.version_id


@pytest.fixture
async def desk(client: Client) -> Desk:
    """Return the desk, on the database of the service."""
    english = client.with_headers(accept_language="en")
    world = await open_world(await make_world(client.database.application, DISHUB))
    await world.complete()
    async with tenant_session(client.database.application, DISHUB) as session:
        await finalise_cycle(world.head, session, cycle_id=world.cycle_id)
        draft = await make_version(
            session,
            agency_id=DISHUB,
            framework_id=world.version.framework_id,
            status=VersionStatus.DRAFT,
            components=[
                component("work", 100, indicator("quality", 60, target=200), indicator("care", 40))
            ],
        )
    await english.give_role(world.officer.subject.id, Role.PERFORMANCE_OFFICER, DISHUB)
    return Desk(english, world, draft)


def person(desk: Desk, who: str) -> Client:
    """Return the client of a persona of Dishub."""
    organisation = desk.world.organisation
    keys = {
        "head": organisation.head.id,
        "officer": desk.world.officer.subject.id,
        "superior": organisation.superior.id,
        "rater": organisation.rater.id,
        "ratee": organisation.ratee.id,
    }
    return desk.client.as_(keys[who], agency="DISHUB")


async def province(desk: Desk, role: Role) -> Client:
    key = new_id()
    await desk.client.give_province_role(key, role)
    return desk.client.as_(key)


async def test_a_draft_shows_who_would_move_where(desk: Desk) -> None:
    answer = await desk.simulate(person(desk, "head"))

    assert answer.errors == []
    found = answer.data["simulateFramework"]
    people = found["people"]
    assert people == len(desk.world.organisation.branches) * 4 + 1  # The officer is one of them.
    assert (found["moved"], found["leftOut"]) == (people, 0)
    assert (found["meanBefore"], found["meanAfter"]) == ("100", "50")
    assert found["rankCorrelation"] is None  # Everybody has the same.
    assert found["gradesBefore"] == [{"grade": "GOOD", "people": people}]
    assert found["gradesAfter"] == [{"grade": "POOR", "people": people}]
    assert found["movements"] == [{"before": "GOOD", "after": "POOR", "people": people}]
    assert sum(one["people"] for one in found["units"]) == people
    assert {one["direction"] for one in found["units"]} == {"DOWN"}
    told = [(one["path"], one["isScored"], one["people"]) for one in found["indicators"]]
    assert told == [("work/care", False, 0), ("work/quality", True, people)]
    assert found["indicators"][1]["discriminates"] is False
    assert found["removedIndicators"] == ["work/speed"]
    assert len(found["movers"]) == people
    assert found["movers"][0]["compositeAfter"] == "50"


#: Who may try a draft, and whether the movers are told. Who is not listed is refused.
MAY = {"head": True, "officer": True}
MAY_ABOVE = {Role.PROVINCE_HR: True, Role.INSPECTORATE: True, Role.SURVEY_OWNER: False}


@pytest.mark.parametrize("who", ["head", "officer", "superior", "rater", "ratee"])
async def test_who_may_see_drafts_may_try_them(desk: Desk, who: str) -> None:
    answer = await desk.simulate(person(desk, who))

    if who not in MAY:
        assert answer.codes == ["NOT_FOUND"]
        published = await desk.simulate(person(desk, who), desk.world.version.version_id)
        assert published.codes == ["NOT_PERMITTED"]
        return
    assert answer.errors == []
    assert bool(answer.data["simulateFramework"]["movers"]) is MAY[who]


async def test_above_agencies_those_who_oversee_drafts_may_try_them(desk: Desk) -> None:
    for role, sees_people in MAY_ABOVE.items():
        answer = await desk.simulate(await province(desk, role))
        found = answer.data["simulateFramework"]
        assert (found["people"], bool(found["movers"])) == (9, sees_people), role
        assert found["movements"] == [{"before": "GOOD", "after": "POOR", "people": 9}]
        # Units of fewer than five people are told to those who see their results anyway.
        assert bool(found["units"]) is sees_people, role
        assert found["unitsWithheld"] is not sees_people, role
    for role in (Role.OPERATOR, Role.DPO):
        assert (await desk.simulate(await province(desk, role))).codes == ["NOT_FOUND"]


async def test_strangers_cannot_try_anything(desk: Desk) -> None:
    assert (await desk.simulate(desk.client)).codes == ["UNAUTHENTICATED"]
    foreign = desk.client.as_(new_id(), agency="DUKCAPIL")
    assert (await desk.simulate(foreign)).codes == ["NOT_FOUND"]
    token = await desk.client.api_token("framework:view", "cycle:view", agency_id=DISHUB)
    assert (await desk.simulate(desk.client.with_token(token))).codes == ["NOT_FOUND"]


async def test_a_version_or_cycle_of_another_agency_is_not_found(desk: Desk) -> None:
    theirs = await desk.version(component("work", 100), agency_id=DUKCAPIL)
    head = person(desk, "head")

    assert (await desk.simulate(head, theirs, agency=DUKCAPIL)).codes == ["NOT_FOUND"]
    assert (await desk.simulate(head, theirs)).codes == ["NOT_FOUND"]
    elsewhere = {
        "version": global_id("FrameworkVersion", desk.draft.version_id),
        "cycle": global_id("Cycle", desk.world.cycle_id, DUKCAPIL),
    }
    answer = await head.query(SIMULATE, elsewhere)
    assert answer.codes == ["NOT_FOUND"]
    assert answer.errors[0]["extensions"]["inputPath"] == ["cycleId"]
    wrong = {"version": elsewhere["cycle"], "cycle": elsewhere["version"]}
    assert (await head.query(SIMULATE, wrong)).codes == ["WRONG_ID_TYPE"]


async def test_a_version_that_cannot_be_computed_is_told(desk: Desk) -> None:
    officer = person(desk, "officer")
    versions = {
        "WEIGHTS_NOT_100": await desk.version(component("work", 90, indicator("quality"))),
        "NOTHING_IN_COMMON": await desk.version(component("other", 100, indicator("quality"))),
    }

    for code, version in versions.items():
        assert (await desk.simulate(officer, version)).codes == [code]


async def test_the_document_of_the_how_to_works(desk: Desk) -> None:
    page = Path(__file__).parents[3] / "docs" / "howto" / "try-a-framework-first.md"
    (document,) = re.findall(r"```graphql\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    ids = {
        "VERSION": global_id("FrameworkVersion", desk.draft.version_id),
        "CYCLE": global_id("Cycle", desk.world.cycle_id),
    }
    for name, key in ids.items():
        document = document.replace(f'"{name}"', f'"{key}"')

    answer = await person(desk, "officer").query(document)

    assert answer.errors == []
    assert answer.data["simulateFramework"]["removedIndicators"] == ["work/speed"]


async def test_nothing_is_stored_and_only_strangers_are_accounted_for(desk: Desk) -> None:
    before = await counted(desk)

    await desk.simulate(person(desk, "head"))
    assert await counted(desk) == before
    await desk.simulate(await province(desk, Role.PROVINCE_HR))

    (event,) = await accounts(desk)
    assert (event.resources, event.field_classes) == (["appraisal"], ["internal"])
    assert event.rules == ["province-hr-sees-results"]
    assert (await counted(desk))[:3] == before[:3]


async def counted(desk: Desk) -> list[int]:
    """Count the rows that a calculation could write, and the audit trail."""
    async with tenant_session(desk.client.database.owner, DISHUB) as session:
        return [
            await session.scalar(
                select(func.count()).select_from(model).where(model.agency_id == DISHUB)
            )
            or 0
            for model in (Appraisal, Score, NodeResult, AuditEvent)
        ]


async def accounts(desk: Desk) -> list[AccessEvent]:
    """Return what Dishub has kept account of."""
    statement = select(AccessEvent).where(AccessEvent.agency_id == DISHUB)
    async with tenant_session(desk.client.database.application, DISHUB) as session:
        return list(await session.scalars(statement))
