"""Deciding ratings, submitting appraisals, approving innovations."""

from collections.abc import Sequence
from uuid import UUID

import pytest
from sqlalchemy import select

from kinerja.domains.appraisals.innovation import approve_innovation
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.outcomes import Outcome
from kinerja.domains.appraisals.rating_items import RatingItem
from kinerja.domains.appraisals.ratings import APPRAISALS_LIMIT
from kinerja.domains.appraisals.vocabulary import Rating
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import new_id
from policies.subject import Actor
from tenants.session import tenant_session
from tests.support.appraisal_world import World, make_world, open_world, rating
from tests.support.database import DISHUB, Database

ABOVE, MEETS, BELOW = (
    Rating.ABOVE_EXPECTATION,
    Rating.MEETS_EXPECTATION,
    Rating.BELOW_EXPECTATION,
)


@pytest.fixture
async def world(database: Database) -> World:
    return await open_world(await make_world(database.application, DISHUB))


@pytest.fixture
async def appraisal(world: World) -> UUID:
    """Return an appraisal of which every indicator is scored, at its target."""
    key = await world.appraisal_of(world.organisation.ratee)
    await world.score(
        world.rater, world.item(key, "quality", "100"), world.item(key, "speed", "100")
    )
    return key


def error_of(outcomes: Sequence[Outcome]) -> KinerjaError:
    (outcome,) = outcomes
    assert outcome.error is not None
    return outcome.error


async def row_of(world: World, appraisal_id: UUID) -> Appraisal:
    async with tenant_session(world.engine, DISHUB) as session:
        found = await session.scalars(
            select(Appraisal).where(Appraisal.agency_id == DISHUB, Appraisal.id == appraisal_id)
        )
        return found.one()


def silent(appraisal_id: UUID, work: Rating) -> RatingItem:
    """Make a decision without a reason."""
    return RatingItem(appraisal_id=appraisal_id, work=work, behaviour=MEETS)


# --- ratings --------------------------------------------------------------------------------------


async def test_a_rater_decides_with_the_suggestion_beside(world: World, appraisal: UUID) -> None:
    assert (await world.rate(world.rater, silent(appraisal, MEETS)))[0].key == appraisal

    row = await row_of(world, appraisal)
    assert (row.suggested_work_rating, row.decided_work_rating) == (MEETS, MEETS)
    assert (row.behaviour_rating, row.rating_reason) == (MEETS, None)
    assert row.rated_by == world.organisation.rater.id


async def test_another_rating_than_the_suggested_one_needs_a_reason(
    world: World, appraisal: UUID
) -> None:
    error = error_of(await world.rate(world.rater, silent(appraisal, ABOVE)))
    assert (error.code, error.path) == ("REASON_REQUIRED", ("reason",))
    assert MEETS in error.message("en")
    too_short = rating(appraisal, ABOVE, reason="  baik  ")
    assert error_of(await world.rate(world.rater, too_short)).code == "REASON_REQUIRED"

    given = rating(appraisal, ABOVE, reason="Memimpin penanganan banjir di luar tugasnya.")
    assert (await world.rate(world.rater, given))[0].error is None
    assert (await row_of(world, appraisal)).decided_work_rating == ABOVE


async def test_a_decision_before_any_score_needs_a_reason(world: World) -> None:
    unscored = await world.appraisal_of(world.organisation.branches[0].ratees[1])
    error = error_of(await world.rate(world.rater, silent(unscored, MEETS)))
    assert error.code == "REASON_REQUIRED"


@pytest.mark.parametrize("who", ["superior", "head", "ratee"])
async def test_nobody_but_the_rater_decides(world: World, appraisal: UUID, who: str) -> None:
    error = error_of(await world.rate(getattr(world, who), silent(appraisal, MEETS)))
    assert error.code == ("SELF_RATING" if who == "ratee" else "NOT_RATER")
    assert (await row_of(world, appraisal)).decided_work_rating is None


async def test_an_unknown_appraisal_is_not_found(world: World) -> None:
    assert error_of(await world.rate(world.rater, rating(new_id()))).code == "NOT_FOUND"
    assert error_of(await world.submit(world.rater, new_id())).code == "NOT_FOUND"


async def test_one_appraisal_is_decided_once_in_a_call(world: World, appraisal: UUID) -> None:
    first, second = await world.rate(
        world.rater, silent(appraisal, MEETS), rating(appraisal, BELOW)
    )
    assert first.error is None
    assert second.error is not None
    assert second.error.code == "DUPLICATE_ITEM"


async def test_a_call_decides_no_more_than_its_limit(world: World) -> None:
    with pytest.raises(KinerjaError) as refused:
        await world.rate(world.rater, *[rating(new_id())] * (APPRAISALS_LIMIT + 1))
    assert refused.value.code == "TOO_MANY_ITEMS"


