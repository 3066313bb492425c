"""Marks in all that an agency has, so that a single text of it is known wherever it turns up.

Works as the administrator of the database, whom no policy, trigger or foreign key holds back.
"""

import base64
import binascii
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import asyncpg
from sqlalchemy import ARRAY, CheckConstraint, Column, Numeric, Table, Text
from sqlalchemy.dialects.postgresql import JSONB

from kinerja.domains.registry import metadata
from kinerja.kit.ids import AgencyId
from tenants.row_security import TABLES
from tests.support.database import Database

#: What the words of two agencies begin with.
OURS, THEIRS = "xka", "xkb"
WORD = re.compile(r"xk[ab][a-z]{2}")
_BASE64 = re.compile(r"[A-Za-z0-9_-]{20,}")
#: Words of vocabularies, and texts that are checked against others: they stay as they are. What
#: `make_full_agency` has named by itself has its words already.
_KEPT = frozenset(
    {
        "org_units.code",
        "employees.nip",
        "role_assignments.role",
        "data_sharing_grants.scopes",
        "access_events.resources",
        "access_events.field_classes",
        "framework_versions.applies_to",
        "indicators.applies_to",
        "indicators.version_status",
        "components.version_status",
        "policy_versions.content_hash",
        "report_cells.category",
        "report_cells.grade",
        "report_cells.cycle_kind",
        "appraisals.position_class",
        "performance_plans.position_class",
        "scores.source",
        *(f"policy_roles.{name}" for name in ("name", "description", "inherits")),
        *(
            f"policy_rules.{name}"
            for name in (
                "name",
                "role",
                "resource",
                "action",
                "relation",
                "states",
                "field_classes",
            )
        ),
        "policy_suspensions.rule_name",
        "survey_element_results.code",
        "survey_elements.code",
    }
)
#: Paths of units as they were: words of `org_units.path`, which is shown in their place.
_COPIES = frozenset(
    f"{table}.unit_path"
    for table in (
        "complaint_metrics",
        "complaints",
        "performance_plans",
        "survey_results",
        "surveys",
    )
)
#: Texts that only some rows may have.
_SOMETIMES = frozenset({"data_requests.decision"})
#: Numbers that tell something about a person, each with a value that is found again.
_NUMBERS = {
    "appraisals.composite": 71,
    "appraisals.work_score": 72,
    "appraisals.behaviour_score": 73,
    "scores.actual": 74,
    "node_results.achievement": 75,
    "node_results.effective_weight": 76,
    "node_results.contribution": 77,
}
_FRACTIONS = {OURS: ".1357", THEIRS: ".2463"}


@dataclass(frozen=True)
class Secrets:
    """What gives an agency away: its words and numbers by column, and the ids of its rows."""

    texts: Mapping[str, str]
    ids: frozenset[str]

    def found_in(self, told: str) -> set[str]:
        """Return what of it stands in a text, also inside base64."""
        plain = unpacked(told)
        found = {text for text in self.texts if text in plain}
        return found | (self.ids & set(_UUIDS.findall(plain)))


_UUIDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def unpacked(text: str) -> str:
    """Return a text with all ids and cursors in it read."""
    return _BASE64.sub(lambda found: _decoded(found.group()), text)


def _decoded(text: str) -> str:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return text


def owned_tables() -> Iterator[Table]:
    """Yield the tables whose rows belong to agencies."""
    for name in TABLES:
        yield metadata.tables[name]


def marked_columns(table: Table) -> Iterator[Column[Any]]:
    """Yield the columns that hold free text: all but words of vocabularies."""
    checks = [str(one.sqltext) for one in table.constraints if isinstance(one, CheckConstraint)]
    for column in table.columns:
        is_text = isinstance(column.type, Text | JSONB | ARRAY)
        is_word = any(check.startswith(f"{column.name} IN (") for check in checks)
        if is_text and not is_word and f"{table.name}.{column.name}" not in _KEPT:
            yield column


@asynccontextmanager
async def as_administrator(database: Database) -> AsyncIterator["asyncpg.Connection[Any]"]:
    """Give a connection for which no policy, trigger or foreign key counts."""
    connection = await asyncpg.connect(database.owner_url)
    try:
        await connection.execute("SET session_replication_role = replica")
        yield connection
    finally:
        await connection.close()


