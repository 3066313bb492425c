"""`kinerja person` and `kinerja retention`: what the operator of the platform does and sees."""

import asyncio
import io
import json
import stat
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import select

from kinerja import cli
from kinerja.kit import clock
from kinerja.kit.clock import today
from kinerja.kit.ids import GlobalId, new_id
from tenants.models import AuditEvent
from tenants.session import tenant_session
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.personal_traces import TRACES, Traced
from tests.support.privacy_desk import as_owner, dumped

SIX_YEARS_AGO = today() - timedelta(days=6 * 366)


class Said(NamedTuple):
    """What a command did."""

    code: int
    output: str
    notes: str


Command = Callable[..., Awaitable[Said]]


@pytest.fixture
def command(
    database: Database, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Command:
    """Return a function that runs `kinerja` as an operator does."""
    monkeypatch.setenv("KINERJA_DATABASE_URL", database.url)
    monkeypatch.setenv("KINERJA_DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str, typed: str = "") -> Said:
        monkeypatch.setattr("sys.argv", ["kinerja", *arguments])
        monkeypatch.setattr("sys.stdin", io.StringIO(typed))
        try:
            cli.main()
            code = 0
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        captured = capfd.readouterr()
        return Said(code, captured.out, captured.err)

    async def beside(*arguments: str, typed: str = "") -> Said:
        return await asyncio.to_thread(run, *arguments, typed=typed)

    return beside


async def actions(traced: Traced, prefix: str) -> list[tuple[str, object]]:
    statement = select(AuditEvent).where(
        AuditEvent.agency_id == DISHUB, AuditEvent.action.startswith(prefix)
    )
    async with tenant_session(traced.database.application, DISHUB) as session:
        return [(one.action, one.person_id) for one in await session.scalars(statement)]


async def test_a_copy_is_written_to_a_file_that_nobody_else_reads(
    traced: Traced, command: Command, place: Path
) -> None:
    file = place / "salinan.json"
    about = ("--agency", "DISHUB", "--employee", str(traced.person), "--output", str(file))

    said = await command("person", "export", *about)

    assert said.code == 0, said.notes
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    copy = json.loads(file.read_text(encoding="utf-8"))
    assert copy["employee"]["nip"] == traced.nip
    assert f"{1 + _count(copy)} records" in said.notes
    assert await actions(traced, "personal_data.") == [("personal_data.exported", traced.person)]


def _count(copy: dict[str, object]) -> int:
    """Count the rows of all lists of a document."""
    lists = [value for value in copy.values() if isinstance(value, list)]
    nested = [
        inner
        for rows in lists
        for row in rows
        for inner in (row.get("scores"), row.get("results"))
        if isinstance(inner, list)
    ]
    return sum(len(rows) for rows in [*lists, *nested])


async def test_a_copy_names_the_person_by_nip_from_standard_input(
    traced: Traced, command: Command
) -> None:
    said = await command("person", "export", "--agency", "DISHUB", typed=f"{traced.nip}\n")

    assert said.code == 0, said.notes
    assert json.loads(said.output)["employee"]["name"] == TRACES["name"]


async def test_a_nip_does_not_stand_on_the_command_line(traced: Traced, command: Command) -> None:
    said = await command("person", "erase", "--agency", "DISHUB", "--employee", traced.nip)

    assert said.code == 1
    assert "command line" in said.notes
    assert traced.nip not in said.notes


async def test_unknown_people_and_agencies_are_refused(traced: Traced, command: Command) -> None:
    elsewhere = str(GlobalId("Employee", DUKCAPIL, traced.person))
    for agency, employee in (
        ("DISHUB", str(new_id())),
        ("DISHUB", elsewhere),
        ("DUKCAPIL", str(traced.person)),
        ("NOWHERE", str(traced.person)),
    ):
        for verb in ("export", "erase"):
            said = await command("person", verb, "--agency", agency, "--employee", employee)
            assert said.code == 1
            assert said.output == ""


async def test_a_person_is_erased_once(traced: Traced, command: Command) -> None:
    about = ("person", "erase", "--agency", "DISHUB", "--employee", str(traced.person))
    assert "serves" in (await command(*about)).notes
    await traced.leaves(since=SIX_YEARS_AGO)

    said = await command(*about)

    assert said.code == 0, said.notes
    assert "erased (retention)" in said.notes
    assert "KENARI" not in await dumped(traced.database)
    again = await command(*about)
    assert (again.code, "nothing to do" in again.notes) == (0, True)


async def test_a_refusal_says_what_keeps_the_data(traced: Traced, command: Command) -> None:
    await traced.leaves(since=today())

    said = await command("person", "erase", "--agency", "DISHUB", "--employee", str(traced.person))

    assert said.code == 1
    assert f"until {today().year + 5}" in said.notes
    assert "KENARI" in await dumped(traced.database)


async def test_retention_reports_then_counts_then_erases(traced: Traced, command: Command) -> None:
    await traced.leaves(since=SIX_YEARS_AGO)
    held = traced.world.organisation.stranger.id
    await as_owner(
        traced.database,
        "UPDATE employees SET state = 'INACTIVE', inactive_since = :since WHERE id = :id",
        since=SIX_YEARS_AGO,
        id=held,
    )
    await as_owner(
        traced.database,
        "INSERT INTO legal_holds (agency_id, id, employee_id, legal_basis, valid, placed_by,"
        " placed_at) VALUES (:agency, :id, :held, 'Perkara', daterange(:today, NULL), :by, now())",
        agency=DISHUB,
        id=new_id(),
        held=held,
        today=today(),
        by=traced.person,
    )

    report = await command("retention", "report", "--agency", "DISHUB")
    counted = await command("retention", "apply", "--dry-run")
    before = await dumped(traced.database)
    applied = await command("retention", "apply")
    again = await command("retention", "apply")

    assert report.code == counted.code == applied.code == again.code == 0
    assert "PERSON: 5 years after the service." in report.notes
    assert "DISHUB: 1 would be erased, 1 held." in counted.notes
    assert "DUKCAPIL: 0 would be erased, 0 held." in counted.notes
    assert "KENARI" in before
    assert "DISHUB: 1 erased, 1 held." in applied.notes
    assert "DISHUB: 0 erased, 1 held." in again.notes
    assert "KENARI" not in await dumped(traced.database)
    assert await actions(traced, "personal_data.") == [("personal_data.erased", traced.person)]
    (due,) = [line for line in report.output.splitlines() if str(traced.person) in line]
    (kept,) = [line for line in report.output.splitlines() if str(held) in line]
    assert "due" in due
    assert "held" in kept


async def test_retention_leaves_alone_who_has_time_left(traced: Traced, command: Command) -> None:
    await traced.leaves(since=today())

    assert "DISHUB: 0 erased, 0 held." in (await command("retention", "apply")).notes
    report = await command("retention", "report")
    assert "kept" in report.output
    unknown = await command("retention", "report", "--agency", "NOWHERE")
    assert unknown.code == 1


async def test_events_of_no_agency_go_when_they_are_old_enough(
    database: Database, command: Command
) -> None:
    for table, years, kept in (("security_events", 2, 0), ("province_events", 11, 9)):
        values = {
            "security_events": "(id, minute, kind, count) VALUES (:id, :at, 'UNKNOWN_TOKEN', 1)",
            "province_events": "(id, occurred_at, action, object_type) VALUES (:id, :at, 'x', 'y')",
        }[table]
        for age in (years, kept):
            at = clock.now() - timedelta(days=age * 366)
            statement = f"INSERT INTO {table} {values}"
            await as_owner(database, statement, id=new_id(), at=at)

    planned = await command("retention", "apply", "--dry-run")
    one_agency = await command("retention", "apply", "--agency", "DISHUB")
    done = await command("retention", "apply")
    again = await command("retention", "apply")

    for table in ("security_events", "province_events"):
        assert f"{table}: 1 would be deleted." in planned.notes
        assert table not in one_agency.notes
        assert f"{table}: 1 deleted." in done.notes
        assert f"{table}: 0 deleted." in again.notes
    assert "security_events: 1 years." in (await command("retention", "report")).notes
