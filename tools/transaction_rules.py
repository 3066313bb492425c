"""Rules for transactions: only the edge commits, and only `tenants.session` opens a session."""

import ast
from collections.abc import Iterator

from tools.source import Source, Violation

ONLY_THE_EDGE_COMMITS = "only-the-edge-commits"
SESSIONS_COME_FROM_TENANTS = "sessions-come-from-tenants"

#: Who may end a transaction. Everybody else runs in the one that the edge opened.
COMMITTERS = {
    "tenants/session.py": "the unit of work and the tenant session are the transaction",
    "platform/kinerja/http": "the edge ends the transaction of a request",
    "migrations/env.py": "Alembic runs one migration a transaction on a connection of its own",
    "tests": "tests arrange rows in transactions of their own",
    "benchmarks": "peers are filled without the service",
}
#: Who may open a connection or a session by itself.
OPENERS = {
    "tenants/session.py": "it sets the agency of the transaction before the first statement",
    "tenants/provisioning.py": "as the owner, on the table of agencies, before there is an agency",
    "tenants/roles.py": "as the owner; it sets the agency itself, or works above all agencies",
    "tenants/client_history.py": "as the owner; it sets each agency that a client concerns",
    "tenants/notifications.py": "it listens for changes and reads no table",
    "tenants/event_retention.py": "events that belong to no agency are deleted by the owner",
    "tenants/security_events.py": "refused tokens are counted where no agency is known",
    "tenants/startup_checks.py": "it looks at the catalogue of the database, never at rows",
    "platform/kinerja/http/api_tokens.py": "a token tells the agency, so it is looked up before",
    "platform/kinerja/domains/reports/repository.py": "as the reporter, who sees report cells only",
    "tenants/engines.py": "it makes the engine of each role, and opens nothing",
    "platform/kinerja/app.py": "the composition root: it opens what lives with the service",
    "platform/kinerja/kit/embedded_database.py": "it starts the server before there are tenants",
    "migrations/env.py": "Alembic connects as the owner",
    "tests": "tests look at the database beside the service",
    "benchmarks": "peers are filled without the service",
}
CONSTRUCTORS = frozenset(
    {
        "AsyncSession",
        "Session",
        "async_sessionmaker",
        "sessionmaker",
        "create_async_engine",
        "create_engine",
        "create_pool",
    }
)
#: `engine.connect()` opens a connection; `session.begin()` is no business of this rule.
OPENING_METHODS = frozenset({"connect", "begin", "acquire", "raw_connection"})
CONNECTABLE = ("engine", "pool", "asyncpg", "psycopg")


def check_commits(source: Source) -> Iterator[Violation]:
    """Find `.commit()` outside the files that end transactions."""
    if source.is_in(*COMMITTERS):
        return
    for call in _calls(source):
        if isinstance(call.func, ast.Attribute) and call.func.attr == "commit":
            yield source.violation(
                call.lineno,
                ONLY_THE_EDGE_COMMITS,
                "application code never commits; the edge does, when the whole request is done",
            )


def check_sessions(source: Source) -> Iterator[Violation]:
    """Find sessions, engines and connections opened past `tenants.session`."""
    if source.is_in(*OPENERS):
        return
    for call in _calls(source):
        if opened := _opens(call):
            yield source.violation(
                call.lineno,
                SESSIONS_COME_FROM_TENANTS,
                f"`{opened}` opens a way to the database in which no agency is set;"
                " use UnitOfWork or tenant_session of tenants.session",
            )


def _calls(source: Source) -> Iterator[ast.Call]:
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))


def _opens(call: ast.Call) -> str | None:
    """Return what the call opens, as written; None when it opens nothing."""
    name = _last_name(call.func)
    if name in CONSTRUCTORS:
        return name
    if isinstance(call.func, ast.Attribute) and name in OPENING_METHODS:
        receiver = _last_name(call.func.value).lower()
        if receiver.endswith(CONNECTABLE):
            return f"{receiver}.{name}"
    return None


def _last_name(node: ast.expr) -> str:
    """Return `c` of `a.b.c`, also of `a.b.c()`; empty for anything else."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=function):
            return _last_name(function)
        case _:
            return ""
