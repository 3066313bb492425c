"""The rule of weights: exact sums, weights that are ones, the share of behaviour."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kinerja.domains.frameworks.vocabulary import ComponentCategory, Scheme
from kinerja.domains.frameworks.weights import WeighedNode, weight_error, weight_errors
from kinerja.kit.errors import KinerjaError


def roots(*weights: str, category: ComponentCategory | None = None) -> list[WeighedNode]:
    return [
        WeighedNode(
            code=f"c{number}",
            parent=None,
            weight=Decimal(weight),
            category=category or ComponentCategory.RESPONSIBILITY,
            path=("entries", number, "weight"),
        )
        for number, weight in enumerate(weights)
    ]


def errors(nodes: list[WeighedNode], scheme: Scheme = Scheme.COMPONENTS) -> list[KinerjaError]:
    return weight_errors(nodes, scheme=scheme, path=("entries",))


@pytest.mark.parametrize(
    ("weights", "total", "difference"),
    [
        (("33.33", "33.33", "33.33"), "99.99", "-0.01"),
        (("33.333", "33.333", "33.333"), "99.999", "-0.001"),
        (("33.3333", "33.3333", "33.3333"), "99.9999", "-0.0001"),
        (("60", "40.0001"), "100.0001", "0.0001"),
        (("99.99",), "99.99", "-0.01"),
        (("100", "100"), "200", "100"),
    ],
)
def test_siblings_that_miss_100_are_refused_with_the_difference(
    weights: tuple[str, ...], total: str, difference: str
) -> None:
    (error,) = errors(roots(*weights))

    assert error.code == "WEIGHTS_NOT_100"
    assert (error.details["sum"], error.details["difference"]) == (total, difference)
    assert "at the top level" in error.message("en")
    assert "di tingkat teratas" in error.message("id")
    assert error.path == ("entries",)
    assert total in error.message("id")


@pytest.mark.parametrize(
    "weights",
    [("33.34", "33.33", "33.33"), ("100",), ("100.0000",), ("0.0001", "99.9999"), ("1E+2",)],
)
def test_siblings_that_sum_to_100_are_accepted(weights: tuple[str, ...]) -> None:
    assert errors(roots(*weights)) == []


@pytest.mark.parametrize(
    "weight",
    [
        "0",
        "-1",
        "-0",
        "100.0001",
        "33.33333",
        "1E-5",
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        "33.3300000000000000000000000000000000000001",
        "1E+1000000",
    ],
)
def test_a_number_that_is_no_weight_is_refused(weight: str) -> None:
    error = weight_error(Decimal(weight), path=("weight",))

    assert error is not None
    assert error.code == "WEIGHT_NOT_ALLOWED"
    assert error.path == ("weight",)


@pytest.mark.parametrize("weight", ["0.0001", "100", "33.3300000000", "5E1"])
def test_a_weight_may_be_written_in_any_way(weight: str) -> None:
    assert weight_error(Decimal(weight)) is None


def test_sums_are_judged_under_each_parent() -> None:
    children = [
        WeighedNode(code=f"i{number}", parent=parent, weight=Decimal(weight))
        for number, (parent, weight) in enumerate([("c0", "60"), ("c0", "40"), ("c1", "99.99")])
    ]

    (error,) = errors([*roots("70", "30"), *children])

    assert "under c1 " in error.message("en")
    assert "di bawah c1 " in error.message("id")


def test_components_and_indicators_under_one_component_are_siblings() -> None:
    mixed = [
        WeighedNode(code="below", parent="c0", weight=Decimal(70)),
        WeighedNode(code="measure", parent="c0", weight=Decimal(30)),
        WeighedNode(code="leaf", parent="below", weight=Decimal(100)),
    ]

    assert errors([*roots("100"), *mixed]) == []


def test_a_wrong_weight_is_told_before_its_sum() -> None:
    found = errors(roots("0", "99"))

    assert [error.code for error in found] == ["WEIGHT_NOT_ALLOWED"]
    assert found[0].path == ("entries", 0, "weight")


@pytest.mark.parametrize(
    ("scheme", "behaviour", "code"),
    [
        (Scheme.S70_30, "30", None),
        (Scheme.S60_40, "40", None),
        (Scheme.S70_30, "40", "WEIGHTS_NOT_SCHEME"),
        (Scheme.S60_40, "39.9999", "WEIGHTS_NOT_SCHEME"),
        (Scheme.COMPONENTS, "99", None),
    ],
)
def test_the_scheme_fixes_the_share_of_behaviour(
    scheme: Scheme, behaviour: str, code: str | None
) -> None:
    rest = str(100 - Decimal(behaviour))
    nodes = [*roots(rest), *roots(behaviour, category=ComponentCategory.BEHAVIOUR)]

    assert [error.code for error in errors(nodes, scheme)] == ([code] if code else [])


def test_behaviour_may_be_several_roots() -> None:
    nodes = [*roots("70"), *roots("20", "10", category=ComponentCategory.BEHAVIOUR)]

    assert errors(nodes, Scheme.S70_30) == []


def test_behaviour_below_a_root_of_another_category_does_not_count() -> None:
    below = WeighedNode(
        code="b", parent="c0", weight=Decimal(100), category=ComponentCategory.BEHAVIOUR
    )

    assert [e.code for e in errors([*roots("100"), below], Scheme.S70_30)] == ["WEIGHTS_NOT_SCHEME"]


@given(st.lists(st.integers(min_value=1, max_value=999_999), min_size=1, max_size=12))
def test_the_sum_is_exact_for_any_weights_of_four_decimals(parts: list[int]) -> None:
    weights = [str(Decimal(part).scaleb(-4)) for part in parts]

    accepted = errors(roots(*weights)) == []

    assert accepted == (sum(parts) == 1_000_000)


@given(st.lists(st.integers(min_value=1, max_value=999_999), min_size=1, max_size=11, unique=True))
def test_cutting_100_into_any_parts_is_accepted(cuts: list[int]) -> None:
    edges = [0, *sorted(cuts), 1_000_000]
    parts = [str(Decimal(b - a).scaleb(-4)) for a, b in pairwise(edges)]

    assert errors(roots(*parts)) == []
