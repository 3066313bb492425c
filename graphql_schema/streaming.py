"""An operation whose answer is written line by line: one list, all of its rows.

The same checks as for any operation come first, and what is read is accounted for; then the read
engine fetches the rows as the reader takes them.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Final

import strawberry
from graphql import GraphQLError

from graphql_schema.budget import ThrottledError
from graphql_schema.context import Context
from graphql_schema.empty_lists import empty_lists
from graphql_schema.extensions import told
from graphql_schema.presentation import BAD_USER_INPUT, present
from graphql_schema.streamed_operations import (
    AGENCIES,
    InvalidOperation,
    Wanted,
    read_wanted,
)
from kinerja.kit.errors import KinerjaError
from kinerja.reads.accesses import keep_account
from kinerja.reads.streams.stream import Stream, plan_stream
from tenants.session import UnitOfWork

#: How long a stream waits before it looks whether the budget of its reader has recovered.
SECONDS_BETWEEN_ATTEMPTS: Final = 0.1


@dataclass(frozen=True)
class Opened:
    """Either a stream that may go out, or why nothing was read: errors as they are presented."""

    lines: "Lines | None"
    errors: Sequence[dict[str, Any]] = ()
    #: In how many seconds the caller may ask again, who has asked for too much.
    wait: int | None = None


@dataclass(frozen=True)
class Lines:
    """A stream that may go out: what stands before its lines, the lines, and what stands after."""

    head: dict[str, Any]
    keeps_account: bool
    row_cost: int
    _stream: Stream
    _context: Context

    async def batches(self, unit: UnitOfWork) -> AsyncGenerator[list[str]]:
        """Yield the lines in batches, as they are asked for; `unit` is a snapshot of its own.

        What the lines cost is taken off the budget of who asks; who has too little left waits.
        """
        async with aclosing(self._stream.batches(unit)) as batches:
            async for batch in batches:
                yield batch
                await self._pay(len(batch))

    async def _pay(self, rows: int) -> None:
        allowance = self._context.allowance
        if allowance is None:
            return
        points = min(rows * self.row_cost, allowance.budgets.maximum)
        while allowance.spend(points).wait is not None:  # noqa: ASYNC110 - a budget tells nobody.
            await asyncio.sleep(SECONDS_BETWEEN_ATTEMPTS)

    def tail(self) -> dict[str, Any]:
        """Return what tells that no line is missing, and why lists were empty."""
        tail: dict[str, Any] = {"complete": True, "count": self._stream.count}
        found = {tuple(map(str, one.path)): one for one in self._stream.empty()}
        if found:
            tail["extensions"] = {"emptyLists": empty_lists(found, self._context.language)}
        return tail

    def failure(self, error: Exception) -> list[dict[str, Any]]:
        """Return why the lines end early: an expected failure in words, another masked."""
        return _told(error, self._context)


async def open_lines(
    schema: strawberry.Schema,
    context: Context,
    *,
    query: str,
    variables: Mapping[str, Any],
    name: str | None,
) -> Opened:
    """Check the operation, plan its stream and write down in the context's unit what it reads.

    If it keeps account, the unit must be committed before a line goes out.
    """
    try:
        wanted = read_wanted(schema, context, query=query, variables=variables, name=name)
        stream = await _plan(context, wanted)
    except InvalidOperation as invalid:
        errors = present(invalid.errors, context.language, default_code=invalid.code)
        return Opened(None, errors)
    except KinerjaError as error:
        wait = error.wait if isinstance(error, ThrottledError) else None
        return Opened(None, _told(error, context), wait)
    context.hidden.update({tuple(map(str, one.path)): one for one in stream.hidden})
    keeps = await keep_account(context.unit, context.circumstances(query), stream.seen)
    head = {"extensions": told(context, cost=wanted.row_cost)}
    return Opened(Lines(head, keeps, wanted.row_cost, stream, context))


async def _plan(context: Context, wanted: Wanted) -> Stream:
    context.signed_in()
    selection = wanted.selection
    if selection.name == AGENCIES:
        return plan_stream(None, type_name="AgencySummary", key=None, selection=selection)
    record = await context.registry.get(str(selection.argument("code")))
    actor = await context.actor(record.id)
    return plan_stream(actor, type_name="Agency", key=record.key, selection=selection)


def _told(error: Exception, context: Context) -> list[dict[str, Any]]:
    wrapped = GraphQLError(str(error), original_error=error)
    return present([wrapped], context.language, default_code=BAD_USER_INPUT)
