"""Runs `kinerja` on a test's database or beside a running service, and keeps what it says."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest

from kinerja import cli
from tests.support.database import Database
from tests.support.identity_provider import IdentityProvider


class Said(NamedTuple):
    """What a command did."""

    code: int
    output: str
    notes: str


Command = Callable[..., Said]


def command_for(
    database: Database,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Command:
    """Return a function that runs `kinerja import` in a folder, and speaks English."""
    monkeypatch.setenv("KINERJA_DATABASE_URL", database.url)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    monkeypatch.chdir(folder)

    def command(*arguments: str) -> Said:
        monkeypatch.setattr("sys.argv", ["kinerja", "import", *arguments])
        with pytest.raises(SystemExit) as exit_:
            cli.main()
        captured = capfd.readouterr()
        return Said(int(exit_.value.code or 0), captured.out, captured.err)

    return command


@dataclass(frozen=True)
class ServiceCommand:
    """Runs a command that asks the running service, in a folder and with the token of somebody."""

    name: str
    folder: Path
    address: str
    provider: IdentityProvider
    monkeypatch: pytest.MonkeyPatch
    capfd: pytest.CaptureFixture[str]

    async def run(
        self, who: UUID | None, *arguments: str, agency: str | None = "DISHUB", url: str = ""
    ) -> Said:
        """Run it in English; it waits for the service, so it has a thread of its own."""
        self.monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
        self.monkeypatch.setenv("COLUMNS", "200")
        self.monkeypatch.delenv("TOKEN", raising=False)
        if who is not None:
            self.monkeypatch.setenv("TOKEN", self.provider.token(who, agency=agency))
        self.monkeypatch.chdir(self.folder)
        given = ["kinerja", self.name, *arguments, "--url", url or self.address]
        self.monkeypatch.setattr("sys.argv", given)
        code = await asyncio.to_thread(_exit_code)
        captured = self.capfd.readouterr()
        return Said(code, captured.out, captured.err)


def _exit_code() -> int:
    try:
        cli.main()
    except SystemExit as exit_:
        return int(exit_.code or 0)
    return 0
