"""The lock under which the shape of an organisation changes, one transaction at a time.

A circle of units or raters spans several rows, so no constraint of one row can forbid it: two
transactions could each write half of it. Ordinary reads and other agencies are not held up.
"""

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId
from tenants.session import ConcurrentChangeError

#: Any number that no other two-part advisory lock of the database uses.
_ORGANISATION = 0x4B4A4F
_LOCK_NOT_AVAILABLE = "55P03"


async def lock_organisation(session: AsyncSession, agency_id: AgencyId) -> None:
    """Wait until the organisation is free, and hold it to the end of the transaction.

    Raises:
        ConcurrentChangeError: another transaction, an import say, holds it for too long.
    """
    try:
        await session.execute(select(func.pg_advisory_xact_lock(_ORGANISATION, agency_id)))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
            raise ConcurrentChangeError from error
        raise


async def try_lock_organisation(session: AsyncSession, agency_id: AgencyId) -> bool:
    """Hold the organisation to the end of the transaction, or tell that another one does."""
    taken = await session.scalar(select(func.pg_try_advisory_xact_lock(_ORGANISATION, agency_id)))
    return bool(taken)
