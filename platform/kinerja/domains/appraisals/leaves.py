"""The leaves of the calculation: every indicator of every person, with its achievement."""

from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, and_, any_, case, func, null, or_, select

from kinerja.domains.appraisals.achievement import ZERO, achievement
from kinerja.domains.appraisals.counted_scores import CountedScores
from kinerja.domains.appraisals.framework_tables import indicators


def applies_to_class(position_class: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return whether an indicator applies to a position class; an empty list means to all."""
    return or_(
        func.cardinality(indicators.c.applies_to) == 0,
        position_class == any_(indicators.c.applies_to),
    )


def indicator_leaves(
    agency: ColumnElement[int],
    people: FromClause,
    *,
    until: ColumnElement[Any] | None,
    taken: FromClause | None = None,
) -> CTE:
    """Return people x indicators; achievement NULL: not applicable, or not scored yet.

    `applies` tells whether the indicator applies to the position class.

    An indicator that does not apply, by its position classes or by its score, counts as 0 under
    the policy ZERO and is NULL under the others.

    With `taken` the people were appraised by other versions, each by its `pinned_version_id`. It
    tells whose scores count for an `indicator_id` there: those of the indicator `id` with `source`
    of version `version_id`. An indicator for which it has none does not apply.
    """
    counted = CountedScores(agency, scored=indicators if taken is None else taken, until=until)
    grid = people.join(
        indicators,
        and_(
            indicators.c.agency_id == agency,
            indicators.c.version_id == people.c.framework_version_id,
        ),
    )
    if taken is not None:
        grid = grid.outerjoin(taken, _is_taken(taken, people))
    return (
        select(
            people.c.id.label("appraisal_id"),
            indicators.c.id.label("node_id"),
            indicators.c.component_id.label("parent_id"),
            indicators.c.weight,
            applies_to_class(people.c.position_class).label("applies"),
            _achievement(people, counted, taken).label("achievement"),
            counted.value("id").label("score_id"),
            counted.value("actual").label("actual"),
        )
        .select_from(counted.joined_to(grid, people=people))
        .cte("leaves")
    )


def _is_taken(taken: FromClause, people: FromClause) -> ColumnElement[bool]:
    return and_(
        taken.c.indicator_id == indicators.c.id, taken.c.version_id == people.c.pinned_version_id
    )


def _achievement(
    people: FromClause, counted: CountedScores, taken: FromClause | None
) -> ColumnElement[Any]:
    actual = counted.value("actual")
    applies = applies_to_class(people.c.position_class)
    left_out = or_(~applies, counted.value("not_applicable").is_(True))
    if taken is not None:
        left_out = or_(left_out, taken.c.id.is_(None))
    return case(
        (and_(left_out, indicators.c.na_policy == "ZERO"), ZERO),
        (or_(left_out, actual.is_(None)), null()),
        else_=achievement(actual, indicators),
    )
