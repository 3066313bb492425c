"""The embedded PostgreSQL: started, shared, stopped, and started again after a crash."""

import asyncio
import os
import pwd
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from kinerja.kit import embedded_database
from kinerja.kit.embedded_binaries import program
from kinerja.kit.embedded_cluster import EmbeddedDatabaseError
from kinerja.kit.embedded_database import EmbeddedDatabase

ROOT = Path(__file__).parents[2]
USER = """
import sys
from pathlib import Path
from kinerja.kit.embedded_database import EmbeddedDatabase
database = EmbeddedDatabase.start(Path(sys.argv[1]), durable=False)
print("started", flush=True)
sys.stdin.readline()
database.close()
"""


@pytest.fixture
def home(place: Path) -> Iterator[Path]:
    """Return a directory without a database; whatever runs there is stopped after the test."""
    directory = place / "home"
    yield directory
    embedded_database.stop(directory)


def _start(home: Path) -> EmbeddedDatabase:
    return EmbeddedDatabase.start(home, durable=False)


def _another_process(home: Path) -> "subprocess.Popen[str]":
    """Start a process that uses the database until it reads a line."""
    return subprocess.Popen(  # noqa: S603 - this very Python.
        [sys.executable, "-c", USER, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT / "platform")},
        text=True,
    )


def _ask(url: str, question: str = "SELECT current_user") -> str:
    """Ask one question on a connection of its own."""

    async def ask() -> str:
        connection = await asyncpg.connect(url)
        try:
            return str(await connection.fetchval(question))
        finally:
            await connection.close()

    return asyncio.run(ask())


def _postmaster(home: Path) -> int:
    return int((home / "postgres" / "data" / "postmaster.pid").read_text().split()[0])


def test_it_starts_from_nothing_and_stops_with_its_last_user(home: Path) -> None:
    first = _start(home)
    second = _start(home)
    assert _ask(first.urls.administrator) == "postgres"

    first.close()
    first.close()
    assert _ask(second.urls.administrator) == "postgres"
    second.close()
    assert not embedded_database.is_running(home)


def test_another_process_joins_and_the_last_one_stops_it(home: Path) -> None:
    with _another_process(home) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "started\n"
        with _start(home) as database:
            assert _ask(database.urls.administrator) == "postgres"
        assert embedded_database.is_running(home), "the other process still uses it"
        other.communicate("\n", timeout=30)

    assert not embedded_database.is_running(home)


def test_a_killed_user_does_not_count(home: Path) -> None:
    with _another_process(home) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "started\n"
        other.kill()
        other.wait()
    assert embedded_database.is_running(home), "nobody was left to stop it"

    _start(home).close()
    assert not embedded_database.is_running(home)


def test_data_stays_after_a_restart(home: Path) -> None:
    with _start(home) as database:
        asyncio.run(
            _execute(database.urls.administrator, "CREATE TABLE kept AS SELECT 42 AS answer")
        )

    with _start(home) as database:
        assert _ask(database.urls.administrator, "SELECT answer FROM kept") == "42"


async def _execute(url: str, statement: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


def test_it_starts_after_a_crash(home: Path) -> None:
    _start(home)
    os.kill(_postmaster(home), signal.SIGKILL)
    _wait_for_death(_postmaster(home))

    with _start(home) as database:
        assert _ask(database.urls.administrator) == "postgres"


def _wait_for_death(process: int) -> None:
    for _ in range(100):
        status = Path(f"/proc/{process}/stat")
        if not status.exists() or status.read_text().rpartition(")")[2].split()[0] == "Z":
            return
        asyncio.run(asyncio.sleep(0.02))


def test_a_lock_file_that_names_another_living_process_does_not_stop_a_start(home: Path) -> None:
    _start(home).close()
    lock = home / "postgres" / "data" / "postmaster.pid"
    lines = [str(os.getppid()), str(lock.parent), "1700000000", "5432", "/nowhere", "", "", "ready"]
    lock.write_text("\n".join(lines) + "\n")
    if os.geteuid() == 0:
        owner = lock.parent.stat()
        os.chown(lock, owner.st_uid, owner.st_gid)

    assert not embedded_database.is_running(home)
    with _start(home) as database:
        assert _ask(database.urls.administrator) == "postgres"


def test_two_checkouts_do_not_disturb_each_other(place: Path) -> None:
    with _start(place / "one") as one, _start(place / "two") as two:
        assert _postmaster(place / "one") != _postmaster(place / "two")
        asyncio.run(_execute(one.urls.administrator, "CREATE TABLE mine ()"))
        asked = "SELECT to_regclass('mine')"
        assert _ask(one.urls.administrator, asked) == "mine"
        assert _ask(two.urls.administrator, asked) == "None"


@pytest.mark.parametrize("name", ["x" * 120, "a, place with 'quotes' & blanks"])
def test_any_path_will_do(place: Path, name: str) -> None:
    home = place / name / "home"

    with _start(home) as database:
        assert _ask(database.urls.administrator) == "postgres"
        assert embedded_database.is_running(home)


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[Path, EmbeddedDatabase]]:
    """Return a home with a running server, for tests that only look."""
    with (
        tempfile.TemporaryDirectory(prefix="kinerja-") as name,
        _start(Path(name)) as database,
    ):
        yield Path(name), database


def test_psql_takes_the_same_address(running: tuple[Path, EmbeddedDatabase]) -> None:
    answer = subprocess.run(  # noqa: S603 - the bundled psql.
        [program("psql"), running[1].urls.administrator, "-Atc", "SELECT current_database()"],
        capture_output=True,
        text=True,
        check=True,
    )

    assert answer.stdout == "kinerja\n"


def test_only_the_accounts_that_made_it_may_log_in(
    running: tuple[Path, EmbeddedDatabase],
) -> None:
    url = running[1].urls.administrator
    rules = (
        "SELECT string_agg(concat_ws(' ', type, auth_method, options), ';') FROM pg_hba_file_rules"
    )
    accounts = "SELECT string_agg(DISTINCT sys_name, ',') FROM pg_ident_file_mappings"
    owner = (running[0] / "postgres" / "data").stat().st_uid
    expected = {pwd.getpwuid(user).pw_name for user in (os.geteuid(), owner)}

    assert _ask(url, rules) == "local peer {map=kinerja}"
    assert set(_ask(url, accounts).split(",")) == expected


def test_nobody_else_reaches_the_data_or_the_socket(
    running: tuple[Path, EmbeddedDatabase],
) -> None:
    for directory in ("data", "socket"):
        mode = (running[0] / "postgres" / directory).stat().st_mode
        assert stat.S_IMODE(mode) == 0o700


def test_it_listens_on_no_network_address(running: tuple[Path, EmbeddedDatabase]) -> None:
    assert _ask(running[1].urls.administrator, "SHOW listen_addresses") == ""


def test_stopping_ends_it_whoever_uses_it(home: Path) -> None:
    database = _start(home)

    assert embedded_database.stop(home)
    assert not embedded_database.stop(home)
    database.close()
    assert not embedded_database.is_running(home)


def test_a_home_that_cannot_be_written_is_told(place: Path) -> None:
    home = place / "home"
    home.write_text("a file, not a directory")

    with pytest.raises(EmbeddedDatabaseError, match="does not start"):
        _start(home)


def test_data_of_another_release_is_told(home: Path) -> None:
    _start(home).close()
    (home / "postgres" / "data" / "PG_VERSION").write_text("15\n")

    with pytest.raises(EmbeddedDatabaseError, match="initialized by PostgreSQL version 15"):
        _start(home)
