"""The load generator: a process of its own that asks over open connections and clocks each answer.

It speaks just enough HTTP/1.1 for that (keep-alive, `content-length`), so that it is never what is
measured; how many answers a second it can take in is measured too, from a constant response.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection
from time import perf_counter
from typing import Any

import asyncpg

#: The longest that an answer may take.
PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class Post:
    """A GraphQL request to a server on this machine, and how long the body of its answer is."""

    port: int
    body: bytes
    token: str | None = None
    size: int | None = None

    def bytes(self) -> bytes:
        """Return the request as it goes over the wire."""
        lines = [
            "POST /graphql HTTP/1.1",
            f"host: 127.0.0.1:{self.port}",
            "content-type: application/json",
            "accept: application/json",
            f"content-length: {len(self.body)}",
        ]
        if self.token is not None:
            lines.append(f"authorization: Bearer {self.token}")
        return "\r\n".join([*lines, "", ""]).encode() + self.body


@dataclass(frozen=True)
class Statement:
    """A statement to the database, prepared once a connection; `opening` is what comes before."""

    url: str
    opening: str
    text: str
    values: tuple[Any, ...]


Ask = Post | Statement


@dataclass(frozen=True)
class Slice:
    """What came of asking for a while: the seconds of each answer, and of the whole."""

    seconds: tuple[float, ...]
    elapsed: float

    @property
    def rate(self) -> float:
        """How many answers came a second."""
        return len(self.seconds) / self.elapsed


class UnexpectedAnswerError(RuntimeError):
    """A server answered something else than what was checked before."""


class Load:
    """The process, as its parent sees it."""

    def __init__(self, pipe: "Connection[Any, Any]") -> None:
        self._pipe = pipe

    async def run(self, ask: Ask, *, connections: int, seconds: float) -> Slice:
        """Ask over so many connections, each again as soon as it is answered.

        A question that is under way when the time is over is still waited for, so that each
        connection has had at least one answer.

        Raises:
            UnexpectedAnswerError: an answer has another status or size than it should have.
        """
        self._pipe.send((ask, connections, seconds))
        found = await asyncio.to_thread(self._pipe.recv)
        if isinstance(found, Exception):
            raise UnexpectedAnswerError(str(found)) from found
        return Slice(*found)


@contextmanager
def load() -> Iterator[Load]:
    """Run the load generator."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_main, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        yield Load(ours)
    finally:
        ours.close()
        process.join()


def _main(pipe: "Connection[Any, Any]") -> None:
    asyncio.run(_serve(pipe))


async def _serve(pipe: "Connection[Any, Any]") -> None:
    """Do what the parent asks for until it goes away."""
    opened = _Opened()
    while True:
        try:
            ask, connections, seconds = await asyncio.to_thread(pipe.recv)
        except EOFError:
            return
        try:
            pipe.send(await _slice(await opened.get(ask, connections), seconds))
        except Exception as error:  # noqa: BLE001 - whatever it was, the parent is told.
            pipe.send(RuntimeError(f"{type(error).__name__}: {error}"))


async def _slice(asking: list[Callable[[], Awaitable[None]]], seconds: float) -> Any:  # noqa: ANN401
    taken: list[float] = []
    started = perf_counter()

    async def repeat(ask: Callable[[], Awaitable[None]]) -> None:
        before = started
        while before - started < seconds:
            await ask()
            after = perf_counter()
            taken.append(after - before)
            before = after

    await asyncio.wait_for(
        asyncio.gather(*(repeat(ask) for ask in asking)), seconds + PATIENCE_SECONDS
    )
    return tuple(taken), perf_counter() - started


@dataclass
class _Opened:
    """The connections that are open, by what they are for; kept from slice to slice."""

    http: dict[int, list["_Client"]] = field(default_factory=dict)
    sql: dict[tuple[str, str], list["_Session"]] = field(default_factory=dict)

    async def get(self, ask: Ask, number: int) -> list[Callable[[], Awaitable[None]]]:
        """Return what asks, once for each connection."""
        if isinstance(ask, Post):
            return await self._posting(ask, number)
        return await self._querying(ask, number)

    async def _posting(self, ask: Post, number: int) -> list[Callable[[], Awaitable[None]]]:
        clients = self.http.setdefault(ask.port, [])
        clients[:] = [client for client in clients if client.is_open]
        loop = asyncio.get_running_loop()
        while len(clients) < number:
            _, client = await loop.create_connection(_Client, "127.0.0.1", ask.port)
            clients.append(client)
        request = ask.bytes()
        return [_poster(client, request, ask.size) for client in clients[:number]]

    async def _querying(self, ask: Statement, number: int) -> list[Callable[[], Awaitable[None]]]:
        sessions = self.sql.setdefault((ask.url, ask.opening), [])
        while len(sessions) < number:
            connection = await asyncpg.connect(ask.url, server_settings={"jit": "off"})
            await connection.execute(ask.opening)
            sessions.append(_Session(connection))
        prepared = [await session.prepared(ask.text) for session in sessions[:number]]
        return [_querier(one, ask.values) for one in prepared]


@dataclass
class _Session:
    """A connection to the database, and what it has prepared."""

    connection: Any
    kept: dict[str, Any] = field(default_factory=dict)

    async def prepared(self, text: str) -> Any:  # noqa: ANN401 - the driver's own.
        if text not in self.kept:
            self.kept[text] = await self.connection.prepare(text)
        return self.kept[text]


def _poster(client: "_Client", request: bytes, size: int | None) -> Callable[[], Awaitable[None]]:
    async def ask() -> None:
        found = await client.ask(request)
        if size is not None and found != size:
            message = f"an answer of {found} bytes, where {size} were checked"
            raise UnexpectedAnswerError(message)

    return ask


def _querier(prepared: Any, values: tuple[Any, ...]) -> Callable[[], Awaitable[None]]:  # noqa: ANN401
    async def ask() -> None:
        if not await prepared.fetch(*values):
            raise UnexpectedAnswerError("the statement returned no row")

    return ask


class _Client(asyncio.Protocol):
    """One connection to a server: one request at a time."""

    def __init__(self) -> None:
        self.is_open = False
        self._transport: asyncio.Transport | None = None
        self._answer: asyncio.Future[int] | None = None
        self._head = b""
        self._size = 0
        self._missing = 0

    async def ask(self, request: bytes) -> int:
        """Send a request; return the size of the body of its answer."""
        if self._transport is None or not self.is_open:
            raise ConnectionError("the server has closed the connection")
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        return await self._answer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
        self.is_open = True

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        self._fail(exc or ConnectionError("the server has closed the connection"))

    def data_received(self, data: bytes) -> None:
        """Count what is missing; the bytes themselves were looked at before the measurement."""
        if self._missing:
            self._missing -= len(data)
        else:
            self._head += data
            head, end, rest = self._head.partition(b"\r\n\r\n")
            if not end:
                return
            self._head = b""
            try:
                self._size = _body_size(head)
            except UnexpectedAnswerError as error:
                self._fail(error)
                return
            self._missing = self._size - len(rest)
        if not self._missing and self._answer is not None:
            self._answer.set_result(self._size)
            self._answer = None

    def _fail(self, error: Exception) -> None:
        if self._answer is not None:
            self._answer.set_exception(error)
            self._answer = None


def _body_size(head: bytes) -> int:
    status, *lines = head.split(b"\r\n")
    if status.split(b" ")[1] != b"200":
        raise UnexpectedAnswerError(status.decode("ascii", "replace"))
    for line in lines:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise UnexpectedAnswerError("an answer without content-length")
