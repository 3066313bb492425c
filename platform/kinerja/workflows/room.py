"""Room for statements that work on a whole cycle at once."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

#: A hundred thousand appraisals with a million scores: longer than a request usually may take, and
#: sorted and hashed in memory. Local to the transaction.
SETTINGS = (
    text("SET LOCAL statement_timeout = '15min'"),
    text("SET LOCAL work_mem = '64MB'"),
)


async def make_room(session: AsyncSession) -> None:
    """Let the statements of this transaction take the time and memory of a whole cycle."""
    for setting in SETTINGS:
        await session.execute(setting)
