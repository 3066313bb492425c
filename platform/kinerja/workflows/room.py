"""Room for statements that work on a whole cycle at once."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

#: A hundred thousand appraisals with a million scores take longer than a request usually may, and
#: are sorted and hashed in memory. Tables of a few rows (versions, indicators) are never analysed,
#: so the planner takes a cycle for small and joins a million rows to a million one by one, for
#: hours: it must hash them.
SETTINGS = {"statement_timeout": "'15min'", "work_mem": "'64MB'", "enable_nestloop": "off"}


@asynccontextmanager
async def room(session: AsyncSession) -> AsyncIterator[None]:
    """Let the statements inside take the time and the memory of a whole cycle.

    Afterwards the transaction goes on as before; after a failure its savepoint restores it.
    """
    for name, value in SETTINGS.items():
        await session.execute(text(f"SET LOCAL {name} = {value}"))
    yield
    for name in SETTINGS:
        await session.execute(text(f"SET LOCAL {name} TO DEFAULT"))
