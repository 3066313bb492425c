"""From the composite back to the leaves: what every node weighs and adds to the composite."""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from kinerja.domains.appraisals.achievement import HUNDRED, PRECISELY, ZERO
from kinerja.domains.appraisals.composite import HUNDRED_PERCENT, is_behaviour, rounded
from kinerja.domains.appraisals.vocabulary import NodeKind

#: One percent as a factor: cheaper than a quotient, and exact.
PERCENT: ColumnElement[Any] = literal_column("0.01")


def node_results(leaves: CTE, levels: list[CTE], parts: CTE) -> CompoundSelect[Any]:
    """Return the result of every component and indicator, rounded.

    `effective_weight`: percentage among the siblings after redistribution; `contribution`: points
    of the composite. Both are 0 for a node that does not apply.
    """
    shares = [_root_shares(levels[0], parts)]
    for level in levels[1:]:
        shares.append(_child_shares(level, shares[-1]))
    everything = union_all(*(select(share) for share in shares)).cte("shares")
    return union_all(_components(everything), _indicators(leaves, everything))


def _root_shares(roots: CTE, parts: CTE) -> CTE:
    behaviour = is_behaviour(parts.c.scheme, roots.c.category)
    percent = case(
        (behaviour, parts.c.behaviour_percent), else_=HUNDRED_PERCENT - parts.c.behaviour_percent
    )
    siblings = case((behaviour, parts.c.behaviour_weights), else_=parts.c.work_weights)
    effective = _or_zero(roots, percent * roots.c.weight * PRECISELY / siblings)
    return (
        _share(roots, effective, share=effective)
        .join(parts, parts.c.appraisal_id == roots.c.appraisal_id)
        .cte("share_of_level_1")
    )


def _child_shares(level: CTE, above: CTE) -> CTE:
    effective = _or_zero(level, level.c.weight * above.c.child_percent)
    share = _or_zero(level, level.c.weight * above.c.child_share)
    return (
        _share(level, effective, share=share)
        .join(above, _is_parent(above, level))
        .cte(f"share_of_{level.name}")
    )


def _share(level: CTE, effective: ColumnElement[Any], *, share: ColumnElement[Any]) -> Select[Any]:
    """Return a level with its percentages: among siblings, and of the composite.

    `child_percent` and `child_share` are the same two for a child, for each unit of its weight:
    they are divided here, once for a component, and not once for each indicator.
    """
    return select(
        level.c.appraisal_id,
        level.c.node_id,
        level.c.achievement,
        effective.label("effective_weight"),
        share.label("share"),
        (HUNDRED / level.c.weights).label("child_percent"),
        (share * PRECISELY / level.c.weights).label("child_share"),
    )


def _or_zero(node: CTE, value: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((node.c.achievement.is_(None), ZERO), else_=value)


def _is_parent(parent: CTE, node: CTE) -> ColumnElement[bool]:
    return and_(parent.c.appraisal_id == node.c.appraisal_id, parent.c.node_id == node.c.parent_id)


def _components(shares: CTE) -> Select[Any]:
    return select(
        shares.c.appraisal_id,
        shares.c.node_id,
        literal(NodeKind.COMPONENT.value).label("node_kind"),
        rounded(shares.c.achievement).label("achievement"),
        rounded(shares.c.effective_weight).label("effective_weight"),
        _points(shares.c.share * shares.c.achievement).label("contribution"),
    )


def _indicators(leaves: CTE, shares: CTE) -> Select[Any]:
    return select(
        leaves.c.appraisal_id,
        leaves.c.node_id,
        literal(NodeKind.INDICATOR.value),
        rounded(leaves.c.achievement),
        rounded(_or_zero(leaves, leaves.c.weight * shares.c.child_percent)),
        _points(leaves.c.weight * leaves.c.achievement * shares.c.child_share),
    ).join(shares, _is_parent(shares, leaves))


def _points(percent: ColumnElement[Any]) -> ColumnElement[Any]:
    return rounded(func.coalesce(percent * PERCENT, ZERO))
