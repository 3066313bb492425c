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
#: How PostgreSQL is told to keep the plans of prepared statements, or to decide for itself: then it
#: plans a nested read anew each time, since it guesses too high what a kept plan would cost.
KEEP_PLANS: Final = "SET LOCAL plan_cache_mode = force_generic_plan"
_DECIDE: Final = "SET LOCAL plan_cache_mode = auto"


@dataclass(slots=True)
class Direct:
    """The connection that a session holds, as the driver's adapter knows it.

    `keeps_plans` tells how the transaction has it; None: plans are never kept, since the server
    hands statements on to others.
    """

    connection: AsyncConnection
    adapter: Any
    keeps_plans: bool | None = None

    @classmethod
    def of(cls, session: AsyncSession) -> "Direct | None":
        """Return the connection of a session, if it was opened for one agency."""
        found: Direct | None = session.info.get(_KEY)
        return found

    def keep(self, session: AsyncSession) -> None:
        """Let `of` find it until the session is closed."""
        session.info[_KEY] = self

    async def fetch(
        self, text: str, values: tuple[Any, ...], *, keeps_plan: bool = False
    ) -> Sequence[Sequence[Any]]:
        """Send a statement and return its rows; `keeps_plan`: one plan suits all values.

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
            await self._choose(keeps_plan=keeps_plan)
            # What the adapter's `execute` awaits for callers who are not asynchronous.
            await cursor._prepare_and_execute(text, values)  # noqa: SLF001
        except BaseException as error:  # noqa: BLE001 - cancellation, too, ends the connection.
            await self._fail(error, text, values)
        for tell in known.dispatch.after_cursor_execute:
            tell(known, cursor, text, values, None, False)
        rows: Sequence[Sequence[Any]] = cursor.fetchall()
        return rows

    async def _choose(self, *, keeps_plan: bool) -> None:
        """Tell the server about plans if the transaction has it otherwise so far."""
        if self.keeps_plans is not None and self.keeps_plans is not keeps_plan:
            await self.adapter.driver_connection.execute(KEEP_PLANS if keeps_plan else _DECIDE)
            self.keeps_plans = keeps_plan

    async def _fail(self, error: BaseException, text: str, values: tuple[Any, ...]) -> None:
        """Raise what SQLAlchemy makes of an error; it gives up a connection that is broken."""

        def explain(known: Connection) -> None:
            try:
                raise error  # noqa: TRY301 - SQLAlchemy asks which exception is being handled.
            except BaseException as raised:  # noqa: BLE001 - raised again, as its `execute` does.
                known._handle_dbapi_exception(raised, text, values, None, None)  # noqa: SLF001

        await self.connection.run_sync(explain)
