"""The index in SQL: weight modes, rulesets, bands and ties, against exact fractions."""

import asyncio
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Integer, Numeric, Text, column, literal, select, values
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.domains.surveys.index import EXACT_DECIMALS, band_of, measures, weight_of
from kinerja.domains.surveys.sample import sample_needed
from kinerja.domains.surveys.vocabulary import Ruleset, WeightMode
from tests.support import survey_oracle as oracle
from tests.support.database import Server, cloned_database

Totals = Sequence[tuple[int, int]]


class Calculator:
    """Runs the product's SQL over tallies that stand in the statement itself."""

    def __init__(self, engine: AsyncEngine, loop: asyncio.AbstractEventLoop) -> None:
        self._engine = engine
        self._loop = loop

    def index(
        self,
        totals: Totals,
        mode: WeightMode = WeightMode.EXACT,
        weights: Sequence[Decimal] = (),
    ) -> tuple[Decimal | None, Decimal | None]:
        """Return the exact and the published index."""
        rows = [
            (place, total, answers, weights[place] if weights else Decimal(1))
            for place, (total, answers) in enumerate(totals)
        ]
        given = values(
            column("place", Integer),
            column("total", Integer),
            column("answers", Integer),
            column("weight", Numeric),
            name="given",
        ).data(rows)
        made = measures(select(given).subquery("tallies"), mode=literal(mode.value))
        return tuple(self._one(made.exact, made.shown))

    def band(self, index: str, ruleset: Ruleset) -> str:
        """Return the band of a published index."""
        ranked = band_of(literal(Decimal(index), Numeric), literal(ruleset.value, Text))
        return str((self._one(ranked))[0])

    def sample(self, population: int) -> int:
        """Return the size of a sample."""
        return int((self._one(sample_needed(literal(population, Integer))))[0])

    def weight(self, mode: WeightMode, elements: int) -> Decimal:
        """Return the weight of one of so many elements."""
        shown = weight_of(literal(mode.value), literal(None, Numeric), literal(elements, Integer))
        return Decimal((self._one(shown))[0])

    def _one(self, *columns: Any) -> Any:
        return self._loop.run_until_complete(self._ask(*columns))

    async def _ask(self, *columns: Any) -> Any:
        async with self._engine.connect() as connection:
            return (await connection.execute(select(*columns))).one()


@pytest.fixture(scope="module")
def calculator(server: Server, template: str) -> Iterator[Calculator]:
    """Return a calculator with a loop of its own: Hypothesis calls functions that block."""
    loop = asyncio.new_event_loop()
    manager = cloned_database(server, template)
    database = loop.run_until_complete(manager.__aenter__())
    yield Calculator(database.application, loop)
    loop.run_until_complete(manager.__aexit__(None, None, None))
    loop.close()


def alike(value: int, elements: int = 9, answers: int = 3) -> Totals:
    return [(value * answers, answers)] * elements


@pytest.mark.parametrize(
    ("value", "mode", "index", "band"),
    [
        # Domain case G23. With 0.111 all answers of 4 would not be 100, and of 1 below the scale.
        (4, WeightMode.EXACT, "100.00", "A"),
        (1, WeightMode.EXACT, "25.00", "D"),
        (4, WeightMode.W0_111, "99.90", "A"),
        (1, WeightMode.W0_111, "24.98", "D"),
    ],
)
def test_all_answers_alike(
    calculator: Calculator, value: int, mode: WeightMode, index: str, band: str
) -> None:
    _, shown = calculator.index(alike(value), mode)

    assert shown == Decimal(index)
    assert calculator.band(index, Ruleset.PERMENPANRB_14_2017) == band


@pytest.mark.parametrize(
    ("mode", "index"),
    [
        (WeightMode.EXACT, "87.28"),
        (WeightMode.W0_111, "87.19"),
        (WeightMode.W0_11, "86.41"),
    ],
)
def test_the_published_means_of_bantul(
    calculator: Calculator, mode: WeightMode, index: str
) -> None:
    """Domain case G19; the last index is a tie of two decimals, 86.405."""
    totals = [(one, 100) for one in (331, 335, 349, 393, 345, 339, 339, 376, 335)]

    _, shown = calculator.index(totals, mode)

    assert shown == Decimal(index)


@pytest.mark.parametrize(
    ("mode", "index"), [(WeightMode.W0_11, "86.63"), (WeightMode.EXACT, "87.50")]
)
def test_the_published_totals_of_a_laboratory(
    calculator: Calculator, mode: WeightMode, index: str
) -> None:
    """Domain case G21: three elements, 20 sheets, a weight of 0.33; 86.625 is a tie."""
    _, shown = calculator.index([(74, 20), (76, 20), (60, 20)], mode)

    assert shown == Decimal(index)


@pytest.mark.parametrize(
    ("mode", "elements", "weight"),
    [
        (WeightMode.EXACT, 9, "0.11111111111111111111"),
        (WeightMode.W0_111, 9, "0.111"),
        (WeightMode.W0_11, 9, "0.11"),
        (WeightMode.W0_111, 14, "0.071"),
        (WeightMode.W0_11, 3, "0.33"),
        (WeightMode.W0_11, 6, "0.17"),
    ],
)
def test_weights_of_elements(
    calculator: Calculator, mode: WeightMode, elements: int, weight: str
) -> None:
    assert calculator.weight(mode, elements) == Decimal(weight)


def test_fourteen_elements_with_their_weight_of_2004(calculator: Calculator) -> None:
    """14 x 3 x 0.071 x 25 = 74.55, where 1/14 gives 75."""
    assert (calculator.index(alike(3, 14), WeightMode.W0_111))[1] == Decimal("74.55")
    assert (calculator.index(alike(3, 14)))[1] == Decimal("75.00")


