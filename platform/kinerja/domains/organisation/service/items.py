"""How a list of changes is made: each item in a savepoint of its own, each with its answer."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.errors import TooManyItemsError
from kinerja.kit.errors import KinerjaError

Item = TypeVar("Item")
#: The id of what was written, or why nothing was.
Outcome = UUID | KinerjaError

MOST_ITEMS = 500


async def change_each(
    session: AsyncSession,
    items: Sequence[Item | KinerjaError],
    *,
    change: Callable[[Item], Awaitable[UUID]],
) -> list[Outcome]:
    """Return the outcome of each item, in order; an item that is an error already stays one.

    Raises:
        TooManyItemsError: more than 500 items.
    """
    if len(items) > MOST_ITEMS:
        raise TooManyItemsError(limit=MOST_ITEMS)
    return [await _change_one(session, item, change) for item in items]


async def _change_one(
    session: AsyncSession,
    item: Item | KinerjaError,
    change: Callable[[Item], Awaitable[UUID]],
) -> Outcome:
    if isinstance(item, KinerjaError):
        return item
    try:
        async with session.begin_nested():
            return await change(item)
    except KinerjaError as error:
        return error
