"""A stream: planned like any read, then fetched from a cursor as its reader takes the lines.

The rows stay in PostgreSQL until they are asked for, in a transaction that sees the database as it
was at one moment. What the service holds is one batch of lines, whatever their number.
"""

import re
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.kit.ids import AgencyId
from kinerja.reads.access import Access
from kinerja.reads.accesses import Seen, accountable
from kinerja.reads.arguments import Arguments
from kinerja.reads.asking import asking_values
from kinerja.reads.catalogue import CATALOGUE
from kinerja.reads.empty_lists import EmptyList, Listed, explain, marked_pages
from kinerja.reads.finished import Finished
from kinerja.reads.personal import real_key
from kinerja.reads.plan import Object, Page
from kinerja.reads.planning import Hidden, Planner
from kinerja.reads.selection import Selection
from kinerja.reads.statement import ROOT_KEY
from kinerja.reads.streams.shape import streamable
from kinerja.reads.streams.statement import StreamBuilder, streamed_page
from kinerja.reads.touched import touched
from policies.subject import Actor
from tenants.errors import StatementTimeoutError
from tenants.session import UnitOfWork

#: How much text one batch is to hold: as much as goes out at once without a pause.
BATCH_BYTES: Final = 256 * 1024
#: Rows of the first batch, when nothing is known of their size; and of any, however short.
FIRST_ROWS, MOST_ROWS = 50, 2000
_DRIVER_ERRORS: Final = (asyncpg.PostgresError, asyncpg.InterfaceError)
#: Those of them that say nothing about the statement.
_ENDED: Final = (
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
)
#: A plan in parallel may give the rows of an ordered subquery in any order.
_IN_ORDER: Final = text("SET LOCAL max_parallel_workers_per_gather = 0")
#: What marks an empty list inside an item is white space that would end its line.
_MARK: Final = re.compile(r"\n[ \t]*")


@dataclass
class Stream:
    """A planned stream. `lines` are read once; `count` and `empty` then tell what came.

    `seen` must be kept account of before the first line goes out.
    """

    agency_id: AgencyId | None
    hidden: Sequence[Hidden]
    seen: Sequence[Seen]
    _statement: Finished
    _values: Mapping[str, Any]
    _pages: Sequence[Listed]
    _access: Access
    _sizes: Mapping[str, Any]
    _number: int
    _marked: set[int] = field(default_factory=set)
    count: int = 0

    async def batches(self, unit: UnitOfWork) -> AsyncGenerator[list[str]]:
        """Yield the JSON texts of the items in batches; each is fetched when it is asked for.

        Raises:
            StatementTimeoutError: a batch took longer than a statement may.
            ConnectionError: the database has ended the connection.
        """
        wanted = FIRST_ROWS
        async with unit.within(self.agency_id) as session:
            driver = await _driver(session)
            try:
                ordered = self._statement.ordered(self._values)
                cursor = await driver.cursor(self._statement.text, *ordered)
                while rows := await cursor.fetch(wanted):
                    lines = [self._line(row[0]) for row in rows]
                    self.count += len(lines)
                    yield lines
                    wanted = _rows_for(sum(map(len, lines)) / len(lines), wanted)
            except asyncpg.QueryCanceledError as error:
                raise StatementTimeoutError from error
            except _DRIVER_ERRORS as error:
                # The pool hears nothing of what the driver alone was asked, so it is told.
                await session.invalidate()
                if isinstance(error, _ENDED):
                    message = "the database has ended the connection"
                    raise ConnectionError(message) from error
                raise
        if not self.count:
            self._marked.add(self._number)

    def empty(self) -> list[EmptyList]:
        """Return which lists were empty in some line, and why; the stream itself, if it was."""
        return explain(self._pages, sorted(self._marked), self._access, sizes=self._sizes)

    def _line(self, item: str) -> str:
        if "\n" not in item:
            return item
        self._marked.update(marked_pages((item,)))
        return _MARK.sub("", item)


async def _driver(session: AsyncSession) -> "asyncpg.Connection[Any]":
    """Open the transaction and return the driver's connection, which has cursors of its own."""
    await session.execute(_IN_ORDER)
    raw = await (await session.connection()).get_raw_connection()
    if not isinstance(raw.driver_connection, asyncpg.Connection):
        raise TypeError("the engine must be that of asyncpg")
    return raw.driver_connection


def _rows_for(average: float, before: int) -> int:
    """Return how many rows of that size to fetch: about `BATCH_BYTES`, and no sudden jumps."""
    return max(1, min(int(BATCH_BYTES / max(average, 1)), before * 4, MOST_ROWS))


def plan_stream(
    actor: Actor | None, *, type_name: str, key: UUID | None, selection: Selection
) -> Stream:
    """Plan the stream of a root field: the object with `key`, or (None) all rows of a type.

    Raises:
        KinerjaError: the selection is not one list, or an argument is wrong.
    """
    model = CATALOGUE[type_name]
    access = Access(actor)
    planner = Planner(Arguments(access.agency_id, access.pseudonym_key), access)
    wanted = streamable(model, selection, is_list=key is None)
    path = (selection.key,)
    plan: Object | Page = (
        planner.page(model, wanted.selection, path)
        if key is None
        else planner.object(model, wanted.selection.bare(), path)
    )
    page = streamed_page(plan)
    sizes = {**planner.arguments.values, page.window.size.name: wanted.first}
    statement = Finished.of(StreamBuilder(access).stream(plan))
    return Stream(
        agency_id=access.agency_id,
        hidden=tuple(planner.hidden),
        seen=tuple(_seen(access, plan, key)),
        _statement=statement,
        _values={
            **sizes,
            **asking_values(access, planner.types),
            **_root(access, type_name, key),
        },
        _pages=tuple(planner.pages),
        _access=access,
        _sizes=sizes,
        _number=page.number,
    )


def _seen(access: Access, plan: Object | Page, key: UUID | None) -> Iterable[Seen]:
    if key is None or not isinstance(plan, Object):
        return ()
    return accountable(access.actor, touched(plan, access.grants), (key,))


def _root(access: Access, type_name: str, key: UUID | None) -> dict[str, Any]:
    return {} if key is None else {ROOT_KEY: real_key(type_name, key, access.pseudonym_key)}
