"""From plain values to a tree: every wrong field is found, with its path."""

from decimal import Decimal
from typing import Any

import pytest

from kinerja.domains.frameworks.parsing import MAX_DEPTH, MAX_NODES, parse_components
from kinerja.domains.frameworks.vocabulary import ApplicableClass, Direction, Source
from kinerja.domains.organisation.vocabulary import PositionClass
from kinerja.kit.errors import KinerjaError, KinerjaErrorGroup


def raw_indicator(**changes: Any) -> dict[str, Any]:
    values = {
        "code": "skp",
        "name_id": "Capaian SKP",
        "name_en": "SKP achievement",
        "definition": "Rata-rata capaian.",
        "unit": "persen",
        "weight": 100,
        "direction": "HIGHER",
        "target": Decimal(100),
        "scale_max": 150,
    }
    return {name: value for name, value in {**values, **changes}.items() if value != "ABSENT"}


def raw_component(**changes: Any) -> dict[str, Any]:
    values = {
        "code": "work",
        "name_id": "Kerja",
        "name_en": "Work",
        "category": "RESPONSIBILITY",
        "weight": 100,
        "indicators": [raw_indicator()],
    }
    return {name: value for name, value in {**values, **changes}.items() if value != "ABSENT"}


def found(*components: object) -> list[tuple[str, tuple[str | int, ...]]]:
    with pytest.raises(KinerjaError) as caught:
        parse_components(components)
    error = caught.value
    parts = error.errors if isinstance(error, KinerjaErrorGroup) else (error,)
    return [(part.code, part.path) for part in parts]


def test_a_whole_tree_is_read() -> None:
    (component,) = parse_components(
        [raw_component(indicators=[raw_indicator(applies_to=["PELAKSANA", "JPT", "JPT"])])]
    )

    (indicator,) = component.indicators
    assert indicator.direction is Direction.HIGHER
    assert indicator.applies_to == (ApplicableClass.JPT, ApplicableClass.PELAKSANA)
    assert (indicator.cap, indicator.floor) == (Decimal(120), Decimal(0))
    assert indicator.source is Source.MANUAL


INDICATOR = ("components", 0, "indicators", 0)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"code": "Not-A-Code"}, "CODE_MALFORMED", "code"),
        ({"code": "_x"}, "CODE_MALFORMED", "code"),
        ({"code": "work"}, "CODE_REPEATED", "code"),
        ({"code": "x" * 65}, "CODE_MALFORMED", "code"),
        ({"name_id": "  "}, "FIELD_REQUIRED", "name_id"),
        ({"name_en": "ABSENT"}, "FIELD_REQUIRED", "name_en"),
        ({"definition": "x" * 2001}, "TEXT_NOT_ALLOWED", "definition"),
        ({"unit": "a\x00b"}, "TEXT_NOT_ALLOWED", "unit"),
        ({"unit": 5}, "WRONG_KIND", "unit"),
        ({"direction": "SIDEWAYS"}, "UNKNOWN_VALUE", "direction"),
        ({"direction": "ABSENT"}, "FIELD_REQUIRED", "direction"),
        ({"source": "RUMOUR"}, "UNKNOWN_VALUE", "source"),
        ({"na_policy": "IGNORE"}, "UNKNOWN_VALUE", "na_policy"),
        ({"applies_to": ["KING"]}, "UNKNOWN_VALUE", "applies_to"),
        ({"applies_to": "JPT"}, "WRONG_KIND", "applies_to"),
        ({"evidence_required": "yes"}, "WRONG_KIND", "evidence_required"),
        ({"target": "ABSENT"}, "TARGET_MISSING", "target"),
        ({"target": 0}, "TARGET_OUT_OF_SCALE", "target"),
        ({"target": 151}, "TARGET_OUT_OF_SCALE", "target"),
        ({"target": True}, "WRONG_KIND", "target"),
        ({"target": Decimal("NaN")}, "NUMBER_NOT_ALLOWED", "target"),
        ({"target": Decimal("1E+1000000")}, "NUMBER_NOT_ALLOWED", "target"),
        ({"target": Decimal("0.0000001")}, "NUMBER_NOT_ALLOWED", "target"),
        ({"scale_max": "ABSENT"}, "FIELD_REQUIRED", "scale_max"),
        ({"scale_min": 150}, "BOUNDS_REVERSED", "scale_max"),
        ({"cap": 121}, "CAP_NOT_ALLOWED", "cap"),
        ({"cap": 0}, "CAP_NOT_ALLOWED", "cap"),
        ({"floor": -1}, "CAP_NOT_ALLOWED", "cap"),
        ({"floor": 120}, "CAP_NOT_ALLOWED", "cap"),
        ({"range_low": 1}, "TARGET_NOT_ALLOWED", "range_low"),
        ({"weight": "ABSENT"}, "FIELD_REQUIRED", "weight"),
        ({"weight": "100"}, "WRONG_KIND", "weight"),
        ({"wieght": 100}, "UNKNOWN_FIELD", "wieght"),
    ],
)
def test_a_wrong_field_of_an_indicator_is_named(
    changes: dict[str, Any], code: str, field: str
) -> None:
    assert found(raw_component(indicators=[raw_indicator(**changes)])) == [
        (code, (*INDICATOR, field))
    ]


