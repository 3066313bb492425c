"""The tables of the regulations are total, and follow each other without a gap."""

from itertools import product

from kinerja.domains.appraisals.grades import (
    MATRIX,
    NUMERIC_CLASSES,
    SUGGESTED_FROM,
    VERY_GOOD_FROM,
)
from kinerja.domains.appraisals.vocabulary import Grade, Rating


def test_the_matrix_has_a_grade_for_every_pair_of_ratings() -> None:
    assert set(MATRIX) == set(product(Rating, Rating))


def test_the_numeric_classes_descend_and_name_every_grade_once() -> None:
    bounds = [VERY_GOOD_FROM, *(bound for bound, _ in NUMERIC_CLASSES)]
    assert bounds == sorted(bounds, reverse=True)
    named = [Grade.VERY_GOOD, *(grade for _, grade in NUMERIC_CLASSES), Grade.VERY_POOR]
    assert named == list(Grade)


def test_the_suggestions_descend_and_leave_the_lowest_to_the_rest() -> None:
    bounds = [bound for bound, _ in SUGGESTED_FROM]
    assert bounds == sorted(bounds, reverse=True)
    assert [rating for _, rating in SUGGESTED_FROM] == [*Rating][:2]
