"""How each kind of user connects: engines for the application, the owner and the reporter."""

from typing import Any

import orjson
from asyncpg import Connection
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from tenants.withheld_values import withhold_values

OWNER_ROLE = "kinerja_owner"
POOL_TIMEOUT_SECONDS = 2
#: The driver keeps this many prepared a connection; the server up to 600 kB for each (ADR 22).
PREPARED_STATEMENTS = 200


class OpeningConnection(Connection):
    """A driver connection that can open a transaction and its settings in one round trip.

    `opening` is sent together with the next BEGIN. `opens_alone` says that it must not be: Citus
    forwards the text of a whole message to its workers when it forwards a SET LOCAL.
    """

    opening: tuple[str, ...] = ()
    opens_alone: bool = False

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str:  # noqa: ANN401, ASYNC109 - the driver's signature.
        """Run `query`; a BEGIN takes the opening statements along."""
        opening = self.opening
        if not opening or not query.startswith("BEGIN"):
            return await super().execute(query, *args, timeout=timeout)
        self.opening = ()
        if not self.opens_alone:
            return await super().execute(f"{query} {'; '.join(opening)}", timeout=timeout)
        status = await super().execute(query, timeout=timeout)
        for statement in opening:
            status = await super().execute(statement, timeout=timeout)
        return status

    async def learn_layout(self) -> None:
        """Find out whether the server is a Citus coordinator."""
        found = await self.fetchval("SELECT 1 FROM pg_extension WHERE extname = 'citus'")
        self.opens_alone = found is not None


def sqlalchemy_url(url: str) -> URL:
    """Turn any PostgreSQL address (`postgres://`, `postgresql://`) into the driver's."""
    return make_url(url).set(drivername="postgresql+asyncpg")


def create_application_engine(
    url: str, *, pool_size: int = 10, application_name: str = "kinerja"
) -> AsyncEngine:
    """Make the pool of the application role.

    At most `pool_size` connections are open; who waits longer than two seconds for one gets
    `sqlalchemy.exc.TimeoutError`. A connection that the server closed is replaced at checkout.
    """
    return _create_engine(url, pool_size=pool_size, application_name=application_name)


def create_reporter_engine(url: str, *, pool_size: int = 2) -> AsyncEngine:
    """Make the pool of the role that reads cross-agency report cells and nothing else."""
    return _create_engine(url, pool_size=pool_size, application_name="kinerja report")


def create_sealer_engine(url: str, *, pool_size: int = 1) -> AsyncEngine:
    """Make the pool of the role that alone appends to the hash chains over the audit trails."""
    return _create_engine(url, pool_size=pool_size, application_name="kinerja sealer")


def create_owner_engine(url: str, *, pool_size: int = 2) -> AsyncEngine:
    """Make a pool that logs in as an administrator and acts as the owner of the tables.

    For provisioning and the command line; the service has none. The owner, too, sees only the rows
    of the agency that its transaction has set.
    """
    return _create_engine(
        url, pool_size=pool_size, application_name="kinerja owner", role=OWNER_ROLE
    )


def _create_engine(url: str, *, pool_size: int, **server_settings: str) -> AsyncEngine:
    engine = create_async_engine(
        sqlalchemy_url(url),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        pool_recycle=1800,
        hide_parameters=True,
        json_serializer=_to_json,
        json_deserializer=orjson.loads,
        connect_args={
            "connection_class": OpeningConnection,
            "prepared_statement_cache_size": PREPARED_STATEMENTS,
            "server_settings": {"jit": "off", **server_settings},
        },
    )
    event.listen(engine.sync_engine, "connect", _learn_layout)
    event.listen(engine.sync_engine, "checkout", _refuse_closed)
    event.listen(engine.sync_engine, "handle_error", withhold_values)
    return engine


def _to_json(value: object) -> str:
    """Write JSON as PostgreSQL takes it; a Decimal or UUID becomes text, never a float."""
    return orjson.dumps(value, default=str).decode()


def _learn_layout(connection: Any, _record: object) -> None:  # noqa: ANN401 - SQLAlchemy's own.
    connection.run_async(OpeningConnection.learn_layout)


def _refuse_closed(connection: Any, _record: object, _proxy: object) -> None:  # noqa: ANN401
    """Notice a dead connection without asking the server, so that the pool opens another."""
    driver: OpeningConnection = connection.driver_connection
    if driver.is_closed():
        raise DisconnectionError
    driver.opening = ()
