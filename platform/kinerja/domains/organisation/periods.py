"""Periods as people state them, first and last day, and as they are kept, end exclusive."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.organisation.errors import AlreadyEndedError, PeriodEmptyError
from kinerja.kit.errors import PathSegment


def day_after(last: date) -> date:
    """Return the exclusive end of a period that includes `last`.

    The calendar's own last day stands for itself: no date follows it.
    """
    return last if last == date.max else last + timedelta(days=1)


def period_of(
    first: date, last: date | None, *, path: Sequence[PathSegment] = ("period_end",)
) -> Range[date]:
    """Return the days from `first` to `last`, both included; None: without end.

    Raises:
        PeriodEmptyError: the last day lies before the first.
    """
    if last is not None and last < first:
        raise PeriodEmptyError(path=path)
    return Range(first, None if last is None else day_after(last), bounds="[)")


def check_end(
    valid: Range[date], end: date, *, path: Sequence[PathSegment] = ("last_day",)
) -> None:
    """Refuse an exclusive end at which a period cannot end.

    Raises:
        PeriodEmptyError: the period begins later.
        AlreadyEndedError: it ended on an earlier day.
    """
    if valid.lower is not None and end <= valid.lower:
        raise PeriodEmptyError(path=path)
    if valid.upper is not None and valid.upper < end:
        raise AlreadyEndedError(path=path)
