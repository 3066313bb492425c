"""Correlation as an aggregate of whole numbers, exact until the last root and quotient."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Numeric, cast, func, literal_column

from kinerja.domains.appraisals.composite import DECIMALS

_ONE, _TWO = literal_column("1", Integer()), literal_column("2", Integer())


def pearson(x: ColumnElement[int], y: ColumnElement[int]) -> ColumnElement[Any]:
    """Return Pearson's r of two columns of whole numbers, to ten decimals; an aggregate.

    r = (n Σxy - Σx Σy) / √((n Σx² - (Σx)²) (n Σy² - (Σy)²)); NULL when one of them is the same
    for everybody. Sums of whole numbers do not depend on the order of the rows, so neither does r.

    Source: K. Pearson, "Notes on regression and inheritance in the case of two parents",
    Proceedings of the Royal Society of London 58 (1895), 240-242.
    """
    n = cast(func.count(), Numeric())
    sum_x, sum_y = cast(func.sum(x), Numeric()), cast(func.sum(y), Numeric())
    of_x = n * func.sum(x * x) - sum_x * sum_x
    of_y = n * func.sum(y * y) - sum_y * sum_y
    both = n * func.sum(x * y) - sum_x * sum_y
    return func.round(both / func.nullif(func.sqrt(of_x * of_y), literal_column("0")), DECIMALS)


def doubled_rank(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return twice the mid-rank of a value among all rows; a window, lowest first.

    Equal values share the mean of the ranks that they take up together; doubled it is whole.
    `pearson` of two such columns is Spearman's rank correlation with ties, since it does not change
    when both are scaled; the short form with the squares of differences would be wrong with ties.

    Sources: C. Spearman, "The proof and measurement of association between two things", American
    Journal of Psychology 15 (1904), 72-101; for ties M. G. Kendall, "The treatment of ties in
    ranking problems", Biometrika 33 (1945), 239-251.
    """
    alike = func.count().over(partition_by=value)
    return _TWO * func.rank().over(order_by=value) + alike - _ONE
