"""The result of a year: the mean of its final composites, weighted by months (domain rules, 3.2).

A year may have several cycles (amended ones, quarters, months), assignments (transfers) and
framework versions. Each final appraisal weighs as many months as its cycle, its assignment and the
year have in common. Months count by the calendar: 15 days of a month of 30 are half a month.
Cycles of different kinds are never mixed: the result of a year is no mean of its months.
"""

from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Integer,
    Select,
    Subquery,
    Text,
    Uuid,
    case,
    cast,
    column,
    extract,
    func,
    literal_column,
    null,
    select,
    table,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import DATERANGE
from sqlalchemy.types import NullType

from kinerja.domains.appraisals.composite import DECIMALS, rounded
from kinerja.domains.appraisals.framework_tables import cycles
from kinerja.domains.appraisals.models import Appraisal
from kinerja.domains.appraisals.vocabulary import AppraisalState, Grade

#: A month in parts of which a day of every month is a whole number: 28, 29, 30 and 31 divide it.
MONTH: Final = 377_580
MONTHS_OF_A_YEAR: Final = 12
#: Percent of the yearly credit points (angka kredit) by grade (Peraturan BKN 3/2023).
CREDIT_PERCENT: Final = {
    Grade.VERY_GOOD: 150,
    Grade.GOOD: 100,
    Grade.NEEDS_IMPROVEMENT: 75,
    Grade.POOR: 50,
    Grade.VERY_POOR: 25,
}

_assignments = table(
    "assignments", column("agency_id", Integer), column("id"), column("valid", DATERANGE)
)
_ONE_DAY: ColumnElement[int] = literal_column("1", Integer())


def parts(agency: ColumnElement[int], ratee_id: ColumnElement[Any]) -> Select[Any]:
    """Return the final results that count for the years of an employee: a row a result and year.

    Only the revision that is not superseded counts, and only days in the employee's assignment.
    """
    one = _counting(agency, ratee_id)
    kept = [one.c[name] for name in one.c.keys() if name not in {"common", "portion", "unit_path"}]  # noqa: SIM118 - columns by their names.
    return select(
        *kept,
        type_coerce(one.c.unit_path, NullType()).label("unit_path"),
        func.lower(one.c.common, type_=Date()).label("first_day"),
        (func.upper(one.c.common, type_=Date()) - _ONE_DAY).label("last_day"),
        func.round(one.c.portion / literal_column(f"{MONTH}.0"), DECIMALS).label("months"),
    ).where(one.c.portion > literal_column("0"))


def annual_results(agency: ColumnElement[int], ratee_id: ColumnElement[Any]) -> Select[Any]:
    """Return the results of all years of an employee: one row a year and kind of cycles.

    `rater_id` and `superior_id` are those of all parts, else NULL; `unit_path` is the lowest unit
    that all of them are in: so policy shows the result to whom it shows every part. A part without
    a composite (nothing applied) weighs nothing; `composite` is NULL when there is no other.
    """
    one = _counting(agency, ratee_id)
    scored = one.c.composite.is_not(None)
    weights = func.sum(one.c.portion).filter(scored)
    points = func.sum(one.c.portion * one.c.composite)
    year: ColumnElement[Any] = literal_column(f"{MONTH * MONTHS_OF_A_YEAR * 100}.0")
    return (
        select(
            one.c.agency_id,
            one.c.ratee_id,
            one.c.year,
            one.c.cycle_kind,
            _of_all(one.c.rater_id).label("rater_id"),
            _of_all(one.c.superior_id).label("superior_id"),
            _unit_of_all(one.c.unit_path).label("unit_path"),
            literal_column(f"'{AppraisalState.FINAL}'", Text()).label("state"),
            cast(null(), Date()).label("rating_due"),
            func.round(weights / literal_column(f"{MONTH}.0"), DECIMALS).label("months"),
            rounded(points / weights).label("composite"),
            func.round(
                func.sum(one.c.portion * _credit_percent(one.c.official_grade)) / year, DECIMALS
            ).label("credit_ratio"),
        )
        .where(one.c.portion > literal_column("0"))
        .group_by(one.c.agency_id, one.c.ratee_id, one.c.year, one.c.cycle_kind)
    )


