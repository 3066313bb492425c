"""Rows of resources that have no table of their own yet: one table with a column for each fact."""

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import Column, Integer, MetaData, Table, Text, Uuid, insert, text
from sqlalchemy.ext.asyncio import AsyncConnection

from kinerja.kit.database import Ltree
from migrations.roles import APPLICATION
from policies.facts import Missing, PlainRow, RowFacts
from policies.permissions import Resource

#: What policy knows of a resource's rows, by the name of the fact. The agency goes without saying.
FACTS: Mapping[Resource, frozenset[str]] = {
    Resource.PLAN: frozenset({"state", "owner", "rater", "superior", "unit_path"}),
    Resource.FEEDBACK: frozenset({"state", "owner", "unit_path", "author"}),
    # A session as a whole has no owner; a change within it has the owner of its appraisal.
    Resource.CALIBRATION: frozenset({"state", "owner", "rater", "superior", "unit_path"}),
    Resource.OBJECTION: frozenset({"state", "owner", "rater", "superior", "unit_path"}),
    Resource.DISCIPLINE: frozenset({"owner"}),
    Resource.SURVEY: frozenset({"state"}),
    Resource.SURVEY_RESULT: frozenset({"unit_path"}),
    # The unit of every event is the root: the trail is the head's of the whole agency.
    Resource.AUDIT_EVENT: frozenset({"state", "owner", "author", "unit_path"}),
    Resource.POLICY: frozenset({"state", "author"}),
    Resource.CASE: frozenset({"state", "owner"}),
    Resource.DELEGATION: frozenset({"owner", "author"}),
    Resource.DATA_SHARING_GRANT: frozenset({"author"}),
    Resource.DATA_REQUEST: frozenset({"state", "owner"}),
    Resource.LEGAL_HOLD: frozenset({"state", "owner"}),
    # Rater and superior are those of the day.
    Resource.DEVELOPMENT: frozenset({"state", "owner"}),
    Resource.DIALOGUE: frozenset({"state", "owner", "author"}),
}

_TYPES: Mapping[str, Any] = {
    "state": Text(),
    "owner": Uuid(),
    "rater": Uuid(),
    "superior": Uuid(),
    "unit_path": Ltree(),
    "author": Uuid(),
}
FACT_ROWS = Table(
    "fact_rows",
    MetaData(),
    Column("agency_id", Integer, nullable=False),
    Column("id", Uuid, primary_key=True),
    *(Column(name, kind) for name, kind in _TYPES.items()),
)


def facts_of(told: Iterable[str]) -> RowFacts:
    """Return the columns that answer policy, by the names of the facts that are told."""
    columns = {name: FACT_ROWS.c[name] for name in told}
    return RowFacts(agency=FACT_ROWS.c.agency_id, **columns)


async def make_fact_rows(connection: AsyncConnection) -> None:
    """Make the table in a test's own database, readable for the application role."""
    await connection.run_sync(FACT_ROWS.metadata.create_all)
    await connection.execute(text(f"GRANT SELECT ON fact_rows TO {APPLICATION}"))


async def write_fact_rows(
    connection: AsyncConnection, rows: Iterable[tuple[object, PlainRow]]
) -> None:
    """Write rows (key, what they say); a fact that a resource leaves out stays NULL."""
    await connection.execute(insert(FACT_ROWS), [_values(*row) for row in rows])


def _values(row_key: object, plain: PlainRow) -> dict[str, Any]:
    told = {one.name: getattr(plain, one.name) for one in fields(plain) if one.name in _TYPES}
    known = {name: None if value is Missing.COLUMN else value for name, value in told.items()}
    return {"agency_id": plain.agency, "id": row_key, **known}