# --- submission -----------------------------------------------------------------------------------


async def test_an_appraisal_is_submitted_when_it_is_complete(world: World, appraisal: UUID) -> None:
    await world.rate(world.rater, silent(appraisal, MEETS))
    assert (await world.submit(world.rater, appraisal))[0].key == appraisal
    assert (await row_of(world, appraisal)).state == "SUBMITTED"

    again = error_of(await world.submit(world.rater, appraisal))
    assert again.code == "STATE_CONFLICT"
    assert error_of(await world.rate(world.rater, rating(appraisal))).code == "STATE_CONFLICT"


async def test_missing_scores_are_named(world: World) -> None:
    other = await world.appraisal_of(world.organisation.branches[0].ratees[1])
    await world.rate(world.rater, rating(other))

    error = error_of(await world.submit(world.rater, other))
    assert error.code == "SCORES_MISSING"
    assert "quality, speed" in error.message("en")

    await world.score(world.rater, world.item(other, "quality", None))
    assert error_of(await world.submit(world.rater, other)).details["indicators"] == "speed"


async def test_an_appraisal_without_decided_ratings_is_not_submitted(
    world: World, appraisal: UUID
) -> None:
    assert error_of(await world.submit(world.rater, appraisal)).code == "RATINGS_MISSING"


async def test_scores_that_change_the_suggestion_ask_for_the_reason_again(
    world: World, appraisal: UUID
) -> None:
    await world.rate(world.rater, silent(appraisal, MEETS))
    await world.score(
        world.rater, world.item(appraisal, "quality", "30"), world.item(appraisal, "speed", "30")
    )

    error = error_of(await world.submit(world.rater, appraisal))
    assert error.code == "REASON_REQUIRED"
    assert BELOW in error.message("en")

    await world.rate(world.rater, silent(appraisal, BELOW))
    assert (await world.submit(world.rater, appraisal))[0].error is None


async def test_good_and_bad_submissions_go_together(world: World, appraisal: UUID) -> None:
    stranger = await world.appraisal_of(world.organisation.stranger)
    await world.rate(world.rater, silent(appraisal, MEETS))

    outcomes = await world.submit(world.rater, stranger, appraisal, new_id(), appraisal)

    assert [one.error.code if one.error else "ok" for one in outcomes] == [
        "NOT_RATER",
        "ok",
        "NOT_FOUND",
        "DUPLICATE_ITEM",
    ]


# --- innovation -----------------------------------------------------------------------------------


async def approve(world: World, actor: Actor, appraisal_id: UUID, evidence: str | None) -> None:
    async with tenant_session(world.engine, DISHUB) as session:
        await approve_innovation(actor, session, appraisal_id=appraisal_id, evidence=evidence)


async def test_the_superior_of_the_rater_approves_an_innovation(
    world: World, appraisal: UUID
) -> None:
    item = RatingItem(
        appraisal_id=appraisal,
        work=MEETS,
        behaviour=MEETS,
        innovation_evidence="Aplikasi antrean daring, SK 12/2026",
    )
    await world.rate(world.rater, item)
    await approve(world, world.superior, appraisal, None)

    row = await row_of(world, appraisal)
    assert row.innovation_approved
    assert row.innovation_approved_by == world.organisation.superior.id
    assert row.innovation_evidence == "Aplikasi antrean daring, SK 12/2026"


@pytest.mark.parametrize("who", ["rater", "ratee"])
async def test_rater_and_ratee_approve_no_innovation(
    world: World, appraisal: UUID, who: str
) -> None:
    with pytest.raises(KinerjaError) as refused:
        await approve(world, getattr(world, who), appraisal, "SK 12/2026")
    assert refused.value.code == "INNOVATION_BY_RATER"
    assert not (await row_of(world, appraisal)).innovation_approved


async def test_an_innovation_needs_evidence(world: World, appraisal: UUID) -> None:
    for evidence in (None, "", "   "):
        with pytest.raises(KinerjaError) as refused:
            await approve(world, world.superior, appraisal, evidence)
        assert refused.value.code == "EVIDENCE_REQUIRED"


async def test_a_stranger_approves_nothing(world: World, appraisal: UUID) -> None:
    stranger = world.actor(world.organisation.stranger)
    with pytest.raises(KinerjaError) as refused:
        await approve(world, stranger, appraisal, "SK 12/2026")
    assert refused.value.code == "NOT_PERMITTED"
    with pytest.raises(KinerjaError) as refused:
        await approve(world, world.superior, new_id(), "SK 12/2026")
    assert refused.value.code == "NOT_FOUND"
