"""Migrations run from nothing, back to nothing, and say what the models say."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from alembic.script import ScriptDirectory

from migrations import run
from tests.support.database import ROOT, Database, Server, empty_database

#: squawk rules that do not apply, and why.
EXCLUDED = {
    "ban-drop-not-null": "employees.nip: it is empty only once the new code has erased somebody",
    "constraint-missing-not-valid": "they are validated by a migration, so transaction, of its own",
    "prefer-bigint-over-int": "agencies, ordinals, versions and counts of people stay small",
    "prefer-text-field": "the only varchar is Alembic's own table",
    "require-statement-timeout": "env.py sets it for the session, before the first migration",
}


@pytest.fixture
async def empty(server: Server, template: str) -> AsyncIterator[Database]:
    """Return a database without tables, on a server whose roles can log in."""
    assert template
    async with empty_database(server) as database:
        yield database


async def _tables(database: Database) -> list[str]:
    connection = await asyncpg.connect(database.owner_url)
    try:
        rows = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind IN ('r', 'p') ORDER BY 1"
        )
        return [row[0] for row in rows]
    finally:
        await connection.close()


async def test_up_from_empty_and_the_models_agree(empty: Database) -> None:
    await asyncio.to_thread(run.upgrade, empty.owner_url)
    await asyncio.to_thread(run.check, empty.owner_url)
    await asyncio.to_thread(run.upgrade, empty.owner_url)

    assert "employees" in await _tables(empty)


async def test_down_to_base_and_up_again(empty: Database) -> None:
    await asyncio.to_thread(run.upgrade, empty.owner_url)
    await asyncio.to_thread(run.downgrade, empty.owner_url, "base")
    assert await _tables(empty) == ["alembic_version"]

    await asyncio.to_thread(run.upgrade, empty.owner_url)
    await asyncio.to_thread(run.check, empty.owner_url)


async def test_each_migration_can_be_taken_back_alone(empty: Database) -> None:
    for revision in reversed(run.revisions()):
        await asyncio.to_thread(run.upgrade, empty.owner_url, revision)
        await asyncio.to_thread(run.downgrade, empty.owner_url, "-1")
        await asyncio.to_thread(run.upgrade, empty.owner_url, revision)


async def test_two_deployments_at_once_do_not_disturb_each_other(empty: Database) -> None:
    deployments = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            "import sys; from migrations.run import upgrade; upgrade(sys.argv[1])",
            empty.owner_url,
            env={**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'platform'}"},
        )
        for _ in range(2)
    ]

    assert [await deployment.wait() for deployment in deployments] == [0, 0]
    await asyncio.to_thread(run.check, empty.owner_url)


async def test_agencies_do_not_look_like_a_difference(database: Database) -> None:
    await asyncio.to_thread(run.check, database.owner_url)


async def test_agencies_that_are_there_already_get_their_partitions(empty: Database) -> None:
    await asyncio.to_thread(run.upgrade, empty.owner_url, "a011_data_sharing")
    connection = await asyncpg.connect(empty.owner_url)
    await connection.execute(
        "INSERT INTO agencies (id, key, code, name, kind, state, active_from)"
        " VALUES (7, gen_random_uuid(), 'BKD', 'BKD', 'BADAN', 'ACTIVE', '2024-01-01')"
    )

    await asyncio.to_thread(run.upgrade, empty.owner_url)

    made = await connection.fetch(
        "SELECT relname, relispartition AND relrowsecurity AND relforcerowsecurity FROM pg_class"
        " WHERE relname ~ '_agency_7$' AND relkind = 'r' ORDER BY 1"
    )
    await connection.close()
    assert [tuple(row) for row in made] == [
        ("access_events_agency_7", True),
        ("audit_chain_agency_7", True),
        ("behaviour_expectations_agency_7", True),
        ("complaint_steps_agency_7", True),
        ("complaints_agency_7", True),
        ("performance_plans_agency_7", True),
        ("survey_answers_agency_7", True),
        ("survey_marks_agency_7", True),
        ("survey_responses_agency_7", True),
        ("work_results_agency_7", True),
    ]


async def test_roles_are_bound_and_limited(database: Database) -> None:
    connection = await asyncpg.connect(database.owner_url)
    rows = await connection.fetch(
        "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolinherit,"
        " rolconfig FROM pg_roles WHERE rolname LIKE 'kinerja\\_%' AND rolname NOT LIKE '%test%'"
        " ORDER BY 1"
    )
    members = await connection.fetch(
        "SELECT 1 FROM pg_auth_members WHERE member IN ('kinerja_app'::regrole,"
        " 'kinerja_reporter'::regrole, 'kinerja_sealer'::regrole, 'kinerja_owner'::regrole)"
    )
    await connection.close()

    assert [(row[0], row[1]) for row in rows] == [
        ("kinerja_app", False),
        ("kinerja_owner", False),
        ("kinerja_reporter", False),
        ("kinerja_sealer", False),
    ]
    assert "plan_cache_mode=force_custom_plan" in rows[0][2]
    assert members == []


def test_there_is_one_head() -> None:
    scripts = ScriptDirectory.from_config(run.configuration())

    assert scripts.get_heads() == [run.head()]
    assert run.revisions()[0] == run.head()
    assert scripts.get_bases() == [run.revisions()[-1]]


def test_migrations_stand_still() -> None:
    """A migration imports nothing of the service: it must not move when a model does."""
    folder = Path(run.__file__).parent / "versions"
    moving = ("kinerja", "tenants", "policies", "graphql_schema")

    for path in folder.glob("*.py"):
        imports = [
            line for line in path.read_text().splitlines() if line.startswith(("import ", "from "))
        ]
        assert imports
        assert [line for line in imports if line.split()[1].startswith(moving)] == []


def test_the_sql_passes_squawk(tmp_path: Path) -> None:
    script = tmp_path / "migrations.sql"
    script.write_text(run.offline_sql())
    squawk = Path(sys.executable).with_name("squawk")

    result = subprocess.run(  # noqa: S603 - the linter of the development requirements.
        [squawk, "--reporter=json", "--pg-version=16.0", "--no-error-on-unmatched-pattern", script],
        capture_output=True,
        text=True,
        check=False,
    )

    found = json.loads(result.stdout)
    assert {finding["rule_name"] for finding in found} == set(EXCLUDED), result.stdout
