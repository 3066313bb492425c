"""Who holds which roles in which agency, kept in memory and read again only when it has changed."""

import asyncio
from collections import defaultdict

from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.kit.ids import AgencyId
from tenants.snapshots import Holdings, holdings_mark, load_holdings


class HeldRoles:
    """The holdings of agencies; each is replaced as a whole, and asked for without a statement."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._known: dict[AgencyId, tuple[str, Holdings]] = {}
        # Who reads later keeps later, and many who miss the same agency read it once.
        self._locks: defaultdict[AgencyId, asyncio.Lock] = defaultdict(asyncio.Lock)

    def find(self, agency_id: AgencyId) -> Holdings | None:
        """Return the holdings of an agency, if they are known."""
        known = self._known.get(agency_id)
        return None if known is None else known[1]

    def forget(self, agency_id: AgencyId) -> None:
        """Let the next who asks read the agency's holdings."""
        self._known.pop(agency_id, None)

    async def refresh(self, agency_id: AgencyId) -> Holdings:
        """Return the holdings as they are now: by one statement when nothing has changed.

        Raises:
            sqlalchemy.exc.DBAPIError: the database cannot be read.
        """
        async with self._locks[agency_id]:
            # Before the holdings: a change between the two is seen at the next look.
            mark = await holdings_mark(self._engine, agency_id)
            known = self._known.get(agency_id)
            if known is not None and known[0] == mark:
                return known[1]
            holdings = await load_holdings(self._engine, agency_id)
            self._known[agency_id] = mark, holdings
            return holdings
