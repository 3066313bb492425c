"""Finished statements: handed to the driver as they are, in the transaction of a session.

SQLAlchemy's way from a text to rows takes 0.3 ms, which is more than everything else that a small
read does in Python. Here it is left out; its events, which trace and count statements, and its
handling of errors, are not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

_KEY: Final = "kinerja.direct"


@dataclass(frozen=True, slots=True)
class Direct:
    """The connection that a session holds, as the driver's adapter knows it."""

    connection: AsyncConnection
    adapter: Any

    @classmethod
    def of(cls, session: AsyncSession) -> "Direct | None":
        """Return the connection of a session, if it was opened for one agency."""
        found: Direct | None = session.info.get(_KEY)
        return found

    def keep(self, session: AsyncSession) -> None:
        """Let `of` find it until the session is closed."""
        session.info[_KEY] = self

    async def fetch(self, text: str, values: tuple[Any, ...]) -> Sequence[Sequence[Any]]:
        """Send a statement and return its rows.

        Raises:
            sqlalchemy.exc.DBAPIError: it failed, just as when a session sends it.
        """
        known = self.connection.sync_connection
        if known is None:
            message = "the connection is closed"
            raise RuntimeError(message)
        cursor = self.adapter.cursor()
        for tell in known.dispatch.before_cursor_execute:
            tell(known, cursor, text, values, None, False)
        try:
            # What the adapter's `execute` awaits for callers who are not asynchronous.
            await cursor._prepare_and_execute(text, values)  # noqa: SLF001
        except BaseException as error:  # noqa: BLE001 - cancellation, too, ends the connection.
            await self._fail(error, text, values)
        for tell in known.dispatch.after_cursor_execute:
            tell(known, cursor, text, values, None, False)
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
        return rows

    async def _fail(self, error: BaseException, text: str, values: tuple[Any, ...]) -> None:
        """Raise what SQLAlchemy makes of an error; it gives up a connection that is broken."""

        def explain(known: Connection) -> None:
            try:
                raise error  # noqa: TRY301 - SQLAlchemy asks which exception is being handled.
            except BaseException as raised:  # noqa: BLE001 - raised again, as its `execute` does.
                known._handle_dbapi_exception(raised, text, values, None, None)  # noqa: SLF001

        await self.connection.run_sync(explain)
