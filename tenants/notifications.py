"""Listening for changes of agencies and roles, on a connection of its own that is kept up."""

import asyncio
from collections.abc import AsyncGenerator

import asyncpg
import structlog
from sqlalchemy.engine import URL

from tenants.provisioning import CHANNEL

#: Nothing heard for so long: look anyway. A pooler between may swallow notifications.
POLL_SECONDS = 30.0
RECONNECT_SECONDS = (0.1, 1.0, 5.0)
EVERYTHING = ""

_LOG = structlog.get_logger(__name__)


async def notifications(url: URL) -> AsyncGenerator[str]:
    """Yield the payload of every notification; never ends, reconnects by itself.

    Yields `EVERYTHING` whenever something may have been missed: after connecting, and when nothing
    was heard for half a minute.
    """
    failures = 0
    while True:
        try:
            async for payload in _heard(url):
                failures = 0
                yield payload
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            _LOG.warning("notifications_interrupted", reason=type(error).__name__)
        await asyncio.sleep(RECONNECT_SECONDS[min(failures, len(RECONNECT_SECONDS) - 1)])
        failures += 1


async def _heard(url: URL) -> AsyncGenerator[str]:
    """Yield payloads until the connection is lost."""
    heard: asyncio.Queue[str | None] = asyncio.Queue()
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    settings = {"application_name": "kinerja notifications"}
    connection = await asyncpg.connect(address, server_settings=settings)
    try:
        connection.add_termination_listener(lambda _: heard.put_nowait(None))
        await connection.add_listener(CHANNEL, lambda *event: heard.put_nowait(str(event[-1])))
        payload: str | None = EVERYTHING
        while payload is not None:
            yield payload
            try:
                # Not `wait_for`: it swallows a cancellation that comes together with a payload.
                async with asyncio.timeout(POLL_SECONDS):
                    payload = await heard.get()
            except TimeoutError:
                payload = EVERYTHING
    finally:
        connection.terminate()
