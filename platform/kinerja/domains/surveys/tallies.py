"""Counted answers: how often each element of each survey was answered with each value."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, literal_column, select

from kinerja.domains.surveys.models import Survey, SurveyAnswer, SurveyElement, SurveyResponse
from kinerja.domains.surveys.vocabulary import HIGHEST, LOWEST

#: The columns that count the values of the scale, lowest first.
COUNTS = ("ones", "twos", "threes", "fours")


def tallies(
    agency: ColumnElement[int], *conditions: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """Return one row for each element of the surveys that `conditions` keep.

    Every element has a row, also one that nobody answered.
    """
    value = SurveyAnswer.value
    counts = [
        func.count().filter(value == literal_column(str(one))).label(name)
        for one, name in zip(range(LOWEST, HIGHEST + 1), COUNTS, strict=True)
    ]
    asked = and_(
        SurveyElement.agency_id == agency,
        SurveyElement.survey_id == Survey.id,
        SurveyElement.revision == Survey.revision,
    )
    answered = and_(
        SurveyAnswer.agency_id == agency,
        SurveyAnswer.survey_id == Survey.id,
        SurveyAnswer.element_id == SurveyElement.id,
    )
    return (
        select(
            SurveyElement.survey_id,
            SurveyElement.id.label("element_id"),
            SurveyElement.code,
            SurveyElement.ordinal,
            SurveyElement.weight,
            Survey.weight_mode,
            func.count(value).label("answers"),
            func.coalesce(func.sum(value), literal_column("0")).label("total"),
            *counts,
            _wishes(agency).label("wishes"),
        )
        .join_from(Survey, SurveyElement, asked)
        .outerjoin(SurveyAnswer, answered)
        .where(Survey.agency_id == agency, *conditions)
        .group_by(
            SurveyElement.survey_id,
            SurveyElement.id,
            SurveyElement.code,
            SurveyElement.ordinal,
            SurveyElement.weight,
            Survey.weight_mode,
        )
    )


def _wishes(agency: ColumnElement[int]) -> ColumnElement[int]:
    """Return how many wish the element to become better first."""
    return (
        select(func.count())
        .select_from(SurveyResponse)
        .where(
            SurveyResponse.agency_id == agency,
            SurveyResponse.survey_id == SurveyElement.survey_id,
            SurveyResponse.wished_id == SurveyElement.id,
        )
        .correlate(SurveyElement)
        .scalar_subquery()
    )
