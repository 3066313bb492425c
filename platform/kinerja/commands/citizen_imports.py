"""`kinerja import survey-responses` and `complaints`: what citizens said, from files."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated, Protocol, TypeVar

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.commands.import_options import (
    ALL_GOOD,
    NOTHING_DONE,
    AgencyOption,
    DryRunOption,
    ErrorsOption,
    FileArgument,
    LanguageOption,
    check_target,
    language_of_terminal,
)
from kinerja.commands.problem_table import tell_ignored, tell_problems
from kinerja.commands.terminal import notes, run
from kinerja.connections import connections
from kinerja.domains.complaints.importing.load import ComplaintReport, import_complaints
from kinerja.domains.surveys.importing.columns import Numbering
from kinerja.domains.surveys.importing.load import SheetReport, import_responses
from kinerja.kit.clock import JAKARTA, now, today
from kinerja.kit.errors import KinerjaError, Language
from kinerja.kit.ids import AgencyId
from kinerja.kit.sheets.problems import Problem, write_problems
from kinerja.settings import load_settings
from tenants.engines import create_application_engine
from tenants.registry import AgencyRegistry

_WORDS: Mapping[Language, Mapping[str, str]] = {
    "en": {
        "sheets": "{rows} rows: {created} sheets are new, {unchanged} were there already.",
        "complaints": "{rows} rows: {created} complaints are new, {updated} have changed,"
        " {metrics} service levels were counted again.",
        "refused": "{refused} of {rows} rows were refused. Nothing was kept.",
        "not_kept": " Nothing was kept.",
    },
    "id": {
        "sheets": "{rows} baris: {created} lembar baru, {unchanged} sudah ada.",
        "complaints": "{rows} baris: {created} aduan baru, {updated} berubah,"
        " {metrics} tingkat layanan dihitung ulang.",
        "refused": "{refused} dari {rows} baris ditolak. Tidak ada yang disimpan.",
        "not_kept": " Tidak ada yang disimpan.",
    },
}


class _Report(Protocol):
    @property
    def rows(self) -> int: ...

    @property
    def refused(self) -> int: ...

    @property
    def problems(self) -> Sequence[Problem]: ...

    @property
    def ignored_columns(self) -> Sequence[str]: ...

    @property
    def is_kept(self) -> bool: ...


Report = TypeVar("Report", bound=_Report)
Importing = Callable[[AsyncEngine, AgencyId], Awaitable[Report]]


def survey_responses(  # noqa: PLR0913 - the options of the command.
    file: FileArgument,
    *,
    agency: AgencyOption,
    survey: Annotated[str, typer.Option(help="Code of the survey, which must be open.")],
    numbering: Annotated[
        Numbering,
        typer.Option(
            help="How the file numbers U8 and U9: official (U8 complaints, U9 facilities) or"
            " swapped. Headings with names are taken by the name."
        ),
    ] = Numbering.OFFICIAL,
    dry_run: DryRunOption = False,
    errors_to: ErrorsOption = None,
    language: LanguageOption = None,
) -> None:
    """Import collected sheets of a satisfaction survey: one row a sheet, one column an element.

    Every bad row is told, and then nothing is kept; repeating an import changes nothing. Exit
    codes: 0 all rows are good, 2 nothing was done.
    """

    async def load(engine: AsyncEngine, agency_id: AgencyId) -> SheetReport:
        return await import_responses(
            engine,
            agency_id,
            file,
            survey_code=survey,
            on=today(),
            numbering=numbering,
            dry_run=dry_run,
        )

    words = language or language_of_terminal()
    report = _import(load, file, agency, errors_to=errors_to, language=words)
    told = {"rows": report.rows, "created": report.created, "unchanged": report.unchanged}
    _finish(report, _WORDS[words]["sheets"].format(**told), words)


def complaints(
    file: FileArgument,
    *,
    agency: AgencyOption,
    as_of: Annotated[
        datetime | None,
        typer.Option(help="When the file was exported, in Jakarta time; now if not given."),
    ] = None,
    dry_run: DryRunOption = False,
    errors_to: ErrorsOption = None,
    language: LanguageOption = None,
) -> None:
    """Import an export of JAKI or CRM: complaints by number, unit, state and times, no persons.

    Every bad row is told, and then nothing is kept; repeating an import changes nothing. Exit
    codes: 0 all rows are good, 2 nothing was done.
    """
    cut_off = as_of.replace(tzinfo=JAKARTA) if as_of else now()

    async def load(engine: AsyncEngine, agency_id: AgencyId) -> ComplaintReport:
        return await import_complaints(engine, agency_id, file, cut_off=cut_off, dry_run=dry_run)

    words = language or language_of_terminal()
    report = _import(load, file, agency, errors_to=errors_to, language=words)
    told = {name: getattr(report, name) for name in ("rows", "created", "updated", "metrics")}
    _finish(report, _WORDS[words]["complaints"].format(**told), words)


def _import(
    load: Importing[Report],
    file: Path,
    agency: str,
    *,
    errors_to: Path | None,
    language: Language,
) -> Report:
    try:
        if errors_to is not None:
            check_target(errors_to, file)
        report = run(_within(agency, load))
        if errors_to is not None:
            write_problems(errors_to, report.problems)
    except KinerjaError as error:
        notes.print(error.message(language), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(NOTHING_DONE) from None
    return report


async def _within(agency: str, load: Importing[Report]) -> Report:
    with connections(load_settings()) as addresses:
        engine = create_application_engine(addresses.application, pool_size=1)
        try:
            return await load(engine, (await AgencyRegistry(engine).get(agency)).id)
        finally:
            await engine.dispose()


def _finish(report: _Report, sentence: str, language: Language) -> None:
    """Tell what came of it, and leave with the exit code that says so."""
    tell_ignored(report.ignored_columns, language)
    tell_problems(report.problems, language)
    words = _WORDS[language]
    if report.problems:
        told = words["refused"].format(refused=report.refused, rows=report.rows)
        notes.print(told, markup=False)
        raise typer.Exit(NOTHING_DONE)
    notes.print(sentence + ("" if report.is_kept else words["not_kept"]), markup=False)
    raise typer.Exit(ALL_GOOD)
