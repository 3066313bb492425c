"""Fixtures of all tests: a clean environment, a database for each test, the `citus` choice."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.support import database as support
from tests.support.database import Database, Server

#: Read before the environment is scrubbed: tests must not depend on the caller's settings.
OUTSIDE_URL = os.environ.get("KINERJA_TEST_DATABASE_URL")
CITUS_URL = os.environ.get("KINERJA_TEST_CITUS_URL")
#: The same examples in every run: what passed here passes there. HYPOTHESIS_PROFILE=random looks
#: for new ones; what it finds is written down as an example or a test of its own.
hypothesis.settings.register_profile("same", derandomize=True, database=None)
hypothesis.settings.register_profile("random")
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
for _name in [name for name in os.environ if name.startswith("KINERJA_")]:
    del os.environ[_name]


def pytest_report_header() -> str:
    """Say which databases the tests use."""
    server = "KINERJA_TEST_DATABASE_URL" if OUTSIDE_URL else "embedded PostgreSQL"
    citus = "KINERJA_TEST_CITUS_URL" if CITUS_URL else "deselected, KINERJA_TEST_CITUS_URL is unset"
    return f"database: {server}; tests marked citus: {citus}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect the tests that need a Citus cluster when there is none; the header says so."""
    if CITUS_URL:
        return
    deselected = [item for item in items if item.get_closest_marker("citus")]
    if deselected:
        config.hook.pytest_deselected(items=deselected)
        items[:] = [item for item in items if not item.get_closest_marker("citus")]


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Return the PostgreSQL server of the tests."""
    with support.running_server(OUTSIDE_URL) as running:
        yield running


@pytest.fixture(scope="session")
def template(server: Server) -> Iterator[str]:
    """Return the name of a migrated database with agencies, made once for all processes."""
    name = support.template_name()
    with support.kept(name):
        with support.one_process_at_a_time("kinerja-template"):
            if not asyncio.run(server.has(name)):
                _make_template(server, name)
            asyncio.run(support.ensure_roles_log_in(server))
        yield name


def _make_template(server: Server, name: str) -> None:
    asyncio.run(support.drop_left_overs(server))
    making = f"{name}_making"
    asyncio.run(
        server.execute(
            f"DROP DATABASE IF EXISTS {making} WITH (FORCE)", f"CREATE DATABASE {making}"
        )
    )
    support.migrate(server, making)
    asyncio.run(support.fill_template(server, making))
    asyncio.run(server.execute(f"ALTER DATABASE {making} RENAME TO {name}"))


@pytest.fixture
async def database(server: Server, template: str) -> AsyncIterator[Database]:
    """Return a fresh database with three agencies, dropped after the test."""
    async with support.cloned_database(server, template) as clone:
        yield clone


@pytest.fixture
def place() -> Iterator[Path]:
    """Return a directory outside pytest's own.

    Started by root, the server runs under another account, and every start of pytest closes its
    own directories to other accounts.
    """
    with tempfile.TemporaryDirectory(prefix="kinerja-") as name:
        yield Path(name)


@pytest.fixture(scope="session")
def citus_url() -> str:
    """Return the administrator's address of a Citus coordinator."""
    assert CITUS_URL, "tests marked `citus` are deselected without KINERJA_TEST_CITUS_URL"
    return CITUS_URL
