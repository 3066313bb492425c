"""The index of satisfaction, from counted answers: the one place where it is calculated.

For each element the mean of its answers (NRR) is what was answered divided by how many answered it,
never by how many questionnaires came in. The index is 25 x the weighted sum of the means. Decimal
from end to end: means are carried with 30 decimals, the index is rounded to 20 and from there to
two, HALF_UP, before it is graded (PermenPANRB 14/2017; domain rules, section 1.6).

Everything here is SQL over a table of tallies, so that one statement computes one index or all.
"""

from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Numeric,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    func,
    literal_column,
    null,
    or_,
    select,
)

from kinerja.domains.surveys.rulesets import BANDS
from kinerja.domains.surveys.vocabulary import WeightMode

#: Enough decimals for the sum of thirty means to be a tie of two decimals exactly when it is one.
_MEAN = Numeric(60, 30)
_ONE = literal_column("1.000000000000000000000000000000", Numeric())
_SCALE = literal_column("25", Numeric())
_DECIMALS: dict[WeightMode, int] = {WeightMode.W0_111: 3, WeightMode.W0_11: 2}
EXACT_DECIMALS, SHOWN_DECIMALS = 20, 2


class Measures(NamedTuple):
    """What is computed of a group of tallies; NULL where an element has no answer."""

    exact: ColumnElement[Any]
    shown: ColumnElement[Any]


def _number(value: int) -> ColumnElement[int]:
    return literal_column(str(value), Integer())


def _word(value: str) -> ColumnElement[str]:
    return literal_column(f"'{value}'", Text())


def mean(total: ColumnElement[Any], answers: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the mean of an element's answers; NULL without any."""
    return cast(total, _MEAN) / func.nullif(answers, _number(0))


def equal_weight(mode: WeightMode, elements: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the weight of each of so many elements, as the mode rounds it."""
    share = _ONE / elements
    return share if mode is WeightMode.EXACT else func.round(share, _number(_DECIMALS[mode]))


def weight_of(
    mode: ColumnElement[Any], own: ColumnElement[Any], elements: ColumnElement[Any]
) -> ColumnElement[Any]:
    """Return the weight of one element by its survey's mode, to 20 decimals."""
    by_mode = [
        (mode == _word(one), equal_weight(one, elements))
        for one in WeightMode
        if one is not WeightMode.CUSTOM
    ]
    return func.round(case(*by_mode, else_=own), _number(EXACT_DECIMALS))


def measures(tallies: Subquery | CTE, *, mode: ColumnElement[Any] | None = None) -> Measures:
    """Return the aggregates that make the index of each group of `tallies`.

    `tallies` has one row an element, with `total`, `answers` and its own `weight`. `mode` is an
    expression of the group; None weighs all elements alike, exactly.
    """
    means = mean(tallies.c.total, tallies.c.answers)
    elements, summed = func.count(), func.sum(means)
    # Divided once, after the sum: 1/9 itself has no end.
    exact = summed / elements
    if mode is not None:
        rounded = [(mode == _word(one), summed * equal_weight(one, elements)) for one in _DECIMALS]
        own = func.sum(means * tallies.c.weight)
        exact = case(*rounded, (mode == _word(WeightMode.CUSTOM), own), else_=exact)
    complete = func.bool_and(tallies.c.answers > _number(0))
    value = case((complete, func.round(exact * _SCALE, _number(EXACT_DECIMALS))), else_=null())
    return Measures(value, shown(value))


def shown(exact: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return an index as it is published: two decimals, HALF_UP."""
    return func.round(exact, _number(SHOWN_DECIMALS))


def band_of(index: ColumnElement[Any], ruleset: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the band of a published index, by the ruleset's table; NULL without an index."""
    steps = [
        (
            and_(ruleset == _word(one), index >= literal_column(str(least), Numeric())),
            _word(band),
        )
        for one, bands in BANDS.items()
        for band, least in bands
    ]
    return case((or_(index.is_(None), ruleset.is_(None)), null()), *steps, else_=_word("D"))


def pooled(tallies: Subquery | CTE, *keys: ColumnElement[Any]) -> Select[Any]:
    """Add the tallies of several surveys up, element by element, within `keys`.

    An index of several surveys is that of all their answers, not a mean of their indices.
    """
    return select(
        *keys,
        tallies.c.code,
        func.min(tallies.c.ordinal).label("ordinal"),
        func.sum(tallies.c.answers).label("answers"),
        func.sum(tallies.c.total).label("total"),
    ).group_by(*keys, tallies.c.code)
