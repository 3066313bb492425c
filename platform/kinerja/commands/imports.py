"""`kinerja import`: files of employees into an agency, and templates to start from."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from kinerja.commands import citizen_imports
from kinerja.commands.import_options import (
    ALL_GOOD,
    NOTHING_DONE,
    SOME_REFUSED,
    AgencyOption,
    DryRunOption,
    ErrorsOption,
    FileArgument,
    FileNotWrittenError,
    LanguageOption,
    check_target,
    language_of_terminal,
)
from kinerja.commands.import_report import tell
from kinerja.commands.terminal import notes, run
from kinerja.connections import connections
from kinerja.domains.organisation.importing import load
from kinerja.domains.organisation.importing.report import ImportReport, write_errors
from kinerja.domains.organisation.importing.run import import_employees
from kinerja.domains.organisation.importing.template import TemplateFormat, write_template
from kinerja.domains.organisation.importing.upserts import STEPS
from kinerja.kit.clock import today
from kinerja.kit.errors import KinerjaError
from kinerja.settings import load_settings
from tenants.engines import create_application_engine
from tenants.registry import AgencyRegistry

app = typer.Typer(no_args_is_help=True, help="Import files; write templates of them.")
template = typer.Typer(no_args_is_help=True, help="Write an empty file to start from.")
app.add_typer(template, name="template")

app.command("survey-responses")(citizen_imports.survey_responses)
app.command("complaints")(citizen_imports.complaints)


@app.command()
def employees(
    file: FileArgument,
    *,
    agency: AgencyOption,
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", help="Load nothing if any row is refused.")
    ] = False,
    dry_run: DryRunOption = False,
    errors_to: ErrorsOption = None,
    language: LanguageOption = None,
) -> None:
    """Import units, positions, employees, assignments and raters.

    Good rows are loaded, bad rows are told by line, column and reason; repeating an import changes
    nothing. Exit codes: 0 all rows are good, 1 some were refused, 2 nothing was done.
    """
    words = language or language_of_terminal()
    try:
        if errors_to is not None:
            check_target(errors_to, file)
        report = run(_import(file, agency, all_or_nothing=all_or_nothing, dry_run=dry_run))
        if errors_to is not None:
            write_errors(errors_to, report)
    except KinerjaError as error:
        notes.print(error.message(words), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(NOTHING_DONE) from None
    tell(report, words)
    raise typer.Exit(_exit_code(report, dry_run=dry_run))


@template.command("employees")
def employees_template(
    *,
    format_: Annotated[
        TemplateFormat, typer.Option("--format", help="Kind of the file.")
    ] = TemplateFormat.XLSX,
    output_: Annotated[
        Path | None,
        typer.Option("--output", help="Where to write it; employees.<format> if not given."),
    ] = None,
    language: LanguageOption = None,
) -> None:
    """Write a template of employees; NIP columns are formatted as text."""
    path = output_ or Path(f"employees.{format_}")
    try:
        write_template(path, format_, language=language or language_of_terminal())
    except OSError as error:
        raise FileNotWrittenError(path=path, reason=error.strerror) from error
    notes.print(f"Wrote {path}.", markup=False)


async def _import(
    path: Path, agency_code: str, *, all_or_nothing: bool, dry_run: bool
) -> ImportReport:
    file = load.EmployeeFile(path)  # Before the database: most mistakes are in the file.
    with connections(load_settings()) as addresses, _progress(file) as progress:
        engine = create_application_engine(addresses.application, pool_size=1)
        try:
            agency = await AgencyRegistry(engine).get(agency_code)
            return await import_employees(
                engine,
                agency.id,
                file,
                on=today(),
                all_or_nothing=all_or_nothing,
                dry_run=dry_run,
                progress=progress,
            )
        finally:
            await engine.dispose()


@contextmanager
def _progress(file: load.EmployeeFile) -> Iterator[load.Progress]:
    """Show two bars: the lines read, and the steps of loading them."""
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn()
    with Progress(*columns, TimeElapsedColumn(), console=notes, transient=True) as bars:
        reading = bars.add_task("Reading", total=file.lines_expected)
        loading = bars.add_task("Loading", total=len(STEPS))
        yield load.Progress(
            read=lambda line: bars.update(reading, completed=line),
            loaded=lambda _step: bars.advance(loading),
        )


def _exit_code(report: ImportReport, *, dry_run: bool) -> int:
    if not report.refused:
        return ALL_GOOD
    nothing = report.accepted == 0 or not (report.is_kept or dry_run)
    return NOTHING_DONE if nothing else SOME_REFUSED
