"""Which scopes agencies grant to API clients today; kept in memory for two seconds at most."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import Range

from kinerja.kit.ids import AgencyId
from tenants.session import UnitOfWork
from tenants.sharing_models import DataSharingGrant

#: Seconds for which what was read is believed: a revocation takes effect within them, also where
#: no notification arrives.
REMEMBERED: Final = 2.0


@dataclass(frozen=True)
class Shares:
    """The grants of one agency that were not revoked when they were read, and when that was."""

    read_at: float
    grants: tuple[tuple[UUID, frozenset[str], Range[date]], ...]

    def scopes(self, client_id: UUID, on: date) -> frozenset[str] | None:
        """Return what all grants of a client together give on a day; None: there is no grant."""
        given = [
            scopes for client, scopes, valid in self.grants if client == client_id and on in valid
        ]
        return frozenset[str]().union(*given) if given else None


class DataSharing:
    """Answers whether an agency shares data with a client, by one small statement in two seconds.

    The statement runs in the transaction of the request that needs it, so that a request that
    holds a connection never waits for a second one.
    """

    def __init__(self, *, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._known: dict[AgencyId, Shares] = {}
        self._locks: defaultdict[AgencyId, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._revision = 0

    async def scopes(
        self, unit: UnitOfWork, agency_id: AgencyId, *, client_id: UUID, on: date
    ) -> frozenset[str] | None:
        """Return the scopes that the agency grants to the client on a day; None: it grants nothing.

        Raises:
            sqlalchemy.exc.DBAPIError: the grants cannot be read; nothing is granted then.
        """
        shares = self._fresh(agency_id)
        if shares is None:
            async with self._locks[agency_id]:
                shares = self._fresh(agency_id) or await self._read(unit, agency_id, on)
        return shares.scopes(client_id, on)

    def forget(self, agency_id: AgencyId | None = None) -> None:
        """Believe nothing that was read before: of one agency, or of all."""
        self._revision += 1
        for known in list(self._known) if agency_id is None else [agency_id]:
            self._known.pop(known, None)

    def _fresh(self, agency_id: AgencyId) -> Shares | None:
        shares = self._known.get(agency_id)
        return shares if shares and self._now() < shares.read_at + REMEMBERED else None

    async def _read(self, unit: UnitOfWork, agency_id: AgencyId, on: date) -> Shares:
        """Read the grants of an agency; keep them only if nothing was changed meanwhile."""
        # The time before the statement, so that what is kept is never older than it says.
        revision, read_at = self._revision, self._now()
        grant = DataSharingGrant
        statement = select(grant.client_id, grant.scopes, grant.valid).where(
            grant.agency_id == agency_id, grant.revoked_at.is_(None), func.upper(grant.valid) > on
        )
        async with unit.within(agency_id) as session:
            rows = (await session.execute(statement)).all()
        grants = tuple((row.client_id, frozenset(row.scopes), row.valid) for row in rows)
        shares = Shares(read_at, grants)
        if revision == self._revision:
            self._known[agency_id] = shares
        return shares
