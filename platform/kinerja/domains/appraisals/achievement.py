"""How far an actual value reaches its target: 0 to 120, one expression for each direction.

PP 30/2019 compares realisation with target and counts at most 120 (Pasal 41); the cap and floor of
the indicator bound it further. Domain rules, section 3.4.
"""

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Numeric, case, func, literal_column

#: 1 and 100 with so many decimals that quotients keep at least twenty: PostgreSQL gives a quotient
#: the scale of its operands. Results are rounded once, later; no quotient may lose a digit before.
PRECISELY: ColumnElement[Decimal] = literal_column("1.00000000000000000000", Numeric())
HUNDRED: ColumnElement[Decimal] = literal_column("100.00000000000000000000", Numeric())
ZERO: ColumnElement[Decimal] = literal_column("0", Numeric())


def achievement(actual: ColumnElement[Any], indicator: FromClause) -> ColumnElement[Decimal]:
    """Return the achievement of `actual`, unrounded, between the indicator's floor and cap.

    HIGHER: R/T * 100. LOWER: (2T - R)/T * 100. RANGE: 100 inside, less outside in proportion to
    the distance from the nearer bound, relative to that bound. `actual` must not be NULL.
    """
    of = indicator.c
    raw = case(
        (of.direction == "HIGHER", actual * HUNDRED / of.target),
        (of.direction == "LOWER", (2 * of.target - actual) * HUNDRED / of.target),
        (actual < of.range_low, _outside(of.range_low - actual, of.range_low)),
        (actual > of.range_high, _outside(actual - of.range_high, of.range_high)),
        else_=HUNDRED,
    )
    return func.greatest(of.floor, func.least(of.cap, raw))


def _outside(
    distance: ColumnElement[Decimal], bound: ColumnElement[Decimal]
) -> ColumnElement[Decimal]:
    """A bound of 0 has no proportion: any distance from it is as far as can be."""
    return func.coalesce(HUNDRED - distance * HUNDRED / func.nullif(func.abs(bound), 0), ZERO)
