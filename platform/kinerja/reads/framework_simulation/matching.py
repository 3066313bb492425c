"""Which indicator of another version is the same one: by its path of codes, and its unit.

A path is the codes from the root to the indicator. Where the unit has changed, what was measured is
not what would be measured, and the scores of old say nothing about the target of today.
"""

from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Text, and_, cast, literal_column, or_, select

from kinerja.domains.appraisals.framework_tables import components, indicators
from kinerja.domains.appraisals.tree import MAX_DEPTH

_ONE = literal_column("1", Integer())
_SLASH = literal_column("'/'", Text())


def indicator_paths(agency: ColumnElement[int], version: ColumnElement[Any], people: CTE) -> CTE:
    """Return the indicators of `version` and of those that `people` were appraised by."""
    paths = _component_paths(agency, version, people)
    path = paths.c.path.concat(_SLASH).concat(indicators.c.code)
    return (
        select(
            indicators.c.id,
            indicators.c.version_id,
            indicators.c.unit,
            indicators.c.source,
            path.label("path"),
        )
        .join(paths, paths.c.id == indicators.c.component_id)
        .where(indicators.c.agency_id == agency)
        .cte("indicator_paths")
    )


def taken(version: ColumnElement[Any], paths: CTE, people: CTE) -> CTE:
    """Return for each indicator of `version` those of the pinned versions that are the same.

    Its columns are those that `indicator_leaves` asks for.
    """
    tried, pinned = paths.alias("tried"), paths.alias("pinned")
    return (
        select(
            tried.c.id.label("indicator_id"),
            pinned.c.version_id,
            pinned.c.id,
            pinned.c.source,
        )
        .join(pinned, and_(pinned.c.path == tried.c.path, pinned.c.unit == tried.c.unit))
        .where(
            tried.c.version_id == version,
            pinned.c.version_id.in_(select(people.c.pinned_version_id)),
        )
        .cte("taken")
    )


def _component_paths(agency: ColumnElement[int], version: ColumnElement[Any], people: CTE) -> CTE:
    wanted = or_(
        components.c.version_id == version,
        components.c.version_id.in_(select(people.c.pinned_version_id)),
    )
    roots = (
        select(components.c.id, cast(components.c.code, Text).label("path"), _ONE.label("depth"))
        .where(components.c.agency_id == agency, components.c.parent_id.is_(None), wanted)
        .cte("component_paths", recursive=True)
    )
    path = roots.c.path.concat(_SLASH).concat(components.c.code)
    below = (
        select(components.c.id, path, roots.c.depth + _ONE)
        .join(roots, roots.c.id == components.c.parent_id)
        .where(components.c.agency_id == agency, roots.c.depth < MAX_DEPTH)
    )
    return roots.union_all(below)
