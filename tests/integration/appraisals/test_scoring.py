"""Entering scores: what is written, and what every other item is told."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from kinerja.domains.appraisals import service
from kinerja.domains.appraisals.models import Score
from kinerja.domains.appraisals.outcomes import Outcome
from kinerja.domains.appraisals.score_items import ScoreItem
from kinerja.domains.appraisals.service import SCORES_LIMIT, submit_scores
from kinerja.domains.frameworks.vocabulary import (
    ApplicableClass,
    NotApplicablePolicy,
    Source,
)
from kinerja.domains.organisation.models import Employee
from kinerja.kit.clock import today
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import new_id
from policies.permissions import Role
from tenants.models import AuditEvent, OutboxEvent
from tenants.session import tenant_session
from tests.support.appraisal_world import World, make_world, open_world, rating
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.framework_factories import component, indicator
from tests.support.framework_people import make_actor
from tests.support.organisation_factories import make_reporting_line, make_staff, period

TREE = (
    component(
        "work",
        100,
        indicator("quality", 20, scale_min=Decimal(0), scale_max=Decimal("120.5")),
        indicator("speed", 20),
        indicator("proven", 20, evidence_required=True),
        indicator("strict", 20, na_policy=NotApplicablePolicy.BLOCK),
        indicator("leading", 10, applies_to=(ApplicableClass.PENGAWAS,)),
        indicator("attendance", 10, source=Source.ATTENDANCE),
    ),
)


@pytest.fixture
async def world(database: Database) -> World:
    return await open_world(await make_world(database.application, DISHUB, components=TREE))


@pytest.fixture
async def appraisal(world: World) -> UUID:
    return await world.appraisal_of(world.organisation.ratee)


def error_of(outcomes: Sequence[Outcome]) -> KinerjaError:
    (outcome,) = outcomes
    assert outcome.error is not None
    return outcome.error


async def scores_of(world: World, appraisal_id: UUID) -> list[Score]:
    async with tenant_session(world.engine, DISHUB) as session:
        found = await session.scalars(
            select(Score)
            .where(Score.agency_id == DISHUB, Score.appraisal_id == appraisal_id)
            .order_by(Score.entered_at)
        )
        return list(found.all())


# --- what is written ------------------------------------------------------------------------------


async def test_a_rater_scores_a_ratee(world: World, appraisal: UUID) -> None:
    outcomes = await world.score(
        world.rater,
        world.item(appraisal, "quality", "98.5", comment="Baik"),
        world.item(appraisal, "speed", None),
        world.item(appraisal, "proven", "100", evidence="SK-1/2026"),
    )

    written = await scores_of(world, appraisal)
    assert {one.key for one in outcomes} == {one.id for one in written}
    by_indicator = {one.indicator_id: one for one in written}
    quality = by_indicator[world.version.indicators["quality"]]
    assert (quality.actual, quality.comment) == (Decimal("98.5"), "Baik")
    assert (quality.source, quality.scorer_id) == ("MANUAL", world.organisation.rater.id)
    assert by_indicator[world.version.indicators["speed"]].not_applicable
    assert by_indicator[world.version.indicators["proven"]].evidence == "SK-1/2026"


async def test_one_bad_item_does_not_hold_up_the_good_ones(world: World, appraisal: UUID) -> None:
    outcomes = await world.score(
        world.rater,
        world.item(appraisal, "quality", "500"),
        world.item(appraisal, "speed", "90"),
        world.item(new_id(), "speed", "90"),
    )
    assert [one.error.code if one.error else "ok" for one in outcomes] == [
        "OUT_OF_SCALE",
        "ok",
        "NOT_FOUND",
    ]
    assert len(await scores_of(world, appraisal)) == 1


async def test_a_second_score_supersedes_the_first(world: World, appraisal: UUID) -> None:
    for actual in ("80", "85", "90"):
        await world.score(world.rater, world.item(appraisal, "quality", actual))

    first, second, third = await scores_of(world, appraisal)
    assert first.supersedes_id is None
    assert (second.supersedes_id, third.supersedes_id) == (first.id, second.id)


async def test_many_scores_are_written_and_corrected_like_a_few(
    world: World, appraisal: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MANY", 2)
    items = [world.item(appraisal, code, "80") for code in ("quality", "speed")]
    async with tenant_session(world.engine, DISHUB) as session:
        first = await submit_scores(world.rater, session, items=items)
        again = await submit_scores(world.rater, session, items=items)
        mode = await session.scalar(text("SHOW plan_cache_mode"))

    scores = await scores_of(world, appraisal)
    assert [outcome.error for outcome in (*first, *again)] == [None] * 4
    assert {one.supersedes_id for one in scores} == {None, *(outcome.key for outcome in first)}
    assert mode == "force_custom_plan"  # What follows is planned as usual.


async def test_of_two_corrections_at_once_one_is_kept(world: World, appraisal: UUID) -> None:
    await world.score(world.rater, world.item(appraisal, "quality", "80"))
    item = world.item(appraisal, "quality", "90")
    async with tenant_session(world.engine, DISHUB) as session:
        first = await submit_scores(world.rater, session, items=[item])
        other = asyncio.create_task(world.score(world.rater, item))
        await _until_waiting(world)
    second = await other

    assert first[0].error is None
    assert error_of(second).code == "CONCURRENT_UPDATE"
    assert len(await scores_of(world, appraisal)) == 2


async def _until_waiting(world: World) -> None:
    """Wait until some statement waits for a lock in this database: other tests have theirs."""
    waiting = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    for _ in range(500):
        # A transaction sees the activity as it was when it first looked: each look has its own.
        async with world.engine.connect() as connection:
            if (await connection.exec_driver_sql(waiting)).scalar_one():
                return
        await asyncio.sleep(0.02)
    pytest.fail("nobody waits")


async def test_scores_leave_a_trace_for_auditors_and_for_other_systems(
    world: World, appraisal: UUID
) -> None:
    await world.score(
        world.rater, world.item(appraisal, "quality", "98"), world.item(appraisal, "speed", "98")
    )
    async with tenant_session(world.engine, DISHUB) as session:
        event = (
            await session.scalars(
                select(AuditEvent).where(
                    AuditEvent.agency_id == DISHUB, AuditEvent.action == "appraisal.scored"
                )
            )
        ).one()
        topics = select(OutboxEvent.topic).where(
            OutboxEvent.agency_id == DISHUB, OutboxEvent.topic == "appraisal.scored"
        )
        assert (await session.scalars(topics)).all() == ["appraisal.scored"]
    assert (event.object_id, event.after) == (appraisal, {"scores": 2})
    assert event.actor_id == world.organisation.rater.id


# --- who may --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["superior", "head"])
async def test_nobody_but_the_rater_scores(world: World, appraisal: UUID, who: str) -> None:
    error = error_of(await world.score(getattr(world, who), world.item(appraisal, "quality", "90")))
    assert (error.code, error.path) == ("NOT_RATER", ("appraisalId",))
    assert "rater of this employee" in error.message("en")
    assert "pejabat penilai" in error.message("id")


async def test_a_rater_does_not_score_a_stranger(world: World) -> None:
    stranger = await world.appraisal_of(world.organisation.stranger)
    error = error_of(await world.score(world.rater, world.item(stranger, "quality", "90")))
    assert error.code == "NOT_RATER"


async def test_nobody_scores_himself(world: World, appraisal: UUID) -> None:
    error = error_of(await world.score(world.ratee, world.item(appraisal, "quality", "120")))
    assert error.code == "SELF_RATING"
    assert await scores_of(world, appraisal) == []


async def test_the_officer_configures_and_never_scores(world: World, database: Database) -> None:
    organisation = world.organisation
    async with tenant_session(database.application, DISHUB) as session:
        await make_reporting_line(
            session,
            DISHUB,
            ratee=organisation.ratee,
            rater=Employee(id=world.officer.subject.id),
            kind="DELEGATED",
        )
    appraisal = await world.appraisal_of(organisation.ratee)
    error = error_of(await world.score(world.officer, world.item(appraisal, "quality", "90")))
    assert error.code == "NOT_PERMITTED"


async def test_a_dated_delegate_scores_in_the_days_of_the_delegation(
    world: World, appraisal: UUID, database: Database
) -> None:
    organisation = world.organisation
    async with tenant_session(database.application, DISHUB) as session:
        for_now = await make_staff(session, DISHUB, unit=organisation.root)
        no_more = await make_staff(session, DISHUB, unit=organisation.root)
        for delegate, valid in ((for_now, period()), (no_more, period(end=today()))):
            await make_reporting_line(
                session,
                DISHUB,
                ratee=organisation.ratee,
                rater=delegate,
                kind="DELEGATED",
                valid=valid,
            )
    item = world.item(appraisal, "quality", "90")

    assert error_of(await world.score(world.actor(no_more), item)).code == "NOT_RATER"
    assert (await world.score(world.actor(for_now), item))[0].error is None


async def test_the_province_never_scores(world: World, appraisal: UUID) -> None:
    province = make_actor(DISHUB, Role.PROVINCE_HR)
    with pytest.raises(KinerjaError) as refused:
        await world.score(province, world.item(appraisal, "quality", "90"))
    assert refused.value.code in {"NOT_PERMITTED", "NOT_RATER"}


async def test_an_appraisal_of_another_agency_is_simply_not_there(
    world: World, database: Database, appraisal: UUID
) -> None:
    other = await open_world(await make_world(database.application, DUKCAPIL))
    foreign = await world.score(other.rater, other.item(appraisal, "quality", "90"))
    missing = await world.score(world.rater, world.item(new_id(), "quality", "90"))

    for error in (error_of(foreign), error_of(missing)):
        assert error.code in {"NOT_FOUND", "NOT_RATER"}
    inside = other.item(await other.appraisal_of(other.organisation.ratee), "quality", "90")
    assert error_of(await world.score(world.rater, inside)).code == "NOT_FOUND"


# --- what each item must meet ---------------------------------------------------------------------


async def test_a_score_outside_the_scale_is_told_the_scale(world: World, appraisal: UUID) -> None:
    for actual in ("-0.01", "120.51"):
        error = error_of(await world.score(world.rater, world.item(appraisal, "quality", actual)))
        assert (error.code, error.path) == ("OUT_OF_SCALE", ("actual",))
        assert "from 0 to 120.5" in error.message("en")
    for actual in ("0", "120.5"):
        assert (await world.score(world.rater, world.item(appraisal, "quality", actual)))[0].key


async def test_what_blocks_may_not_be_marked_as_not_applicable(
    world: World, appraisal: UUID
) -> None:
    error = error_of(await world.score(world.rater, world.item(appraisal, "strict", None)))
    assert (error.code, error.path) == ("NA_NOT_ALLOWED", ("notApplicable",))


async def test_evidence_is_asked_for_where_the_framework_asks_for_it(
    world: World, appraisal: UUID
) -> None:
    for evidence in ("", "  "):
        item = world.item(appraisal, "proven", "90", evidence=evidence)
        error = error_of(await world.score(world.rater, item))
        assert (error.code, error.path) == ("EVIDENCE_REQUIRED", ("evidence",))


async def test_an_indicator_for_other_classes_is_refused(world: World, appraisal: UUID) -> None:
    error = error_of(await world.score(world.rater, world.item(appraisal, "leading", "90")))
    assert error.code == "INDICATOR_NOT_APPLICABLE"
    supervisor = await world.appraisal_of(world.organisation.rater)
    scored = await world.score(world.superior, world.item(supervisor, "leading", "90"))
    assert scored[0].error is None


async def test_an_indicator_of_another_version_is_not_found(world: World, appraisal: UUID) -> None:
    item = ScoreItem(appraisal_id=appraisal, indicator_id=new_id(), actual=Decimal(90))
    error = error_of(await world.score(world.rater, item))
    assert (error.code, error.path) == ("NOT_FOUND", ("indicatorId",))


async def test_the_same_score_twice_in_a_call_is_entered_once(
    world: World, appraisal: UUID
) -> None:
    outcomes = await world.score(
        world.rater,
        world.item(appraisal, "quality", "80"),
        world.item(appraisal, "quality", "90"),
    )
    assert outcomes[0].error is None
    assert outcomes[1].error is not None
    assert outcomes[1].error.code == "DUPLICATE_ITEM"
    assert [one.actual for one in await scores_of(world, appraisal)] == [80]


@pytest.mark.parametrize(
    ("actual", "not_applicable"),
    [(None, False), (Decimal(90), True), (Decimal("NaN"), False), (Decimal("Infinity"), False)],
    ids=["neither", "both", "not a number", "infinite"],
)
async def test_a_score_is_either_a_value_or_not_applicable(
    world: World, appraisal: UUID, *, actual: Decimal | None, not_applicable: bool
) -> None:
    item = ScoreItem(
        appraisal_id=appraisal,
        indicator_id=world.version.indicators["speed"],
        actual=actual,
        not_applicable=not_applicable,
    )
    assert error_of(await world.score(world.rater, item)).code == "VALUE_REQUIRED"


async def test_a_fact_that_a_register_reported_is_not_overridden_by_hand(
    world: World, appraisal: UUID
) -> None:
    by_hand = world.item(appraisal, "attendance", "100")
    assert (await world.score(world.rater, by_hand))[0].error is None
    async with tenant_session(world.engine, DISHUB) as session:
        session.add(
            Score(
                agency_id=DISHUB,
                id=new_id(),
                appraisal_id=appraisal,
                framework_version_id=world.version.version_id,
                ratee_id=world.organisation.ratee.id,
                indicator_id=world.version.indicators["attendance"],
                source="ATTENDANCE",
                actual=Decimal(80),
                not_applicable=False,
            )
        )
    error = error_of(await world.score(world.rater, by_hand))
    assert error.code == "VALUE_FROM_SOURCE"


# --- in which state -------------------------------------------------------------------------------


async def test_scores_wait_for_the_cycle_to_be_scored(database: Database) -> None:
    world = await open_world(
        await make_world(database.application, DISHUB, components=TREE), scoring=False
    )
    appraisal = await world.appraisal_of(world.organisation.ratee)
    error = error_of(await world.score(world.rater, world.item(appraisal, "quality", "90")))
    assert error.code == "STATE_CONFLICT"
    assert "NOT_STARTED" in error.message("en")


async def test_what_is_submitted_is_not_scored_any_more(world: World, appraisal: UUID) -> None:
    values = {"quality": "90", "speed": "90", "strict": "90", "attendance": "90"}
    items = [world.item(appraisal, code, actual) for code, actual in values.items()]
    items.append(world.item(appraisal, "proven", "90", evidence="SK"))
    assert not [one.error for one in await world.score(world.rater, *items) if one.error]
    await world.rate(world.rater, rating(appraisal))
    assert (await world.submit(world.rater, appraisal))[0].error is None

    error = error_of(await world.score(world.rater, world.item(appraisal, "quality", "120")))
    assert error.code == "STATE_CONFLICT"
    assert len(await scores_of(world, appraisal)) == 5


async def test_a_ratee_assesses_himself_where_the_framework_asks_for_it(
    database: Database,
) -> None:
    tree = component("work", 100, indicator("own", 50, source=Source.SELF), indicator("speed", 50))
    world = await make_world(database.application, DISHUB, components=(tree,))
    await open_world(world, scoring=False)
    appraisal = await world.appraisal_of(world.organisation.ratee)

    own, other = await world.score(
        world.ratee, world.item(appraisal, "own", "110"), world.item(appraisal, "speed", "110")
    )

    assert own.error is None
    assert other.error is not None
    assert other.error.code == "SELF_RATING"
    (written,) = await scores_of(world, appraisal)
    assert (written.source, written.scorer_id) == ("SELF", world.organisation.ratee.id)


# --- many at once ---------------------------------------------------------------------------------


async def test_a_call_takes_no_more_than_its_limit(world: World, appraisal: UUID) -> None:
    items = [world.item(appraisal, "quality", "90")] * (SCORES_LIMIT + 1)
    with pytest.raises(KinerjaError) as refused:
        await world.score(world.rater, *items)
    assert refused.value.code == "TOO_MANY_ITEMS"


async def test_ten_thousand_items_go_through_one_call(world: World, appraisal: UUID) -> None:
    unknown = [world.item(new_id(), "quality", "90") for _ in range(SCORES_LIMIT - 1)]
    outcomes = await world.score(world.rater, world.item(appraisal, "speed", "90"), *unknown)

    assert outcomes[0].error is None
    codes = {one.error.code for one in outcomes[1:] if one.error}
    assert codes == {"NOT_FOUND"}
    async with tenant_session(world.engine, DISHUB) as session:
        count = select(func.count()).select_from(Score).where(Score.agency_id == DISHUB)
        assert await session.scalar(count) == 1
