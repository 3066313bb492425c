"""The result of surveys, as rows of `survey_results` and `survey_element_results`."""

from typing import Any, NamedTuple

from sqlalchemy import CTE, ColumnElement, Select, func, literal_column, select, type_coerce
from sqlalchemy.types import NullType

from kinerja.domains.surveys.index import band_of, mean, measures, weight_of
from kinerja.domains.surveys.models import Survey, SurveyResponse
from kinerja.domains.surveys.sample import sample_needed
from kinerja.domains.surveys.tallies import COUNTS, tallies


class Results(NamedTuple):
    """Both selects over one counting: `survey_id` names the survey in each."""

    surveys: Select[*tuple[Any, ...]]
    elements: Select[*tuple[Any, ...]]


def results(agency: ColumnElement[int], *conditions: ColumnElement[bool]) -> Results:
    """Return what the surveys that `conditions` keep say so far."""
    counted = tallies(agency, *conditions).cte("tallies")
    return Results(_surveys(agency, counted), _elements(counted))


def _surveys(agency: ColumnElement[int], counted: CTE) -> Select[*tuple[Any, ...]]:
    made = measures(counted, mode=counted.c.weight_mode)
    indices = (
        select(
            counted.c.survey_id,
            made.exact.label("exact_index"),
            made.shown.label("index_value"),
        )
        .group_by(counted.c.survey_id, counted.c.weight_mode)
        .subquery("indices")
    )
    return (
        select(
            agency.label("agency_id"),
            Survey.id.label("survey_id"),
            Survey.org_unit_id,
            # As it is: an `Ltree` would be read as text, and no path is.
            type_coerce(Survey.unit_path, NullType()).label("unit_path"),
            Survey.kind,
            Survey.ruleset,
            Survey.weight_mode,
            Survey.period,
            Survey.population,
            sample_needed(Survey.population.expression).label("sample_needed"),
            _responses(agency).label("responses"),
            indices.c.exact_index,
            indices.c.index_value,
            band_of(indices.c.index_value, Survey.ruleset.expression).label("band"),
        )
        .join(indices, indices.c.survey_id == Survey.id)
        .where(Survey.agency_id == agency)
    )


def _responses(agency: ColumnElement[int]) -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(SurveyResponse)
        .where(SurveyResponse.agency_id == agency, SurveyResponse.survey_id == Survey.id)
        .correlate(Survey)
        .scalar_subquery()
    )


def _elements(counted: CTE) -> Select[*tuple[Any, ...]]:
    elements = func.count().over(partition_by=counted.c.survey_id)
    return select(
        counted.c.survey_id,
        counted.c.element_id,
        counted.c.code,
        counted.c.ordinal,
        counted.c.answers,
        counted.c.total,
        *(counted.c[name] for name in COUNTS),
        counted.c.wishes,
        func.round(mean(counted.c.total, counted.c.answers), literal_column("20")).label("mean"),
        weight_of(counted.c.weight_mode, counted.c.weight, elements).label("weight"),
    )
