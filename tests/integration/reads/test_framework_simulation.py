"""Simulating a version: the statement agrees with plain Python, and leaves nothing behind."""

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import true, update
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.vocabulary import AppraisalState, Rating
from kinerja.domains.frameworks.errors import WeightsNot100Error
from kinerja.domains.frameworks.presets import get_preset
from kinerja.domains.frameworks.tree import ComponentSpec
from kinerja.domains.frameworks.vocabulary import (
    ComponentCategory,
    NotApplicablePolicy,
    VersionStatus,
)
from kinerja.domains.organisation.vocabulary import PositionClass
from kinerja.reads.framework_simulation.bounds import CORRELATION_BOUND, SPREAD_BOUND
from kinerja.reads.framework_simulation.errors import NoIndicatorsError, NoResultsError
from kinerja.reads.framework_simulation.outcome import Outcome
from kinerja.reads.framework_simulation.simulate import simulate_framework
from kinerja.workflows.finalisation import finalisation
from policies.permissions import Role
from policies.subject import Actor
from tenants.session import tenant_session
from tests.support.appraisal_factories import Scene, make_scene
from tests.support.database import DISHUB, Database
from tests.support.framework_factories import (
    MadeVersion,
    component,
    indicator,
    make_published_version,
    make_version,
    terms,
)
from tests.support.framework_people import make_actor
from tests.support.scoring_strategies import Case, cases, draw_scores
from tests.support.simulation_oracle import (
    Variant,
    grade_of,
    movements,
    points,
    spearman,
    variants,
)

SLOW = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture
async def session(database: Database) -> AsyncIterator[AsyncSession]:
    """Return a session of the application role in the agency DISHUB."""
    async with tenant_session(database.application, DISHUB) as opened:
        yield opened


def officer(*, smallest: int = 1) -> Actor:
    """Somebody who prepares frameworks; groups of fewer than `smallest` are withheld."""
    person = make_actor(DISHUB, Role.EMPLOYEE, Role.PERFORMANCE_OFFICER)
    return replace(person, smallest_group=smallest)


async def draft_of(
    session: AsyncSession, scene: Scene, *components: ComponentSpec, **more: Any
) -> MadeVersion:
    """Write a draft of the scene's framework."""
    return await make_version(
        session,
        agency_id=DISHUB,
        components=components,
        framework_id=scene.version.framework_id,
        status=VersionStatus.DRAFT,
        **more,
    )


async def submit(session: AsyncSession, scene: Scene) -> None:
    """Let everybody of the cycle be submitted with decided ratings."""
    await session.execute(
        update(Appraisal)
        .where(Appraisal.agency_id == DISHUB, Appraisal.cycle_id == scene.cycle_id)
        .values(
            state=AppraisalState.SUBMITTED,
            decided_work_rating=Rating.MEETS_EXPECTATION,
            behaviour_rating=Rating.MEETS_EXPECTATION,
        )
    )


async def finalise(session: AsyncSession, scene: Scene) -> None:
    await submit(session, scene)
    made = finalisation(agency_id=DISHUB, cycle_id=scene.cycle_id, permitted=true())
    assert await session.scalar(made)


async def simulated(
    session: AsyncSession, scene: Scene, version: UUID, *, actor: Actor | None = None
) -> Outcome:
    return await simulate_framework(
        actor or officer(), session, version_id=version, cycle_id=scene.cycle_id
    )


@st.composite
def crowds(draw: st.DrawFn) -> Case:
    """Draw a case with six people, so that ranks and correlations say something."""
    case = draw(cases())
    more = [
        (draw(st.sampled_from(list(PositionClass)[-2:])), draw_scores(draw, list(case.roots)))
        for _ in range(4)
    ]
    return replace(case, people=(*case.people, *more))


