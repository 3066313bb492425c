"""`kinerja export`: tables of an agency as files, with the rights of whoever's token it has."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Literal

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from kinerja.commands.exporting import tables
from kinerja.commands.exporting.files import whole_file
from kinerja.commands.exporting.options import HERE, TokenOption, UrlOption
from kinerja.commands.exporting.service import Access, Lines, Service, read_token
from kinerja.commands.exporting.tables import Table
from kinerja.commands.exporting.writers import CSVWriter, JSONLinesWriter, Writer
from kinerja.commands.import_options import language_of_terminal
from kinerja.commands.terminal import notes
from kinerja.kit.errors import KinerjaError

EPILOG: Final = (
    "The service is asked as by any client: policy, hidden fields, the access log and budgets are"
    " the same. The rights of the operator do not count, who reads no content. Exit codes: 0 the"
    " file is complete, 1 there is none."
)


class What(StrEnum):
    """What can be exported."""

    EMPLOYEES = "employees"
    APPRAISALS = "appraisals"
    SCORES = "scores"
    RESULTS = "results"
    AUDIT = "audit"


class Format(StrEnum):
    """The kinds of files."""

    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"
    PARQUET = "parquet"


TABLES: Final[Mapping[What, Table]] = {
    What.EMPLOYEES: tables.EMPLOYEES,
    What.APPRAISALS: tables.APPRAISALS,
    What.SCORES: tables.SCORES,
    What.RESULTS: tables.RESULTS,
    What.AUDIT: tables.AUDIT,
}


@dataclass(frozen=True)
class Wish:
    """What is to be written, and how."""

    table: Table
    agency: str
    cycle: str | None
    format: Format
    delimiter: str
    has_bom: bool

    @property
    def variables(self) -> dict[str, str]:
        """The variables of the operations."""
        given = {"code": self.agency}
        return given if self.cycle is None else {**given, "cycle": self.cycle}

    def writer(self, path: Path) -> Writer:
        """Begin the file."""
        columns = self.table.all_columns
        if self.format is Format.CSV:
            return CSVWriter(path, columns, delimiter=self.delimiter, has_bom=self.has_bom)
        if self.format is Format.JSONL:
            return JSONLinesWriter(path, columns)
        # The libraries of the others take long to load; no other command needs them.
        if self.format is Format.XLSX:
            from kinerja.commands.exporting.spreadsheet import SpreadsheetWriter  # noqa: PLC0415

            return SpreadsheetWriter(path, columns)
        from kinerja.commands.exporting.parquet import ParquetWriter  # noqa: PLC0415 - as above.

        return ParquetWriter(path, columns)


def export(  # noqa: PLR0913 - the options of the command line.
    what: Annotated[What, typer.Argument(help="Which rows.", show_default=False)],
    *,
    agency: Annotated[str, typer.Option(help="Code of the agency, for example DISHUB.")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The file; it appears when it is complete.")
    ],
    format_: Annotated[
        Format | None,
        typer.Option("--format", help="Kind of file; if not given, what its name ends in."),
    ] = None,
    cycle: Annotated[
        str | None,
        typer.Option(help="Appraisals, scores, results: only of the cycle with this code."),
    ] = None,
    url: UrlOption = HERE,
    token_file: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help="File with the token of somebody who may read the rows; else the variable TOKEN.",
        ),
    ] = None,
    token: TokenOption = None,
    purpose: Annotated[
        str | None, typer.Option(help="Why you read; the access log tells those concerned.")
    ] = None,
    bom: Annotated[
        bool, typer.Option("--bom", help="CSV: begin with the mark by which Excel knows UTF-8.")
    ] = False,
    delimiter: Annotated[
        str, typer.Option(help="CSV: what separates columns; Indonesian Excel reads ';'.")
    ] = ",",
    language: Annotated[
        Literal["id", "en"] | None,
        typer.Option(help="Language of messages; that of the terminal if not given."),
    ] = None,
) -> None:
    """Write the rows of an agency that the holder of a token may see to a file.

    A row is an employee with the unit, position and rater of today; an appraisal with its result; a
    score; what a component or indicator contributes to a result; or an event of the audit trail.
    """
    table = TABLES[what]
    _check(what, cycle, delimiter)
    wish = Wish(table, agency, cycle, format_ or _format(output), delimiter, bom)
    words = language or language_of_terminal()
    try:
        access = Access(url, read_token(token_file, token), words, purpose)
        with Service(access) as service:
            written = _export(service, wish, output)
    except KinerjaError as error:
        notes.print(f"kinerja: {error.message(words)}", style="red", markup=False, soft_wrap=True)
        raise typer.Exit(1) from None
    notes.print(f"{written} rows written to {output}.", markup=False)


def _check(what: What, cycle: str | None, delimiter: str) -> None:
    if cycle is not None and not TABLES[what].of_cycle:
        message = f"{what.value} are not of a cycle"
        raise typer.BadParameter(message, param_hint="--cycle")
    if len(delimiter) != 1:
        message = "one character"
        raise typer.BadParameter(message, param_hint="--delimiter")


def _export(service: Service, wish: Wish, output: Path) -> int:
    """Ask for the rows and write them; return how many there were."""
    of_cycle = wish.cycle is not None
    expected = service.count(wish.table.counting(of_cycle=of_cycle), wish.variables)
    listing = wish.table.listing(of_cycle=of_cycle)
    with whole_file(output) as path, service.lines(listing, wish.variables) as lines:
        _tell_hidden(lines)
        with _open(wish, path) as writer, _progress(expected) as progress:
            return _write(wish.table, lines, writer, progress)


def _write(table: Table, lines: Lines, writer: Writer, progress: Progress) -> int:
    written = 0
    [task] = progress.task_ids
    for number, node in enumerate(lines, 1):
        for row in table.rows(node, number):
            writer.write(row)
            written += 1
        progress.advance(task)
    return written


@contextmanager
def _open(wish: Wish, path: Path) -> Iterator[Writer]:
    """Give a writer, which completes its file after the block, or lets go of it on failure."""
    writer = wish.writer(path)
    try:
        yield writer
    except BaseException:
        writer.abandon()
        raise
    writer.close()


def _progress(expected: int) -> Progress:
    shown = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=notes,
        disable=not notes.is_terminal,
    )
    shown.add_task("Rows", total=expected)
    return shown


def _tell_hidden(lines: Lines) -> None:
    """Say which values policy withholds from the holder of the token."""
    for one in lines.hidden:
        path = ".".join(one["path"])
        rows = "all rows" if one["rows"] == "ALL" else "some rows"
        notes.print(f"Hidden from you on {rows}: {path} ({one['class']}).", markup=False)


def _format(output: Path) -> Format:
    try:
        return Format(output.suffix.removeprefix(".").lower())
    except ValueError:
        message = "the name of the file does not tell its kind; give --format"
        raise typer.BadParameter(message, param_hint="--output") from None
