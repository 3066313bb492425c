"""Records what this process sends to the database, at the driver: the statement and its values."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from asyncpg import Connection
from asyncpg.prepared_stmt import PreparedStatement


@dataclass(frozen=True)
class Sent:
    """A statement as the driver took it."""

    text: str
    values: tuple[Any, ...]


@dataclass
class Recording:
    """What was sent while it went on."""

    sent: list[Sent] = field(default_factory=list)

    def longest(self) -> Sent:
        """Return the statement that answered the question: by far the longest.

        Raises:
            ValueError: nothing was sent.
        """
        return max(self.sent, key=lambda sent: len(sent.text))


@contextmanager
def recording() -> Iterator[Recording]:
    """Record every query until the end of the block, on connections that are open already too.

    The driver's own methods still do all the work.
    """
    found = Recording()
    prepared, direct = PreparedStatement.fetch, Connection.fetch

    async def from_prepared(of: Any, *values: Any, **options: Any) -> Any:  # noqa: ANN401 - the driver's.
        found.sent.append(Sent(of.get_query(), values))
        return await prepared(of, *values, **options)

    async def from_text(of: Any, query: str, *values: Any, **options: Any) -> Any:  # noqa: ANN401
        found.sent.append(Sent(query, values))
        return await direct(of, query, *values, **options)

    watched: dict[type, Callable[..., Awaitable[Any]]] = {
        PreparedStatement: from_prepared,
        Connection: from_text,
    }
    with ExitStack() as stack:
        for kind, fetch in watched.items():
            stack.enter_context(patch.object(kind, "fetch", fetch))
        yield found
