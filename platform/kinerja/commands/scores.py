"""`kinerja scores`: a workbook to score in by hand, and what came back in it."""

from pathlib import Path
from typing import Annotated, NoReturn

import typer

from kinerja.commands.exporting.files import whole_file
from kinerja.commands.exporting.options import HERE, TokenOption, UrlOption
from kinerja.commands.exporting.service import Access, Service, read_token
from kinerja.commands.import_options import (
    ALL_GOOD,
    NOTHING_DONE,
    AgencyOption,
    ErrorsOption,
    LanguageOption,
    check_target,
    language_of_terminal,
)
from kinerja.commands.problem_table import tell_problems
from kinerja.commands.scoring.errors import FileThereError, NothingToScoreError
from kinerja.commands.scoring.questions import ask_cycle, ask_to_score
from kinerja.commands.scoring.returned import ReturnedFile
from kinerja.commands.scoring.sending import Taken, take
from kinerja.commands.terminal import notes
from kinerja.kit.errors import KinerjaError, Language
from kinerja.kit.sheets.problems import write_problems

app = typer.Typer(
    no_args_is_help=True,
    help="Score by spreadsheet, as the person whose token it is: an operator scores nobody.",
)

_WORDS = {
    "en": {
        "made": "{rows} rows written to {file}.",
        "taken": "{rows} rows: {written} scores written, {unchanged} were there already,"
        " {empty} left empty.",
        "same": "Nothing has changed: {unchanged} of {rows} rows were there already, {empty} are"
        " empty.",
        "refused": "{refused} of {rows} rows were refused. Nothing was kept.",
    },
    "id": {
        "made": "{rows} baris ditulis ke {file}.",
        "taken": "{rows} baris: {written} nilai ditulis, {unchanged} sudah ada, {empty} kosong.",
        "same": "Tidak ada perubahan: {unchanged} dari {rows} baris sudah ada, {empty} kosong.",
        "refused": "{refused} dari {rows} baris ditolak. Tidak ada yang disimpan.",
    },
}

TokenFileOption = Annotated[
    Path | None,
    typer.Option(
        exists=True, dir_okay=False, help="File with the rater's token; else the variable TOKEN."
    ),
]


@app.command()
def template(  # noqa: PLR0913 - the options of the command line.
    file: Annotated[Path, typer.Argument(help="The XLSX file to write.", show_default=False)],
    *,
    agency: AgencyOption,
    cycle: Annotated[str, typer.Option(help="Code of the cycle.")],
    rater: Annotated[
        str | None,
        typer.Option(
            help="API id of an employee in whose place you rate: only the appraisals pinned to that"
            " one; all that you rate if not given."
        ),
    ] = None,
    url: UrlOption = HERE,
    token_file: TokenFileOption = None,
    token: TokenOption = None,
    language: LanguageOption = None,
) -> None:
    """Write a workbook of everybody whom you score by hand now: a row an employee and indicator."""
    words = language or language_of_terminal()
    try:
        if file.exists():
            raise FileThereError(file=str(file))
        with Service(Access(url, read_token(token_file, token), words)) as service:
            rows = _write(service, file, agency=agency, cycle=cycle, rater=rater, words=words)
    except KinerjaError as error:
        _refuse(error, words)
    notes.print(_WORDS[words]["made"].format(rows=rows, file=file), markup=False)


@app.command("import")
def import_(  # noqa: PLR0913 - the options of the command line.
    file: Annotated[Path, typer.Argument(help="The filled-in XLSX file.", show_default=False)],
    *,
    cycle: Annotated[
        str | None, typer.Option(help="Code of the cycle: a file of another one is refused.")
    ] = None,
    errors_to: ErrorsOption = None,
    url: UrlOption = HERE,
    token_file: TokenFileOption = None,
    token: TokenOption = None,
    language: LanguageOption = None,
) -> None:
    """Enter the scores of a workbook that `kinerja scores template` wrote.

    Every bad row is told, and then nothing is kept; repeating an import changes nothing. Exit
    codes: 0 all rows are good, 2 nothing was done.
    """
    words = language or language_of_terminal()
    try:
        if errors_to is not None:
            check_target(errors_to, file)
        returned = ReturnedFile(file)  # Before the service: most mistakes are in the file.
        with Service(Access(url, read_token(token_file, token), words)) as service:
            taken = take(service, returned, cycle=cycle)
        if errors_to is not None:
            write_problems(errors_to, taken.problems)
    except KinerjaError as error:
        _refuse(error, words)
    _finish(taken, words)


def _write(
    service: Service, file: Path, *, agency: str, cycle: str, rater: str | None, words: Language
) -> int:
    # The library takes long to load; the import does not need it.
    from kinerja.commands.scoring.template import rows_of, write_workbook  # noqa: PLC0415

    measured = ask_cycle(service, agency=agency, cycle=cycle)
    waiting = ask_to_score(service, cycle_id=measured.stamp.cycle_id, rater=rater)
    rows = list(rows_of(waiting, measured, words))
    if not rows:
        raise NothingToScoreError(state=measured.state)
    with whole_file(file) as path:
        return write_workbook(path, measured.stamp, rows, words)


def _refuse(error: KinerjaError, language: Language) -> NoReturn:
    notes.print(f"kinerja: {error.message(language)}", style="red", markup=False, soft_wrap=True)
    raise typer.Exit(NOTHING_DONE) from None


def _finish(taken: Taken, language: Language) -> None:
    """Tell what came of it, and leave with the exit code that says so."""
    tell_problems(taken.problems, language)
    kind = "refused" if taken.problems else "taken" if taken.written else "same"
    counts = {
        "rows": taken.rows,
        "refused": taken.refused,
        "written": taken.written,
        "unchanged": taken.unchanged,
        "empty": taken.empty,
    }
    notes.print(_WORDS[language][kind].format(**counts), markup=False)
    raise typer.Exit(NOTHING_DONE if taken.problems else ALL_GOOD)
