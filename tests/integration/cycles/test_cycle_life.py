"""The life of a cycle up to scoring: planned, opened, started, cancelled."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.cycles.service import cancel_cycle, create_cycle
from kinerja.domains.cycles.vocabulary import CycleKind
from kinerja.domains.frameworks.vocabulary import ApplicableClass, Source
from kinerja.kit.clock import today
from kinerja.kit.errors import KinerjaError, KinerjaErrorGroup
from kinerja.kit.ids import new_id
from kinerja.workflows.open_cycle import open_cycle
from kinerja.workflows.start_scoring import start_scoring
from tenants.session import tenant_session
from tests.support.appraisal_world import World, make_world, open_world, plan
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.framework_factories import component, indicator, make_published_version, terms
from tests.support.organisation_factories import (
    make_assignment,
    make_position,
    make_reporting_line,
    make_staff,
)


@pytest.fixture
async def world(database: Database) -> World:
    return await make_world(database.application, DISHUB)


async def appraisals(session: AsyncSession, world: World) -> Sequence[Appraisal]:
    found = await session.scalars(
        select(Appraisal).where(Appraisal.agency_id == DISHUB, Appraisal.cycle_id == world.cycle_id)
    )
    return found.all()


async def refused(world: World, call: Any, **arguments: Any) -> KinerjaError:
    """Return the error of a call by the officer (or `actor`); nothing of it is kept."""
    actor = arguments.pop("actor", world.officer)
    with pytest.raises(KinerjaError) as caught:
        async with tenant_session(world.engine, DISHUB) as session:
            await call(actor, session, **arguments)
    return caught.value


async def cycle_of(world: World) -> Cycle:
    async with tenant_session(world.engine, DISHUB) as session:
        found = await session.scalar(
            select(Cycle).where(Cycle.agency_id == DISHUB, Cycle.id == world.cycle_id)
        )
    assert found is not None
    return found


# --- planning -------------------------------------------------------------------------------------


async def test_a_new_cycle_is_planned_and_pins_nothing_yet(world: World) -> None:
    cycle = await cycle_of(world)

    assert cycle.state == "PLANNED"
    assert cycle.framework_version_id is None
    assert cycle.period == Range(date(2026, 1, 1), date(2027, 1, 1), bounds="[)")


async def test_cycles_of_one_framework_and_kind_do_not_overlap(world: World) -> None:
    error = await refused(
        world, create_cycle, plan=plan(world.version, code="b", first=date(2026, 12, 1))
    )
    assert error.code == "PERIOD_OVERLAP"

    async with tenant_session(world.engine, DISHUB) as session:
        quarter = plan(
            world.version, code="2026-Q1", kind=CycleKind.QUARTERLY, last=date(2026, 3, 31)
        )
        assert await create_cycle(world.officer, session, plan=quarter)


async def test_a_code_is_taken_once(world: World) -> None:
    later = plan(world.version, first=date(2027, 1, 1), last=date(2027, 12, 31))
    error = await refused(world, create_cycle, plan=later)
    assert (error.code, error.path) == ("CODE_TAKEN", ("code",))


async def test_all_that_is_wrong_with_a_plan_is_said_at_once(world: World) -> None:
    wrong = plan(world.version, code="-x", name=" ", last=date(2025, 1, 1))
    error = await refused(world, create_cycle, plan=wrong)
    assert isinstance(error, KinerjaErrorGroup)
    assert {part.code for part in error.errors} == {
        "CODE_MALFORMED",
        "TEXT_NOT_ALLOWED",
        "INVALID_PERIOD",
    }


async def test_a_month_is_no_longer_than_a_month(world: World) -> None:
    long = plan(world.version, code="m", kind=CycleKind.MONTHLY, last=date(2026, 2, 1))
    assert (await refused(world, create_cycle, plan=long)).code == "INVALID_PERIOD"


async def test_the_framework_of_another_agency_is_not_found(
    world: World, database: Database
) -> None:
    async with tenant_session(database.application, DUKCAPIL) as session:
        foreign = await make_published_version(session, agency_id=DUKCAPIL)
    for version in (foreign, None):
        key = version.framework_id if version else new_id()
        error = await refused(
            world, create_cycle, plan=plan(world.version, framework_id=key, code="other")
        )
        assert (error.code, error.path) == ("NOT_FOUND", ("frameworkId",))


async def test_only_the_officer_plans_cycles(world: World) -> None:
    error = await refused(world, create_cycle, actor=world.head, plan=plan(world.version))
    assert error.code == "NOT_PERMITTED"
    assert "performance officer" in error.message("en")


# --- opening --------------------------------------------------------------------------------------


async def test_opening_pins_version_assignment_unit_rater_and_superior(world: World) -> None:
    await open_world(world, scoring=False)

    async with tenant_session(world.engine, DISHUB) as session:
        made = {one.ratee_id: one for one in await appraisals(session, world)}
    organisation = world.organisation
    one = made[organisation.ratee.id]

    assert len(made) == len(organisation.people)  # The head is out, the officer is in.
    assert organisation.head.id not in made
    assert one.framework_version_id == world.version.version_id
    assert one.rater_id == organisation.rater.id
    assert one.superior_id == organisation.superior.id
    assert one.unit_path == organisation.branches[0].seksi.path
    assert one.position_class == "PELAKSANA"
    assert one.state == "NOT_STARTED"
    assert one.id.version == 7
    assert (await cycle_of(world)).state == "OPEN"


async def test_ratees_without_a_rater_stop_the_opening_unless_they_are_named(
    world: World,
) -> None:
    error = await refused(world, open_cycle, cycle_id=world.cycle_id)
    assert error.code == "RATEES_WITHOUT_RATER"
    assert error.details["count"] == 1
    assert (await cycle_of(world)).state == "PLANNED"

    stranger = [world.organisation.head.id, world.organisation.ratee.id]
    error = await refused(world, open_cycle, cycle_id=world.cycle_id, exceptions=stranger)
    assert (error.code, error.path) == ("UNKNOWN_EXCEPTION", ("exceptions", 1))


async def test_the_version_must_be_in_force_on_all_days_of_the_period(
    database: Database, world: World
) -> None:
    half = Range(date(2028, 1, 1), date(2028, 7, 1))
    async with tenant_session(database.application, DISHUB) as session:
        version = await make_published_version(
            session, agency_id=DISHUB, version_terms=terms(effective=half)
        )
        year = plan(version, code="2028", first=date(2028, 1, 1), last=date(2028, 12, 31))
        too_long = await create_cycle(world.officer, session, plan=year)
        months = plan(
            version,
            code="2028-H1",
            kind=CycleKind.QUARTERLY,
            first=date(2028, 4, 1),
            last=date(2028, 6, 30),
        )
        fitting = await create_cycle(world.officer, session, plan=months)

    error = await refused(world, open_cycle, cycle_id=too_long)
    assert error.code == "NO_PUBLISHED_VERSION"
    async with tenant_session(database.application, DISHUB) as session:
        head = world.organisation.head.id
        assert await open_cycle(world.officer, session, cycle_id=fitting, exceptions=[head])


async def test_a_version_for_some_position_classes_appraises_only_those(
    database: Database, world: World
) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        version = await make_published_version(
            session,
            agency_id=DISHUB,
            version_terms=terms(applies_to=(ApplicableClass.PENGAWAS,)),
        )
        cycle_id = await create_cycle(world.officer, session, plan=plan(version, code="pengawas"))
        assert await open_cycle(world.officer, session, cycle_id=cycle_id) == 2
        world.cycle_id = cycle_id
        made = await appraisals(session, world)
    raters = {branch.rater.id for branch in world.organisation.branches}
    assert {one.ratee_id for one in made} == raters


async def test_a_cycle_that_would_appraise_nobody_is_not_opened(
    database: Database, world: World
) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        version = await make_published_version(
            session,
            agency_id=DISHUB,
            version_terms=terms(applies_to=(ApplicableClass.FUNGSIONAL,)),
        )
        cycle_id = await create_cycle(world.officer, session, plan=plan(version, code="nobody"))
    assert (await refused(world, open_cycle, cycle_id=cycle_id)).code == "NO_RATEES"


async def test_one_person_has_one_appraisal_for_the_definitive_post(
    database: Database, world: World
) -> None:
    organisation = world.organisation
    unit = organisation.branches[1].seksi
    async with tenant_session(database.application, DISHUB) as session:
        acting = await make_position(session, DISHUB, unit=unit)
        await make_assignment(
            session,
            DISHUB,
            employee=organisation.ratee,
            position=acting,
            kind="PLT",
            valid=Range(date(2026, 3, 1), None),
        )
    await open_world(world)

    async with tenant_session(database.application, DISHUB) as session:
        made = [a for a in await appraisals(session, world) if a.ratee_id == organisation.ratee.id]
    assert [one.unit_path for one in made] == [organisation.branches[0].seksi.path]


async def test_whoever_rates_on_the_day_of_opening_is_pinned(
    database: Database, world: World
) -> None:
    organisation, now = world.organisation, today()
    async with tenant_session(database.application, DISHUB) as session:
        newcomer = await make_staff(session, DISHUB, unit=organisation.root)
        for rater, valid in (
            (organisation.rater, Range(date(2024, 1, 1), now)),
            (organisation.superior, Range(now, None)),
        ):
            await make_reporting_line(session, DISHUB, ratee=newcomer, rater=rater, valid=valid)
        left = await make_staff(session, DISHUB, unit=organisation.root)
        await make_reporting_line(
            session,
            DISHUB,
            ratee=left,
            rater=organisation.rater,
            valid=Range(date(2026, 1, 1), now - timedelta(days=30)),
        )
    await open_world(world)

    async with tenant_session(database.application, DISHUB) as session:
        raters = {one.ratee_id: one.rater_id for one in await appraisals(session, world)}
    assert raters[newcomer.id] == organisation.superior.id
    assert raters[left.id] == organisation.rater.id  # Nobody rates today: the last one does.


async def test_who_has_something_to_assess_begins_with_it(database: Database) -> None:
    tree = component("work", 100, indicator("own", 50, source=Source.SELF), indicator("value", 50))
    world = await make_world(database.application, DISHUB, components=(tree,))
    await open_world(world, scoring=False)

    async with tenant_session(database.application, DISHUB) as session:
        assert {one.state for one in await appraisals(session, world)} == {"SELF_REVIEW"}
        await start_scoring(world.officer, session, cycle_id=world.cycle_id)
        session.expire_all()
        assert {one.state for one in await appraisals(session, world)} == {"RATER_REVIEW"}


# --- the order of the steps -----------------------------------------------------------------------


async def test_steps_out_of_their_order_are_refused(world: World) -> None:
    assert (await refused(world, start_scoring, cycle_id=world.cycle_id)).code == "STATE_CONFLICT"
    await open_world(world)
    for step in (open_cycle, start_scoring):
        error = await refused(world, step, cycle_id=world.cycle_id)
        assert error.code == "STATE_CONFLICT"
        assert "SCORING" in error.message("en")


async def test_an_unknown_cycle_is_not_found(world: World) -> None:
    for step in (open_cycle, start_scoring):
        assert (await refused(world, step, cycle_id=new_id())).code == "NOT_FOUND"


async def test_a_plain_employee_takes_none_of_the_steps(world: World) -> None:
    for step in (open_cycle, start_scoring):
        error = await refused(world, step, actor=world.rater, cycle_id=world.cycle_id)
        assert error.code == "NOT_PERMITTED"


async def cancel(world: World, reason: str = "Periode keliru ditetapkan.") -> UUID:
    async with tenant_session(world.engine, DISHUB) as session:
        await cancel_cycle(world.officer, session, cycle_id=world.cycle_id, reason=reason)
    return world.cycle_id


async def test_a_cancelled_cycle_frees_its_days(world: World) -> None:
    await open_world(world, scoring=False)
    await cancel(world)

    async with tenant_session(world.engine, DISHUB) as session:
        assert await create_cycle(world.officer, session, plan=plan(world.version, code="again"))


async def test_a_cycle_that_is_being_scored_is_not_cancelled(world: World) -> None:
    await open_world(world)
    error = await refused(
        world, cancel_cycle, cycle_id=world.cycle_id, reason="Tidak jadi dinilai."
    )
    assert error.code == "STATE_CONFLICT"


async def test_cancelling_needs_a_reason(world: World) -> None:
    error = await refused(world, cancel_cycle, cycle_id=world.cycle_id, reason="salah    ")
    assert error.code == "REASON_REQUIRED"
