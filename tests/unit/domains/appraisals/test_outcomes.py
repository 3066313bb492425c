"""Outcomes of calls that do many things, and what is wrong with an item by itself."""

from decimal import Decimal

import pytest

from kinerja.domains.appraisals.errors import ValueRequiredError
from kinerja.domains.appraisals.outcomes import Outcomes, check_text
from kinerja.domains.appraisals.score_items import ScoreItem
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import new_id


def test_every_item_has_an_outcome_in_its_place() -> None:
    outcomes, key, error = Outcomes(3, limit=3), new_id(), ValueRequiredError()
    outcomes.refuse(1, error)
    outcomes.accept(2, key)

    assert outcomes.open() == [0]
    assert [one.error for one in outcomes.all()] == [None, error, None]
    assert outcomes.all()[2].key == key


def test_the_first_error_of_an_item_stays() -> None:
    outcomes, first = Outcomes(1, limit=1), ValueRequiredError()
    outcomes.refuse(0, None)
    outcomes.refuse(0, first)
    outcomes.refuse(0, ValueRequiredError())
    assert outcomes.all()[0].error is first


def test_a_repeated_item_names_the_first_one() -> None:
    outcomes = Outcomes(4, limit=4)
    outcomes.refuse_repeated(["a", "b", "a", "a"])
    errors = [one.error for one in outcomes.all() if one.error]
    assert [error.details["first"] for error in errors] == [0, 0]
    assert outcomes.open() == [0, 1]


def test_more_items_than_the_limit_are_refused_as_a_whole() -> None:
    with pytest.raises(KinerjaError) as refused:
        Outcomes(3, limit=2)
    assert (refused.value.code, refused.value.details) == (
        "TOO_MANY_ITEMS",
        {"limit": 2, "count": 3},
    )


@pytest.mark.parametrize(
    ("text", "is_right"),
    [
        (None, True),
        ("", True),
        ("Baris satu\nbaris dua\tkolom", True),
        ("abcde", True),
        ("abcdefghijklmnopqrstuvwxyz-abcde", False),
        ("a\x00b", False),
        ("a\u202eb", False),
    ],
)
def test_a_text_has_a_length_and_no_control_characters(text: str | None, *, is_right: bool) -> None:
    assert (check_text(text, "comment", limit=30) is None) == is_right


def test_a_comment_that_is_too_long_is_named() -> None:
    item = ScoreItem(
        appraisal_id=new_id(), indicator_id=new_id(), actual=Decimal(1), comment="a" * 4001
    )
    error = item.check()
    assert error is not None
    assert (error.code, error.path) == ("TEXT_NOT_ALLOWED", ("comment",))
