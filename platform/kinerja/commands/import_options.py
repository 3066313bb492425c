"""What all commands of `kinerja import` have in common: exit codes, languages, files to write."""

import os
from pathlib import Path
from typing import Annotated, Final, Literal

import typer

from kinerja.kit.errors import KinerjaError, Language

#: Exit codes.
ALL_GOOD: Final = 0
SOME_REFUSED: Final = 1
NOTHING_DONE: Final = 2

LanguageOption = Annotated[
    Literal["id", "en"] | None,
    typer.Option(help="Language of the report; that of the terminal if not given."),
]
FileArgument = Annotated[
    Path, typer.Argument(help="A CSV file or a spreadsheet.", show_default=False)
]
AgencyOption = Annotated[str, typer.Option(help="Code of the agency, for example DISHUB.")]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Check everything, tell, and change nothing.")
]
ErrorsOption = Annotated[
    Path | None, typer.Option(help="Write every refused row to this CSV file.")
]


class FileNotWrittenError(KinerjaError):
    """The operating system refuses to write a file that was asked for."""

    code = "FILE_NOT_WRITTEN"
    en = "{file} cannot be written: {reason}."
    id = "{file} tidak dapat ditulis: {reason}."

    def __init__(self, *, path: Path, reason: str | None) -> None:
        super().__init__(file=str(path), reason=reason or "unknown")


def check_target(target: Path, file: Path) -> None:
    """Find out before the import whether its errors can be written afterwards.

    Raises:
        FileNotWrittenError: they cannot, or would overwrite the file to import.
    """
    if target.resolve() == file.resolve():
        raise FileNotWrittenError(path=target, reason="it is the file to import")
    try:
        target.open("ab").close()
    except OSError as error:
        raise FileNotWrittenError(path=target, reason=error.strerror) from error


def language_of_terminal() -> Language:
    """Return the language that the environment asks for: Indonesian, or else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "id" if value.lower().startswith("id") else "en"
    return "en"
