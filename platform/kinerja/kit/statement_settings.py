"""Settings for statements that write many rows at once, for as long as those statements run."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

#: Every row that is inserted is looked up in the tables it refers to, by a prepared statement for
#: each foreign key. The application role plans a statement anew whenever it runs, so that only the
#: agency's partitions are looked at; for these lookups that costs far more than the lookup. Planned
#: once, over all partitions, they prune when they run. Measured for each row of scores or node
#: results: 150 µs less of 200 with 50 agencies, 90 µs less of 240 with 300. `auto` gains nothing:
#: it compares estimated costs, and the plan for one agency always looks cheaper.
#: What it takes: the main statement is planned for any agency too (as fast, measured), and locks
#: the partitions of all: with 300 agencies 3,700 locks where it was 2,200, which
#: max_locks_per_transaction must allow.
CHECKED_BY_ONE_PLAN: Final[Mapping[str, str]] = {"plan_cache_mode": "force_generic_plan"}


@asynccontextmanager
async def statement_settings(
    session: AsyncSession, settings: Mapping[str, str]
) -> AsyncIterator[None]:
    """Let `settings` hold inside; afterwards the transaction goes on with what held before.

    After a failure nothing is put back: the rollback, to a savepoint too, does that. Names and
    values are our own text: literal, because on Citus only a literal SET LOCAL reaches the workers.
    """
    names = ", ".join(f"current_setting('{name}')" for name in settings)
    before = (await session.execute(text(f"SELECT {names}"))).one()
    await change_settings(session, settings)
    yield
    await _set(session, dict(zip(settings, before, strict=True)))


async def change_settings(session: AsyncSession, settings: Mapping[str, str]) -> None:
    """Let `settings` hold until the transaction ends, for plans that are made from now on."""
    # A plan that an earlier transaction made while the agency's partition was empty would go on
    # reading the whole partition for each row: any index looks equally good for no rows.
    await session.execute(text("DISCARD PLANS"))
    await _set(session, await _possible(session, settings))


async def _possible(session: AsyncSession, settings: Mapping[str, str]) -> Mapping[str, str]:
    """Leave out what Citus cannot do: it plans a distributed statement by its values only."""
    if await session.scalar(text("SELECT current_setting('citus.shard_count', true)")) is None:
        return settings
    return {name: settings[name] for name in settings if name not in CHECKED_BY_ONE_PLAN}


async def _set(session: AsyncSession, settings: Mapping[str, str]) -> None:
    for name, value in settings.items():
        await session.execute(text(f"SET LOCAL {name} = '{value}'"))
