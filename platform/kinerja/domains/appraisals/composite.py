"""From the roots to the result: work score, behaviour score and composite.

Under 70/30 and 60/40 (PP 30/2019 Pasal 41) the roots of category BEHAVIOUR are the behaviour part
and the others the work part. Weights redistribute inside a part, so that the ratio of the law holds
whatever does not apply; a part of which nothing applies leaves the whole to the other. Under any
other scheme the tree alone decides: its score is the work score, and there is no behaviour part.
"""

from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, and_, case, func, literal_column, select

from kinerja.domains.appraisals.achievement import PRECISELY

DECIMALS = 10
#: Quotients end after twenty decimals, so a sum of them that is exactly halfway between two results
#: may fall short of it by a little: so many decimals are right, and the halves among them are seen.
RELIABLE_DECIMALS = 15
HUNDRED_PERCENT: ColumnElement[Any] = literal_column("100")

#: Percentage of behaviour under the schemes of the law; work has the rest.
BEHAVIOUR_PERCENT = {"S70_30": 30, "S60_40": 40}


def rounded(value: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a result as it is stored: rounded half up, also where a half is one only in sum."""
    return func.round(func.round(value, RELIABLE_DECIMALS), DECIMALS)


def is_behaviour(scheme: ColumnElement[Any], category: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return whether a root belongs to the behaviour part."""
    return and_(scheme.in_(BEHAVIOUR_PERCENT), category == "BEHAVIOUR")


def composite_parts(roots: CTE, people: FromClause) -> CTE:
    """Return both parts of each appraisal: Σ weights, score, and percentage of the composite."""
    behaviour = is_behaviour(people.c.scheme, roots.c.category)
    counts = roots.c.achievement.is_not(None)
    points = roots.c.weight * roots.c.achievement
    sums = (
        select(
            people.c.id.label("appraisal_id"),
            people.c.scheme,
            func.sum(roots.c.weight).filter(counts, ~behaviour).label("work_weights"),
            func.sum(points).filter(~behaviour).label("work_points"),
            func.sum(roots.c.weight).filter(counts, behaviour).label("behaviour_weights"),
            func.sum(points).filter(behaviour).label("behaviour_points"),
        )
        .join(roots, roots.c.appraisal_id == people.c.id)
        .group_by(people.c.id, people.c.scheme)
        .subquery("part_sums")
    )
    of = sums.c
    behaviour_percent = case(
        (of.behaviour_weights.is_(None), literal_column("0")),
        (of.work_weights.is_(None), HUNDRED_PERCENT),
        *((of.scheme == scheme, percent) for scheme, percent in BEHAVIOUR_PERCENT.items()),
        else_=literal_column("0"),
    )
    return select(
        of.appraisal_id,
        of.scheme,
        of.work_weights,
        of.behaviour_weights,
        (of.work_points * PRECISELY / of.work_weights).label("work"),
        (of.behaviour_points * PRECISELY / of.behaviour_weights).label("behaviour"),
        behaviour_percent.label("behaviour_percent"),
    ).cte("parts")


def totals(parts: CTE) -> CTE:
    """Return the three scores of each appraisal, rounded; NULL where nothing applies."""
    of = parts.c
    work_percent = HUNDRED_PERCENT - of.behaviour_percent
    both = (work_percent * of.work + of.behaviour_percent * of.behaviour) / HUNDRED_PERCENT
    composite = case(
        (of.behaviour.is_(None), of.work), (of.work.is_(None), of.behaviour), else_=both
    )
    return select(
        of.appraisal_id,
        rounded(of.work).label("work_score"),
        rounded(of.behaviour).label("behaviour_score"),
        rounded(composite).label("composite"),
    ).cte("totals")
