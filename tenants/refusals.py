"""Counts refused tokens in memory and writes the counts, so that a flood costs next to nothing."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import datetime
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.kit import clock
from kinerja.kit.ids import AgencyId
from tenants.security_events import Bucket, Refusal, add_refusals

#: What is counted within it is written together; a crash (not a stop) loses that much.
GATHERING_SECONDS = 1.0
#: Pause after a failure to write.
RETRY_SECONDS = 5.0
#: More buckets than this gather only while the database is away; then less is told apart.
MOST_BUCKETS = 1_000

_LOG = structlog.get_logger(__name__)


class RefusalCounter:
    """The refused tokens of one process; `start` and `stop` frame its life.

    Counting is an addition in memory. Only ids of stored API tokens tell buckets apart, so whoever
    sends made-up tokens makes as many rows as there are reasons, and one transaction a second.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._counts: Counter[Bucket] = Counter()
        self._has_some = asyncio.Event()
        self._is_stopping = asyncio.Event()
        self._writing = asyncio.Lock()
        self._writer: asyncio.Task[None] | None = None

    def count(
        self,
        kind: Refusal,
        *,
        agency_id: AgencyId | None = None,
        token_id: UUID | None = None,
        client_id: UUID | None = None,
    ) -> None:
        """Count one refusal. Never fails and never waits."""
        bucket = Bucket(_minute(), kind, agency_id, token_id, client_id)
        if bucket not in self._counts and len(self._counts) >= MOST_BUCKETS:
            bucket = next((one for one in self._counts if one.kind is kind), bucket)
        self._counts[bucket] += 1
        self._has_some.set()

    async def start(self) -> None:
        """Begin to write what is counted."""
        self._writer = asyncio.create_task(self._write(), name="refused tokens")

    async def stop(self) -> None:
        """Write the rest and end. Safe to repeat."""
        writer, self._writer = self._writer, None
        if writer is None:
            return
        self._is_stopping.set()
        self._has_some.set()
        await writer
        if self._counts:
            lost = {bucket.kind.value: count for bucket, count in self._counts.items()}
            _LOG.error("refused_tokens_not_written", lost=lost)

    async def flush(self) -> bool:
        """Write what has been counted so far; what cannot be written now stays. Tell if it was."""
        async with self._writing:
            counted, self._counts = self._counts, Counter()
            self._has_some.clear()
            if not counted:
                return True
            try:
                await add_refusals(self._engine, counted)
            except BaseException as error:
                self._counts.update(counted)
                self._has_some.set()
                if not isinstance(error, SQLAlchemyError | OSError):
                    raise
                _LOG.warning("refused_tokens_kept_for_later", reason=type(error).__name__)
                return False
            return True

    async def _write(self) -> None:
        pause = GATHERING_SECONDS
        while not self._is_stopping.is_set():
            await self._has_some.wait()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._is_stopping.wait(), pause)
            pause = GATHERING_SECONDS if await self.flush() else RETRY_SECONDS


def _minute() -> datetime:
    return clock.now().replace(second=0, microsecond=0)
