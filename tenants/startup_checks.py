"""What must be true of the database before the service serves anybody.

The service refuses to start rather than run with row-level security that it does not know. A
database that is newer than the code is accepted: migrations only add until the old code is gone.
"""

from collections.abc import AsyncIterator, Sequence

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from kinerja.kit.errors import KinerjaError, KinerjaErrorGroup
from tenants import startup_errors as errors
from tenants.row_security import TABLES, RowPolicy, expected_policies

OLDEST_SERVER = 160_000

_LOG = structlog.get_logger(__name__)

_POWERS = text("""
    SELECT string_agg(rolname, ', ') FROM pg_roles
    WHERE pg_has_role(current_user, oid, 'MEMBER') AND (rolsuper OR rolbypassrls)
""")
_OWNED = text("""
    SELECT string_agg(relname, ', ' ORDER BY relname) FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        AND pg_has_role(current_user, relowner, 'MEMBER')
""")
_REVISION_READABLE = text(
    "SELECT has_table_privilege(to_regclass('public.alembic_version'), 'SELECT')"
)
_UNSECURED = text("""
    SELECT string_agg(c.relname, ', ' ORDER BY c.relname)
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
        AND a.attname = 'agency_id' AND a.attnotnull
        AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
""")
_POLICIES = text("""
    SELECT tablename, policyname, cmd, array_to_string(roles, ','), coalesce(qual, ''),
        coalesce(with_check, ''), permissive = 'PERMISSIVE'
    FROM pg_policies p JOIN pg_class c ON c.oid = to_regclass(format('public.%I', tablename))
    WHERE schemaname = 'public' AND (tablename = ANY (:tables) OR c.relispartition)
""")
_CITUS = text("SELECT 1 FROM pg_extension WHERE extname = 'citus'")
_GRANTS = text("""
    SELECT t.name, p.command FROM unnest(CAST(:tables AS text[])) t (name),
        unnest(ARRAY['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) p (command)
    WHERE CASE WHEN p.command IN ('INSERT', 'UPDATE')
        THEN has_any_column_privilege(format('public.%I', t.name), p.command)
        ELSE has_table_privilege(format('public.%I', t.name), p.command) END
""")


async def check_database(engine: AsyncEngine, *, revisions: Sequence[str]) -> None:
    """Look at the database as the role that will serve requests.

    `revisions` are the migrations of this release, the newest first.

    Raises:
        RefusedToStartError: something is not as it must be; every finding is told.
    """
    async with engine.connect() as connection:
        found = [finding async for finding in _findings(connection, revisions)]
    if found:
        raise RefusedToStartError(found)


class RefusedToStartError(KinerjaErrorGroup):
    """The service does not start on this database."""

    code = "REFUSED_TO_START"


async def _findings(
    connection: AsyncConnection, revisions: Sequence[str]
) -> AsyncIterator[KinerjaError]:
    version = await connection.scalar(text("SELECT current_setting('server_version_num')::int"))
    if version is None or version < OLDEST_SERVER:
        yield errors.ServerTooOldError(version=version)
    role = await connection.scalar(text("SELECT current_user"))
    if powers := await connection.scalar(_POWERS):
        yield errors.RoleTooPowerfulError(role=role, powers=powers)
    if tables := await connection.scalar(_OWNED):
        yield errors.RoleOwnsTablesError(role=role, tables=tables)
    readable = await connection.scalar(_REVISION_READABLE)
    if readable is False:
        yield errors.RoleWithoutAccessError(role=role)
        return
    if readable is None or not await _is_migrated(connection, revisions):
        yield errors.MigrationPendingError()
        return
    if tables := await connection.scalar(_UNSECURED):
        yield errors.RowSecurityMissingError(tables=tables)
    async for finding in _policy_findings(connection):
        yield finding


async def _is_migrated(connection: AsyncConnection, revisions: Sequence[str]) -> bool:
    revision = await connection.scalar(text("SELECT version_num FROM public.alembic_version"))
    if revision not in revisions and revision is not None:
        _LOG.warning("database_newer_than_code", revision=revision, known=revisions[0])
        return True
    return bool(revision == revisions[0])


async def _policy_findings(connection: AsyncConnection) -> AsyncIterator[KinerjaError]:
    parameters = {"tables": list(TABLES)}
    rows = await connection.execute(_POLICIES, parameters)
    actual = {RowPolicy(*row) for row in rows}
    on_citus = bool(await connection.scalar(_CITUS))
    expected = {
        policy for table in TABLES for policy in expected_policies(table, on_citus=on_citus)
    }
    if unknown := actual - expected:
        yield errors.UnknownPolicyError(policies=_names(unknown))
    if missing := expected - actual:
        yield errors.PolicyMissingError(policies=_names(missing))
    grants = await connection.execute(_GRANTS, parameters)
    excess = {
        (table, command) for table, command in grants if command not in TABLES[table].commands
    }
    if excess:
        told = ", ".join(f"{command} on {table}" for table, command in sorted(excess))
        yield errors.ExcessGrantError(grants=told)


def _names(policies: set[RowPolicy]) -> str:
    return ", ".join(f"{policy.name} on {policy.table}" for policy in sorted(policies))
