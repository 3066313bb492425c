"""The days on which a version is in force: first and last day as people say them, and as stored."""

from datetime import date, timedelta

from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.frameworks.errors import InvalidPeriodError
from kinerja.domains.frameworks.weights import Path


def period(first: date, last: date | None, *, path: Path = ()) -> Range[date]:
    """Return the days from `first` to `last`, both included; no last day leaves the end open.

    Raises:
        InvalidPeriodError: the last day comes before the first, or has no day after it.
    """
    if last is None:
        return Range(first, None, bounds="[)")
    if last < first or last == date.max:
        raise InvalidPeriodError(start=first, end=last, path=path)
    return Range(first, last + timedelta(days=1), bounds="[)")
