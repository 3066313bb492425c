"""What an operator sees on the command line: answers, one clear sentence, an exit code."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import kinerja
from kinerja import cli
from migrations import run
from tests.support.database import Database


class Said(NamedTuple):
    """What a command did."""

    code: int
    output: str
    notes: str


Command = Callable[..., Said]


@pytest.fixture
def kinerja_command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs `kinerja` with arguments."""

    def command(*arguments: str) -> Said:
        monkeypatch.setattr("sys.argv", ["kinerja", *arguments])
        try:
            cli.main()
            code = 0
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        captured = capfd.readouterr()
        return Said(code, captured.out, captured.err)

    return command


@pytest.fixture
def settings(database: Database, monkeypatch: pytest.MonkeyPatch) -> Database:
    """Configure the database of the test, as an operator does an outside one."""
    monkeypatch.setenv("KINERJA_DATABASE_URL", database.url)
    monkeypatch.setenv("KINERJA_DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("KINERJA_DATABASE_REPORT_URL", database.reporter_url)
    monkeypatch.setenv("KINERJA_DATABASE_SEAL_URL", database.sealer_url)
    monkeypatch.setenv("COLUMNS", "200")
    return database


def test_the_version_is_told(kinerja_command: Command) -> None:
    assert kinerja_command("--version") == (0, f"kinerja {kinerja.__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("serve", "--help"),
        ("migrate", "--help"),
        ("agency", "--help"),
        ("agency", "create", "--help"),
        ("database", "--help"),
        ("database", "psql", "--help"),
    ],
)
def test_every_command_has_help(kinerja_command: Command, arguments: tuple[str, ...]) -> None:
    said = kinerja_command(*arguments)

    assert said.code == 0
    assert "Usage:" in said.output


def test_every_setting_is_in_the_help_of_serve(kinerja_command: Command) -> None:
    output = kinerja_command("serve", "--help").output

    assert "KINERJA_DATABASE_URL" in output
    assert "KINERJA_REPORT_MINIMUM_GROUP" in output


@pytest.mark.usefixtures("settings")
def test_an_agency_is_made_listed_suspended_and_resumed(kinerja_command: Command) -> None:
    made = kinerja_command("agency", "create", "BKD", "--name", "Badan Uji", "--kind", "BADAN")
    assert (made.code, made.notes.split(",")[0]) == (0, "BKD is agency 4")
    assert kinerja_command("agency", "suspend", "BKD") == (0, "", "BKD is suspended.\n")

    listed = kinerja_command("agency", "list")
    assert listed.code == 0
    row = next(line for line in listed.output.splitlines() if "BKD" in line)
    assert [cell.strip() for cell in row.strip("│").split("│")][:4] == [
        "BKD",
        "Badan Uji",
        "BADAN",
        "SUSPENDED",
    ]
    assert kinerja_command("agency", "resume", "BKD") == (0, "", "BKD is active.\n")


@pytest.mark.usefixtures("settings")
def test_an_agency_starts_from_presets(kinerja_command: Command) -> None:
    made = kinerja_command(
        "agency", "create", "BKD", "--name", "Badan", "--preset", "dukcapil", "--publish"
    )
    assert made.code == 0, made.notes

    counted = kinerja_command(
        "database",
        "psql",
        "--agency",
        "BKD",
        "--",
        "-Atc",
        "SELECT status, count(*) FROM framework_versions GROUP BY 1",
    )
    assert counted == (0, "PUBLISHED|1\n", "")


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("agency", "create", "DISHUB", "--name", "x"), "There is an agency DISHUB already"),
        (("agency", "create", "bkd", "--name", "x"), "bkd is no agency code"),
        (("agency", "create", "BKD", "--name", "x", "--preset", "nope"), "There is no preset nope"),
        (("agency", "suspend", "NOWHERE"), "There is no agency NOWHERE"),
        (("database", "psql", "--agency", "NOWHERE"), "There is no agency NOWHERE"),
    ],
)
def test_an_expected_failure_is_one_sentence(
    kinerja_command: Command, arguments: tuple[str, ...], sentence: str
) -> None:
    said = kinerja_command(*arguments)

    assert said.code == 1
    assert said.notes.startswith(f"kinerja: {sentence}")
    assert said.notes.count("\n") == 1
    assert "Traceback" not in said.notes


