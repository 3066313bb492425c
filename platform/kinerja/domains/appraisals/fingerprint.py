"""The hash of a result: everything that decided it, so that a change of any input shows."""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Text,
    cast,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

#: Changes whenever the text that is hashed changes its form.
FORM = "kinerja-result-1"
NOTHING = literal_column("'-'", Text())


def fingerprints(leaves: CTE, people: FromClause) -> CTE:
    """Return the `result_hash` of each appraisal: SHA-256, hexadecimal.

    Over the scores that count, the pinned version with its content hash, the position class, the
    innovation and the decided ratings. `people` gives these as columns.
    """
    scored = func.coalesce(
        cast(leaves.c.score_id, Text) + "=" + func.coalesce(cast(leaves.c.actual, Text), "NA"),
        NOTHING,
    )
    cell = cast(leaves.c.node_id, Text) + ":" + scored
    cells = func.string_agg(cell, aggregate_order_by(literal_column("';'"), leaves.c.node_id))
    scores = (
        select(leaves.c.appraisal_id, cells.label("cells"))
        .group_by(leaves.c.appraisal_id)
        .subquery("score_cells")
    )
    canonical = func.concat_ws("|", FORM, *_inputs(people), scores.c.cells)
    digest = func.encode(func.sha256(func.convert_to(canonical, "UTF8")), "hex")
    return (
        select(people.c.id.label("appraisal_id"), digest.label("result_hash"))
        .join(scores, scores.c.appraisal_id == people.c.id)
        .cte("fingerprints")
    )


def _inputs(people: FromClause) -> list[ColumnElement[Any]]:
    """`concat_ws` leaves NULLs out, so each of them becomes a sign of its own."""
    columns = (
        people.c.id,
        people.c.framework_version_id,
        people.c.content_hash,
        people.c.scheme,
        people.c.position_class,
        people.c.innovation_approved,
        people.c.decided_work_rating,
        people.c.behaviour_rating,
    )
    return [func.coalesce(cast(column, Text), NOTHING) for column in columns]
