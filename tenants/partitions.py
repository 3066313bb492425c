"""The partitions of one agency; on Citus there are none, the tables are distributed instead."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId

GROWING = text(
    "SELECT relname FROM pg_class"
    " WHERE relkind = 'p' AND relnamespace = 'public'::regnamespace"
    " AND to_regclass(format('public.%I', relname || :suffix)) IS NULL ORDER BY oid"
)


def partition_name(table: str, agency_id: AgencyId) -> str:
    """Return the name of an agency's partition."""
    return f"{table}_agency_{agency_id:d}"


async def create_partitions(session: AsyncSession, agency_id: AgencyId) -> None:
    """Make the partitions that an agency does not have yet, one for each partitioned table.

    The database itself says which tables are partitioned. A partition carries forced row-level
    security without any policy and grants nothing: it can be reached through its table only.

    It is made apart and then attached: `CREATE … PARTITION OF` would lock the table against every
    agency's reads, attaching only holds up writes for some milliseconds.
    """
    missing = await session.scalars(GROWING, {"suffix": partition_name("", agency_id)})
    for table in missing.all():
        partition = partition_name(table, agency_id)
        for statement in (
            f"CREATE TABLE {partition} (LIKE {table} INCLUDING ALL)",
            f"ALTER TABLE {partition} ENABLE ROW LEVEL SECURITY",
            f"ALTER TABLE {partition} FORCE ROW LEVEL SECURITY",
            f"ALTER TABLE {table} ATTACH PARTITION {partition} FOR VALUES IN ({agency_id:d})",
        ):
            await session.execute(text(statement))