@SLOW
@given(variant=variants(crowds()))
async def test_it_agrees_with_plain_python(database: Database, variant: Variant) -> None:
    case = variant.case
    async with tenant_session(database.application, DISHUB) as session:
        version = await make_published_version(
            session, agency_id=DISHUB, components=case.roots, version_terms=terms(case.scheme)
        )
        scene = await make_scene(session, DISHUB, version)
        for position_class, scores in case.people:
            await scene.appraise(session, scores, position_class=position_class)
        draft = await draft_of(session, scene, *variant.roots, version_terms=terms(case.scheme))
        await submit(session, scene)
        if variant.added == set(draft.indicators):
            return  # Nothing in common: a test of its own.
        unstored = await simulated(session, scene, draft.version_id)
        await finalise(session, scene)
        stored = await simulated(session, scene, draft.version_id)
    _agrees(stored, variant, draft)
    # Before they are final the officer does not see the numbers; else both are the same.
    assert unstored == replace(stored, movers=[])


def _agrees(found: Outcome, variant: Variant, draft: MadeVersion) -> None:
    before, after = variant.before(), variant.after()
    assert found.people == len(before)
    assert {(one.before, one.after): one.people for one in found.movements} == movements(
        before, after
    )
    changed = sorted(
        (str(old), str(new))
        for old, new in zip(before, after, strict=True)
        if grade_of(old) is not grade_of(new)
    )
    shown = [(str(one.composite_before), str(one.composite_after)) for one in found.movers]
    assert sorted(shown) == changed
    assert found.moved == len(changed)
    expected = spearman(before, after)
    if expected is None:
        assert found.rank_correlation is None
    else:
        assert found.rank_correlation is not None
        assert abs(found.rank_correlation - expected) <= Decimal("1e-9")
    codes = {key: code for code, key in draft.indicators.items()}
    for one in found.indicators:
        code = codes[one.indicator_id]
        values = points(variant, code)
        assert one.is_scored == (code not in variant.added)
        assert one.people == len(values)
        if values:
            mean = Fraction(sum(values), len(values))
            variance = sum((value - mean) ** 2 for value in values) / len(values)
            assert one.spread is not None
            assert abs(float(one.spread) - float(variance) ** 0.5 / 10_000) < 1e-6


# --- the story of Dishub: from three parts to four ------------------------------------------------


async def dishub(session: AsyncSession, *people: dict[str, str]) -> tuple[Scene, MadeVersion]:
    """Write the final year 2025 of Dishub under version 1, and version 2 as a draft."""
    first, second = (get_preset(code).content for code in ("dishub-v1", "dishub-v2"))
    version = await make_published_version(
        session, agency_id=DISHUB, components=first.components, version_terms=first.terms
    )
    scene = await make_scene(session, DISHUB, version)
    for scores in people:
        await scene.appraise(session, scores)
    await finalise(session, scene)
    draft = await draft_of(session, scene, *second.components, version_terms=second.terms)
    return scene, draft


#: What domain cases G15 and G16 have of the past: complaints were not an indicator then.
FOUNDING = {"skp_achievement": "96.00", "attendance": "94.50", "ikm": "87.28"}


async def test_g16_a_new_indicator_that_nobody_was_scored_by_redistributes(
    session: AsyncSession,
) -> None:
    # Two people, so that a movement has somebody to compare with.
    low = {"skp_achievement": "88", "attendance": "100", "ikm": "90"}
    scene, draft = await dishub(session, FOUNDING, low)

    found = await simulated(session, scene, draft.version_id)

    # Version 1: 45/20/35. G16: 43.75/25/31.25 of 96.00, 94.50 and 87.28 is 92.90.
    first = (
        Decimal("0.45") * 96
        + Decimal("0.20") * Decimal("94.50")
        + Decimal("0.35") * Decimal("87.28")
    )
    second = Decimal("0.45") * 88 + Decimal("0.20") * 100 + Decimal("0.35") * 90
    after = Decimal("0.4375") * 88 + Decimal("0.25") * 100 + Decimal("0.3125") * 90
    assert found.mean_before == (first + second) / 2
    assert found.mean_after == (Decimal("92.90") + after) / 2
    assert found.rank_correlation == 1
    told = {one.path: one.is_scored for one in found.indicators}
    assert told == {
        "citizen_satisfaction/ikm": True,
        "complaint_responsiveness/complaints_on_time": False,
        "discipline/attendance": True,
        "responsibility/skp_achievement": True,
    }
    assert found.removed == []


