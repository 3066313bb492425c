"""A refusal names who may, in both languages, and says nothing about the row."""

from datetime import date
from functools import reduce
from uuid import UUID

import pytest

from kinerja.kit.errors import Language
from kinerja.kit.ids import AgencyId
from policies.engine import PolicyEngine
from policies.errors import NotPermittedError, NotRaterError, SelfRatingError
from policies.grants import Refusal
from policies.permissions import STATES, Action, Effect, Resource
from policies.subject import Actor, Subject, SubjectKind

ENGINE = PolicyEngine.load()
DENIES = [row for row in ENGINE.snapshot.rows if row.effect is Effect.DENY]
LANGUAGES: tuple[Language, ...] = ("en", "id")


@pytest.fixture
def actor() -> Actor:
    subject = Subject(UUID(int=7), SubjectKind.PERSON, AgencyId(1))
    roles = frozenset({"employee"})
    return Actor(subject, AgencyId(1), roles, date(2026, 11, 24), UUID(int=1), ENGINE)


def test_requiring_what_can_never_be_says_who_may(actor: Actor) -> None:
    with pytest.raises(NotPermittedError) as caught:
        actor.require(Resource.FRAMEWORK, Action.CONFIGURE)

    assert caught.value.code == "NOT_PERMITTED"
    assert caught.value.message("en") == (
        "You may not configure this framework. Only the performance officer of this agency may."
    )
    assert caught.value.message("id") == (
        "Anda tidak boleh mengatur kerangka indikator ini. Yang boleh hanya pengelola kinerja"
        " instansi ini."
    )


def test_requiring_what_can_be_returns_the_grant(actor: Actor) -> None:
    assert actor.require(Resource.APPRAISAL, Action.SCORE) == actor.grant(
        Resource.APPRAISAL, Action.SCORE
    )


def test_a_stranger_is_told_that_only_the_rater_scores(actor: Actor) -> None:
    error = actor.refused(Resource.APPRAISAL, Action.SCORE, Refusal.RELATION)

    assert isinstance(error, NotRaterError)
    assert error.code == "NOT_RATER"
    assert "Only the rater of this employee on this date or" in error.message("en")
    assert "pejabat penilai" in error.message("id")


def test_a_rater_is_told_that_the_state_is_in_the_way(actor: Actor) -> None:
    error = actor.refused(Resource.APPRAISAL, Action.SCORE, Refusal.STATE)

    assert error.code == "NOT_PERMITTED"
    assert error.message("en") == (
        "You may score this employee, but not in its present state; only in RATER_REVIEW."
    )


@pytest.mark.parametrize("rule", ["nobody-scores-himself", "nobody-decides-on-himself"])
def test_nobody_rates_himself_and_is_told_so(actor: Actor, rule: str) -> None:
    action = Action.SCORE if "scores" in rule else Action.DECIDE
    error = actor.refused(Resource.APPRAISAL, action, rule)

    assert isinstance(error, SelfRatingError)
    assert error.code == "SELF_RATING"
    assert error.message("en").startswith("Nobody may ")


def test_an_officer_is_told_that_the_duties_stay_apart(actor: Actor) -> None:
    error = actor.refused(Resource.APPRAISAL, Action.SCORE, "officer-never-scores")

    assert error.code == "NOT_PERMITTED"
    assert "delegate" in error.message("en")
    assert "delegasi" in error.message("id")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("resource", Resource)
def test_every_refusal_is_a_sentence(
    actor: Actor, resource: Resource, action: Action, language: Language
) -> None:
    reasons = [None, *Refusal, *(row.name for row in DENIES)]
    for reason in reasons:
        sentence = actor.refused(resource, action, reason).message(language)

        assert sentence.endswith(".")
        assert sentence[0].isupper()
        assert not set("{}_") & set(_without_states(sentence, resource))
        assert str(actor.subject.id) not in sentence


def _without_states(sentence: str, resource: Resource) -> str:
    """Return the sentence without the states, which are named as the API names them."""
    return reduce(lambda text, state: text.replace(state, ""), STATES[resource], sentence)


def test_what_nobody_may_do_is_said_so(actor: Actor) -> None:
    error = actor.refused(Resource.AGENCY, Action.SCORE)

    assert error.message("en") == "Nobody may score this agency."