def _counting(agency: ColumnElement[int], ratee_id: ColumnElement[Any]) -> Subquery:
    """Return each final result and year with the portion of months that it weighs there."""
    year = _years(cycles.c.period)
    common = cycles.c.period.op("*")(_assignments.c.valid).op("*")(_range_of(year.c.year))
    found = (
        select(
            Appraisal.agency_id,
            Appraisal.ratee_id,
            Appraisal.rater_id,
            Appraisal.superior_id,
            Appraisal.unit_path,
            Appraisal.state,
            Appraisal.rating_due,
            Appraisal.id.label("appraisal_id"),
            Appraisal.cycle_id,
            Appraisal.assignment_id,
            Appraisal.framework_version_id,
            Appraisal.composite,
            Appraisal.official_grade,
            cycles.c.kind.label("cycle_kind"),
            year.c.year,
            common.label("common"),
        )
        .select_from(Appraisal)
        .join(cycles, cycles.c.id == Appraisal.cycle_id)
        .join(_assignments, _assignments.c.id == Appraisal.assignment_id)
        .join(year, literal_column("true"))
        .where(
            Appraisal.agency_id == agency,
            cycles.c.agency_id == agency,
            _assignments.c.agency_id == agency,
            Appraisal.ratee_id == ratee_id,
            Appraisal.state == literal_column(f"'{AppraisalState.FINAL}'"),
            Appraisal.superseded_at.is_(None),
        )
        .subquery("final_results")
    )
    days = found.c.common
    portion = _position(func.upper(days, type_=Date())) - _position(func.lower(days, type_=Date()))
    return select(*found.c, portion.label("portion")).subquery("counting")


def _years(period: ColumnElement[Any]) -> Any:  # noqa: ANN401 - a lateral.
    first = extract("year", func.lower(period, type_=Date())).cast(Integer)
    last = extract("year", func.upper(period, type_=Date()) - _ONE_DAY).cast(Integer)
    every = func.generate_series(first, last, type_=Integer()).table_valued("year", name="years")
    return every.render_derived().lateral()


def _range_of(year: ColumnElement[int]) -> ColumnElement[Any]:
    one = literal_column("1", Integer())
    return func.daterange(
        func.make_date(year, one, one), func.make_date(year + one, one, one), type_=DATERANGE
    )


def _position(day: ColumnElement[Any]) -> ColumnElement[int]:
    """Return where a day stands on the calendar, in parts of months; NULL for no day."""
    month = func.date_trunc("month", day)
    after = month + literal_column("interval '1 month'")
    length = extract("day", after - literal_column("interval '1 day'")).cast(BigInteger)
    whole = extract("year", day).cast(BigInteger) * literal_column(str(MONTHS_OF_A_YEAR))
    begun = (extract("day", day).cast(BigInteger) - _ONE_DAY) * (
        literal_column(str(MONTH), BigInteger()).op("/")(length)
    )
    months = whole + extract("month", day).cast(BigInteger)
    return months * literal_column(str(MONTH), BigInteger()) + begun


def _of_all(person: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the person who is the same in all rows of a group; NULL when there are several."""
    same = (func.count(person.distinct()) == literal_column("1")) & (
        func.count(person) == func.count()
    )
    return case((same, cast(func.min(cast(person, Text())), Uuid())))


def _unit_of_all(path: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the lowest path above all: `lca` leaves out the last label, so one is added."""
    below = path.op("||")(literal_column("'x'::text"))
    return func.lca(func.array_agg(below), type_=NullType())


def _credit_percent(grade: ColumnElement[Any]) -> ColumnElement[Any]:
    words: dict[str, ColumnElement[Any]] = {
        f"'{one.value}'": literal_column(str(percent)) for one, percent in CREDIT_PERCENT.items()
    }
    return case(*((grade == literal_column(word), percent) for word, percent in words.items()))
