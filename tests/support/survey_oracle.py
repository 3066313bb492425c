"""The index of satisfaction a second time: exact fractions, one survey at a time."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from kinerja.domains.surveys.vocabulary import Ruleset, WeightMode

#: From the regulations, independently of the product's own tables: lower ends in hundredths.
_LEAST = {
    Ruleset.PERMENPANRB_14_2017: {"A": 8831, "B": 7661, "C": 6500},
    Ruleset.KEP_25_2004: {"A": 8126, "B": 6251, "C": 4376},
}


def rounded(value: Fraction, decimals: int) -> Fraction:
    """Round HALF_UP, as a fraction; `value` is not negative."""
    shifted = value * 10**decimals
    return Fraction(int(shifted + Fraction(1, 2)), 10**decimals)


def index_of(
    totals: Sequence[tuple[int, int]],
    mode: WeightMode = WeightMode.EXACT,
    weights: Sequence[Fraction] = (),
) -> Fraction | None:
    """Return the exact index of (sum of answers, number of answers) of each element."""
    if any(answers == 0 for _, answers in totals):
        return None
    means = [Fraction(total, answers) for total, answers in totals]
    share = Fraction(1, len(means))
    each: Mapping[WeightMode, Sequence[Fraction]] = {
        WeightMode.EXACT: [share] * len(means),
        WeightMode.W0_111: [rounded(share, 3)] * len(means),
        WeightMode.W0_11: [rounded(share, 2)] * len(means),
        WeightMode.CUSTOM: weights,
    }
    return 25 * sum(
        (mean * weight for mean, weight in zip(means, each[mode], strict=True)), Fraction(0)
    )


def published(index: Fraction) -> Decimal:
    """Return an index in two decimals, HALF_UP."""
    hundredths = rounded(index, 2) * 100
    return Decimal(hundredths.numerator).scaleb(-2).quantize(Decimal("0.01"), ROUND_HALF_UP)


def band_of(index: Decimal, ruleset: Ruleset) -> str:
    """Return the band of a published index."""
    hundredths = int(index * 100)
    for band, least in _LEAST[ruleset].items():
        if hundredths >= least:
            return band
    return "D"
