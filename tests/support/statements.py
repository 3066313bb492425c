"""Which statements an engine sent to the server, for tests that count them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from asyncpg import Connection
from asyncpg.connection import LoggedQuery
from sqlalchemy.ext.asyncio import AsyncEngine


@asynccontextmanager
async def statements_of(engine: AsyncEngine) -> AsyncIterator[list[str]]:
    """Collect the plain messages (BEGIN, SET, COMMIT) that the driver sends, each as one entry.

    Prepared statements are not among them. Only for engines whose pool holds a single connection:
    it is the one that is watched.
    """
    sent: list[str] = []

    def log(query: LoggedQuery) -> None:
        sent.append(query.query)

    driver = await _driver(engine)
    driver.add_query_logger(log)
    try:
        yield sent
    finally:
        driver.remove_query_logger(log)


async def _driver(engine: AsyncEngine) -> "Connection[Any]":
    async with engine.connect() as connection:
        raw = await connection.get_raw_connection()
        driver = raw.driver_connection
        assert isinstance(driver, Connection)
        return driver
