"""Many rows at once: COPY into a table of the transaction's own, to be moved by set-based SQL.

COPY writes no table under row-level security, so rows are staged in a temporary table and then
inserted by a statement that the policies see. On Citus too: a temporary table is local to the
coordinator, and INSERT … SELECT from it into a distributed table is supported.
"""

from collections.abc import AsyncIterable, Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import CursorResult, text
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.statement_settings import CHECKED_BY_ONE_PLAN, change_settings

Records = Iterable[Sequence[Any]] | AsyncIterable[Sequence[Any]]

_FOR_LOADING: Final = {
    "statement_timeout": "15min",
    "idle_in_transaction_session_timeout": "15min",
    # The statistics know nothing yet of rows that this transaction wrote, so every join looks like
    # one row against one: nested loops over 100,000 rows take minutes where hashing takes seconds.
    "enable_nestloop": "off",
    **CHECKED_BY_ONE_PLAN,
}


async def allow_long_statements(session: AsyncSession) -> None:
    """Set the transaction up for the loading of a file rather than for a request."""
    await change_settings(session, _FOR_LOADING)


async def create_stage(session: AsyncSession, name: str, columns: Mapping[str, str]) -> None:
    """Create a temporary table that goes with the transaction; names and types are our own text."""
    listed = ", ".join(f"{column} {type_}" for column, type_ in columns.items())
    await session.execute(text(f"CREATE TEMPORARY TABLE {name} ({listed}) ON COMMIT DROP"))


async def fill_stage(
    session: AsyncSession, name: str, *, columns: Iterable[str], records: Records
) -> None:
    """Copy `records` into a staged table; tuples in the order of `columns`, never all in memory."""
    connection = await session.connection()
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    if driver is None:  # SQLAlchemy's type allows it; a checked-out connection always has one.
        raise RuntimeError("the connection was returned to the pool")
    await driver.copy_records_to_table(name, records=records, columns=list(columns))


async def change_rows(session: AsyncSession, statement: str, **values: object) -> int:
    """Run a statement that writes; return how many rows it wrote."""
    result = await session.execute(text(statement), values)
    return result.rowcount if isinstance(result, CursorResult) else 0


async def analyse_stage(session: AsyncSession, name: str) -> None:
    """Let the planner know how many rows were staged; without it joins are planned for a few."""
    await session.execute(text(f"ANALYZE {name}"))
