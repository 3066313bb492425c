"""What citizens say reaches a person only through an indicator that was published before."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, text
from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.domains.complaints.models import ComplaintMetric
from kinerja.domains.complaints.vocabulary import ComplaintMeasure
from kinerja.domains.cycles.errors import CycleStateConflictError
from kinerja.domains.cycles.vocabulary import CycleState
from kinerja.domains.frameworks.vocabulary import ApplicableClass, NotApplicablePolicy, Source
from kinerja.domains.organisation.models import OrgUnit
from kinerja.domains.organisation.vocabulary import PositionClass
from kinerja.domains.surveys import closing
from kinerja.domains.surveys.vocabulary import SurveyKind
from kinerja.kit.ids import new_id
from kinerja.workflows.count_citizens import Counted, count_citizens
from policies.errors import NotPermittedError
from policies.permissions import Role
from tenants.session import tenant_session
from tests.support.appraisal_factories import Scene, make_scene
from tests.support.database import DISHUB, Database
from tests.support.framework_factories import component, indicator, make_version
from tests.support.framework_people import make_actor
from tests.support.organisation_factories import TypicalAgency, make_employee, make_unit
from tests.support.survey_factories import answer, make_survey

MARCH = Range(date(2026, 3, 1), date(2026, 4, 1))
#: The framework was published on the first of February.
PUBLISHED = datetime(2026, 2, 1, 9, tzinfo=UTC)


def tree(policy: NotApplicablePolicy = NotApplicablePolicy.REDISTRIBUTE) -> tuple[Any, ...]:
    """Return a tree with an indicator of each source; that of the index is for staff alone."""
    return (
        component("work", 60),
        component(
            "service",
            40,
            indicator(
                "ikm",
                50,
                source=Source.SURVEY_IKM,
                na_policy=policy,
                applies_to=(ApplicableClass.PELAKSANA,),
            ),
            indicator("sla", 50, source=Source.COMPLAINT_SLA, na_policy=policy),
        ),
    )


@dataclass(frozen=True)
class World:
    """A cycle of 2026 and two units: a bidang, and a seksi below it."""

    database: Database
    agency: TypicalAgency
    scene: Scene
    bidang: OrgUnit
    seksi: OrgUnit

    async def appraise(self, unit: OrgUnit, **values: Any) -> UUID:
        """Make an appraisal of somebody in a unit."""
        async with tenant_session(self.database.application, DISHUB) as session:
            self.scene._units["unit"] = unit  # noqa: SLF001 - where the scene looks for it.
            return await self.scene.appraise(session, {}, **values)

    async def survey(self, unit: OrgUnit, value: int, *, times: int = 10, **columns: Any) -> None:
        """Let a survey be answered and closed; ten answers are enough for ten people."""
        head = make_actor(DISHUB, Role.EMPLOYEE, person=self.agency.head.id)
        given = {"period": MARCH, "population": 10, **columns}
        async with tenant_session(self.database.application, DISHUB) as session:
            made = await make_survey(session, DISHUB, unit, **given)
            await answer(session, DISHUB, made, dict.fromkeys(made.elements, value), times=times)
            await closing.close_survey(head, session, survey_id=made.id)

    async def complaints(self, unit: OrgUnit, *counts: int, month: Range[date] = MARCH) -> None:
        """Keep a service level: received, done, answered in time."""
        received, done, in_time = counts
        async with tenant_session(self.database.application, DISHUB) as session:
            await session.execute(
                insert(ComplaintMetric).values(
                    agency_id=DISHUB,
                    id=new_id(),
                    org_unit_id=unit.id,
                    unit_path=unit.path,
                    month=month,
                    cut_off=datetime(2026, 11, 1, tzinfo=UTC),
                    received=received,
                    done=done,
                    answered_in_time=in_time,
                )
            )

    async def count(self, measure: ComplaintMeasure = ComplaintMeasure.ANSWERED_IN_TIME) -> Counted:
        """Let the officer count."""
        officer = make_actor(DISHUB, Role.PERFORMANCE_OFFICER, person=self.agency.stranger.id)
        async with tenant_session(self.database.application, DISHUB) as session:
            return await count_citizens(
                officer, session, cycle_id=self.scene.cycle_id, measure=measure
            )

    async def scores(self, appraisal: UUID) -> dict[str, Decimal | None]:
        """Return the scores in force by source; None: not applicable."""
        query = text(
            "SELECT source, actual FROM scores s WHERE appraisal_id = :appraisal AND NOT EXISTS"
            " (SELECT 1 FROM scores l WHERE l.supersedes_id = s.id)"
        )
        async with tenant_session(self.database.application, DISHUB) as session:
            found = await session.execute(query, {"appraisal": appraisal})
            return {row.source: row.actual for row in found}


async def _world(database: Database, agency: TypicalAgency, policy: NotApplicablePolicy) -> World:
    async with tenant_session(database.owner, DISHUB) as session:
        version = await make_version(session, agency_id=DISHUB, components=tree(policy))
        await session.execute(
            text("UPDATE framework_versions SET published_at = :at WHERE id = :id"),
            {"at": PUBLISHED, "id": version.version_id},
        )
        scene = await make_scene(session, DISHUB, version)
        bidang = agency.branches[0].bidang
        seksi = await make_unit(session, DISHUB, parent=bidang, code="LOKET")
    return World(database, agency, scene, bidang, seksi)


@pytest.fixture
async def world(database: Database, agency: TypicalAgency) -> World:
    return await _world(database, agency, NotApplicablePolicy.REDISTRIBUTE)


async def test_an_index_and_a_service_level_become_scores(world: World) -> None:
    appraisal = await world.appraise(world.bidang)
    await world.survey(world.bidang, 3)
    await world.complaints(world.bidang, 14_233, 12_936, 10_000)

    counted = await world.count(ComplaintMeasure.DONE)

    assert counted == Counted(scored=2, withheld=0)
    assert await world.scores(appraisal) == {
        "SURVEY_IKM": Decimal("75.00"),
        "COMPLAINT_SLA": Decimal("90.89"),
    }


async def test_counting_again_writes_only_what_has_changed(world: World) -> None:
    appraisal = await world.appraise(world.bidang)
    await world.survey(world.bidang, 3)
    await world.count()

    again = await world.count()
    await world.survey(world.bidang, 4)
    later = await world.count()

    assert (again.scored, later.scored) == (0, 1)
    # Pooled: all answers of both surveys, of 20 people.
    assert await world.scores(appraisal) == {"SURVEY_IKM": Decimal("87.50")}


async def test_the_nearest_unit_with_an_index_counts(world: World) -> None:
    there, below = await world.appraise(world.bidang), await world.appraise(world.seksi)
    await world.survey(world.bidang, 2)
    await world.count()
    by_the_unit_above = await world.scores(below)

    await world.survey(world.seksi, 4)
    await world.count()

    assert by_the_unit_above == {"SURVEY_IKM": Decimal("50.00")}
    assert await world.scores(below) == {"SURVEY_IKM": Decimal("100.00")}
    assert await world.scores(there) == {"SURVEY_IKM": Decimal("50.00")}


async def test_too_few_answers_are_shown_but_do_not_count(world: World) -> None:
    appraisal = await world.appraise(world.bidang)
    await world.survey(world.bidang, 3, times=9)

    counted = await world.count()

    assert counted == Counted(scored=1, withheld=1)
    assert await world.scores(appraisal) == {"SURVEY_IKM": None}
    async with tenant_session(world.database.application, DISHUB) as session:
        shown = await session.scalar(text("SELECT index_value FROM survey_results"))
    assert shown == Decimal("75.00")


async def test_where_the_policy_blocks_nothing_is_written_for_too_few_answers(
    database: Database, agency: TypicalAgency
) -> None:
    world = await _world(database, agency, NotApplicablePolicy.BLOCK)
    appraisal = await world.appraise(world.bidang)
    await world.survey(world.bidang, 3, times=9)

    assert await world.count() == Counted(scored=0, withheld=1)
    assert await world.scores(appraisal) == {}


async def test_what_was_asked_before_the_publication_does_not_count(world: World) -> None:
    appraisal = await world.appraise(world.bidang)
    # It begins on the day of publication: who is appraised did not know before.
    await world.survey(world.bidang, 1, period=Range(date(2026, 2, 1), date(2026, 3, 1)))
    january = Range(date(2026, 1, 1), date(2026, 2, 1))
    await world.complaints(world.bidang, 10, 0, 0, month=january)

    assert await world.count() == Counted(scored=0, withheld=0)

    await world.survey(world.bidang, 4, period=Range(date(2026, 2, 2), date(2026, 3, 1)))
    await world.count()
    assert await world.scores(appraisal) == {"SURVEY_IKM": Decimal("100.00")}


async def test_what_lies_outside_the_cycle_does_not_count(world: World) -> None:
    appraisal = await world.appraise(world.bidang)
    await world.survey(world.bidang, 4, period=Range(date(2026, 12, 1), date(2027, 1, 2)))

    assert await world.count() == Counted(scored=0, withheld=0)
    assert await world.scores(appraisal) == {}


async def test_only_whom_the_indicator_applies_to_is_reached(world: World) -> None:
    supervisor = await world.appraise(world.bidang, position_class=PositionClass.PENGAWAS)
    await world.survey(world.bidang, 4)
    await world.complaints(world.bidang, 4, 2, 3)

    await world.count()

    assert await world.scores(supervisor) == {"COMPLAINT_SLA": Decimal("75.00")}


async def test_an_internal_survey_never_counts(world: World) -> None:
    appraisal = await world.appraise(world.bidang)
    await world.survey(world.bidang, 4, kind=SurveyKind.INTERNAL, codes=["SPEED"])

    await world.count()

    assert await world.scores(appraisal) == {}


@pytest.mark.parametrize(
    "state", [AppraisalState.SUBMITTED, AppraisalState.CALIBRATED, AppraisalState.DELIVERED]
)
async def test_scores_of_what_was_submitted_stay(world: World, state: AppraisalState) -> None:
    appraisal = await world.appraise(world.bidang, state=state)
    await world.survey(world.bidang, 4)

    assert await world.count() == Counted(scored=0, withheld=0)
    assert await world.scores(appraisal) == {}


async def test_a_cycle_that_is_over_takes_nothing(world: World) -> None:
    async with tenant_session(world.database.owner, DISHUB) as session:
        await session.execute(
            text("UPDATE cycles SET state = :state WHERE id = :id"),
            {"state": CycleState.CALIBRATION.value, "id": world.scene.cycle_id},
        )

    with pytest.raises(CycleStateConflictError):
        await world.count()


async def test_only_the_officer_lets_it_count(world: World) -> None:
    person = await _somebody(world)
    async with tenant_session(world.database.application, DISHUB) as session:
        with pytest.raises(NotPermittedError):
            await count_citizens(
                make_actor(DISHUB, Role.EMPLOYEE, person=person),
                session,
                cycle_id=world.scene.cycle_id,
                measure=ComplaintMeasure.DONE,
            )


async def _somebody(world: World) -> UUID:
    async with tenant_session(world.database.application, DISHUB) as session:
        return (await make_employee(session, DISHUB)).id