async def test_g15_a_cycle_that_was_scored_by_it_counts_it(session: AsyncSession) -> None:
    second = get_preset("dishub-v2").content
    version = await make_published_version(
        session, agency_id=DISHUB, components=second.components, version_terms=second.terms
    )
    scene = await make_scene(session, DISHUB, version)
    await scene.appraise(session, {**FOUNDING, "complaints_on_time": "90.89"})
    await finalise(session, scene)
    first = get_preset("dishub-v1").content
    back = await draft_of(session, scene, *first.components, version_terms=first.terms)

    same = await simulated(session, scene, version.version_id)
    found = await simulated(session, scene, back.version_id)

    assert same.mean_before == same.mean_after == Decimal("92.498")
    assert found.mean_before == Decimal("92.498")
    assert found.mean_after == Decimal("92.648")  # Version 1: 43.2 + 18.9 + 30.548.
    assert found.removed == ["complaint_responsiveness/complaints_on_time"]


async def test_a_version_tried_on_its_own_cycle_moves_nobody(session: AsyncSession) -> None:
    scene = await make_scene(
        session, DISHUB, await make_published_version(session, agency_id=DISHUB)
    )
    for actual in ("40", "60", "80", "80", "95", None):
        codes = ("work_indicator", "service_indicator")
        await scene.appraise(session, dict.fromkeys(codes, actual))
    await finalise(session, scene)

    found = await simulated(session, scene, scene.version.version_id)

    assert (found.moved, list(found.movers)) == (0, [])
    assert found.rank_correlation == 1
    assert found.grades_before == found.grades_after
    assert found.mean_before == found.mean_after


# --- matching, indicators -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "after"),
    [(NotApplicablePolicy.REDISTRIBUTE, "80"), (NotApplicablePolicy.ZERO, "40")],
)
async def test_an_added_indicator_counts_as_its_policy_says(
    session: AsyncSession, policy: NotApplicablePolicy, after: str
) -> None:
    old = component("work", 100, indicator("quality"))
    version = await make_published_version(session, agency_id=DISHUB, components=[old])
    scene = await make_scene(session, DISHUB, version)
    await scene.appraise(session, {"quality": "80"})
    await finalise(session, scene)
    added = indicator("speed", 50, na_policy=policy)
    draft = await draft_of(session, scene, component("work", 100, indicator("quality", 50), added))

    found = await simulated(session, scene, draft.version_id)

    assert found.mean_after == Decimal(after)


async def test_another_unit_is_another_indicator(session: AsyncSession) -> None:
    old = component("work", 100, indicator("quality", 50), indicator("speed", 50, unit="days"))
    version = await make_published_version(session, agency_id=DISHUB, components=[old])
    scene = await make_scene(session, DISHUB, version)
    await scene.appraise(session, {"quality": "80", "speed": "20"})
    await finalise(session, scene)
    new = component("work", 100, indicator("quality", 50), indicator("speed", 50, unit="hours"))
    draft = await draft_of(session, scene, new)

    found = await simulated(session, scene, draft.version_id)

    assert [(one.path, one.is_scored) for one in found.indicators] == [
        ("work/quality", True),
        ("work/speed", False),
    ]
    assert found.mean_after == 80
    assert found.removed == ["work/speed"]


