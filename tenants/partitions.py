"""The partitions of one agency; on Citus there are none, the tables are distributed instead."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId

GROWING = text(
    "SELECT relname FROM pg_class"
    " WHERE relkind = 'p' AND relnamespace = 'public'::regnamespace ORDER BY oid"
)


def partition_name(table: str, agency_id: AgencyId) -> str:
    """Return the name of an agency's partition."""
    return f"{table}_agency_{agency_id:d}"


async def create_partitions(session: AsyncSession, agency_id: AgencyId) -> None:
    """Make the partitions that an agency does not have yet, one for each partitioned table.

    The database itself says which tables are partitioned. A partition carries forced row-level
    security without any policy and grants nothing: it can be reached through its table only.
    """
    for table in (await session.scalars(GROWING)).all():
        partition = partition_name(table, agency_id)
        create = f"CREATE TABLE IF NOT EXISTS {partition} PARTITION OF {table}"
        await session.execute(text(f"{create} FOR VALUES IN ({agency_id:d})"))
        await session.execute(text(f"ALTER TABLE {partition} ENABLE ROW LEVEL SECURITY"))
        await session.execute(text(f"ALTER TABLE {partition} FORCE ROW LEVEL SECURITY"))
