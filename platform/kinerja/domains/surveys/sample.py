"""How many answers are enough: the size of a sample after Krejcie and Morgan (1970).

S = x2 N P (1 - P) / (d2 (N - 1) + x2 P (1 - P)), with x2 = 3.841 (95 %), P = 0.5 and d = 0.05,
rounded HALF_UP. It is made for proportions; the regulation asks for it all the same.
"""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Numeric, cast, func, literal_column

#: 3.841 x 0.5 x 0.5, and the square of 0.05.
_SPREAD = literal_column("0.96025", Numeric())
_PRECISION = literal_column("0.0025", Numeric())
_ONE = literal_column("1", Numeric())


def sample_needed(population: ColumnElement[Any]) -> ColumnElement[int]:
    """Return how many of `population` people must have answered."""
    people = cast(population, Numeric)
    size = people * _SPREAD / (_PRECISION * (people - _ONE) + _SPREAD)
    return cast(func.round(size), Integer)
