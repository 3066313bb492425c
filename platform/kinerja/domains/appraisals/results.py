"""Results as they are stored: scores, grades and hash of each appraisal, from one calculation."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import CTE, ColumnElement, FromClause, Select, select

from kinerja.domains.appraisals.calculation import Calculation, calculate
from kinerja.domains.appraisals.fingerprint import fingerprints
from kinerja.domains.appraisals.framework_tables import versions
from kinerja.domains.appraisals.grades import numeric_grade, official_grade, suggested_rating
from kinerja.domains.appraisals.models import Appraisal

#: The columns that a result consists of, as they are named in `appraisals`.
RESULT_COLUMNS = (
    "work_score",
    "behaviour_score",
    "composite",
    "numeric_grade",
    "suggested_work_rating",
    "official_grade",
    "result_hash",
)


@dataclass(frozen=True)
class Results:
    """A calculation and, as `graded`, one row of `RESULT_COLUMNS` for each `appraisal_id`."""

    calculation: Calculation
    graded: CTE


def people_of(agency: ColumnElement[int], *conditions: ColumnElement[bool]) -> Select[Any]:
    """Return the appraisals under `conditions` with all that a calculation needs of them."""
    return (
        select(
            Appraisal.id,
            Appraisal.ratee_id,
            Appraisal.framework_version_id,
            Appraisal.position_class,
            Appraisal.innovation_approved,
            Appraisal.decided_work_rating,
            Appraisal.behaviour_rating,
            versions.c.scheme,
            versions.c.content_hash,
        )
        .join(versions, versions.c.id == Appraisal.framework_version_id)
        .where(Appraisal.agency_id == agency, versions.c.agency_id == agency, *conditions)
    )


def results(
    agency: ColumnElement[int],
    people: FromClause,
    *,
    until: ColumnElement[Any] | None = None,
) -> Results:
    """Return the results of `people`, a selectable made from `people_of`."""
    calculation = calculate(agency, people, until=until)
    totals = calculation.totals
    prints = fingerprints(calculation.leaves, people)
    graded = (
        select(
            totals.c.appraisal_id,
            totals.c.work_score,
            totals.c.behaviour_score,
            totals.c.composite,
            numeric_grade(totals.c.composite, people.c.innovation_approved).label("numeric_grade"),
            suggested_rating(totals.c.work_score).label("suggested_work_rating"),
            official_grade(people.c.decided_work_rating, people.c.behaviour_rating).label(
                "official_grade"
            ),
            prints.c.result_hash,
        )
        .join(people, people.c.id == totals.c.appraisal_id)
        .join(prints, prints.c.appraisal_id == totals.c.appraisal_id)
        .cte("graded")
    )
    return Results(calculation, graded)


def suggestions(agency: ColumnElement[int], appraisal_ids: ColumnElement[Any]) -> CTE:
    """Return what the scores suggest for the work of these appraisals, by `appraisal_id`."""
    people = people_of(agency, Appraisal.id.in_(select(appraisal_ids))).cte("people")
    totals = calculate(agency, people).totals
    return select(
        totals.c.appraisal_id,
        suggested_rating(totals.c.work_score).label("suggested_work_rating"),
    ).cte("suggestions")
