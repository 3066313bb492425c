"""How Alembic runs here: as the owner role, one migration a transaction, one runner at a time."""

import asyncio

from alembic import context
from sqlalchemy import Connection, ForeignKeyConstraint, pool, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.schema import SchemaItem

from kinerja.domains.registry import metadata
from kinerja.kit.database import Ltree
from migrations.roles import OWNER, ensure_roles
from migrations.tenant_tables import change_shards_one_by_one
from tenants.engines import sqlalchemy_url

#: Any number that nobody else uses; two deployments that migrate at once wait for each other.
ADVISORY_LOCK = 0x4B494E45524A41


def migrate(connection: Connection) -> None:
    """Run the migrations on an administrator's connection."""
    connection.dialect.ischema_names["ltree"] = Ltree  # type: ignore[attr-defined]  # of the dialect
    # Before the lock timeout: the second of two deployments waits, however long the first takes.
    connection.execute(text(f"SELECT pg_advisory_lock({ADVISORY_LOCK})"))
    connection.execute(text("SET lock_timeout = '5s'"))
    connection.execute(text("SET statement_timeout = '15min'"))
    ensure_roles(connection)
    change_shards_one_by_one(connection)
    connection.execute(text(f"SET ROLE {OWNER}"))
    connection.commit()
    context.configure(
        connection=connection,
        target_metadata=metadata,
        transaction_per_migration=True,
        compare_server_default=False,
        include_object=_is_ours,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.execute(text("RESET ROLE"))
    connection.execute(text(f"SELECT pg_advisory_unlock({ADVISORY_LOCK})"))
    connection.commit()


def _is_ours(found: SchemaItem, name: str | None, type_: str, *_: object) -> bool:
    """Leave out the partitions, and PostgreSQL's own foreign keys to them: no migration's work."""
    if isinstance(found, ForeignKeyConstraint) and type_ == "foreign_key_constraint":
        name = found.elements[0].target_fullname.partition(".")[0]
    return type_ not in {"table", "foreign_key_constraint"} or "_agency_" not in str(name)


async def _online() -> None:
    # Developers give theirs on the command line: `alembic -x url=postgresql://… revision`.
    given = context.get_x_argument(as_dictionary=True)
    url = sqlalchemy_url(context.config.attributes.get("url") or given["url"])
    engine = create_async_engine(url, poolclass=pool.NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


if context.is_offline_mode():
    context.configure(dialect_name="postgresql", target_metadata=metadata, literal_binds=True)
    with context.begin_transaction():
        context.run_migrations()
else:
    asyncio.run(_online())
