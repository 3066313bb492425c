"""The result so far of one appraisal: what its scores make now, before anybody makes it final.

A number that is shown decides nothing (UU 27/2022 Pasal 10); the rater sees it before deciding.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Select, Text, func, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, array

from kinerja.domains.appraisals.framework_tables import indicators
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.results import people_of, results


def missing_scores(agency: ColumnElement[int], leaves: CTE) -> Select[Any]:
    """Return, by `appraisal_id`, the `codes` of the applicable indicators without a score."""
    codes = func.array_agg(aggregate_order_by(indicators.c.code, indicators.c.code))
    return (
        select(leaves.c.appraisal_id, codes.label("codes"))
        .join(indicators, indicators.c.id == leaves.c.node_id)
        .where(indicators.c.agency_id == agency, leaves.c.applies, leaves.c.score_id.is_(None))
        .group_by(leaves.c.appraisal_id)
    )


def preview(agency: ColumnElement[int], appraisal_id: ColumnElement[UUID]) -> Select[Any]:
    """Return one row: the scores, the grades and the indicators that are still without a score."""
    people = people_of(agency, Appraisal.id == appraisal_id).cte("people")
    result = results(agency, people)
    missing = missing_scores(agency, result.calculation.leaves).subquery("missing")
    graded = result.graded.c
    return select(
        graded.appraisal_id,
        graded.work_score,
        graded.behaviour_score,
        graded.composite,
        graded.numeric_grade,
        graded.suggested_work_rating,
        graded.official_grade,
        func.coalesce(missing.c.codes, array([], type_=Text())).label("missing_indicators"),
    ).select_from(result.graded.outerjoin(missing, missing.c.appraisal_id == graded.appraisal_id))


def preview_nodes(agency: ColumnElement[int], appraisal_id: ColumnElement[UUID]) -> Select[Any]:
    """Return the rows of `node_results` as they would be stored now."""
    people = people_of(agency, Appraisal.id == appraisal_id).cte("people")
    nodes = results(agency, people).calculation.nodes.subquery("nodes")
    return select(agency.label("agency_id"), *nodes.c)
