"""Collected sheets: every bad row is told, nothing is half written, repeating changes nothing."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import Range

from kinerja.domains.surveys.errors import SurveyNotFoundError
from kinerja.domains.surveys.importing.errors import SurveyTakesNoSheetsError
from kinerja.domains.surveys.importing.load import SheetReport, import_responses
from kinerja.domains.surveys.vocabulary import SurveyState
from kinerja.kit.sheets.file_errors import EmptyFileError, MissingColumnsError
from tenants.session import tenant_session
from tests.integration.surveys.conftest import Making
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.survey_factories import MadeSurvey
from tests.support.survey_files import write_csv

TODAY = date(2026, 6, 15)
MONTH = Range(date(2026, 6, 1), date(2026, 7, 1))
HEADER = ["nomor", "tanggal", *(f"u{place}" for place in range(1, 10)), "perbaiki_dahulu"]


def sheet(number: object, *answers: object, day: str = "2026-06-10", wish: str = "") -> list[Any]:
    """Return a row with these answers; the others are 3."""
    return [number, day, *answers, *[3] * (9 - len(answers)), wish]


class Importer:
    """Imports rows into one survey of Dishub."""

    def __init__(self, database: Database, folder: Path, survey: MadeSurvey) -> None:
        self._database = database
        self._folder = folder
        self.survey = survey

    async def load(self, *rows: list[Any], **options: Any) -> SheetReport:
        """Import rows as CSV."""
        path = write_csv(self._folder / "sheets.csv", HEADER, rows)
        return await self.file(path, **options)

    async def file(self, path: Path, **options: Any) -> SheetReport:
        """Import a file."""
        given = {"survey_code": self.survey.code, "on": TODAY, **options}
        return await import_responses(self._database.application, DISHUB, path, **given)

    async def count(self, table: str) -> int:
        """Return how many rows a table has."""
        async with tenant_session(self._database.application, DISHUB) as session:
            counted = await session.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
            return int(counted or 0)


@pytest.fixture
async def importer(database: Database, tmp_path: Path, making: Making) -> Importer:
    return Importer(database, tmp_path, await making(period=MONTH))


async def test_good_sheets_are_kept_with_their_answers_and_wishes(importer: Importer) -> None:
    report = await importer.load(sheet(1, 4, "", 2, wish="TIME"), sheet(2))

    assert (report.rows, report.created, report.unchanged, report.is_kept) == (2, 2, 0, True)
    assert await importer.count("survey_responses") == 2
    assert await importer.count("survey_responses WHERE wished_id IS NOT NULL") == 1
    # The first sheet leaves one question out: no row, not a zero.
    assert await importer.count("survey_answers") == 17
    assert await importer.count("audit_events WHERE action = 'survey.sheets_imported'") == 1


async def test_repeating_an_import_changes_nothing(importer: Importer) -> None:
    rows = [sheet(1, 4, "", 2, wish="TIME"), sheet(2)]
    await importer.load(*rows)

    again = await importer.load(*rows, sheet(3))
    third = await importer.load(*rows, sheet(3))

    assert (again.created, again.unchanged) == (1, 2)
    assert (third.created, third.unchanged) == (0, 3)
    assert await importer.count("survey_responses") == 3
    assert await importer.count("audit_events WHERE action = 'survey.sheets_imported'") == 2


async def test_all_bad_rows_are_told_and_no_good_one_is_kept(importer: Importer) -> None:
    report = await importer.load(
        sheet(1),
        sheet(2, 0),
        sheet(3, 5, "tiga"),
        sheet("", 4),
        sheet(5, *[""] * 9),
        sheet(1, 4),
        sheet(7, day="2026-05-31"),
        sheet(8, day="2026-06-16"),
        sheet(9, 2.5),
        sheet(10, wish="SPEED"),
    )

    assert [(one.line, one.heading, one.error.code) for one in report.problems] == [
        (3, "u1", "OUT_OF_SCALE"),
        (4, "u1", "OUT_OF_SCALE"),
        (4, "u2", "OUT_OF_SCALE"),
        (5, "nomor", "REQUIRED"),
        (6, "", "NO_ANSWERS"),
        (7, "nomor", "DUPLICATE_SHEET"),
        (8, "tanggal", "OUTSIDE_PERIOD"),
        (9, "tanggal", "OUTSIDE_PERIOD"),
        (10, "u1", "OUT_OF_SCALE"),
        (11, "perbaiki_dahulu", "UNKNOWN_ELEMENT"),
    ]
    assert (report.refused, report.created, report.is_kept) == (9, 0, False)
    assert await importer.count("survey_responses") == 0
    assert await importer.count("audit_events WHERE action LIKE 'survey.%'") == 0


async def test_a_sheet_with_other_answers_than_before_is_refused(importer: Importer) -> None:
    await importer.load(sheet(1, 4), sheet(2))

    answers = await importer.load(sheet(1, 3), sheet(2))
    wish = await importer.load(sheet(1, 4, wish="COST"), sheet(2))

    for report in (answers, wish):
        assert [(one.line, one.error.code) for one in report.problems] == [(2, "SHEET_CHANGED")]
        assert not report.is_kept


async def test_a_dry_run_keeps_nothing(importer: Importer) -> None:
    report = await importer.load(sheet(1), dry_run=True)

    assert (report.created, report.is_kept) == (1, False)
    assert await importer.count("survey_responses") == 0


@pytest.mark.parametrize("state", [one for one in SurveyState if one is not SurveyState.OPEN])
async def test_a_survey_that_is_not_open_takes_no_sheets(
    database: Database, tmp_path: Path, making: Making, state: SurveyState
) -> None:
    importer = Importer(database, tmp_path, await making(period=MONTH, state=state))

    with pytest.raises(SurveyTakesNoSheetsError):
        await importer.load(sheet(1))

    assert await importer.count("survey_responses") == 0


async def test_a_survey_of_another_agency_is_not_found(
    database: Database, tmp_path: Path, importer: Importer
) -> None:
    path = write_csv(tmp_path / "sheets.csv", HEADER, [sheet(1)])

    with pytest.raises(SurveyNotFoundError):
        await import_responses(
            database.application, DUKCAPIL, path, survey_code=importer.survey.code, on=TODAY
        )


async def test_an_element_that_has_no_column_is_missed(importer: Importer, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "few.csv", HEADER[:-2], [sheet(1)[:-2]])

    with pytest.raises(MissingColumnsError) as missed:
        await importer.file(path)

    assert "FACILITIES" in missed.value.message("en")
    assert "u9" in missed.value.message("id")


async def test_a_file_without_sheets_is_refused(importer: Importer) -> None:
    with pytest.raises(EmptyFileError):
        await importer.load()


async def test_a_sheet_without_a_day_is_of_the_last_day_that_can_be(
    importer: Importer, tmp_path: Path
) -> None:
    header = [name for name in HEADER if name != "tanggal"]
    path = write_csv(tmp_path / "undated.csv", header, [[1, *[3] * 9, ""]])

    await importer.file(path)
    later = await importer.file(path, on=TODAY + timedelta(days=60))

    assert later.unchanged == 1
    assert await importer.count("survey_responses WHERE answered_on = '2026-06-15'") == 1
