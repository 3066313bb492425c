"""The one definition of the result of an appraisal, set-based, as SQL expressions.

From people x indicators: the achievement of each indicator; what does not apply hands its weight to
its siblings; components from the leaves to the roots; work and behaviour score; composite. The
finalisation of a cycle, the preview of a result, the recomputation of a stored one and the
simulation of another version all use it.

Nothing is rounded on the way: quotients keep at least twenty decimals, and what is stored is
rounded once, half up, to `DECIMALS`. Classification happens on that value (domain case G08).
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, CompoundSelect, FromClause

from kinerja.domains.appraisals.composite import composite_parts, totals
from kinerja.domains.appraisals.leaves import indicator_leaves
from kinerja.domains.appraisals.levels import component_levels
from kinerja.domains.appraisals.shares import node_results
from kinerja.domains.appraisals.tree import component_tree


@dataclass(frozen=True)
class Calculation:
    """The steps of one calculation; each row names its `appraisal_id`.

    `leaves`: node_id, parent_id, weight, achievement, score_id, actual of each indicator.
    `roots`: node_id, category, weight, achievement of each component at the top.
    `totals`: work_score, behaviour_score, composite, rounded.
    `nodes`: node_id, node_kind, achievement, effective_weight, contribution, rounded.
    """

    leaves: CTE
    roots: CTE
    totals: CTE
    nodes: CompoundSelect[Any]


def calculate(
    agency: ColumnElement[int],
    people: FromClause,
    *,
    until: ColumnElement[Any] | None = None,
    taken: FromClause | None = None,
) -> Calculation:
    """Return the calculation for the appraisals in `people`.

    `people` gives id, framework_version_id, scheme and position_class. With `until` the scores
    count as they stood at that moment. An indicator that applies but has no score yet is left out
    like one that does not apply: the result so far. With `taken` the people are recalculated by a
    version that they were not appraised by; see `indicator_leaves`.
    """
    leaves = indicator_leaves(agency, people, until=until, taken=taken)
    levels = component_levels(leaves, component_tree(agency, people))
    parts = composite_parts(levels[0], people)
    return Calculation(
        leaves=leaves,
        roots=levels[0],
        totals=totals(parts),
        nodes=node_results(leaves, levels, parts),
    )
