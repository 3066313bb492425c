"""`kinerja security events`: what an operator sees of refused tokens."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from kinerja import cli
from kinerja.kit.ids import new_id
from tenants.refusals import RefusalCounter
from tenants.security_events import Refusal
from tests.support.database import DISHUB, Database

Command = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
def command(
    database: Database, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Command:
    """Return a function that runs `kinerja security` and gives exit code and output."""
    monkeypatch.setenv("KINERJA_DATABASE_URL", database.url)
    monkeypatch.setenv("KINERJA_DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.setenv("COLUMNS", "200")

    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["kinerja", "security", *arguments])
        try:
            cli.main()
            code = 0
        except SystemExit as exit_:
            code = int(exit_.code or 0)
        return code, capfd.readouterr().out

    async def beside(*arguments: str) -> tuple[int, str]:
        return await asyncio.to_thread(run, *arguments)  # It has a loop of its own.

    return beside


async def test_refused_tokens_are_listed_with_agency_and_client(
    database: Database, command: Command
) -> None:
    token, client = new_id(), new_id()
    counter = RefusalCounter(database.application)
    for _ in range(3):
        counter.count(Refusal.MALFORMED)
    counter.count(Refusal.REVOKED, agency_id=DISHUB, token_id=token, client_id=client)
    assert await counter.flush()

    code, listed = await command("events")

    assert code == 0
    (mangled,) = (line for line in listed.splitlines() if "MALFORMED_TOKEN" in line)
    (revoked,) = (line for line in listed.splitlines() if "REVOKED_TOKEN" in line)
    assert " 3 " in mangled
    assert "DISHUB" not in mangled
    assert all(text in revoked for text in (" 1 ", "DISHUB", str(token), str(client)))


async def test_only_the_newest_are_listed(database: Database, command: Command) -> None:
    counter = RefusalCounter(database.application)
    for number, kind in enumerate(Refusal, start=1):
        for _ in range(number):
            counter.count(kind)
    assert await counter.flush()

    _, listed = await command("events", "--last", "2")

    assert sum(kind.value in listed for kind in Refusal) == 2


async def test_a_quiet_service_lists_nothing(command: Command) -> None:
    code, listed = await command("events")

    assert code == 0
    assert not any(kind.value in listed for kind in Refusal)
