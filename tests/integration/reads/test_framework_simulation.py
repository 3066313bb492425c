"""Simulating a version: the statement agrees with plain Python, and leaves nothing behind."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import true, update
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.vocabulary import AppraisalState, Rating
from kinerja.domains.frameworks.tree import ComponentSpec
from kinerja.domains.frameworks.vocabulary import VersionStatus
from kinerja.domains.organisation.vocabulary import PositionClass
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
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


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