def test_a_wrong_setting_is_one_sentence(
    kinerja_command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINERJA_PROT", "9000")

    said = kinerja_command("agency", "list")

    assert said.code == 2
    assert "unknown variable KINERJA_PROT" in said.notes


def test_an_unreachable_database_is_one_sentence(
    kinerja_command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINERJA_DATABASE_OWNER_URL", "postgresql://u:secret@127.0.0.1:1/x")

    for command in (("agency", "list"), ("migrate",)):
        said = kinerja_command(*command)
        assert said.code == 1
        assert "The database cannot be used" in said.notes
        assert "secret" not in said.notes
        assert "Traceback" not in said.notes


def test_an_unmigrated_database_is_one_sentence(
    kinerja_command: Command, settings: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = settings.owner_url.replace(settings.name, "postgres")
    monkeypatch.setenv("KINERJA_DATABASE_OWNER_URL", empty)

    said = kinerja_command("agency", "list")

    assert (said.code, said.notes) == (
        1,
        "kinerja: The database is not at this release's schema. Run `kinerja migrate` first.\n",
    )


def test_migrating_needs_the_owners_address_only(
    kinerja_command: Command, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINERJA_DATABASE_OWNER_URL", database.owner_url)

    said = kinerja_command("migrate")

    assert said == (0, "", f"The database is at {run.head()}.\n")


def test_the_sql_of_the_migrations_is_shown(kinerja_command: Command) -> None:
    said = kinerja_command("migrate", "--sql")

    assert said.code == 0
    assert "CREATE TABLE employees" in said.output


@pytest.mark.usefixtures("settings")
def test_serving_is_refused_on_a_database_that_is_not_trusted(
    kinerja_command: Command, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KINERJA_DATABASE_URL", database.owner_url)
    monkeypatch.setenv("KINERJA_ISSUER", "https://login.invalid")
    monkeypatch.setenv("KINERJA_JWKS_URL", "https://login.invalid/keys")

    said = kinerja_command("serve", "--port", "1")

    assert said.code == 1
    assert "bypasses row-level security" in said.notes
    assert "Traceback" not in said.notes


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("application", "url"),
        ("owner", "owner_url"),
        ("reporter", "reporter_url"),
        ("sealer", "sealer_url"),
    ],
)
def test_the_address_of_the_database_is_told(
    kinerja_command: Command, settings: Database, role: str, expected: str
) -> None:
    said = kinerja_command("database", "url", "--role", role)

    assert said == (0, getattr(settings, expected) + "\n", "")


@pytest.mark.usefixtures("settings")
def test_psql_sees_one_agency_or_none(kinerja_command: Command) -> None:
    question = ("--", "-Atc", "SELECT current_user, count(*) FROM audit_events")

    assert kinerja_command("database", "psql", *question).output == "kinerja_app|0\n"
    one = kinerja_command("database", "psql", "--agency", "DISHUB", *question)
    assert one.output == "kinerja_app|1\n"


def test_with_nothing_configured_the_embedded_database_is_used(
    kinerja_command: Command, monkeypatch: pytest.MonkeyPatch, place: Path
) -> None:
    monkeypatch.setenv("KINERJA_HOME", str(place))

    assert kinerja_command("migrate").code == 0
    assert kinerja_command("agency", "create", "BKD", "--name", "Badan").code == 0
    told = kinerja_command("database", "url")
    assert told.output.startswith("postgresql://kinerja_app@/kinerja?host=")
    assert "runs only while" in told.notes
    stopped = kinerja_command("database", "stop")
    assert stopped.notes == "The embedded PostgreSQL was not running.\n"
