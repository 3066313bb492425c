"""The lock under which an agency's policies change, one transaction at a time.

What is in force, what a proposal was made from and which number comes next span several rows. Reads
and other agencies are not held up.
"""

from sqlalchemy import func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId
from tenants.session import ConcurrentChangeError

#: Any number that no other two-part advisory lock of the database uses.
_POLICIES = 0x4B4A50
_LOCK_NOT_AVAILABLE = "55P03"


async def lock_policies(session: AsyncSession, agency_id: AgencyId) -> None:
    """Wait until the agency's policies are free, and hold them to the end of the transaction.

    Raises:
        ConcurrentChangeError: another transaction holds them for too long.
    """
    try:
        await session.execute(select(func.pg_advisory_xact_lock(_POLICIES, agency_id)))
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE:
            raise ConcurrentChangeError from error
        raise
