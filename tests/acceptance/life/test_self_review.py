"""The self-review: handed in by the ratee or by its last day, given back by the rater twice."""

from datetime import timedelta

import pytest

from kinerja.domains.frameworks.vocabulary import Source
from kinerja.kit import clock
from kinerja.workflows.open_cycle import open_cycle
from kinerja.workflows.start_scoring import start_scoring
from tenants.session import tenant_session
from tests.support.appraisal_world import make_world
from tests.support.clients import Client
from tests.support.database import DISHUB
from tests.support.framework_factories import component, indicator
from tests.support.life_desk import LifeDesk

WEEK = timedelta(days=7)
REASON = "Isian triwulan III belum lengkap."


@pytest.fixture
async def desk(client: Client) -> LifeDesk:
    """Return a desk in whose open cycle everybody assesses himself in one of two indicators."""
    own = indicator("own", 40, source=Source.SELF)
    components = (component("work", 100, indicator("quality", 60), own),)
    world = await make_world(client.database.application, DISHUB, components=components)
    async with tenant_session(world.engine, DISHUB) as session:
        await open_cycle(
            world.officer,
            session,
            cycle_id=world.cycle_id,
            exceptions=[world.organisation.head.id],
            self_review_due=clock.today() + WEEK,
        )
    return LifeDesk(client, world)


async def test_the_ratee_hands_the_own_assessment_in_once(desk: LifeDesk) -> None:
    people, appraisal = desk.world.organisation, await desk.appraisal()
    key = await desk.world.appraisal_of(people.ratee)
    (scored,) = await desk.world.score(desk.world.ratee, desk.world.item(key, "own", "95"))

    by_rater = await desk.do(people.rater.id, "submitSelfReview", appraisalId=appraisal)
    handed = await desk.do(people.ratee.id, "submitSelfReview", appraisalId=appraisal)
    twice = await desk.do(people.ratee.id, "submitSelfReview", appraisalId=appraisal)
    (late,) = await desk.world.score(desk.world.ratee, desk.world.item(key, "own", "120"))

    assert scored.error is None
    assert by_rater["errors"][0]["code"] == "NOT_PERMITTED"
    assert handed == {"appraisal": {"state": "RATER_REVIEW"}, "errors": []}
    assert twice["errors"][0]["code"] == "STATE_CONFLICT"
    assert late.error is not None
    assert late.error.code == "STATE_CONFLICT"


async def test_the_rater_gives_it_back_twice_and_no_more(desk: LifeDesk) -> None:
    people, appraisal = desk.world.organisation, await desk.appraisal()
    key = await desk.world.appraisal_of(people.ratee)
    async with tenant_session(desk.world.engine, DISHUB) as session:
        await start_scoring(desk.world.officer, session, cycle_id=desk.world.cycle_id)

    short = await desk.do(
        people.rater.id, "returnSelfReview", appraisalId=appraisal, reason="Kurang"
    )
    by_ratee = await desk.do(
        people.ratee.id, "returnSelfReview", appraisalId=appraisal, reason=REASON
    )
    for returns in (1, 2):
        back = await desk.do(
            people.rater.id, "returnSelfReview", appraisalId=appraisal, reason=REASON
        )
        assert back["appraisal"] == {"state": "SELF_REVIEW", "selfReviewReturns": returns}
        (again,) = await desk.world.score(desk.world.ratee, desk.world.item(key, "own", "90"))
        assert again.error is None
        await desk.do(people.ratee.id, "submitSelfReview", appraisalId=appraisal)
    third = await desk.do(people.rater.id, "returnSelfReview", appraisalId=appraisal, reason=REASON)

    assert short["errors"][0]["code"] == "REASON_REQUIRED"
    assert by_ratee["errors"][0]["code"] == "SELF_RATING"
    assert third["errors"][0]["code"] == "TOO_MANY_RETURNS"


async def test_self_reviews_close_after_their_last_day(desk: LifeDesk) -> None:
    assert (await desk.days_pass(7)).self_reviews_closed == 0
    assert (await desk.days_pass(8)).self_reviews_closed == 9
    assert await desk.states() == {"RATER_REVIEW": 9}
    assert (await desk.days_pass(8)).self_reviews_closed == 0


async def test_a_returned_self_review_closes_when_the_rater_is_due(desk: LifeDesk) -> None:
    appraisal = await desk.appraisal()
    async with tenant_session(desk.world.engine, DISHUB) as session:
        await start_scoring(desk.world.officer, session, cycle_id=desk.world.cycle_id)
    await desk.do(
        desk.world.organisation.rater.id, "returnSelfReview", appraisalId=appraisal, reason=REASON
    )

    assert (await desk.days_pass(14)).self_reviews_closed == 0
    assert (await desk.days_pass(15)).self_reviews_closed == 1
