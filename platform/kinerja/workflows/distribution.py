"""How the grades of a unit's people fall, and whether they keep its pattern: the one calculation.

A rating of a unit covers the appraisals of its cycle in the unit and below it, but for those of a
lower unit that was rated itself. What calibrating checks and what is shown of a unit both come from
here. Everything is SQL over the columns of a rating, so that it can stand inside another statement.
"""

from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    Subquery,
    Table,
    Text,
    and_,
    any_,
    column,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
    type_coerce,
    values,
)
from sqlalchemy.types import NullType

from kinerja.domains.appraisals.grades import official_grade
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.vocabulary import Grade
from kinerja.domains.calibration.models import OrgPerformance
from kinerja.domains.calibration.patterns import PATTERNS, SMALLEST_UNIT
from kinerja.kit.ids import AgencyId
from policies.asking import is_below

#: The columns of a rating of a unit, by their names.
Rated = Any
_HUNDRED = literal_column("100", Integer())
#: What the count of a grade is called.
COUNTS = {grade: grade.value.lower() for grade in Grade}
_lower = cast("Table", OrgPerformance.__table__).alias("lower_unit")
_people = cast("Table", Appraisal.__table__).alias("people")
_DEMANDS = values(
    column("ordinal", Integer),
    column("rating", Text),
    column("rule", Text),
    column("grades", Text),
    column("least_percent", Integer),
    column("most_percent", Integer),
    column("least_people", Integer),
    column("english", Text),
    column("indonesian", Text),
    name="demands",
    literal_binds=True,
).data(
    [
        (
            ordinal,
            rating.value,
            demand.rule.value,
            ",".join(demand.grades),
            demand.least_percent,
            demand.most_percent,
            demand.least_people,
            demand.en,
            demand.id,
        )
        for rating, demands in PATTERNS.items()
        for ordinal, demand in enumerate(demands, start=1)
    ]
)


def agency_of(agency_id: AgencyId) -> ColumnElement[int]:
    """Return an agency as these calculations take it."""
    return literal(int(agency_id), Integer())


def covers(top: Any, path: Any) -> ColumnElement[bool]:  # noqa: ANN401 - columns, mapped or not.
    """Return whether a path is `top` or lies below it."""
    # As they are: an `Ltree` would be read as text, and no path is.
    return is_below(type_coerce(path, NullType()), type_coerce(top, NullType()))


def _covered(agency: ColumnElement[int], rated: Rated) -> Subquery:
    """Return the grades of the people whom a rating covers; NULL: not decided yet."""
    nearer = (
        select(_lower.c.id)
        .where(
            _lower.c.agency_id == agency,
            _lower.c.cycle_id == rated["cycle_id"],
            covers(rated["unit_path"], _lower.c.unit_path),
            not_(covers(_lower.c.unit_path, rated["unit_path"])),
            covers(_lower.c.unit_path, _people.c.unit_path),
        )
        .correlate(_people)
        .exists()
    )
    grade = official_grade(_people.c.decided_work_rating, _people.c.behaviour_rating)
    return (
        select(grade.label("grade"))
        .where(
            _people.c.agency_id == agency,
            _people.c.cycle_id == rated["cycle_id"],
            _people.c.superseded_at.is_(None),
            covers(rated["unit_path"], _people.c.unit_path),
            not_(nearer),
        )
        .subquery("covered")
    )


def _number(value: int) -> ColumnElement[int]:
    return literal_column(str(value), Integer())


def _whole(counted: ColumnElement[Any]) -> ColumnElement[int]:
    return counted.cast(Integer)


def distribution(agency: ColumnElement[int], rated: Rated) -> Select[Any]:
    """Return one row: how many of the covered people have each grade, and have none yet."""
    grades = _covered(agency, rated).c.grade
    decided = func.count(grades)
    counts = [
        _whole(func.count().filter(grades == literal_column(f"'{grade.value}'", Text()))).label(
            name
        )
        for grade, name in COUNTS.items()
    ]
    return select(
        agency.label("agency_id"),
        rated["id"].label("org_performance_id"),
        _whole(decided).label("people"),
        *counts,
        _whole(func.count().filter(grades.is_(None))).label("undecided"),
        (decided < _number(SMALLEST_UNIT)).label("is_exempt"),
    )


def demands(agency: ColumnElement[int], rated: Rated) -> Select[Any]:
    """Return what the pattern of a rating demands, and of how many of the covered people it holds.

    `is_kept` is true of units that are exempt, too.
    """
    grades = _covered(agency, rated).c.grade
    asked = _DEMANDS.c
    decided = func.count(grades)
    having = func.count().filter(grades == any_(func.string_to_array(asked.grades, ",")))
    kept = and_(
        having * _HUNDRED >= decided * asked.least_percent,
        having * _HUNDRED <= decided * asked.most_percent,
        having >= asked.least_people,
    )
    shown = (
        asked.ordinal,
        asked.rule,
        asked.least_percent,
        asked.most_percent,
        asked.least_people,
        asked.english,
        asked.indonesian,
    )
    return (
        select(
            agency.label("agency_id"),
            rated["id"].label("org_performance_id"),
            *shown,
            _whole(having).label("people"),
            or_(decided < _number(SMALLEST_UNIT), kept).label("is_kept"),
        )
        .select_from(_DEMANDS.outerjoin(grades.table, true()))
        .where(asked.rating == rated["rating"])
        .group_by(*shown)
    )
