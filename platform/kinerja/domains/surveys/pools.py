"""Surveys pooled: the index of a unit and year from all answers of its closed surveys together."""

from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Integer,
    Select,
    Subquery,
    and_,
    func,
    literal_column,
    select,
    type_coerce,
)
from sqlalchemy.types import NullType

from kinerja.domains.surveys.index import band_of, measures, pooled
from kinerja.domains.surveys.models import SurveyElementResult, SurveyResult
from kinerja.domains.surveys.sample import sample_needed
from kinerja.domains.surveys.vocabulary import SurveyKind
from policies.asking import is_below


def year_of_result() -> ColumnElement[int]:
    """Return the year in which the survey ended."""
    last = func.upper(SurveyResult.period) - literal_column("1", Integer())
    return func.date_part("year", last).cast(Integer)


def element_results(
    agency: ColumnElement[int], *conditions: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """Return the counted elements of the results that `conditions` keep, IKM surveys only."""
    return (
        select(
            SurveyResult.org_unit_id,
            SurveyResult.ruleset,
            year_of_result().label("year"),
            SurveyElementResult.code,
            SurveyElementResult.ordinal,
            SurveyElementResult.answers,
            SurveyElementResult.total,
        )
        .join(
            SurveyElementResult,
            and_(
                SurveyElementResult.agency_id == agency,
                SurveyElementResult.result_id == SurveyResult.id,
            ),
        )
        .where(
            SurveyResult.agency_id == agency,
            SurveyResult.kind == literal_column(f"'{SurveyKind.SKM}'"),
            *conditions,
        )
    )


def index_by(tallies: Subquery | CTE, *keys: str) -> Select[*tuple[Any, ...]]:
    """Return the pooled index of each group of `keys`, every element weighing alike."""
    summed = pooled(tallies, *(tallies.c[name] for name in keys)).subquery("summed")
    made = measures(summed)
    columns = [summed.c[name] for name in keys]
    return select(
        *columns, made.exact.label("exact_index"), made.shown.label("index_value")
    ).group_by(*columns)


def years(agency: ColumnElement[int], path: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    """Return, by year and ruleset, what the surveys of a unit and of those below it say together.

    `path` is that of the unit. The sample that is needed is that of all their people together.
    """
    # As they are: an `Ltree` would be read as text, and no path is.
    path = type_coerce(path, NullType())
    under = is_below(type_coerce(SurveyResult.unit_path, NullType()), path)
    counted = element_results(agency, under).cte("counted")
    indices = index_by(counted, "year", "ruleset").subquery("indices")
    people = _people(agency, under)
    needed = sample_needed(people.c.population)
    return select(
        agency.label("agency_id"),
        path.label("unit_path"),
        people.c.year,
        people.c.ruleset,
        people.c.surveys,
        people.c.responses,
        people.c.population,
        needed.label("sample_needed"),
        indices.c.exact_index,
        indices.c.index_value,
        band_of(indices.c.index_value, people.c.ruleset).label("band"),
    ).join_from(
        people,
        indices,
        and_(indices.c.year == people.c.year, indices.c.ruleset == people.c.ruleset),
    )


def _people(agency: ColumnElement[int], *conditions: ColumnElement[bool]) -> Subquery:
    year = year_of_result()
    return (
        select(
            year.label("year"),
            SurveyResult.ruleset,
            func.count().cast(Integer).label("surveys"),
            func.sum(SurveyResult.responses).cast(Integer).label("responses"),
            func.sum(SurveyResult.population).cast(Integer).label("population"),
        )
        .where(
            SurveyResult.agency_id == agency,
            SurveyResult.kind == literal_column(f"'{SurveyKind.SKM}'"),
            *conditions,
        )
        .group_by(year, SurveyResult.ruleset)
        .subquery("people")
    )
