"""Room for statements that work on a whole cycle at once."""

from contextlib import AbstractAsyncContextManager
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.statement_settings import CHECKED_BY_ONE_PLAN, statement_settings

#: A hundred thousand appraisals with a million scores take longer than a request usually may, and
#: are sorted and hashed in memory. Tables of a few rows (versions, indicators) are never analysed,
#: so the planner takes a cycle for small and joins a million rows to a million one by one, for
#: hours: it must hash them.
SETTINGS: Final = {
    "statement_timeout": "15min",
    "work_mem": "64MB",
    "enable_nestloop": "off",
    **CHECKED_BY_ONE_PLAN,
}


def room(session: AsyncSession) -> AbstractAsyncContextManager[None]:
    """Let the statements inside take the time and the memory of a whole cycle.

    Afterwards the transaction goes on as before; after a failure its savepoint restores it.
    """
    return statement_settings(session, SETTINGS)
