"""Records what the service sends to the database, at the driver: the statement and its values."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from asyncpg.prepared_stmt import PreparedStatement
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from tenants.engines import OpeningConnection


@dataclass(frozen=True)
class Sent:
    """A statement as the driver took it."""

    text: str
    values: tuple[Any, ...]


@dataclass
class Recording:
    """What was sent while it went on, the settings of the transaction aside."""

    sent: list[Sent] = field(default_factory=list)

    def longest(self) -> Sent:
        """Return the statement that answered the question: by far the longest.

        Raises:
            ValueError: nothing was sent.
        """
        return max(self.sent, key=lambda sent: len(sent.text))


@asynccontextmanager
async def recording(engine: AsyncEngine) -> AsyncIterator[Recording]:
    """Record what new connections of the engine send; those that are open are closed first."""
    found = Recording()

    class Watched:
        """A prepared statement that remembers with which values it was run."""

        def __init__(self, prepared: "PreparedStatement[Any]") -> None:
            self._prepared = prepared

        def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever the statement has.
            return getattr(self._prepared, name)

        async def fetch(self, *values: Any, **options: Any) -> Any:  # noqa: ANN401 - the driver's.
            found.sent.append(Sent(self._prepared.get_query(), values))
            return await self._prepared.fetch(*values, **options)

    class Listening(OpeningConnection):
        async def prepare(self, query: str, **options: Any) -> Any:  # noqa: ANN401 - a stand-in for the driver's.
            return Watched(await super().prepare(query, **options))

        async def fetch(self, query: str, *values: Any, **options: Any) -> Any:  # noqa: ANN401 - the driver's.
            found.sent.append(Sent(query, values))
            return await super().fetch(query, *values, **options)

    def connect(_dialect: object, _record: object, _args: object, options: dict[str, Any]) -> None:
        options["connection_class"] = Listening

    await engine.dispose()
    event.listen(engine.sync_engine, "do_connect", connect)
    try:
        yield found
    finally:
        event.remove(engine.sync_engine, "do_connect", connect)
        await engine.dispose()
