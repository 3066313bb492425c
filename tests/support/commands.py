"""Runs `kinerja` on a test's database, and keeps what it says."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from kinerja import cli
from tests.support.database import Database


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
