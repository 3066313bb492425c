"""How long events that belong to no agency are kept: refused tokens, and what the province did."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.kit.database import Base
from tenants.audit_models import ProvinceEvent
from tenants.security_events import SecurityEvent

#: Years from the event on. UU 27/2022 Pasal 16 asks for a limit and gives no number: guesses [G]
#: that the province confirms or changes here. Counts of refused tokens tell of nobody.
EVENT_YEARS: Final[Mapping[str, int]] = {"security_events": 1, "province_events": 10}
_TABLES: Final[Mapping[str, tuple[type[Base], ColumnElement[datetime]]]] = {
    "security_events": (SecurityEvent, SecurityEvent.__table__.c.minute),
    "province_events": (ProvinceEvent, ProvinceEvent.__table__.c.occurred_at),
}


async def count_old_events(owner_engine: AsyncEngine, *, at: datetime) -> dict[str, int]:
    """Return of each table how many events are older than they may be."""
    counts = {}
    async with owner_engine.connect() as connection:
        for name, (model, moment) in _TABLES.items():
            old = select(func.count()).select_from(model).where(moment < _limit(name, at))
            counts[name] = await connection.scalar(old) or 0
    return counts


async def delete_old_events(owner_engine: AsyncEngine, *, at: datetime) -> dict[str, int]:
    """Delete the events that are older than they may be; return how many, table by table."""
    counts = {}
    async with owner_engine.begin() as connection:
        for name, (model, moment) in _TABLES.items():
            old = delete(model).where(moment < _limit(name, at))
            counts[name] = (await connection.execute(old)).rowcount
    return counts


def _limit(name: str, at: datetime) -> datetime:
    """Return before which moment events are too old; a year has 365 days and a quarter."""
    return at - timedelta(days=round(EVENT_YEARS[name] * 365.25))