@pytest.mark.parametrize(
    ("index", "ruleset", "band"),
    [
        ("100.00", Ruleset.PERMENPANRB_14_2017, "A"),
        ("88.31", Ruleset.PERMENPANRB_14_2017, "A"),
        ("88.30", Ruleset.PERMENPANRB_14_2017, "B"),
        ("76.61", Ruleset.PERMENPANRB_14_2017, "B"),
        ("76.60", Ruleset.PERMENPANRB_14_2017, "C"),
        ("65.00", Ruleset.PERMENPANRB_14_2017, "C"),
        ("64.99", Ruleset.PERMENPANRB_14_2017, "D"),
        ("25.00", Ruleset.PERMENPANRB_14_2017, "D"),
        ("81.26", Ruleset.KEP_25_2004, "A"),
        ("81.25", Ruleset.KEP_25_2004, "B"),
        ("62.51", Ruleset.KEP_25_2004, "B"),
        ("62.50", Ruleset.KEP_25_2004, "C"),
        ("43.76", Ruleset.KEP_25_2004, "C"),
        ("43.75", Ruleset.KEP_25_2004, "D"),
        # The same index of 76.475 under both rulesets, rounded before it is graded.
        ("76.48", Ruleset.KEP_25_2004, "B"),
        ("76.48", Ruleset.PERMENPANRB_14_2017, "C"),
    ],
)
def test_bands(calculator: Calculator, index: str, ruleset: Ruleset, band: str) -> None:
    assert calculator.band(index, ruleset) == band


def test_an_index_between_two_bands_is_rounded_first(calculator: Calculator) -> None:
    """Exactly 76.605 lies in the gap between 76.60 and 76.61: it is a B."""
    # Nine elements with one mean of 3.0642: 3.0642 x 25 = 76.605.
    exact, shown = calculator.index([(30642, 10000)] * 9)

    assert (exact, shown) == (Decimal("76.605"), Decimal("76.61"))
    assert calculator.band(str(shown), Ruleset.PERMENPANRB_14_2017) == "B"


def test_a_missing_answer_divides_by_the_answers_of_its_element(
    calculator: Calculator,
) -> None:
    """One of three did not say anything about the last: its mean is 8/2, not 8/3."""
    exact, _ = calculator.index([(9, 3)] * 8 + [(8, 2)])

    assert exact == round(Decimal(28) * 25 / 9, EXACT_DECIMALS)


def test_without_any_answer_to_an_element_there_is_no_index(calculator: Calculator) -> None:
    assert calculator.index([*alike(4, 8), (0, 0)]) == (None, None)


def test_a_tie_that_is_made_of_thirds_is_seen_as_one(calculator: Calculator) -> None:
    """1/3 + 1/6 is a half exactly, though neither has an end."""
    # Means 10/3, 19/6, 3.5, 3.5: their sum is 13.5, the index 84.375, a tie of two decimals.
    exact, shown = calculator.index([(10, 3), (19, 6), (7, 2), (7, 2)])

    assert (exact, shown) == (Decimal("84.375"), Decimal("84.38"))


@pytest.mark.parametrize(
    ("population", "sample"),
    [
        *((10, 10), (15, 14), (20, 19), (30, 28), (50, 44), (75, 63), (100, 80), (150, 108)),
        *((200, 132), (300, 169), (500, 217), (1_000, 278), (1_500, 306), (2_000, 322)),
        *((3_000, 341), (5_000, 357), (10_000, 370), (20_000, 377), (50_000, 381)),
        # The formula; printed tables say 384.
        (100_000, 383),
        (1, 1),
    ],
)
def test_sample_sizes_of_krejcie_and_morgan(
    calculator: Calculator, population: int, sample: int
) -> None:
    """Domain case G34 and the row of section 1.6."""
    assert calculator.sample(population) == sample


@st.composite
def tallied(draw: st.DrawFn) -> Totals:
    """Draw the totals of one to fourteen elements, each with answers of its own."""
    counts = draw(st.lists(st.integers(1, 400), min_size=1, max_size=14))
    return [(draw(st.integers(count, 4 * count)), count) for count in counts]


@settings(max_examples=60, deadline=None)
@given(totals=tallied(), mode=st.sampled_from([*WeightMode]), data=st.data())
def test_the_index_is_that_of_exact_fractions(
    calculator: Calculator,
    totals: Totals,
    mode: WeightMode,
    data: st.DataObject,
) -> None:
    weights: list[Decimal] = []
    if mode is WeightMode.CUSTOM:
        parts = data.draw(st.lists(st.integers(1, 99), min_size=len(totals), max_size=len(totals)))
        weights = [(Decimal(one) / sum(parts)).quantize(Decimal("0.00000001")) for one in parts]
        weights[0] += 1 - sum(weights)

    exact, shown = calculator.index(totals, mode, weights)

    expected = oracle.index_of(totals, mode, [Fraction(one) for one in weights])
    assert expected is not None
    assert shown == oracle.published(expected)
    assert exact is not None
    assert abs(Fraction(exact) - expected) <= Fraction(1, 2 * 10**EXACT_DECIMALS)


@settings(max_examples=40, deadline=None)
@given(hundredths=st.integers(2400, 10000), ruleset=st.sampled_from([*Ruleset]))
def test_every_index_has_the_band_of_the_regulation(
    calculator: Calculator, hundredths: int, ruleset: Ruleset
) -> None:
    index = Decimal(hundredths).scaleb(-2)

    found = calculator.band(str(index), ruleset)

    assert found == oracle.band_of(index, ruleset)
