"""From numbers and ratings to grades: the tables of the regulations, as SQL expressions.

Every table is total: the numeric classes cover 0 to 120 without a gap, the matrix has all nine
cells. NULL goes in, NULL comes out: who has no score has no grade.
"""

from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, null, or_

from kinerja.domains.appraisals.vocabulary import Grade, Rating

#: PP 30/2019 Pasal 41(5): the lower bound of each class, inclusive. VERY_GOOD also asks for an
#: approved innovation; without one, such a number is GOOD.
VERY_GOOD_FROM = Decimal(110)
NUMERIC_CLASSES = (
    (Decimal(90), Grade.GOOD),
    (Decimal(70), Grade.NEEDS_IMPROVEMENT),
    (Decimal(50), Grade.POOR),
)

#: What the weighted work score suggests; the rater decides (PermenPANRB 6/2022).
SUGGESTED_FROM = (
    (Decimal(110), Rating.ABOVE_EXPECTATION),
    (Decimal(90), Rating.MEETS_EXPECTATION),
)

_BELOW, _MEETS, _ABOVE = (
    Rating.BELOW_EXPECTATION,
    Rating.MEETS_EXPECTATION,
    Rating.ABOVE_EXPECTATION,
)

#: PermenPANRB 6/2022, the quadrant of performance: (work, behaviour) → grade.
MATRIX = {
    (_ABOVE, _BELOW): Grade.POOR,
    (_ABOVE, _MEETS): Grade.GOOD,
    (_ABOVE, _ABOVE): Grade.VERY_GOOD,
    (_MEETS, _BELOW): Grade.POOR,
    (_MEETS, _MEETS): Grade.GOOD,
    (_MEETS, _ABOVE): Grade.GOOD,
    (_BELOW, _BELOW): Grade.VERY_POOR,
    (_BELOW, _MEETS): Grade.NEEDS_IMPROVEMENT,
    (_BELOW, _ABOVE): Grade.NEEDS_IMPROVEMENT,
}


def numeric_grade(
    composite: ColumnElement[Any], innovation: ColumnElement[bool]
) -> ColumnElement[str | None]:
    """Return the class of PP 30/2019 for a composite that is rounded to ten decimals only."""
    return case(
        (composite.is_(None), null()),
        (and_(composite >= VERY_GOOD_FROM, innovation), Grade.VERY_GOOD.value),
        *((composite >= bound, grade.value) for bound, grade in NUMERIC_CLASSES),
        else_=Grade.VERY_POOR.value,
    )


#: The classes that a composite may climb to, highest first: from which number, and to which class.
_ABOVE_CLASSES = ((VERY_GOOD_FROM, Grade.VERY_GOOD), *NUMERIC_CLASSES)


def next_grade(
    composite: ColumnElement[Any], innovation: ColumnElement[bool]
) -> ColumnElement[str | None]:
    """Return the class above that of a composite; NULL for the highest, and without a composite."""
    return case(
        (_cannot_climb(composite, innovation), null()),
        *((composite >= bound, above.value) for bound, above in _steps()),
        else_=Grade.POOR.value,
    )


def points_to_next_grade(
    composite: ColumnElement[Any], innovation: ColumnElement[bool]
) -> ColumnElement[Any]:
    """Return how many points a composite lacks for that class.

    0 where only an approved innovation is missing; NULL where `next_grade` is.
    """
    from_ = {grade: bound for bound, grade in _ABOVE_CLASSES}
    return case(
        (_cannot_climb(composite, innovation), null()),
        *(
            (composite >= bound, func.greatest(from_[above] - composite, 0))
            for bound, above in _steps()
        ),
        else_=from_[Grade.POOR] - composite,
    )


def _cannot_climb(
    composite: ColumnElement[Any], innovation: ColumnElement[bool]
) -> ColumnElement[bool]:
    return or_(composite.is_(None), and_(composite >= VERY_GOOD_FROM, innovation))


def _steps() -> list[tuple[Decimal, Grade]]:
    """Return, highest first, from which number on a class is the next one above."""
    bounds = [bound for bound, _ in NUMERIC_CLASSES]
    return list(zip(bounds, [grade for _, grade in _ABOVE_CLASSES], strict=False))


def suggested_rating(work_score: ColumnElement[Any]) -> ColumnElement[str | None]:
    """Return the rating of work results that the work score suggests."""
    return case(
        (work_score.is_(None), null()),
        *((work_score >= bound, rating.value) for bound, rating in SUGGESTED_FROM),
        else_=Rating.BELOW_EXPECTATION.value,
    )


def official_grade(
    work: ColumnElement[Any], behaviour: ColumnElement[Any]
) -> ColumnElement[str | None]:
    """Return the grade of the decided ratings; NULL while one of them is not decided."""
    return case(
        *(
            (and_(work == rating.value, behaviour == other.value), grade.value)
            for (rating, other), grade in MATRIX.items()
        ),
        else_=null(),
    )
