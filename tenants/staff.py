"""Who serves in each agency today, kept in memory: the rights of an employee end with service."""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from time import monotonic
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.kit.ids import AgencyId
from tenants.session import UnitOfWork, tenant_session

#: Seconds for which is remembered who somebody is that the last list does not hold.
REMEMBERED = 2.0
MOST_REMEMBERED = 10_000
WIDTH: Final = 16

_LIST = text("""
    SELECT coalesce(string_agg(uuid_send(id), ''::bytea ORDER BY id)
            FILTER (WHERE state = 'ACTIVE'), ''::bytea),
        coalesce(string_agg(uuid_send(id), ''::bytea ORDER BY id)
            FILTER (WHERE state <> 'ACTIVE'), ''::bytea)
    FROM employees WHERE agency_id = :agency
""")
_ONE = text("SELECT state = 'ACTIVE' FROM employees WHERE agency_id = :agency AND id = :id")


class Standing(StrEnum):
    """What an agency says about somebody."""

    SERVING = "SERVING"
    LEFT = "LEFT"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True)
class Roll:
    """The employees of an agency as of one moment: their ids in order, 16 bytes each."""

    serving: bytes = b""
    left: bytes = b""

    def standing(self, subject_id: UUID) -> Standing:
        """Tell how the list knows somebody."""
        if _holds(self.serving, subject_id.bytes):
            return Standing.SERVING
        return Standing.LEFT if _holds(self.left, subject_id.bytes) else Standing.UNKNOWN


class Staff:
    """The lists of all agencies; `AgencyRegistry` loads them again when it is notified.

    A list is one value of one row (70,000 people: 1.1 MB), so that loading it costs no work a
    person. Whoever enters or changes employees must call `tenants.provisioning.notify`.
    """

    def __init__(self, engine: AsyncEngine, *, now: Callable[[], float] = monotonic) -> None:
        self._engine = engine
        self._now = now
        self._rolls: dict[AgencyId, Roll] = {}
        self._others: dict[tuple[AgencyId, UUID], tuple[float, Standing]] = {}

    async def load(self, agency_id: AgencyId) -> None:
        """Read the list of one agency."""
        async with tenant_session(self._engine, agency_id) as session:
            row = (await session.execute(_LIST, {"agency": agency_id})).one()
        self._rolls[agency_id] = Roll(*row)

    async def standing(self, unit: UnitOfWork, agency_id: AgencyId, subject_id: UUID) -> Standing:
        """Tell whether somebody serves in an agency.

        Who is not on the list may have been entered a moment ago: that is looked up in the
        request's own transaction, at most every two seconds a person.
        """
        known = self._rolls.get(agency_id, Roll()).standing(subject_id)
        if known is not Standing.UNKNOWN:
            return known
        mark = (agency_id, subject_id)
        remembered = self._others.get(mark)
        if remembered is not None and remembered[0] > self._now():
            return remembered[1]
        asked_at = self._now()
        async with unit.within(agency_id) as session:
            serves = await session.scalar(_ONE, {"agency": agency_id, "id": subject_id})
        if len(self._others) >= MOST_REMEMBERED:
            self._others.clear()
        found = Standing.UNKNOWN if serves is None else _STANDINGS[serves]
        self._others[mark] = (asked_at + REMEMBERED, found)
        return found


_STANDINGS: Final = {True: Standing.SERVING, False: Standing.LEFT}


def _holds(ids: bytes, wanted: bytes) -> bool:
    place = WIDTH * bisect_left(
        range(len(ids) // WIDTH), wanted, key=lambda n: ids[n * WIDTH : (n + 1) * WIDTH]
    )
    return ids[place : place + WIDTH] == wanted
