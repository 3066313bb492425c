"""`kinerja appraisals remind`: every agency, or one, and once for a day however often it runs."""

import asyncio
import re
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import func, select, text, update

from kinerja import cli
from kinerja.domains.appraisals.models import Appraisal
from kinerja.kit.clock import today
from tenants.models import OutboxEvent
from tests.support.appraisal_world import make_world, open_world
from tests.support.database import DISHUB, Database

Command = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
def command(
    database: Database, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Command:
    """Return a function that runs `kinerja appraisals` and returns exit code and notes."""
    monkeypatch.setenv("KINERJA_DATABASE_URL", database.url)
    monkeypatch.setenv("KINERJA_DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["kinerja", "appraisals", *arguments])
        try:
            cli.main()
            code = 0
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        return code, re.sub(r"\x1b\[[0-9;]*m", "", capfd.readouterr().err)

    async def beside(*arguments: str) -> tuple[int, str]:
        return await asyncio.to_thread(run, *arguments)

    return beside


async def test_raters_of_all_agencies_are_reminded_once(
    database: Database, command: Command
) -> None:
    await open_world(await make_world(database.application, DISHUB))
    async with database.owner.begin() as connection:
        await connection.execute(text(f"SET LOCAL kinerja.agency_id = '{DISHUB}'"))
        due = await connection.execute(update(Appraisal).values(rating_due=today()))

    first = await command("remind")
    again = await command("remind", "--agency", "DISHUB")

    waiting = due.rowcount
    assert waiting > 0
    assert first[0] == again[0] == 0
    assert f"DISHUB: appraisal.rater_due {waiting}," in first[1]
    assert "DUKCAPIL: appraisal.rater_due 0," in first[1]
    assert "DISHUB: appraisal.rater_due 0," in again[1]
    assert "DUKCAPIL" not in again[1]
    async with database.owner.begin() as connection:
        await connection.execute(text(f"SET LOCAL kinerja.agency_id = '{DISHUB}'"))
        events = await connection.scalar(
            select(func.count())
            .select_from(OutboxEvent)
            .where(OutboxEvent.topic == "appraisal.rater_due")
        )
    assert events == waiting


async def test_an_unknown_agency_is_told(command: Command) -> None:
    code, notes = await command("remind", "--agency", "TIDAK_ADA")

    assert code == 1
    assert "TIDAK_ADA" in notes


async def test_deadlines_of_all_agencies_are_acted_on(database: Database, command: Command) -> None:
    await open_world(await make_world(database.application, DISHUB), scoring=False)
    async with database.owner.begin() as connection:
        await connection.execute(text(f"SET LOCAL kinerja.agency_id = '{DISHUB}'"))
        await connection.execute(update(Appraisal).values(state="SELF_REVIEW"))
        await connection.execute(text("UPDATE cycles SET self_review_due = '2020-01-01'"))

    first = await command("advance")
    again = await command("advance", "--agency", "DISHUB")

    assert first[0] == again[0] == 0
    assert "DISHUB: 9 self-reviews closed, 0 results final." in first[1]
    assert "DUKCAPIL: 0 self-reviews closed, 0 results final." in first[1]
    assert "DISHUB: 0 self-reviews closed, 0 results final." in again[1]
    assert "DISHUB: appraisal.rater_due 0," in again[1], "reminders are given by it too"
