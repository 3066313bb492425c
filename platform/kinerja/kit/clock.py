"""The time of day, in one place, so that nothing else asks the system for it."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

#: Working dates in Jakarta follow Western Indonesia Time; instants are stored in UTC.
JAKARTA = ZoneInfo("Asia/Jakarta")


def now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the working date in Jakarta, which decides dated relations."""
    return now().astimezone(JAKARTA).date()
