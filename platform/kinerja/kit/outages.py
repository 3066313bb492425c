"""Which failures mean that the database is away, and not that a statement or a program is wrong."""

from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

#: SQLSTATEs, by their beginnings: no connection, no resources, shutting down or starting up, and a
#: standby in place of the primary. https://www.postgresql.org/docs/current/errcodes-appendix.html
_AWAY: Final = ("08", "53", "57P01", "57P02", "57P03", "25006")


def is_outage(error: BaseException | None) -> bool:
    """Tell whether the same request may well succeed in a few seconds."""
    if isinstance(error, PoolTimeoutError | OSError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None) or ""
    return error.connection_invalidated or state.startswith(_AWAY)
