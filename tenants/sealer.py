"""The sealer that runs beside a service: every agency's audit trail, again and again."""

import asyncio
import time
from contextlib import suppress
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.kit.clock import now
from kinerja.kit.faults import stack_of
from kinerja.kit.ids import first_id_at
from tenants.provisioning import list_agencies
from tenants.records import AgencyRecord
from tenants.sealing import seal

#: An ordinary round looks at the events of one day; once a day one looks at all there are.
RECENT: Final = timedelta(days=1)
_NIL: Final = UUID(int=0)
_LOG = structlog.get_logger(__name__)


class Sealer:
    """Seals in rounds, `interval` apart; the first round comes after one interval.

    Every process of a service has one. An agency that another is at work on is left to it. What
    goes wrong is logged and tried again in the next round; it never disturbs the service.
    """

    def __init__(self, engine: AsyncEngine, *, interval: timedelta) -> None:
        self._engine = engine
        self._interval = interval
        self._looked_at_all: dict[int, float] = {}
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin."""
        self._task = asyncio.create_task(self._run(), name="audit sealer")

    async def stop(self) -> None:
        """End, in the middle of a round too: what is not committed is sealed later. Repeatable."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def round(self) -> int:
        """Seal what there is to seal in every agency; return how many events were sealed."""
        sealed = 0
        for agency in await list_agencies(self._engine):
            try:
                sealed += await self._seal(agency)
            except Exception as error:  # noqa: BLE001 - one agency must not hold up the others.
                self._log(error, agency=agency.code)
        return sealed

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(self._interval.total_seconds())
            try:
                if sealed := await self.round():
                    _LOG.info("audit_events_sealed", events=sealed)
            except Exception as error:  # noqa: BLE001 - the next round tries again.
                self._log(error)

    async def _seal(self, agency: AgencyRecord) -> int:
        begun = time.monotonic()
        due = self._looked_at_all.get(agency.id, float("-inf")) + RECENT.total_seconds()
        since = _NIL if begun >= due else first_id_at(now() - RECENT)
        sealed = 0
        async for one in seal(self._engine, agency, since=since, waits=False):
            sealed += one.events
        if since == _NIL:
            self._looked_at_all[agency.id] = begun
        return sealed

    @staticmethod
    def _log(error: Exception, **about: str) -> None:
        """Log without the text: that of a database error repeats values."""
        kind = type(error).__name__
        _LOG.error("audit_not_sealed", error=kind, frames=stack_of(error), **about)
