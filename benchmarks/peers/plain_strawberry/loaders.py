"""One query for all parents of a level: rows by their keys, and pages of rows by their parents."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Column,
    ColumnElement,
    Row,
    Select,
    Table,
    Uuid,
    any_,
    bindparam,
    func,
    select,
    true,
)
from sqlalchemy.ext.asyncio import AsyncEngine
from strawberry.dataloader import DataLoader

from kinerja.domains.appraisals.models import Appraisal, NodeResult, Score
from kinerja.domains.frameworks.models import Component, Indicator
from kinerja.domains.organisation.models import Assignment, Employee, Position
from kinerja.kit.database import Base

APPRAISALS, SCORES, RESULTS, INDICATORS, COMPONENTS, EMPLOYEES, POSITIONS, ASSIGNMENTS = (
    Base.metadata.tables[model.__tablename__]
    for model in (
        Appraisal,
        Score,
        NodeResult,
        Indicator,
        Component,
        Employee,
        Position,
        Assignment,
    )
)
#: Turns the rows of a level into what their type shows, one for each row.
Finish: TypeAlias = Callable[[int, Sequence[Row[Any]]], Awaitable[Sequence[Any]]]
#: Longer than any list of children without a page.
ALL = 1000


class Key(NamedTuple):
    """A row of an agency."""

    agency: int
    id: UUID


class Page(NamedTuple):
    """The first children of a row of an agency."""

    agency: int
    first: int
    parent: UUID


@dataclass(frozen=True, slots=True)
class IndicatorRecord:
    """An indicator with its component."""

    code: str
    weight: Decimal
    component: Row[Any] | None


@dataclass(frozen=True, slots=True)
class ScoreRecord:
    """A score with its indicator: thousands of them share a few, which no loader need be asked."""

    id: UUID
    actual: Decimal | None
    not_applicable: bool
    entered_at: datetime
    indicator: IndicatorRecord | None


@dataclass(frozen=True, slots=True)
class ResultRecord:
    """The result of a node with its indicator, if it is one."""

    node_kind: str
    contribution: Decimal | None
    indicator: IndicatorRecord | None


class Loaders:
    """The loaders of one request."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.employee = self._rows(EMPLOYEES)
        id_ = "id"
        self.appraisals = self._pages(APPRAISALS, "ratee_id", id_)
        self.scores = self._pages(SCORES, "appraisal_id", id_, finish=self._scores)
        self.results = self._pages(
            RESULTS, "appraisal_id", "node_kind", "node_id", finish=self._results
        )
        self.positions = self._pages(POSITIONS, "org_unit_id", "code", id_)
        self.assignments = self._pages(ASSIGNMENTS, "position_id", id_)

    async def fetch(self, statement: Any, **values: object) -> Sequence[Row[Any]]:  # noqa: ANN401
        """Run a statement on a connection of the pool."""
        async with self.engine.connect() as connection:
            return (await connection.execute(statement, values)).all()

    def _rows(self, table: Table) -> DataLoader[Key, Any]:
        statement = _by_ids(table)

        async def load(keys: list[Key]) -> list[Any]:
            found: dict[Key, Row[Any]] = {}
            for agency, group in _groups(keys, lambda key: key.agency):
                rows = await self.fetch(statement, agency=agency, ids=[key.id for key in group])
                found |= {Key(agency, row.id): row for row in rows}
            return [found.get(key) for key in keys]

        return DataLoader(load)

    def _pages(
        self, table: Table, parent: str, *order: str, finish: Finish | None = None
    ) -> DataLoader[Page, Any]:
        statement = _page_statement(table, table.c[parent], [table.c[name] for name in order])

        async def load(pages: list[Page]) -> list[Any]:
            found: dict[Page, list[Any]] = {page: [] for page in pages}
            for (agency, first), group in _groups(pages, lambda page: page[:2]):
                ids = [page.parent for page in group]
                rows = await self.fetch(statement, agency=agency, first=first, ids=ids)
                children = await finish(agency, rows) if finish else rows
                for row, child in zip(rows, children, strict=True):
                    found[Page(agency, first, row[0])].append(child)
            return [found[page] for page in pages]

        return DataLoader(load)

    async def _scores(self, agency: int, rows: Sequence[Row[Any]]) -> Sequence[ScoreRecord]:
        indicators = await self._indicators(agency, {row.indicator_id for row in rows})
        return [
            ScoreRecord(
                row.id,
                row.actual,
                row.not_applicable,
                row.entered_at,
                indicators.get(row.indicator_id),
            )
            for row in rows
        ]

    async def _results(self, agency: int, rows: Sequence[Row[Any]]) -> Sequence[ResultRecord]:
        indicators = await self._indicators(agency, {row.node_id for row in rows})
        return [
            ResultRecord(row.node_kind, row.contribution, indicators.get(row.node_id))
            for row in rows
        ]

    async def _indicators(self, agency: int, ids: set[UUID]) -> dict[UUID, IndicatorRecord]:
        rows = await self.fetch(_INDICATORS, agency=agency, ids=list(ids))
        above = list({row.component_id for row in rows})
        components = {
            row.id: row for row in await self.fetch(_COMPONENTS, agency=agency, ids=above)
        }
        return {
            row.id: IndicatorRecord(row.code, row.weight, components.get(row.component_id))
            for row in rows
        }


def _by_ids(table: Table) -> Select[Any]:
    return select(*_told(table)).where(
        table.c.agency_id == bindparam("agency"),
        table.c.id == any_(bindparam("ids", None, ARRAY(Uuid))),
    )


def _page_statement(table: Table, parent: Column[Any], order: Sequence[Column[Any]]) -> Select[Any]:
    """Return the statement that reads the first rows of each of many parents, in order."""
    ids = func.unnest(bindparam("ids", None, ARRAY(Uuid)))
    parents = ids.table_valued("id", name="parents").render_derived()
    page = (
        select(*_told(table))
        .where(table.c.agency_id == bindparam("agency"), parent == parents.c.id)
        .order_by(*order)
        .limit(bindparam("first"))
        .lateral("page")
    )
    columns: list[ColumnElement[Any]] = [parents.c.id.label("parent_id_"), *page.c]
    return select(*columns).select_from(parents.join(page, true()))


def _told(table: Table) -> list[Column[Any]]:
    """Return the columns that any of the questions asks for."""
    return [column for column in table.c if column.name in _ASKED]


def _groups(keys: list[Any], by: Callable[[Any], Any]) -> Iterable[tuple[Any, list[Any]]]:
    """Group keys; as a rule all keys of one level belong together."""
    return ((found, list(group)) for found, group in groupby(sorted(keys, key=by), key=by))


_ASKED = {
    *("agency_id", "id", "code", "name", "employment", "state", "created_at", "composite"),
    *("numeric_grade", "official_grade", "ratee_id", "actual", "not_applicable", "entered_at"),
    *("indicator_id", "component_id", "employee_id", "node_kind", "node_id", "contribution"),
    "weight",
}
_INDICATORS, _COMPONENTS = _by_ids(INDICATORS), _by_ids(COMPONENTS)
