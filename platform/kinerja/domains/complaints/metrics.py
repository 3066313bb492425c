"""Service levels month by month: counted from the complaints, kept whenever a count changes."""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Select, func, insert, literal, select
from sqlalchemy.dialects.postgresql import Range, distinct_on
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.complaints.models import ComplaintMetric
from kinerja.domains.complaints.service_level import months
from kinerja.kit.ids import AgencyId, new_id

_LAST_MONTH = 12


class _Counted(NamedTuple):
    received: int
    done: int
    answered_in_time: int


async def keep_metrics(session: AsyncSession, agency_id: AgencyId, *, cut_off: datetime) -> int:
    """Write a row for every unit and month whose counts are not those that were kept last.

    Return how many were written. A unit that lost all complaints of a month to others gets a row
    of zeros, so that the last row of a month is always right.
    """
    counted = {
        (row.org_unit_id, row.month): (row.unit_path, _counted(row))
        for row in await session.execute(months(agency_id))
    }
    kept = await _last(session, agency_id)
    for key, (path, _) in kept.items():
        counted.setdefault(key, (path, _Counted(0, 0, 0)))
    changed = [
        _row(agency_id, key, path, counts, cut_off)
        for key, (path, counts) in counted.items()
        if key not in kept or kept[key][1] != counts
    ]
    if changed:
        await session.execute(insert(ComplaintMetric), changed)
    return len(changed)


def _counted(row: Any) -> _Counted:  # noqa: ANN401 - a row of either select.
    return _Counted(row.received, row.done, row.answered_in_time)


def last_metrics(
    agency: ColumnElement[int], *conditions: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """Return what was kept last of every unit and month, of the rows that `conditions` keep."""
    first = func.lower(ComplaintMetric.month)
    return (
        select(
            ComplaintMetric.org_unit_id,
            func.ltree2text(ComplaintMetric.unit_path).label("unit_path"),
            first.label("month"),
            ComplaintMetric.received,
            ComplaintMetric.done,
            ComplaintMetric.answered_in_time,
            ComplaintMetric.cut_off,
        )
        .where(ComplaintMetric.agency_id == agency, *conditions)
        .ext(distinct_on(ComplaintMetric.org_unit_id, first))
        .order_by(
            ComplaintMetric.org_unit_id,
            first,
            ComplaintMetric.cut_off.desc(),
            ComplaintMetric.id.desc(),
        )
    )


async def _last(
    session: AsyncSession, agency_id: AgencyId
) -> dict[tuple[UUID, date], tuple[str, _Counted]]:
    """Return what was kept last of every unit and month."""
    found = await session.execute(last_metrics(literal(int(agency_id), Integer())))
    return {(row.org_unit_id, row.month): (row.unit_path, _counted(row)) for row in found}


def _row(
    agency_id: AgencyId,
    key: tuple[UUID, date],
    path: str,
    counts: _Counted,
    cut_off: datetime,
) -> dict[str, Any]:
    unit, first = key
    is_last = first.month == _LAST_MONTH
    after = date(first.year + is_last, 1 if is_last else first.month + 1, 1)
    return {
        "agency_id": agency_id,
        "id": new_id(),
        "org_unit_id": unit,
        "unit_path": path,
        "month": Range(first, after),
        "cut_off": cut_off,
        **counts._asdict(),
    }
