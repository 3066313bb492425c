"""The component trees of framework versions, each node with its depth (1: a root)."""

from sqlalchemy import CTE, ColumnElement, FromClause, Integer, literal_column, select

from kinerja.domains.appraisals.framework_tables import components

#: How deep a tree of components may be. The calculation unrolls the tree level by level, because
#: SQL cannot aggregate inside a recursion; opening a cycle refuses a deeper tree.
MAX_DEPTH = 6

_COLUMNS = (
    components.c.id,
    components.c.parent_id,
    components.c.category,
    components.c.weight,
)


def component_tree(agency: ColumnElement[int], pinned: FromClause) -> CTE:
    """Return the components of the versions in `pinned.framework_version_id`, with their depth.

    Rows deeper than `MAX_DEPTH + 1` are left out: one level more than allowed is enough to tell
    that a tree is too deep.
    """
    one = literal_column("1", Integer())
    roots = (
        select(*_COLUMNS, one.label("depth"))
        .where(
            components.c.agency_id == agency,
            components.c.parent_id.is_(None),
            components.c.version_id.in_(select(pinned.c.framework_version_id)),
        )
        .cte("tree", recursive=True)
    )
    children = (
        select(*_COLUMNS, roots.c.depth + one)
        .join(roots, roots.c.id == components.c.parent_id)
        .where(
            components.c.agency_id == agency,
            roots.c.depth <= MAX_DEPTH,
        )
    )
    return roots.union_all(children)
