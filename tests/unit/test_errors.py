"""Every expected failure has a stable code and the same sentence in both languages."""

import re
from string import Formatter

import pytest

from kinerja.kit.errors import KinerjaError, KinerjaErrorGroup
from tools.reference import error_classes

CLASSES = sorted(set(error_classes()), key=lambda kind: (kind.__module__, kind.__name__))

#: A sentence ends as one, or with what fills its last place.
ENDS = (".", "?", "}")


def places(sentence: str) -> set[str]:
    """Return the names of the places that the sentence leaves open."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_a_code_is_upper_case_words(kind: type[KinerjaError]) -> None:
    assert re.fullmatch(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", kind.code)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_both_languages_say_something_and_fill_the_same_places(kind: type[KinerjaError]) -> None:
    assert kind.en != kind.id
    assert kind.en.endswith(ENDS)
    assert kind.id.endswith(ENDS)
    assert places(kind.en) == places(kind.id)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_no_sentence_has_a_place_for_personal_data(kind: type[KinerjaError]) -> None:
    """Sentences reach logs and clients."""
    assert places(kind.en).isdisjoint({"nip", "nrk", "employee_name", "person"})


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_the_name_of_a_failure_says_that_it_is_one(kind: type[KinerjaError]) -> None:
    assert kind.__name__.endswith("Error") or kind is KinerjaErrorGroup


def test_the_failures_of_all_packages_are_looked_at() -> None:
    packages = {kind.__module__.split(".")[0] for kind in CLASSES}

    assert packages == {"kinerja", "tenants", "policies", "graphql_schema"}
