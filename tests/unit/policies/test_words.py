"""Every word of policy has its words in both languages; none falls back on another's."""

import pytest

from kinerja.kit.errors import Language
from policies.engine import PolicyEngine
from policies.permissions import Action, Effect, Relation, Resource, Role
from policies.separations import has_own_sentence
from policies.words import Requirement, action_words, holder_words, separation_words

BASELINE = PolicyEngine.load().snapshot.rows
DENIES = sorted(row.name for row in BASELINE if row.effect is Effect.DENY)
LANGUAGES: tuple[Language, ...] = ("en", "id")


@pytest.mark.parametrize("resource", Resource)
@pytest.mark.parametrize("action", Action)
def test_every_action_on_every_resource_is_named_in_both_languages(
    action: Action, resource: Resource
) -> None:
    english, indonesian = (action_words(action, resource, language) for language in LANGUAGES)

    assert english
    assert indonesian
    assert english != indonesian


def test_no_two_deeds_are_called_the_same() -> None:
    for language in LANGUAGES:
        named = [action_words(*one, language) for one in _everything()]
        assert len(set(named)) == len(named)


def _everything() -> list[tuple[Action, Resource]]:
    return [(action, resource) for action in Action for resource in Resource]


@pytest.mark.parametrize("relation", Relation)
@pytest.mark.parametrize("role", Role)
def test_everybody_who_may_is_named_in_both_languages(role: Role, relation: Relation) -> None:
    for resource in Resource:
        english, indonesian = (
            holder_words((Requirement(role, relation),), resource, language)
            for language in LANGUAGES
        )
        assert english
        assert indonesian
        # "Biro ORB" and the like are names.
        assert english != indonesian


#: A relation that says who somebody is; of the others the role alone does.
TELLING = set(Relation) - {
    Relation.OTHER,
    Relation.STAFF,
    Relation.PROVINCE,
    Relation.GRANTED,
    Relation.ANYONE,
}


@pytest.mark.parametrize("relation", sorted(TELLING))
def test_a_relation_that_tells_who_may_is_told(relation: Relation) -> None:
    for language in LANGUAGES:
        by_role = holder_words(
            (Requirement(Role.EMPLOYEE, Relation.STAFF),), Resource.CASE, language
        )
        told = holder_words((Requirement(Role.EMPLOYEE, relation),), Resource.CASE, language)
        assert told != by_role


@pytest.mark.parametrize("rule", DENIES)
def test_every_separation_says_why_in_both_languages(rule: str) -> None:
    assert has_own_sentence(rule)
    english, indonesian = (separation_words(rule, language) for language in LANGUAGES)
    assert english != indonesian
    for sentence in (english, indonesian):
        assert sentence.endswith(".")
        assert sentence[0].isupper()
