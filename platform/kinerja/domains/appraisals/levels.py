"""From the leaves to the roots: the achievement of every component, one level at a time.

A component's achievement is the weighted mean of those children that have one. Leaving the others
out is the redistribution of their weight, w' = w / Σ w * 100 (domain rules, 3.2 no. 9); a component
of which no child has an achievement has none itself, and so hands its weight to its own siblings.
"""

from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, and_, case, func, literal_column, select

from kinerja.domains.appraisals.achievement import PRECISELY
from kinerja.domains.appraisals.tree import MAX_DEPTH


def component_levels(leaves: CTE, tree: CTE) -> list[CTE]:
    """Return the components by depth, the roots first.

    `weights` is the sum of the weights of the children that have an achievement.
    """
    direct = _sums(leaves)
    levels = [_level(MAX_DEPTH, _only(direct), tree)]
    for depth in range(MAX_DEPTH - 1, 0, -1):
        levels.insert(0, _level(depth, _both(direct, _sums(levels[0])), tree))
    return levels


def _sums(children: CTE) -> CTE:
    """Sum weights and weighted achievements by parent."""
    counts = children.c.achievement.is_not(None)
    return (
        select(
            children.c.appraisal_id,
            children.c.parent_id,
            func.sum(case((counts, children.c.weight))).label("weights"),
            func.sum(children.c.weight * children.c.achievement).label("points"),
        )
        .group_by(children.c.appraisal_id, children.c.parent_id)
        .cte(f"sums_of_{children.name}")
    )


def _only(indicators: CTE) -> FromClause:
    return select(indicators).subquery(f"sums_{MAX_DEPTH}")


def _both(indicators: CTE, below: CTE) -> FromClause:
    """Add up a component's indicators and its components; most have only one kind."""
    left, right = indicators.c, below.c
    same = and_(left.appraisal_id == right.appraisal_id, left.parent_id == right.parent_id)
    return (
        select(
            func.coalesce(left.appraisal_id, right.appraisal_id).label("appraisal_id"),
            func.coalesce(left.parent_id, right.parent_id).label("parent_id"),
            _plus(left.weights, right.weights).label("weights"),
            _plus(left.points, right.points).label("points"),
        )
        .select_from(indicators.outerjoin(below, same, full=True))
        .subquery(f"sums_with_{below.name}")
    )


def _plus(one: ColumnElement[Any], other: ColumnElement[Any]) -> ColumnElement[Any]:
    """Add two sums of which each may be missing; NULL when both are."""
    return func.coalesce(one + other, one, other)


def _level(depth: int, sums: FromClause, tree: CTE) -> CTE:
    return (
        select(
            sums.c.appraisal_id,
            tree.c.id.label("node_id"),
            tree.c.parent_id,
            tree.c.category,
            tree.c.weight,
            sums.c.weights,
            (sums.c.points * PRECISELY / sums.c.weights).label("achievement"),
        )
        .join(tree, tree.c.id == sums.c.parent_id)
        .where(tree.c.depth == literal_column(str(depth)))
        .cte(f"level_{depth}")
    )
