"""Several failures are raised together, and placed together."""

import pytest

from kinerja.kit.errors import KinerjaErrorGroup, raise_all
from tests.support.tiny_schema import OutOfTeaError


def test_nothing_wrong_raises_nothing() -> None:
    assert raise_all([]) is None  # type: ignore[func-returns-value]  # That is what is tested.


def test_one_failure_is_raised_alone() -> None:
    error = OutOfTeaError(litres=2)

    with pytest.raises(OutOfTeaError) as raised:
        raise_all([error])

    assert raised.value is error


def test_the_place_of_a_group_is_that_of_each_of_its_parts() -> None:
    errors = [OutOfTeaError(litres=2, path=("cups", place)) for place in (0, 1)]

    with pytest.raises(KinerjaErrorGroup) as raised:
        raise_all(errors)
    raised.value.at("input")

    assert [one.path for one in raised.value.errors] == [("input", "cups", 0), ("input", "cups", 1)]
