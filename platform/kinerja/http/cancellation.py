"""Cancels a request whose client is gone, or which the service can no longer wait for.

An ASGI server tells that a client has left only to whoever asks, and cancels nothing by itself: a
statement for nobody would run to its end. The work stays in the request's own task, and the client
is watched beside it only if it takes a while: most requests are over before that.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kinerja.http.errors import RefusedRequestError

log = structlog.get_logger(__name__)

#: How long a request runs before anybody looks after its client.
SECONDS_UNWATCHED: Final = 0.05


class ShuttingDownError(RefusedRequestError):
    """The service stops, and the request has taken longer than it could wait."""

    status = 503
    code = "SHUTTING_DOWN"
    en = "The service is stopping and could not wait for this request. Nothing was changed; repeat."
    id = (
        "Layanan sedang dihentikan dan tidak dapat menunggu permintaan ini. Tidak ada yang"
        " berubah; ulangi."
    )

    def headers(self) -> dict[str, str]:
        """Say when another attempt makes sense."""
        return {"retry-after": "5"}


class Running:
    """The requests that are being answered, for who has to end them all."""

    def __init__(self) -> None:
        self._limits: set[asyncio.Timeout] = set()
        self.is_stopping = False

    @contextmanager
    def among(self, limit: asyncio.Timeout) -> Iterator[None]:
        """Count a request among them; `limit` is what ends it."""
        self._limits.add(limit)
        try:
            yield
        finally:
            self._limits.discard(limit)

    def cancel_all(self) -> int:
        """Cancel whatever still runs; return how many requests that were."""
        self.is_stopping = True
        for limit in self._limits:
            expire(limit)
        return len(self._limits)


def expire(limit: asyncio.Timeout) -> None:
    """End what runs under `limit`, unless it has ended."""
    if not limit.expired():
        limit.reschedule(asyncio.get_running_loop().time())


class Presence:
    """What a request has heard of its client; stands between the server and the application."""

    def __init__(self, receive: Receive, limit: asyncio.Timeout, *, has_body: bool) -> None:
        self._receive = receive
        self._limit = limit
        self._is_read = not has_body
        self._left = asyncio.Event()
        self._watch: asyncio.Task[None] | None = None
        self._timer = asyncio.get_running_loop().call_later(SECONDS_UNWATCHED, self._look)

    async def receive(self) -> Message:
        """Return the next part of the body; then wait until the client leaves, as ASGI has it."""
        if self._is_read and self._watch is not None:
            await self._left.wait()
            return {"type": "http.disconnect"}
        message = await self._receive()
        if message["type"] == "http.disconnect":
            self._left.set()
        self._is_read = self._left.is_set() or not message.get("more_body", False)
        return message

    def end(self) -> None:
        """Look no longer."""
        self._timer.cancel()
        if self._watch is not None:
            self._watch.cancel()

    def _look(self) -> None:
        """Begin to watch; while the body is still being read, who reads it will notice."""
        if self._is_read:
            self._watch = asyncio.get_running_loop().create_task(self._until_left())
        else:
            self._timer = asyncio.get_running_loop().call_later(SECONDS_UNWATCHED, self._look)

    async def _until_left(self) -> None:
        while not self._left.is_set():
            message = await self._receive()
            if message["type"] == "http.disconnect":
                self._left.set()
        expire(self._limit)


class Cancellation:
    """ASGI application around another: what nobody waits for is cancelled, and so rolled back."""

    def __init__(self, app: ASGIApp, running: Running) -> None:
        self._app = app
        self._running = running

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request, unless it has to end before.

        Raises:
            ShuttingDownError: the service has ended it, and its answer has not begun.
        """
        has_started = False

        async def send_noting(message: Message) -> None:
            nonlocal has_started
            has_started = True
            await send(message)

        limit = asyncio.timeout(None)
        try:
            async with limit:
                presence = Presence(receive, limit, has_body=scope["method"] == "POST")
                try:
                    with self._running.among(limit):
                        await self._app(scope, presence.receive, send_noting)
                finally:
                    presence.end()
        except TimeoutError:
            if not limit.expired():
                raise
            log.info("request cancelled", stopping=self._running.is_stopping)
            if self._running.is_stopping and not has_started:
                raise ShuttingDownError from None
