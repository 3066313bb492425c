"""The four database roles and the extensions, made before the first table.

`kinerja_owner` owns every table and runs migrations and provisioning; `kinerja_app` serves
requests, owns nothing and cannot bypass row-level security; `kinerja_reporter` reads report cells
of all agencies and nothing else; `kinerja_sealer` appends to the hash chain over the audit trail,
and reads that trail. Passwords are the operator's business, never a migration's.
"""

from sqlalchemy import Connection, text

OWNER = "kinerja_owner"
APPLICATION = "kinerja_app"
REPORTER = "kinerja_reporter"
SEALER = "kinerja_sealer"
#: Besides the owner: who logs in to serve.
SERVICE_ROLES = (APPLICATION, REPORTER, SEALER)
#: What makes large objects; nobody needs any, and they belong to no agency.
LARGE_OBJECTS = ("lo_creat(integer)", "lo_create(oid)", "lo_from_bytea(oid, bytea)")

EXTENSIONS = ("ltree", "btree_gist", "pg_trgm")
#: ILIKE, by which texts are searched. PostgreSQL does not mark it as leakproof: a pattern that ends
#: with an escape raises an error only where the text before it is found. Ours never do, and whoever
#: could send others as `kinerja_app` could name any agency too: nothing is lost by marking it.
SEARCH = "pg_catalog.texticlike(text, text)"
SETTINGS = {
    # A generic plan over hundreds of partitions costs 159 ms once a connection (design, section 3).
    "plan_cache_mode": "force_custom_plan",
    # Compiling a deeply nested read takes longer than running it.
    "jit": "off",
    "statement_timeout": "30s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "30s",
}


def ensure_roles(connection: Connection) -> None:
    """Make what is missing; safe to repeat.

    Only what is missing is touched: an operator who made roles and extensions beforehand can run
    migrations as a mere member of the owner role.
    """
    for role in (OWNER, *SERVICE_ROLES):
        _ensure_role(connection, role)
    known = set(connection.scalars(text("SELECT extname FROM pg_extension")))
    for extension in EXTENSIONS:
        if extension not in known:
            connection.execute(text(f"CREATE EXTENSION IF NOT EXISTS {extension}"))
    _ensure_grants(connection)
    _let_searches_use_indexes(connection)
    for role in SERVICE_ROLES:
        _ensure_settings(connection, role)


def _ensure_role(connection: Connection, role: str) -> None:
    found = text("SELECT 1 FROM pg_roles WHERE rolname = :role")
    if not connection.scalar(found, {"role": role}):
        connection.execute(
            text(f"CREATE ROLE {role} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOINHERIT")
        )


def _let_searches_use_indexes(connection: Connection) -> None:
    """Let a search for a part of a text use an index under row-level security.

    Only a superuser may say that a function is leakproof. Without it a search looks at all rows of
    the agency: 2 ms for 10,000 people and 40 ms for 100,000, where the index takes less than 1 ms.
    """
    is_superuser = text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    is_marked = text("SELECT proleakproof FROM pg_proc WHERE oid = CAST(:name AS regprocedure)")
    if not connection.scalar(is_superuser) or connection.scalar(is_marked, {"name": SEARCH}):
        return
    mark = f"ALTER FUNCTION {SEARCH} LEAKPROOF"
    connection.execute(text(mark))
    if connection.scalar(text("SELECT 1 FROM pg_extension WHERE extname = 'citus'")):
        on_workers = text("SELECT success, result FROM run_command_on_workers(:command)")
        for success, result in connection.execute(on_workers, {"command": mark}):
            if not success:
                message = f"a worker cannot mark {SEARCH}: {result}"
                raise RuntimeError(message)


def _ensure_grants(connection: Connection) -> None:
    quote = connection.dialect.identifier_preparer.quote
    is_member = text("SELECT pg_has_role(current_user, :owner, 'SET')")
    if not connection.scalar(is_member, {"owner": OWNER}):
        administrator = str(connection.scalar(text("SELECT current_user")))
        connection.execute(text(f"GRANT {OWNER} TO {quote(administrator)}"))
    may = text("SELECT has_schema_privilege(:role, 'public', :privilege)")
    wanted = ((OWNER, "CREATE"), *((role, "USAGE") for role in SERVICE_ROLES))
    for role, privilege in wanted:
        if not connection.scalar(may, {"role": role, "privilege": privilege}):
            connection.execute(text(f"GRANT USAGE, {privilege} ON SCHEMA public TO {role}"))
    # Imports stage their rows in temporary tables, which a hardened server keeps from PUBLIC.
    may = text("SELECT has_database_privilege(:role, current_database(), 'TEMPORARY')")
    if not connection.scalar(may, {"role": APPLICATION}):
        database = quote(str(connection.scalar(text("SELECT current_database()"))))
        connection.execute(text(f"GRANT TEMPORARY ON DATABASE {database} TO {APPLICATION}"))
    _revoke_from_everybody(connection)


def _revoke_from_everybody(connection: Connection) -> None:
    """Take from PUBLIC what no role of the service needs, where the administrator may.

    Imports need temporary tables, so the application role keeps them, by a grant of its own.
    """
    quote = connection.dialect.identifier_preparer.quote
    database = quote(str(connection.scalar(text("SELECT current_database()"))))
    owns = text(
        "SELECT pg_has_role(current_user, datdba, 'USAGE') FROM pg_database"
        " WHERE datname = current_database()"
    )
    if connection.scalar(owns):
        connection.execute(text(f"GRANT TEMPORARY ON DATABASE {database} TO {APPLICATION}"))
        connection.execute(text(f"REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC"))
    if connection.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")):
        for function in LARGE_OBJECTS:
            connection.execute(text(f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC"))


def _ensure_settings(connection: Connection, role: str) -> None:
    found = text("SELECT coalesce(rolconfig, '{}') FROM pg_roles WHERE rolname = :role")
    given = connection.scalar(found, {"role": role}) or []
    for name, value in SETTINGS.items():
        if f"{name}={value}" not in given:
            connection.execute(text(f"ALTER ROLE {role} SET {name} = '{value}'"))