async def test_indicators_that_say_nothing_or_the_same_are_pointed_at(
    session: AsyncSession,
) -> None:
    names = ("flat", "one", "twin", "other")
    tree = component("work", 100, *(indicator(name, 25) for name in names))
    version = await make_published_version(session, agency_id=DISHUB, components=[tree])
    scene = await make_scene(session, DISHUB, version)
    for n, other in enumerate((90, 40, 100, 60, 80, 50)):
        base = 50 + 10 * n
        values = {"flat": 90 + n % 2, "one": base, "twin": base + n % 2, "other": other}
        await scene.appraise(session, values)
    await finalise(session, scene)

    found = await simulated(session, scene, version.version_id)

    codes = {key: code for code, key in version.indicators.items()}
    spread = {codes[one.indicator_id]: one.discriminates for one in found.indicators}
    assert spread == {"flat": False, "one": True, "twin": True, "other": True}
    assert [{codes[one.one], codes[one.other]} for one in found.duplicates] == [{"one", "twin"}]
    (pair,) = found.duplicates
    assert CORRELATION_BOUND <= pair.correlation < 1
    flat = next(one for one in found.indicators if codes[one.indicator_id] == "flat")
    assert flat.spread == Decimal("0.5") < SPREAD_BOUND


# --- who is told what -----------------------------------------------------------------------------


async def test_small_groups_are_withheld_from_who_does_not_see_their_people(
    session: AsyncSession,
) -> None:
    scene = await make_scene(
        session, DISHUB, await make_published_version(session, agency_id=DISHUB)
    )
    for service in ("100",) * 12 + ("60",) * 2:
        await scene.appraise(session, {"work_indicator": "100", "service_indicator": service})
    draft = await draft_of(session, scene, component("work", 20), component("service", 80))
    await submit(session, scene)

    before = await simulated(session, scene, draft.version_id, actor=officer(smallest=5))
    await finalise(session, scene)
    after = await simulated(session, scene, draft.version_id, actor=officer(smallest=5))

    # Two of fourteen would fall from 84 to 68. Until the results are final the officer sees none of
    # them, and neither the two nor the twelve, from whom the two would follow.
    assert (before.people, before.moved, before.movements, before.movers) == (14, None, [], [])
    assert before.is_movement_withheld
    assert [one.people for one in before.grades_after] == [None, None]
    assert (before.units, before.is_unit_withheld) == ([], True)
    assert (after.moved, len(after.movers)) == (2, 2)
    assert not after.is_movement_withheld
    assert not after.is_unit_withheld
    numbers = {(one.composite_before, one.composite_after) for one in after.movers}
    assert numbers == {(Decimal(84), Decimal(68))}


# --- what is refused ------------------------------------------------------------------------------


async def test_a_cycle_without_results_is_refused(session: AsyncSession) -> None:
    scene = await make_scene(
        session, DISHUB, await make_published_version(session, agency_id=DISHUB)
    )
    await scene.appraise(session, {"work_indicator": "100", "service_indicator": "100"})

    with pytest.raises(NoResultsError):
        await simulated(session, scene, scene.version.version_id)


async def test_a_version_without_indicators_is_refused(session: AsyncSession) -> None:
    scene = await make_scene(
        session, DISHUB, await make_published_version(session, agency_id=DISHUB)
    )
    empty = ComponentSpec(
        code="work",
        name_id="Kerja",
        name_en="Work",
        category=ComponentCategory.OTHER,
        weight=Decimal(100),
    )
    draft = await draft_of(session, scene, empty)

    with pytest.raises(NoIndicatorsError):
        await simulated(session, scene, draft.version_id)


@pytest.mark.parametrize("weight", ["99.9999", "33.33"])
async def test_weights_that_are_not_100_are_refused(session: AsyncSession, weight: str) -> None:
    scene = await make_scene(
        session, DISHUB, await make_published_version(session, agency_id=DISHUB)
    )
    draft = await draft_of(session, scene, component("work", weight))

    with pytest.raises(WeightsNot100Error):
        await simulated(session, scene, draft.version_id)
