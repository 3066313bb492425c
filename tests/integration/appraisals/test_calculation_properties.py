"""Random trees, schemes and scores: the database agrees with exact fractions, and with itself."""

from uuid import UUID

from hypothesis import HealthCheck, given, settings
from sqlalchemy import true, update
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.recomputation import Result, recompute, stored_result
from kinerja.domains.appraisals.vocabulary import AppraisalState, Rating
from kinerja.workflows.finalisation import finalisation
from tenants.session import tenant_session
from tests.support.appraisal_factories import make_scene
from tests.support.database import DISHUB, Database
from tests.support.framework_factories import make_published_version, terms
from tests.support.results import result_of
from tests.support.scoring_oracle import result, rounded
from tests.support.scoring_strategies import Case, cases

SLOW = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


async def scored(session: AsyncSession, case: Case) -> tuple[UUID, list[UUID]]:
    """Write the case; return the cycle and the appraisals of its people."""
    version = await make_published_version(
        session, agency_id=DISHUB, components=case.roots, version_terms=terms(case.scheme)
    )
    scene = await make_scene(session, DISHUB, version)
    keys = [
        await scene.appraise(session, scores, position_class=position_class)
        for position_class, scores in case.people
    ]
    return scene.cycle_id, keys


@SLOW
@given(case=cases())
async def test_the_database_agrees_with_exact_fractions(database: Database, case: Case) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        _, keys = await scored(session, case)
        for key, (position_class, scores) in zip(keys, case.people, strict=True):
            computed = await result_of(session, DISHUB, key)
            exact = result(case.roots, case.scheme, scores, position_class)
            names = ("work_score", "behaviour_score", "composite")
            assert tuple(computed[name] for name in names) == tuple(map(rounded, exact))


@SLOW
@given(case=cases())
async def test_a_stored_result_recomputes_digit_by_digit(database: Database, case: Case) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        cycle_id, keys = await scored(session, case)
        await session.execute(
            update(Appraisal)
            .where(Appraisal.agency_id == DISHUB, Appraisal.cycle_id == cycle_id)
            .values(
                state=AppraisalState.SUBMITTED,
                decided_work_rating=Rating.MEETS_EXPECTATION,
                behaviour_rating=Rating.ABOVE_EXPECTATION,
            )
        )
        statement = finalisation(agency_id=DISHUB, cycle_id=cycle_id, permitted=true())
        assert await session.scalar(statement) == len(keys)
        for key in keys:
            stored = await stored_result(session, agency_id=DISHUB, appraisal_id=key)
            computed = await recompute(session, agency_id=DISHUB, appraisal_id=key)
            assert digits(stored) == digits(computed)


def digits(one: Result) -> tuple[object, ...]:
    """Return the result as text, so that 1.0 and 1.00 differ."""
    nodes = {str(key): tuple(map(str, node)) for key, node in one.nodes.items()}
    return {name: str(value) for name, value in one.values.items()}, nodes


async def test_the_property_tests_draw_what_they_are_about() -> None:
    drawn: list[Case] = []

    @settings(max_examples=150, database=None, derandomize=True)
    @given(case=cases())
    def collect(case: Case) -> None:
        drawn.append(case)

    collect()
    exact = [
        result(case.roots, case.scheme, scores, position_class)[2]
        for case in drawn
        for position_class, scores in case.people
    ]
    known = [value for value in exact if value is not None]
    assert len({case.scheme for case in drawn}) == 3
    assert len(known) > len(exact) / 2
    assert len(known) < len(exact)  # Somebody to whom nothing applies is among them.
    assert any(rounded(value) != value for value in known)
