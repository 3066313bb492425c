"""What a worker does when it is told to stop: it waits for its requests, but not for ever."""

import asyncio
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType
from typing import Final

import structlog

from kinerja.http.cancellation import Running

log = structlog.get_logger(__name__)

SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


@contextmanager
def stops_when_told(running: Running, patience: timedelta) -> Iterator[None]:
    """Cancel what still runs `patience` after the first signal to stop; needs the main thread.

    The server's own handlers go on working: asyncio hears of a signal by its wake-up descriptor,
    whatever handler is set. They let no new request in, and wait for those that are under way.
    """
    loop = asyncio.get_running_loop()
    timers: list[asyncio.TimerHandle] = []

    def cancel() -> None:
        cancelled = running.cancel_all()
        log.warning("requests cancelled, since the service stops", requests=cancelled)

    def count_down() -> None:
        if not timers:
            timers.append(loop.call_later(patience.total_seconds(), cancel))

    def handle(_number: int, _frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(count_down)

    before = {number: signal.signal(number, handle) for number in SIGNALS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for timer in timers:
            timer.cancel()
