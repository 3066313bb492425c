"""The right that a delegator can pass on: the days on which somebody rates and holds a position.

A rater rates for as long as an open appraisal names him, and on the days of his reporting lines.
What somebody else delegated to him is no right of his own: there are no chains.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Select,
    Uuid,
    cast,
    column,
    func,
    literal,
    literal_column,
    select,
    table,
    union_all,
)
from sqlalchemy.dialects.postgresql import DATERANGE

_lines = table(
    "reporting_lines",
    column("agency_id"),
    column("rater_id", Uuid),
    column("kind"),
    column("valid", DATERANGE),
)
_terms = table(
    "assignments", column("agency_id"), column("employee_id", Uuid), column("valid", DATERANGE)
)
_appraisals = table(
    "appraisals", column("agency_id"), column("rater_id", Uuid), column("cycle_id"), column("state")
)
_cycles = table("cycles", column("agency_id"), column("id"), column("state"))

_OVER = ("FINALISED", "ARCHIVED", "CANCELLED")


def right_of(agency: ColumnElement[int], delegator_id: UUID) -> ColumnElement[Any]:
    """Return the days of the delegator's own right, as a multirange; NULL or empty: none."""
    delegator = literal(delegator_id, Uuid())
    of_lines = select(_lines.c.valid.label("days")).where(
        _lines.c.agency_id == agency, _lines.c.rater_id == delegator, _lines.c.kind != "DELEGATED"
    )
    rates = union_all(of_lines, _pinned(agency, delegator)).subquery("rates")
    works = select(func.range_agg(_terms.c.valid)).where(
        _terms.c.agency_id == agency, _terms.c.employee_id == delegator
    )
    agreed = select(func.range_agg(rates.c.days)).scalar_subquery()
    return agreed.op("*")(works.scalar_subquery())


def _pinned(agency: ColumnElement[int], delegator: ColumnElement[UUID]) -> Select[Any]:
    """Select all days, if an appraisal that is not over names the delegator as its rater."""
    always = func.daterange(literal_column("NULL", Date()), literal_column("NULL", Date()))
    return (
        select(always)
        .select_from(_appraisals.join(_cycles, _cycles.c.id == _appraisals.c.cycle_id))
        .where(
            _appraisals.c.agency_id == agency,
            _cycles.c.agency_id == agency,
            _appraisals.c.rater_id == delegator,
            _appraisals.c.state != "FINAL",
            _cycles.c.state.not_in(_OVER),
        )
    )


def lies_within(valid: Any, right: ColumnElement[Any]) -> ColumnElement[bool]:  # noqa: ANN401 - a range.
    """Return whether all days of a period lie within a right; never NULL."""
    inside = right.op("@>", is_comparison=True)(cast(valid, DATERANGE))
    return func.coalesce(inside, literal_column("false"))


def end_of_right(agency_id: int, delegator_id: UUID, *, first: date) -> Select[date]:
    """Select until when (exclusive; `date.max`: open) the right that holds on `first` goes on."""
    right = right_of(literal(agency_id, Integer()), delegator_id)
    span = func.unnest(right).column_valued("span")
    holds = span.op("@>", is_comparison=True)(literal(first, Date()))
    end = func.coalesce(func.upper(span, type_=Date()), literal(date.max, Date()))
    return select(end).where(holds)