async def mark(database: Database, agency_id: AgencyId, prefix: str) -> None:
    """Write a word of its own into every column of free text, different in every row."""
    async with as_administrator(database) as connection:
        number = 0
        for table in owned_tables():
            changes = []
            for column in marked_columns(table):
                word = f"{prefix}{chr(97 + number // 26)}{chr(97 + number % 26)}"
                changes.append(f"{column.name} = {_marked(column, word)}")
                number += 1
            changes += [
                f"{name.split('.')[1]} = {value}{_FRACTIONS[prefix]}"
                for name, value in _NUMBERS.items()
                if name.startswith(f"{table.name}.")
            ]
            if changes:
                await connection.execute(_update(table, ", ".join(changes)), agency_id)


def _marked(column: Column[Any], word: str) -> str:
    text = f"'{word}n' || s.place"
    if f"{column.table}.{column.name}" in _SOMETIMES:
        return f"CASE WHEN t.{column.name} IS NOT NULL THEN {text} END"
    if isinstance(column.type, JSONB):
        return f"jsonb_build_object('note', {text})"
    return f"ARRAY[{text}]" if isinstance(column.type, ARRAY) else text


def _update(table: Table, changes: str) -> str:
    return (
        f"UPDATE {table.name} t SET {changes} FROM (SELECT tableoid, ctid,"  # noqa: S608 - ours.
        f" row_number() OVER () AS place FROM {table.name} WHERE agency_id = $1) s"
        " WHERE t.tableoid = s.tableoid AND t.ctid = s.ctid"
    )


async def dump(database: Database, agency_id: AgencyId) -> dict[str, list[str]]:
    """Return all rows of an agency, by table, in a fixed order."""
    async with as_administrator(database) as connection:
        found = {}
        for name in TABLES:
            statement = f"SELECT to_jsonb(t)::text FROM {name} t WHERE agency_id = $1 ORDER BY 1"  # noqa: S608
            found[name] = [row[0] for row in await connection.fetch(statement, agency_id)]
        return found


async def erase(database: Database, agency_id: AgencyId) -> None:
    """Remove all rows of an agency, but for the report's, which the province shows to others."""
    async with as_administrator(database) as connection:
        for name in TABLES:
            if name != "report_cells":
                await connection.execute(f"DELETE FROM {name} WHERE agency_id = $1", agency_id)  # noqa: S608


async def secrets_of(database: Database, agency_id: AgencyId, prefix: str) -> Secrets:
    """Return what gives the agency away, read from its rows."""
    texts: dict[str, str] = {}
    ids: set[str] = set()
    async with as_administrator(database) as connection:
        for table in owned_tables():
            columns = [
                one
                for one in table.columns
                if (isinstance(one.type, Numeric) or _is_text(one)) and str(one) not in _COPIES
            ]
            for column in columns:
                for value in await _values(connection, column, agency_id):
                    texts |= dict.fromkeys(
                        _words(value, column, prefix), f"{table.name}.{column.name}"
                    )
            if "id" in table.columns:
                ids.update(await _values(connection, table.columns["id"], agency_id))
    return Secrets(texts, frozenset(ids))


def _is_text(column: Column[Any]) -> bool:
    return isinstance(column.type, Text | JSONB | ARRAY) or "LTREE" in str(column.type)


async def _values(
    connection: "asyncpg.Connection[Any]", column: Column[Any], agency_id: AgencyId
) -> list[str]:
    table = column.table
    statement = (
        f"SELECT DISTINCT {column.name}::text FROM {table} WHERE agency_id = $1"  # noqa: S608 - ours.
        f" AND {column.name} IS NOT NULL"
    )
    return [row[0] for row in await connection.fetch(statement, agency_id)]


def _words(value: str, column: Column[Any], prefix: str) -> Iterator[str]:
    name = f"{column.table}.{column.name}"
    if name in ("employees.nip", "policy_versions.content_hash", *_NUMBERS):
        yield value
    yield from (word for word in WORD.findall(value) if word.startswith(prefix))


async def known_ids(database: Database) -> frozenset[str]:
    """Return the ids of all rows of all agencies."""
    found: set[str] = set()
    async with as_administrator(database) as connection:
        for table in owned_tables():
            if "id" in table.columns:
                rows = await connection.fetch(f"SELECT id::text FROM {table.name}")  # noqa: S608
                found.update(row[0] for row in rows)
    return frozenset(found)