def raw_range(**changes: Any) -> dict[str, Any]:
    values = {"direction": "RANGE", "target": "ABSENT", "range_low": 36, "range_high": 37}
    return raw_indicator(**{**values, **changes})


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"range_low": "ABSENT"}, "TARGET_MISSING", "range_low"),
        ({"range_high": "ABSENT"}, "TARGET_MISSING", "range_high"),
        ({"target": 36}, "TARGET_NOT_ALLOWED", "target"),
        ({"range_low": 38}, "BOUNDS_REVERSED", "range_high"),
        ({"range_high": 151}, "TARGET_OUT_OF_SCALE", "range_high"),
        ({"range_low": 0, "range_high": 0}, "TARGET_OUT_OF_SCALE", "range_high"),
        ({"range_low": 0, "scale_min": -1}, "TARGET_OUT_OF_SCALE", "range_low"),
    ],
)
def test_a_range_that_cannot_be_measured_is_refused(
    changes: dict[str, Any], code: str, field: str
) -> None:
    assert found(raw_component(indicators=[raw_range(**changes)])) == [(code, (*INDICATOR, field))]


@pytest.mark.parametrize(
    "changes", [{}, {"range_low": 37}, {"range_low": 0}, {"range_high": 150, "scale_min": 36}]
)
def test_a_range_that_can_be_measured_is_read(changes: dict[str, Any]) -> None:
    ((indicator,),) = (
        component.indicators
        for component in parse_components([raw_component(indicators=[raw_range(**changes)])])
    )

    assert indicator.target is None
    assert indicator.range_high == changes.get("range_high", 37)


def test_all_that_is_wrong_is_told_at_once() -> None:
    bad = raw_component(code="OH NO", category="LUCK", indicators=[raw_indicator(unit="")])

    assert found(bad, raw_component(code="work2", name_en=None)) == [
        ("CODE_MALFORMED", ("components", 0, "code")),
        ("UNKNOWN_VALUE", ("components", 0, "category")),
        ("FIELD_REQUIRED", (*INDICATOR, "unit")),
        ("FIELD_REQUIRED", ("components", 1, "name_en")),
        ("CODE_REPEATED", ("components", 1, "indicators", 0, "code")),
    ]


def test_a_component_of_nothing_is_refused() -> None:
    assert found(raw_component(indicators=[])) == [("COMPONENT_EMPTY", ("components", 0))]


def nested(levels: int) -> dict[str, Any]:
    tree = raw_component(code=f"level{levels}")
    for level in range(levels - 1, 0, -1):
        tree = raw_component(code=f"level{level}", indicators=[], components=[tree])
    return tree


def test_a_tree_has_at_most_six_levels() -> None:
    assert len(parse_components([nested(MAX_DEPTH)])) == 1
    ((code, path),) = found(nested(MAX_DEPTH + 1))
    assert code == "TREE_TOO_DEEP"
    assert path == ("components", *(0, "components") * MAX_DEPTH)


def test_a_tree_has_at_most_two_hundred_nodes() -> None:
    leaves = [raw_indicator(code=f"i{number}") for number in range(MAX_NODES)]

    assert len(parse_components([raw_component(indicators=leaves[1:])])[0].indicators) == 199
    assert found(raw_component(indicators=leaves)) == [
        ("TREE_TOO_LARGE", ("components", 0, "indicators"))
    ]


@pytest.mark.parametrize("raw", [None, "text", 5, ["list"]])
def test_something_that_is_no_component_is_refused(raw: object) -> None:
    assert ("WRONG_KIND", ("components", 0)) in found(raw)


def test_frameworks_and_positions_know_the_same_classes() -> None:
    assert [c.value for c in ApplicableClass] == [c.value for c in PositionClass]
