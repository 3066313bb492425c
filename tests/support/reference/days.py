"""Periods of days as the API shows them: the end is kept exclusive, and shown as the last day."""

from datetime import date, timedelta
from typing import TypeAlias

from sqlalchemy.dialects.postgresql import Range

Days: TypeAlias = Range[date]


def first_day(period: Days) -> date | None:
    """Return the first day; None for an open beginning and for a period without days."""
    return None if period.is_empty else period.lower


def last_day(period: Days) -> date | None:
    """Return the last day; None for an open end and for a period without days."""
    if period.is_empty or period.upper is None:
        return None
    return period.upper - timedelta(days=1)


def covers(period: Days, day: date) -> bool:
    """Tell whether a day lies in the period."""
    if period.is_empty:
        return False
    has_begun = period.lower is None or period.lower <= day
    return has_begun and (period.upper is None or day < period.upper)
