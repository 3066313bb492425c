"""What the past scores tell of each indicator: how far it spreads people, and what it repeats.

Achievements count to four decimals here, as whole numbers: their sums are exact and fast.
"""

from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Numeric,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    not_,
    null,
    select,
)

from kinerja.domains.appraisals.composite import DECIMALS
from kinerja.reads.framework_simulation.bounds import CORRELATION_BOUND, FEWEST_PEOPLE
from kinerja.reads.framework_simulation.correlation import pearson
from kinerja.reads.framework_simulation.rows import Part, part_row
from kinerja.reads.small_groups import few

_SCALE: ColumnElement[Any] = literal_column("10000", Numeric())


def measured(leaves: CTE, people: CTE) -> CTE:
    """Return the achievements that there are, in ten-thousandths of a point."""
    points = cast(func.round(leaves.c.achievement * _SCALE), BigInteger()).label("points")
    return (
        select(leaves.c.appraisal_id, leaves.c.node_id, people.c.visible, points)
        .join(people, people.c.id == leaves.c.appraisal_id)
        .where(leaves.c.achievement.is_not(None))
        .cte("measured")
    )


def indicator_rows(
    scores: CTE,
    paths: CTE,
    taken: CTE,
    *,
    version: ColumnElement[Any],
    smallest: ColumnElement[int],
) -> Select[Any]:
    """Return every indicator of the version: key, path, whether it is matched; mean and spread."""
    about = (
        select(
            scores.c.node_id,
            func.count().label("people"),
            _unseen(scores).label("unseen"),
            (func.avg(scores.c.points) / _SCALE).label("mean"),
            (func.stddev_pop(scores.c.points) / _SCALE).label("spread"),
        )
        .group_by(scores.c.node_id)
        .subquery("about")
    )
    matched = select(taken.c.id).where(taken.c.indicator_id == paths.c.id).exists()
    withheld = few(about.c.unseen, smallest)
    numbers = [
        case((withheld, null()), else_=func.round(column, DECIMALS))
        for column in (about.c.mean, about.c.spread)
    ]
    people = case((withheld, null()), else_=func.coalesce(about.c.people, literal_column("0")))
    texts = (paths.c.id, paths.c.path, matched)
    return (
        part_row(Part.INDICATOR, texts, people=people, numbers=numbers)
        .select_from(paths.outerjoin(about, about.c.node_id == paths.c.id))
        .where(paths.c.version_id == version)
    )


def duplicate_rows(scores: CTE, *, smallest: ColumnElement[int]) -> Select[Any]:
    """Return the pairs of indicators that go together as far as `CORRELATION_BOUND` or further."""
    one, other = scores.alias("one"), scores.alias("other")
    same_person = and_(one.c.appraisal_id == other.c.appraisal_id, one.c.node_id < other.c.node_id)
    r = pearson(one.c.points, other.c.points)
    return (
        part_row(
            Part.DUPLICATE, (one.c.node_id, other.c.node_id), people=func.count(), numbers=(r,)
        )
        .select_from(one.join(other, same_person))
        .group_by(one.c.node_id, other.c.node_id)
        .having(
            func.count() >= literal(FEWEST_PEOPLE),
            r >= literal(CORRELATION_BOUND),
            not_(few(_unseen(one), smallest)),
        )
    )


def removed_rows(paths: CTE, taken: CTE, people: CTE) -> Select[Any]:
    """Return the paths of the indicators whose scores count for nothing any more."""
    still = select(taken.c.id).where(taken.c.id == paths.c.id).exists()
    return (
        part_row(Part.REMOVED, (paths.c.path,))
        .select_from(paths)
        .where(paths.c.version_id.in_(select(people.c.pinned_version_id)), not_(still))
        .distinct()
    )


def _unseen(scores: Any) -> ColumnElement[int]:  # noqa: ANN401 - a CTE or an alias of one.
    """Count those whose numbers the asker may not see."""
    return func.count().filter(not_(scores.c.visible))
