"""The only way into the database: one transaction, bound to one agency at a time.

Row-level security reads `kinerja.agency_id`, which exists in the transaction only: a pooled
connection cannot carry it to the next request, and without it no row is visible.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import AgencyId
from tenants.engines import OpeningConnection


class BrokenTransactionError(RuntimeError):
    """A statement failed after changes were made; the transaction can only be rolled back."""


class ConcurrentChangeError(KinerjaError):
    """Somebody else changed the same thing meanwhile, so that this change no longer fits."""

    code = "CONCURRENT_CHANGE"
    en = "Somebody else changed the same thing at the same time. Read it again and repeat."
    id = "Orang lain mengubah hal yang sama pada saat yang sama. Baca kembali lalu ulangi."


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


class UnitOfWork:
    """The one transaction of a request.

    Opens when first used and runs one task's statements at a time, since GraphQL resolves root
    fields concurrently. Nothing is kept unless the edge calls `commit`; it must call `commit` or
    `rollback` in the end.

    After a database error the transaction is rolled back at once. If a savepoint had been kept in
    it, the unit is broken: it refuses further work, and `commit` raises, so that a half-written
    request never looks successful. Otherwise only reads were lost and the next use begins afresh.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._lock = asyncio.Lock()
        self._holder: asyncio.Task[object] | None = None
        self._session: AsyncSession | None = None
        self._agency: AgencyId | None = None
        self._has_changes = False
        self._is_broken = False

    @asynccontextmanager
    async def within(self, agency_id: AgencyId | None) -> AsyncIterator[AsyncSession]:
        """Hold the transaction, bound to `agency_id` (None: no tenant row is visible).

        Raises:
            BrokenTransactionError: an earlier failure lost changes of this unit.
            RuntimeError: the task already holds the transaction; pass the session down instead.
        """
        async with self._held():
            session = await self._bound(agency_id)
            try:
                yield session
            except (DBAPIError, asyncio.CancelledError):
                await self._end(broken=self._has_changes)
                raise

    @asynccontextmanager
    async def savepoint(self, agency_id: AgencyId) -> AsyncIterator[AsyncSession]:
        """Do one change as a whole: any exception undoes it, and it alone, and is raised again."""
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
                raise
            self._has_changes = True

    async def commit(self) -> None:
        """Keep the changes and end the transaction.

        Raises:
            BrokenTransactionError: a failure has already undone changes of this unit.
            ConcurrentChangeError: a constraint that is checked at the end does not hold.
        """
        async with self._held():
            self._refuse_broken()
            if self._session is None:
                return
            try:
                await self._session.commit()
            except IntegrityError as error:
                raise ConcurrentChangeError from error
            finally:
                await self._end(broken=False)

    async def rollback(self) -> None:
        """Forget the changes and end the transaction. Safe to repeat, also after `commit`."""
        async with self._held():
            await self._end(broken=self._is_broken)

    @asynccontextmanager
    async def _held(self) -> AsyncIterator[None]:
        task = asyncio.current_task()
        if self._holder is task:
            message = "this task already holds the transaction; pass the session down instead"
            raise RuntimeError(message)
        async with self._lock:
            self._holder = task
            try:
                yield
            finally:
                self._holder = None

    async def _bound(self, agency_id: AgencyId | None) -> AsyncSession:
        """Return the session, its transaction begun if need be and bound to the agency."""
        self._refuse_broken()
        statement = set_agency(agency_id)
        if self._session is None:
            self._session = AsyncSession(self._engine, expire_on_commit=False)
            if agency_id is not None:
                await _open_with(self._session, statement)
        elif agency_id != self._agency:
            await self._session.execute(text(statement))
        self._agency = agency_id
        return self._session

    def _refuse_broken(self) -> None:
        if self._is_broken:
            message = "a failure has undone the changes of this request"
            raise BrokenTransactionError(message)

    async def _end(self, *, broken: bool) -> None:
        """Give the connection back; a second cancellation cannot interrupt that."""
        session, self._session = self._session, None
        self._agency, self._has_changes, self._is_broken = None, False, broken
        if session is not None:
            await asyncio.shield(asyncio.ensure_future(session.close()))


async def _open_with(session: AsyncSession, statement: str) -> None:
    """Have `statement` sent together with BEGIN, when the first statement needs a transaction."""
    raw = await (await session.connection()).get_raw_connection()
    driver = raw.driver_connection
    if not isinstance(driver, OpeningConnection):
        message = "the engine must come from tenants.engines"
        raise TypeError(message)
    driver.opening = statement


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
