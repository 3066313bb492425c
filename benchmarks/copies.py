"""Fills a database with agencies that are copies of one: set by set, inside the database.

The copies have the people, units and frameworks of the original, and of its appraisals those of its
last final year with all their scores. Ids may repeat: every key and index begins with the agency.
"""

from collections.abc import Iterator

import asyncpg
from rich.progress import track
from sqlalchemy import Table

from benchmarks.world import World
from kinerja.demonstration.organisation import IN_OFFICE_SINCE
from kinerja.kit.database import Base
from kinerja.kit.ids import AgencyId
from tenants.engines import create_owner_engine
from tenants.models import AgencyKind
from tenants.partitions import partition_name
from tenants.provisioning import create_agency, list_agencies

#: What is copied whole, and (below) what is copied of the one cycle.
_WHOLE = (
    "org_units",
    "positions",
    "employees",
    "assignments",
    "reporting_lines",
    "frameworks",
    "framework_versions",
    "components",
    "indicators",
)
_OF_CYCLE = {
    "cycles": "id = $3",
    "appraisals": "cycle_id = $3",
    "scores": (
        "appraisal_id IN (SELECT id FROM appraisals WHERE agency_id = $2 AND cycle_id = $3)"
    ),
    "report_cells": "cycle_id = $3",
}
#: Foreign keys are not looked at, which the original satisfies, and no disk is waited for.
_FOR_LOADING = (
    "SET session_replication_role = replica",
    "SET synchronous_commit = off",
    "SET statement_timeout = 0",
)


async def copy_agency(world: World, agencies: int) -> None:
    """Let the database hold so many agencies, the original among them; copy what is missing.

    A progress bar says how far it is.
    """
    owner = create_owner_engine(world.urls.administrator)
    connection = await asyncpg.connect(world.urls.administrator)
    try:
        for statement in _FOR_LOADING:
            await connection.execute(statement)
        known = {agency.code for agency in await list_agencies(owner)}
        codes = [f"COPY_{number}" for number in range(1, agencies)]
        missing = [code for code in codes if code not in known]
        for code in track(missing, description=f"{agencies} agencies"):
            copy = await create_agency(
                owner,
                code=code,
                name=f"Salinan {code}",
                kind=AgencyKind.DINAS,
                active_from=IN_OFFICE_SINCE,
            )
            async with connection.transaction():
                for text, values in _statements(world, copy.id):
                    await connection.execute(text, *values)
            for table in _OF_CYCLE:
                await connection.execute(f"VACUUM (ANALYZE) {_stored(table, copy.id)}")
        if missing:
            for table in (*_WHOLE, "cycles"):
                await connection.execute(f"VACUUM (ANALYZE) {table}")
            await connection.execute("ANALYZE report_cells")
    finally:
        await connection.close()
        await owner.dispose()


def _statements(world: World, copy: int) -> Iterator[tuple[str, tuple[object, ...]]]:
    for name in _WHOLE:
        yield _copying(name, "true"), (copy, world.agency.id)
    for name, condition in _OF_CYCLE.items():
        yield _copying(name, condition), (copy, world.agency.id, world.cycle)


def _copying(name: str, condition: str) -> str:
    table = Base.metadata.tables[name]
    columns = ", ".join(_stored_columns(table))
    return (
        f"INSERT INTO {name} (agency_id, {columns}) SELECT $1, {columns} FROM {name}"  # noqa: S608 - names of ours.
        f" WHERE agency_id = $2 AND {condition}"
    )


def _stored_columns(table: Table) -> Iterator[str]:
    """Yield the columns but the agency, and what the database computes itself."""
    for column in table.columns:
        if column.name != "agency_id" and column.computed is None:
            yield column.name


def _stored(table: str, agency: AgencyId) -> str:
    """Return where the rows of an agency lie."""
    is_partitioned = Base.metadata.tables[table].dialect_options["postgresql"]["partition_by"]
    return partition_name(table, agency) if is_partitioned else table
