"""The service level of complaints: what counts as received, done, and answered in time.

Numerator and denominator are kept with every rate, and the moment as of which they were counted: a
rate alone cannot be checked (a headline of 98.1 % stood over 12,936 of 14,233, which is 90.89 %).
"""

from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Integer,
    Numeric,
    Select,
    cast,
    func,
    literal_column,
    select,
)

from kinerja.domains.complaints.models import Complaint
from kinerja.domains.complaints.vocabulary import ComplaintState
from kinerja.kit.ids import AgencyId

#: Within so many days a complaint must be answered (Pergub DKI 128/2017, as announced in 2023).
RESPONSE_DAYS = 3
_LIMIT: ColumnElement[Any] = literal_column(f"interval '{RESPONSE_DAYS} days'")
_DECIMALS = literal_column("2", Integer())


class Counts(NamedTuple):
    """The aggregates of a group of complaints."""

    received: ColumnElement[int]
    done: ColumnElement[int]
    answered_in_time: ColumnElement[int]


def counts() -> Counts:
    """Return what is counted: what was rerouted is others' to answer, and is left out."""
    ours = Complaint.state != ComplaintState.REROUTED.value
    answered = func.coalesce(Complaint.responded_at, Complaint.closed_at)
    in_time = answered <= Complaint.received_at + _LIMIT
    return Counts(
        func.count().filter(ours),
        func.count().filter(Complaint.state == ComplaintState.DONE.value),
        func.count().filter(ours, in_time),
    )


def rate(numerator: ColumnElement[Any], denominator: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return a rate in percent, two decimals, HALF_UP; NULL of nothing."""
    hundredfold = cast(numerator, Numeric) * literal_column("100", Numeric())
    return func.round(hundredfold / func.nullif(denominator, literal_column("0")), _DECIMALS)


def month_of(instant: ColumnElement[datetime]) -> ColumnElement[date]:
    """Return the first day of the month of an instant, in Jakarta."""
    local = func.timezone(literal_column("'Asia/Jakarta'"), instant)
    return cast(func.date_trunc(literal_column("'month'"), local), Date)


def months(agency_id: AgencyId, *conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """Return the counts of every unit and month of the complaints that `conditions` keep."""
    month, counted = month_of(Complaint.received_at.expression), counts()
    return (
        select(
            Complaint.org_unit_id,
            # A unit that was moved has complaints under two paths: the latest is that of today.
            func.max(func.ltree2text(Complaint.unit_path)).label("unit_path"),
            month.label("month"),
            counted.received.label("received"),
            counted.done.label("done"),
            counted.answered_in_time.label("answered_in_time"),
        )
        .where(Complaint.agency_id == agency_id, *conditions)
        .group_by(Complaint.org_unit_id, month)
    )
