"""Rows for policy tests: written to the real tables, and described to both guards."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, insert
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.ext.asyncio import AsyncConnection

from kinerja.domains.appraisals.models import Appraisal, Score
from kinerja.domains.cycles.models import Cycle
from kinerja.domains.frameworks.models import Component, Framework, FrameworkVersion, Indicator
from kinerja.domains.organisation.models import Assignment, Employee, OrgUnit
from kinerja.domains.reports.models import ReportCell
from policies.facts import Missing, PlainRow, RowFacts
from policies.permissions import Resource
from tenants.models import Agency
from tests.support.policy_fact_rows import (
    FACT_ROWS,
    FACTS,
    facts_of,
    make_fact_rows,
    write_fact_rows,
)
from tests.support.policy_organisation import enter, key

APPRAISALS, SCORES = Appraisal.__table__.c, Score.__table__.c
EMPLOYEES, UNITS, VERSIONS = Employee.__table__.c, OrgUnit.__table__.c, FrameworkVersion.__table__.c
CYCLES, AGENCIES, CELLS = Cycle.__table__.c, Agency.__table__.c, ReportCell.__table__.c


@dataclass(frozen=True)
class Target:
    """Where the rows of a resource lie, what identifies one, and what they say to policy."""

    source: FromClause
    key: ColumnElement[Any]
    facts: RowFacts


def target_with(told: Iterable[str]) -> Target:
    """Return the rows of a resource without a table of its own, which tell these facts."""
    return Target(FACT_ROWS, FACT_ROWS.c.id, facts_of(told))


APPRAISAL_FACTS = RowFacts(
    agency=APPRAISALS.agency_id,
    state=APPRAISALS.state,
    owner=APPRAISALS.ratee_id,
    rater=APPRAISALS.rater_id,
    superior=APPRAISALS.superior_id,
    unit_path=APPRAISALS.unit_path,
    rater_due=APPRAISALS.rating_due,
)
_SCORED = Score.__table__.join(
    Appraisal.__table__,
    (SCORES.agency_id == APPRAISALS.agency_id) & (SCORES.appraisal_id == APPRAISALS.id),
)

TARGETS: Mapping[Resource, Target] = {
    Resource.APPRAISAL: Target(
        Appraisal.__table__,
        APPRAISALS.id,
        replace(APPRAISAL_FACTS, author=APPRAISALS.rated_by),
    ),
    Resource.SCORE: Target(
        _SCORED,
        SCORES.id,
        RowFacts(
            agency=SCORES.agency_id,
            state=APPRAISALS.state,
            owner=APPRAISALS.ratee_id,
            rater=APPRAISALS.rater_id,
            superior=APPRAISALS.superior_id,
            unit_path=APPRAISALS.unit_path,
            rater_due=APPRAISALS.rating_due,
            author=SCORES.scorer_id,
        ),
    ),
    Resource.EMPLOYEE: Target(
        Employee.__table__, EMPLOYEES.id, RowFacts(agency=EMPLOYEES.agency_id, owner=EMPLOYEES.id)
    ),
    Resource.ORG_UNIT: Target(
        OrgUnit.__table__, UNITS.id, RowFacts(agency=UNITS.agency_id, unit_path=UNITS.path)
    ),
    Resource.FRAMEWORK: Target(
        FrameworkVersion.__table__,
        VERSIONS.id,
        RowFacts(agency=VERSIONS.agency_id, state=VERSIONS.status),
    ),
    Resource.CYCLE: Target(
        Cycle.__table__, CYCLES.id, RowFacts(agency=CYCLES.agency_id, state=CYCLES.state)
    ),
    Resource.AGENCY: Target(Agency.__table__, AGENCIES.id, RowFacts(agency=AGENCIES.id)),
    Resource.REPORT: Target(ReportCell.__table__, CELLS.cycle_id, RowFacts(agency=CELLS.agency_id)),
    **{one: target_with(told) for one, told in FACTS.items()},
}


@dataclass(frozen=True)
class Row:
    """One row: its name in a table, its key in the database, what it says to policy."""

    name: str
    key: UUID | int
    plain: PlainRow
    author: UUID | None = None


Writer = Callable[[AsyncConnection, int, list[Row]], Any]


async def write_rows(connection: AsyncConnection, resource: Resource, rows: Iterable[Row]) -> None:
    """Write the rows that the organisation does not already hold, agency by agency."""
    kept = list(rows)
    if resource in FACTS:
        await make_fact_rows(connection)
        await write_fact_rows(connection, [(row.key, row.plain) for row in kept])
        return
    for agency in sorted({row.plain.agency for row in kept}):
        await enter(connection, agency)
        own = [row for row in kept if row.plain.agency == agency]
        if (writer := _WRITERS.get(resource)) is not None:
            await writer(connection, agency, own)


async def _write_versions(connection: AsyncConnection, agency: int, rows: list[Row]) -> None:
    await _write_framework(connection, agency)
    values = [
        _version(agency, row.key, number, str(row.plain.state))
        for number, row in enumerate(rows, start=2)
    ]
    await connection.execute(insert(FrameworkVersion), values)


async def _write_cycles(connection: AsyncConnection, agency: int, rows: list[Row]) -> None:
    await _write_framework(connection, agency)
    values = [
        _cycle(agency, row.key, year, str(row.plain.state)) for year, row in enumerate(rows, 2000)
    ]
    await connection.execute(insert(Cycle), values)


async def _write_cells(connection: AsyncConnection, agency: int, rows: list[Row]) -> None:
    await _write_cycles(connection, agency, rows)
    cells = [
        {
            "agency_id": agency,
            "cycle_id": row.key,
            "category": "COMPOSITE",
            "grade": "GOOD",
            "cycle_kind": "ANNUAL",
            "period": Range(date(2025, 1, 1), date(2026, 1, 1), bounds="[)"),
            "employees": 7,
            "score_sum": 700,
            "score_min": 90,
            "score_max": 110,
        }
        for row in rows
    ]
    await connection.execute(insert(ReportCell), cells)


async def write_appraisals(connection: AsyncConnection, agency: int, rows: list[Row]) -> None:
    """Write appraisals; cycle, version, assignment and unit are the same for all."""
    await _write_framework(connection, agency)
    cycle = _cycle(agency, key(agency, "cycle"), 2026, "SCORING")
    await connection.execute(insert(Cycle), cycle)
    anchor = await _anchor(connection, agency)
    values = [_appraisal(row, number, **anchor) for number, row in enumerate(rows, start=1)]
    await connection.execute(insert(Appraisal), values)


async def _write_scores(connection: AsyncConnection, agency: int, rows: list[Row]) -> None:
    await write_appraisals(connection, agency, rows)
    version = key(agency, "version")
    await connection.execute(insert(Component), _component(agency, version))
    await connection.execute(insert(Indicator), _indicator(agency, version))
    scores = [
        {
            "agency_id": agency,
            "id": row.key,
            "appraisal_id": row.key,
            "framework_version_id": version,
            "ratee_id": row.plain.owner,
            "indicator_id": key(agency, "indicator"),
            "scorer_id": row.author,
            "source": "SELF" if row.author == row.plain.owner else "MANUAL",
            "actual": 100,
        }
        for row in rows
    ]
    await connection.execute(insert(Score), scores)


_WRITERS: Mapping[Resource, Writer] = {
    Resource.FRAMEWORK: _write_versions,
    Resource.CYCLE: _write_cycles,
    Resource.REPORT: _write_cells,
    Resource.APPRAISAL: write_appraisals,
    Resource.SCORE: _write_scores,
}


async def _write_framework(connection: AsyncConnection, agency: int) -> None:
    framework = {"agency_id": agency, "id": key(agency, "framework"), "code": "f", "name": "F"}
    await connection.execute(insert(Framework), framework)
    version = _version(agency, key(agency, "version"), 1, "DRAFT")
    await connection.execute(insert(FrameworkVersion), version)


async def _anchor(connection: AsyncConnection, agency: int) -> dict[str, UUID]:
    """Return an assignment and a unit that exist, for the foreign keys of appraisals."""
    found = await connection.execute(
        Assignment.__table__.select().where(Assignment.agency_id == agency).limit(1)
    )
    assignment = found.one()
    return {"assignment_id": assignment.id, "org_unit_id": assignment.org_unit_id}


def _version(agency: int, version: UUID | int, number: int, status: str) -> dict[str, Any]:
    return {
        "agency_id": agency,
        "id": version,
        "framework_id": key(agency, "framework"),
        "number": number,
        "status": status,
        "scheme": "COMPONENTS",
        "effective": Range(date(2000 + number, 1, 1), date(2001 + number, 1, 1), bounds="[)"),
    }


def _cycle(agency: int, cycle: UUID | int, year: int, state: str) -> dict[str, Any]:
    return {
        "agency_id": agency,
        "id": cycle,
        "framework_id": key(agency, "framework"),
        "framework_version_id": key(agency, "version"),
        "code": f"c{year}",
        "name": f"Siklus {year}",
        "kind": "ANNUAL",
        "period": Range(date(year, 1, 1), date(year + 1, 1, 1), bounds="[)"),
        "state": state if state in _CYCLE_STATES else "OPEN",
    }


_CYCLE_STATES = {
    "PLANNED",
    "PLANNING",
    "OPEN",
    "SCORING",
    "CALIBRATION",
    "FINALISED",
    "ARCHIVED",
    "CANCELLED",
}


def _appraisal(row: Row, number: int, **anchor: UUID) -> dict[str, Any]:
    plain = row.plain
    final = plain.state == "FINAL"
    return {
        "agency_id": plain.agency,
        "id": row.key,
        "cycle_id": key(plain.agency, "cycle"),
        "framework_version_id": key(plain.agency, "version"),
        "ratee_id": plain.owner,
        "position_class": "PELAKSANA",
        "unit_path": plain.unit_path,
        "rater_id": plain.rater,
        "superior_id": plain.superior,
        "rating_due": None if plain.rater_due is Missing.COLUMN else plain.rater_due,
        "state": plain.state,
        # Of the revisions of one appraisal one counts; policy asks nothing of which.
        "revision": number,
        "superseded_at": datetime(2026, 2, 1, tzinfo=UTC),
        "rated_by": row.author,
        "finalised_at": datetime(2026, 1, 31, tzinfo=UTC) if final else None,
        "result_hash": "0" * 64 if final else None,
        **anchor,
    }


def _component(agency: int, version: UUID) -> dict[str, Any]:
    return {
        "agency_id": agency,
        "id": key(agency, "component"),
        "version_id": version,
        "code": "c",
        "name_id": "C",
        "name_en": "C",
        "category": "OTHER",
        "weight": 100,
        "ordinal": 1,
    }


def _indicator(agency: int, version: UUID) -> dict[str, Any]:
    return {
        "agency_id": agency,
        "id": key(agency, "indicator"),
        "version_id": version,
        "component_id": key(agency, "component"),
        "code": "i",
        "name_id": "I",
        "name_en": "I",
        "definition": "I",
        "unit": "%",
        "direction": "HIGHER",
        "target": 100,
        "scale_max": 120,
        "source": "MANUAL",
        "na_policy": "REDISTRIBUTE",
        "weight": 100,
        "ordinal": 1,
    }
