"""The only way into the database: one transaction, bound to one agency at a time.

Row-level security reads `kinerja.agency_id`, which exists in the transaction only: a pooled
connection cannot carry it to the next request, and without it no row is visible.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import AgencyId
from tenants.direct import KEEP_PLANS, Direct
from tenants.engines import OpeningConnection
from tenants.errors import StatementTimeoutError


class BrokenTransactionError(RuntimeError):
    """A statement failed after changes were made; the transaction can only be rolled back."""


class ConcurrentChangeError(KinerjaError):
    """Somebody else changed the same thing meanwhile, so that this change no longer fits."""

    code = "CONCURRENT_CHANGE"
    en = "Somebody else changed the same thing at the same time. Read it again and repeat."
    id = "Orang lain mengubah hal yang sama pada saat yang sama. Baca kembali lalu ulangi."


class UnitIsOverError(RuntimeError):
    """The request has ended, and with it its transaction."""


#: SQLSTATE of a statement that was cancelled. The driver's own cancellations arrive as a
#: `CancelledError` of the task; so it was the statement timeout, or an administrator.
_CANCELLED: Final = "57014"
_SNAPSHOT: Final = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
#: A snapshot is read at the pace of its reader, who may be slow.
SNAPSHOT_PATIENCE: Final = timedelta(minutes=2)


def set_agency(agency_id: AgencyId | None) -> str:
    """Return the statement that binds the transaction to an agency, or to none.

    A literal, because on Citus only a literal SET LOCAL reaches the workers, and SET takes no bind
    parameter; `agency_id` must therefore be an integer, whatever the type hint promised.
    """
    if agency_id is None:
        return "SET LOCAL kinerja.agency_id = ''"
    if type(agency_id) is not int or not 0 < agency_id < 2**31:
        message = "an agency id is a positive 32-bit integer"
        raise ValueError(message)
    return f"SET LOCAL kinerja.agency_id = '{agency_id:d}'"


def set_statement_timeout(limit: timedelta) -> str:
    """Return the statement that bounds every later one of the transaction; to the millisecond."""
    return f"SET LOCAL statement_timeout = '{int(limit.total_seconds() * 1000):d}'"


def set_patience(limit: timedelta) -> str:
    """Return the statement that bounds how long the transaction may do nothing."""
    milliseconds = int(limit.total_seconds() * 1000)
    return f"SET LOCAL idle_in_transaction_session_timeout = '{milliseconds:d}'"


class UnitOfWork:
    """The one transaction of a request.

    Opens when first used and runs one task's statements at a time, since GraphQL resolves root
    fields concurrently. Nothing is kept unless the edge calls `commit`; it must call `commit` or
    `rollback` in the end.

    After a database error the transaction is rolled back at once. If a savepoint had been kept in
    it, the unit is broken: it refuses further work, and `commit` raises, so that a half-written
    request never looks successful. Otherwise only reads were lost and the next use begins afresh.

    No statement of it runs longer than `statement_timeout`; None: than the role's own limit. A
    `snapshot` only reads, and sees the database as it was when its first statement began.
    """

    def __init__(
        self,
        engine: AsyncEngine,
        *,
        statement_timeout: timedelta | None = None,
        snapshot: bool = False,
    ) -> None:
        self._engine = engine
        self._opening: tuple[str, ...] = ()
        if statement_timeout is not None:
            self._opening += (set_statement_timeout(statement_timeout),)
        if snapshot:
            self._opening += (set_patience(SNAPSHOT_PATIENCE),)
        self._options = _SNAPSHOT if snapshot else None
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[object] | None = None
        self._users: set[asyncio.Task[object] | None] = set()
        self._timed_out: StatementTimeoutError | None = None
        self._is_over = False
        self._session: AsyncSession | None = None
        self._agency: AgencyId | None = None
        self._has_changes = False
        self._is_broken = False

    @asynccontextmanager
    async def within(
        self, agency_id: AgencyId | None, *, keeps_plans: bool = False
    ) -> AsyncIterator[AsyncSession]:
        """Hold the transaction, bound to `agency_id` (None: no tenant row is visible).

        `keeps_plans`: what is read first is planned once for all requests.

        Raises:
            BrokenTransactionError: an earlier failure lost changes of this unit.
            StatementTimeoutError: a statement took longer than it may.
            RuntimeError: the task already holds the transaction; pass the session down instead.
        """
        async with self._held():
            session = await self._bound(agency_id, keeps_plans=keeps_plans)
            try:
                yield session
            except (DBAPIError, asyncio.CancelledError) as error:
                await self._end(broken=self._has_changes)
                self._explain(error)
                raise

    @asynccontextmanager
    async def savepoint(self, agency_id: AgencyId) -> AsyncIterator[AsyncSession]:
        """Do one change as a whole: any exception undoes it, and it alone, and is raised again.

        Raises:
            StatementTimeoutError: a statement took longer than it may; the change is undone.
        """
        async with self._held():
            session = await self._bound(agency_id)
            try:
                async with session.begin_nested():
                    yield session
            except asyncio.CancelledError:
                await self._end(broken=True)
                raise
            except DBAPIError as error:
                if error.connection_invalidated:
                    await self._end(broken=True)
                self._explain(error)
                raise
            self._has_changes = True

    async def commit(self) -> None:
        """Keep the changes and end the transaction.

        Raises:
            BrokenTransactionError: a failure has already undone changes of this unit.
            ConcurrentChangeError: a constraint that is checked at the end does not hold.
            StatementTimeoutError: what is checked at the end took too long, or a statement has
                already undone changes of this unit by taking too long.
        """
        async with self._held():
            self._refuse_broken()
            if self._session is None:
                return
            try:
                await self._session.commit()
            except IntegrityError as error:
                raise ConcurrentChangeError from error
            except DBAPIError as error:
                self._explain(error)
                raise
            finally:
                await self._end(broken=False)

    async def rollback(self) -> None:
        """Forget the changes and end the transaction. Safe to repeat, also after `commit`."""
        async with self._held():
            await self._end(broken=self._is_broken)

    async def close(self) -> None:
        """End the unit for good: cancel what other tasks still do in it, then roll back.

        A request that is cancelled may leave tasks behind whose statements would run on, or who
        would open the transaction again when nobody is left to end it.
        """
        self._is_over = True
        for task in self._users - {asyncio.current_task()}:
            if task is not None:
                task.cancel()
        await self.rollback()

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[None]:
        task = asyncio.current_task()
        if self._holder is task:
            message = "this task already holds the transaction; pass the session down instead"
            raise RuntimeError(message)
        self._users.add(task)
        try:
            async with self._lock:
                self._holder = task
                try:
                    yield
                finally:
                    self._holder = None
        finally:
            self._users.discard(task)

    async def _bound(
        self, agency_id: AgencyId | None, *, keeps_plans: bool = False
    ) -> AsyncSession:
        """Return the session, its transaction begun if need be and bound to the agency."""
        self._refuse_broken()
        if self._is_over:
            message = "the request has ended"
            raise UnitIsOverError(message)
        statement = set_agency(agency_id)
        if self._session is None:
            self._session = AsyncSession(self._engine, expire_on_commit=False)
            opening = self._opening if agency_id is None else (statement, *self._opening)
            if opening:
                await _open_with(self._session, opening, self._options, keeps_plans=keeps_plans)
        elif agency_id != self._agency:
            await self._session.execute(text(statement))
        self._agency = agency_id
        return self._session

    def _explain(self, error: BaseException) -> None:
        """Raise what the caller may know instead of a statement that was cancelled."""
        if not isinstance(error, DBAPIError) or getattr(error.orig, "sqlstate", "") != _CANCELLED:
            return
        self._timed_out = StatementTimeoutError()
        raise self._timed_out from error

    def _refuse_broken(self) -> None:
        if self._is_broken and self._timed_out is not None:
            raise self._timed_out
        if self._is_broken:
            message = "a failure has undone the changes of this request"
            raise BrokenTransactionError(message)

    async def _end(self, *, broken: bool) -> None:
        """Give the connection back; a second cancellation cannot interrupt that."""
        session, self._session = self._session, None
        self._agency, self._has_changes, self._is_broken = None, False, broken
        if session is not None:
            await asyncio.shield(asyncio.ensure_future(session.close()))


async def _open_with(
    session: AsyncSession,
    statements: tuple[str, ...],
    options: Mapping[str, Any] | None,
    *,
    keeps_plans: bool,
) -> None:
    """Have `statements` sent together with BEGIN, when the first statement opens a transaction."""
    connection = await session.connection(execution_options=options)
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    if not isinstance(driver, OpeningConnection):
        message = "the engine must come from tenants.engines"
        raise TypeError(message)
    # On Citus the workers make the plans, of texts that the coordinator writes for them.
    known = None if driver.opens_alone else keeps_plans
    driver.opening = (*statements, KEEP_PLANS) if known else statements
    Direct(connection, raw.dbapi_connection, known).keep(session)


@asynccontextmanager
async def tenant_session(engine: AsyncEngine, agency_id: AgencyId) -> AsyncIterator[AsyncSession]:
    """Open one transaction in which only the rows of one agency exist; for jobs and commands.

    Commits on a clean exit and rolls back on any exception; callers never commit.
    """
    unit = UnitOfWork(engine)
    try:
        async with unit.within(agency_id) as session:
            yield session
    except BaseException:
        await unit.rollback()
        raise
    await unit.commit()
