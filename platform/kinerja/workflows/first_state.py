"""In which state an appraisal begins, by what its framework version lets the ratee assess."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, or_
from sqlalchemy import any_ as any_of

from kinerja.domains.appraisals.vocabulary import AppraisalState
from kinerja.domains.frameworks.models import Indicator
from kinerja.domains.frameworks.vocabulary import Source


def first_state(
    agency: ColumnElement[int],
    version_id: ColumnElement[UUID] | Any,  # noqa: ANN401 - an id or a column.
    *,
    position_class: ColumnElement[str],
) -> ColumnElement[str]:
    """Who has something to assess himself begins with it; all others wait for the rater."""
    assesses = exists().where(
        Indicator.agency_id == agency,
        Indicator.version_id == version_id,
        Indicator.source == Source.SELF,
        or_(
            func.cardinality(Indicator.applies_to) == 0,
            position_class == any_of(Indicator.applies_to),
        ),
    )
    return case(
        (assesses, AppraisalState.SELF_REVIEW.value), else_=AppraisalState.NOT_STARTED.value
    )
