"""The statement of a report across agencies, run as the role that may read report cells only."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Row,
    Select,
    Text,
    cast,
    func,
    literal,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import DATERANGE
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.domains.reports.models import ReportCell
from kinerja.domains.reports.requests import ReportRequest, ReportRow
from kinerja.domains.reports.vocabulary import Dimension, ReportCategory
from tenants.models import Agency

#: More groups than all agencies have together in what is asked of some.
READ_LIMIT = 100_000
#: Means have as many decimals as the results that they are made of.
DECIMALS = 10

_NAMES = ("agency_code", "agency_name", "category", "grade", "cycle_kind", "period")
_COLUMNS: Mapping[Dimension, Mapping[str, ColumnElement[Any]]] = {
    Dimension.AGENCY: {
        "agency_code": Agency.__table__.c.code,
        "agency_name": Agency.__table__.c.name,
    },
    Dimension.CATEGORY: {"category": ReportCell.__table__.c.category},
    Dimension.GRADE: {"grade": ReportCell.__table__.c.grade},
    Dimension.PERIOD: {
        "cycle_kind": ReportCell.__table__.c.cycle_kind,
        "period": ReportCell.__table__.c.period,
    },
}
_TYPES = {"period": DATERANGE()}


async def read_report(
    engine: AsyncEngine, request: ReportRequest, *, without: str | None = None
) -> list[ReportRow]:
    """Return all groups of a report with their values, small ones too: nobody may see these yet.

    `without` leaves out the agency with this code.

    Where only some agencies are asked for, these are the groups of all agencies; see
    `ReportRequest.read_levels`. At most `READ_LIMIT` and one more.
    """
    async with engine.connect() as connection:
        found = await connection.execute(report_statement(request, without=without))
        levels = request.read_levels
        return [_row(levels, row) for row in found]


def report_statement(request: ReportRequest, *, without: str | None = None) -> CompoundSelect[Any]:
    """Return the one statement of a report: one part for each of its splits."""
    conditions = _conditions(request)
    if without is not None:
        conditions.append(Agency.code != without)
    parts = [_level(request, number, conditions) for number in range(len(request.read_levels))]
    return (
        union_all(*parts)
        .order_by(*(literal_column(name) for name in ("level", *_NAMES)))
        .limit(READ_LIMIT + 1)
    )


def _level(
    request: ReportRequest, number: int, conditions: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    """Group in two steps: inside an agency, then across them. No cell, no group.

    Over several cycles of one agency the same people are counted again and again; a group has at
    least as many people as its largest cycle there.
    """
    names = _split(request, number)
    cells = _cells(names, conditions).subquery(f"cells_{number}")
    keys = [cells.c[name] for name in names]
    of_agency = (
        select(
            *keys,
            func.max(cells.c.employees).label("people"),
            func.sum(cells.c.employees).label("employees"),
            func.sum(cells.c.score_sum).label("score_sum"),
            func.min(cells.c.score_min).label("score_min"),
            func.max(cells.c.score_max).label("score_max"),
        )
        .group_by(cells.c.agency_id, *keys)
        .subquery(f"agencies_{number}")
    )
    of = of_agency.c
    shown = [
        (of[name] if name in names else cast(null(), _TYPES.get(name, Text()))).label(name)
        for name in _NAMES
    ]
    mean = func.round(func.sum(of.score_sum) / func.sum(of.employees), DECIMALS)
    return (
        select(
            literal(number, Integer()).label("level"),
            *shown,
            func.sum(of.people).label("people"),
            func.sum(of.employees).label("employees"),
            func.sum(of.score_sum).label("score_sum"),
            mean.label("mean"),
            func.min(of.score_min).label("minimum"),
            func.max(of.score_max).label("maximum"),
        )
        .group_by(*(of[name] for name in names))
        .having(func.count() > 0)
    )


def _cells(
    names: Mapping[str, ColumnElement[Any]], conditions: Sequence[ColumnElement[bool]]
) -> Select[Any]:
    """Sum the cells of one cycle of one agency; a person is in exactly one grade of each."""
    keys = [column.label(name) for name, column in names.items()]
    return (
        select(
            ReportCell.agency_id,
            *keys,
            func.sum(ReportCell.employees).label("employees"),
            func.sum(ReportCell.score_sum).label("score_sum"),
            func.min(ReportCell.score_min).label("score_min"),
            func.max(ReportCell.score_max).label("score_max"),
        )
        .join(Agency, Agency.id == ReportCell.agency_id)
        .where(*conditions)
        .group_by(ReportCell.agency_id, ReportCell.cycle_id, *names.values())
    )


def _conditions(request: ReportRequest) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if request.shown_categories is not None:
        conditions.append(ReportCell.category.in_(request.shown_categories))
    if request.kinds is not None:
        conditions.append(ReportCell.cycle_kind.in_(sorted(set(request.kinds))))
    if request.period is not None:
        inside = ReportCell.period.op("<@", is_comparison=True)(cast(request.period, DATERANGE))
        conditions.append(inside)
    return conditions


def _split(request: ReportRequest, number: int) -> dict[str, ColumnElement[Any]]:
    return {
        name: column
        for dimension in request.read_levels[number]
        for name, column in _COLUMNS[dimension].items()
    }


def _row(levels: Sequence[tuple[Dimension, ...]], row: Row[Any]) -> ReportRow:
    period = row.period
    last: date | None = period.upper - timedelta(days=1) if period else None
    return ReportRow(
        dimensions=levels[row.level],
        agency_code=row.agency_code,
        agency_name=row.agency_name,
        category=ReportCategory(row.category) if row.category else None,
        grade=row.grade,
        cycle_kind=row.cycle_kind,
        period_start=period.lower if period else None,
        period_end=last,
        people=int(row.people),
        score_sum=row.score_sum,
        employees=int(row.employees),
        mean=Decimal(row.mean),
        minimum=row.minimum,
        maximum=row.maximum,
        is_total=row.level > 0,
    )
