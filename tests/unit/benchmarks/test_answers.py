"""Answers count as the same only when they tell the same."""

from typing import Any
from uuid import UUID

import pytest

from benchmarks.answers import DifferentAnswersError, check_same, normal, size
from kinerja.kit.ids import AgencyId, GlobalId

KEY = UUID("018cc251-f612-7eab-b41f-11fdc9322ec3")
OURS: dict[str, Any] = {
    "agency": {
        "employees": {
            "nodes": [
                {"id": str(GlobalId("Employee", AgencyId(1), KEY)), "name": "Adi", "score": "99.5"},
                {"id": None, "name": "Budi", "score": None},
            ]
        }
    }
}
THEIRS: dict[str, Any] = {
    "employees": {
        "nodes": [
            {"id": str(KEY), "name": "Adi", "score": "99.5000"},
            {"id": None, "name": "Budi", "score": None},
        ]
    }
}


def test_ids_decimals_and_wrappings_make_no_difference() -> None:
    check_same({"ours": OURS, "theirs": THEIRS})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2026-11-24T10:47:54.789215Z", "2026-11-24T17:47:54.789215+07:00"),
        ("12", 12),
        ("100.57066055104602", "100.570660551"),
        (
            [{"key": {"grade": "B"}, "n": 1}, {"key": {"grade": "A"}, "n": 2}],
            [{"key": ["A"], "n": {"rowId": "2"}}, {"key": ["B"], "n": {"rowId": "1"}}],
        ),
    ],
)
def test_the_same_value_may_be_written_in_other_ways(one: object, other: object) -> None:
    check_same({"one": {"value": one, "rest": 1}, "other": {"value": other, "rest": 1}})


@pytest.mark.parametrize(
    ("other", "place"),
    [
        ({"name": "Adi", "score": "99.51"}, "score"),
        ({"name": "Adi", "score": None}, "score"),
        ({"name": "Adi"}, "an object of name"),
        ({"name": ["Adi", "Budi"], "score": "99.5"}, "a list of 2"),
        ({"name": "adi", "score": "99.5"}, "name"),
    ],
)
def test_who_answers_less_or_otherwise_is_found(other: dict[str, Any], place: str) -> None:
    ours = {"name": "Adi", "score": "99.5"}

    with pytest.raises(DifferentAnswersError, match=f"peer differ at .*{place}"):
        check_same({"ours": ours, "peer": other})


def test_another_order_of_a_list_is_a_difference() -> None:
    with pytest.raises(DifferentAnswersError, match=r"data\.0"):
        check_same({"one": {"nodes": ["A", "B"]}, "other": {"nodes": ["B", "A"]}})


def test_the_size_of_an_answer_is_how_many_values_it_holds() -> None:
    assert size(OURS) == 6
    assert size(normal({"nodes": []})) == 0
