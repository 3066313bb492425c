"""The import of sheets into an open survey: all rows are good and kept, or none is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.domains.surveys.errors import SurveyNotFoundError
from kinerja.domains.surveys.history import Deed
from kinerja.domains.surveys.importing.columns import Numbering, headings_of, read_header
from kinerja.domains.surveys.importing.errors import (
    ChangedSheetRowError,
    SurveyTakesNoSheetsError,
)
from kinerja.domains.surveys.importing.rows import Campaign, Sheet, SheetReader
from kinerja.domains.surveys.models import Survey
from kinerja.domains.surveys.repository import SurveyRepository
from kinerja.domains.surveys.vocabulary import Ruleset, SurveyState
from kinerja.kit.ids import AgencyId
from kinerja.kit.sheets.file_errors import EmptyFileError
from kinerja.kit.sheets.files import RowFile
from kinerja.kit.sheets.problems import Problem
from kinerja.kit.sheets.undoing import NotKept
from kinerja.kit.staging import (
    allow_long_statements,
    analyse_stage,
    change_rows,
    create_stage,
    fill_stage,
)
from tenants import audit
from tenants.session import tenant_session

_SHEETS = {
    "line": "integer",
    "sheet": "text",
    "answered_on": "date",
    "wished_id": "uuid",
    "response_id": "uuid",
    "said": "text",
}
_ANSWERS = {"response_id": "uuid", "element_id": "uuid", "value": "integer"}
#: What the survey has, copied once: the checks run on temporary tables only.
_KNOWN = """
    CREATE TEMPORARY TABLE known_sheets ON COMMIT DROP AS
    SELECT r.sheet, coalesce(r.wished_id::text, '') || ':' || coalesce(string_agg(
        a.element_id || '=' || a.value, ',' ORDER BY a.element_id::text COLLATE "C"), '') AS said
    FROM survey_responses r
    LEFT JOIN survey_answers a ON a.agency_id = :agency AND a.survey_id = :survey
        AND a.response_id = r.id
    WHERE r.agency_id = :agency AND r.survey_id = :survey AND r.sheet IS NOT NULL
    GROUP BY r.id, r.sheet, r.wished_id"""
_CHANGED = """
    SELECT s.line FROM import_sheets s JOIN known_sheets k ON k.sheet = s.sheet
    WHERE k.said <> s.said ORDER BY s.line"""
_DROP_KNOWN = """
    DELETE FROM import_sheets s USING known_sheets k WHERE k.sheet = s.sheet"""
_ADD_RESPONSES = """
    INSERT INTO survey_responses
        (agency_id, id, survey_id, channel, answered_on, sheet, wished_id)
    SELECT :agency, response_id, :survey, 'PAPER', answered_on, sheet, wished_id
    FROM import_sheets"""
_ADD_ANSWERS = """
    INSERT INTO survey_answers (agency_id, response_id, element_id, survey_id, value)
    SELECT :agency, a.response_id, a.element_id, :survey, a.value
    FROM import_answers a JOIN import_sheets s ON s.response_id = a.response_id"""


@dataclass(frozen=True)
class SheetReport:
    """What came of it. `is_kept` is false after a dry run, or when a row was refused."""

    rows: int
    problems: Sequence[Problem]
    created: int
    unchanged: int
    ignored_columns: Sequence[str]
    is_kept: bool

    @property
    def refused(self) -> int:
        """Return how many rows were refused."""
        return len({problem.line for problem in self.problems})


async def import_responses(  # noqa: PLR0913 - the options of the command.
    engine: AsyncEngine,
    agency_id: AgencyId,
    path: Path,
    *,
    survey_code: str,
    on: date,
    numbering: Numbering = Numbering.OFFICIAL,
    dry_run: bool = False,
) -> SheetReport:
    """Import a file of collected sheets in one transaction, as the application role.

    Repeating an import changes nothing: a sheet is known by its number.

    Raises:
        SurveyNotFoundError: the agency has no survey with this code.
        SurveyTakesNoSheetsError: the survey is not open.
        ImportFileError: the file is no table of sheets.
    """
    try:
        async with tenant_session(engine, agency_id) as session:
            importing = _Import(session, agency_id, on)
            report = await importing.run(path, survey_code, numbering)
            if dry_run or report.problems:
                raise NotKept(replace(report, is_kept=False))  # noqa: TRY301 - see `NotKept`.
    except NotKept as undone:
        told: SheetReport = undone.report
        return told
    return report


class _Import:
    def __init__(self, session: AsyncSession, agency_id: AgencyId, on: date) -> None:
        self._session = session
        self._agency_id = agency_id
        self._on = on

    async def run(self, path: Path, code: str, numbering: Numbering) -> SheetReport:
        """Load the file; the caller undoes it if the report has problems."""
        await allow_long_statements(self._session)
        survey = await self._hold(code)
        elements = await self._elements(survey)
        headings = headings_of(list(elements), Ruleset(survey.ruleset), numbering)
        file = RowFile(path, lambda cells: read_header(headings, cells))
        reader = SheetReader(file, self._campaign(survey, elements))
        await self._stage(list(reader.good()))
        if reader.rows == 0:
            raise EmptyFileError
        problems = reader.problems + await self._changed(survey.id, file)
        created = 0 if problems else await self._add(survey.id)
        report = SheetReport(
            rows=reader.rows,
            problems=sorted(problems, key=lambda one: one.line),
            created=created,
            unchanged=reader.rows - created if not problems else 0,
            ignored_columns=file.header.ignored,
            is_kept=True,
        )
        if created:
            await self._record(survey.id, report, file.fingerprint)
        return report

    async def _hold(self, code: str) -> Survey:
        """Find the survey and keep it from being closed meanwhile."""
        found: Survey | None = await self._session.scalar(
            select(Survey).where(Survey.agency_id == self._agency_id, Survey.code == code)
        )
        if found is None:
            raise SurveyNotFoundError
        held = select(Survey.id).where(
            Survey.agency_id == self._agency_id,
            Survey.id == found.id,
            Survey.state == SurveyState.OPEN,
        )
        if await self._session.scalar(held.with_for_update()) is None:
            raise SurveyTakesNoSheetsError(state=found.state)
        return found

    async def _elements(self, survey: Survey) -> dict[str, UUID]:
        repository = SurveyRepository(self._session, self._agency_id)
        rows = await repository.elements(survey.id, revision=survey.revision)
        return {row.code: row.id for row in rows}

    def _campaign(self, survey: Survey, elements: dict[str, UUID]) -> Campaign:
        first, end = survey.period.lower, survey.period.upper
        if first is None or end is None:  # A constraint of the table says otherwise.
            message = "the period of a survey has both ends"
            raise ValueError(message)
        last = min(end - timedelta(days=1), self._on)
        return Campaign(elements, first, max(first, last))

    async def _stage(self, sheets: Iterable[Sheet]) -> None:
        await create_stage(self._session, "import_sheets", _SHEETS)
        await create_stage(self._session, "import_answers", _ANSWERS)
        # A random id: see `SurveyResponse`.
        numbered = [(uuid4(), sheet) for sheet in sheets]
        await fill_stage(
            self._session,
            "import_sheets",
            columns=_SHEETS,
            records=(
                (one.line, one.number, one.answered_on, one.wished, response, _said(one))
                for response, one in numbered
            ),
        )
        await fill_stage(
            self._session,
            "import_answers",
            columns=_ANSWERS,
            records=(
                (response, element, value)
                for response, one in numbered
                for element, value in one.answers.items()
            ),
        )
        for name in ("import_sheets", "import_answers"):
            await analyse_stage(self._session, name)

    async def _changed(self, survey_id: UUID, file: RowFile[str]) -> list[Problem]:
        """Return the sheets that say something else than before; forget those that repeat."""
        given = {"agency": self._agency_id, "survey": survey_id}
        await self._session.execute(text(_KNOWN), given)
        lines = await self._session.scalars(text(_CHANGED))
        heading = file.header.headings["sheet"]
        found = [Problem(line, heading, ChangedSheetRowError()) for line in lines]
        await self._session.execute(text(_DROP_KNOWN))
        return found

    async def _add(self, survey_id: UUID) -> int:
        given = {"agency": self._agency_id, "survey": survey_id}
        added = await change_rows(self._session, _ADD_RESPONSES, **given)
        await change_rows(self._session, _ADD_ANSWERS, **given)
        return added

    async def _record(self, survey_id: UUID, report: SheetReport, fingerprint: str) -> None:
        """Write one audit event for the whole file."""
        await audit.record(
            self._session,
            agency_id=self._agency_id,
            actor_id=None,
            action=Deed.SHEETS_IMPORTED.value,
            object_type="Survey",
            object_id=survey_id,
            reason="kinerja import survey-responses",
            after={"rows": report.rows, "created": report.created, "sha256": fingerprint},
        )


def _said(sheet: Sheet) -> str:
    """Return what a sheet says, as the database writes it of those that it has."""
    answers = sorted((str(element), value) for element, value in sheet.answers.items())
    wished = "" if sheet.wished is None else str(sheet.wished)
    return wished + ":" + ",".join(f"{element}={value}" for element, value in answers)
