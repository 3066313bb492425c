"""The import itself: read the file, stage the good rows, check them together, load them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.organisation.importing.checks import refuse_bad_rows
from kinerja.domains.organisation.importing.columns import Column, read_header
from kinerja.domains.organisation.importing.file_errors import ImportRunningError
from kinerja.domains.organisation.importing.report import ImportReport
from kinerja.domains.organisation.importing.row_errors import BY_CODE
from kinerja.domains.organisation.importing.rows import EmployeeRow, Problem, RowReader
from kinerja.domains.organisation.importing.stage import stage_agency, stage_rows
from kinerja.domains.organisation.importing.upserts import STEPS, Changes, apply_step
from kinerja.domains.organisation.locking import try_lock_organisation
from kinerja.kit.ids import AgencyId
from kinerja.kit.sheets.file_errors import EmptyFileError
from kinerja.kit.sheets.files import RowFile
from kinerja.kit.staging import allow_long_statements
from tenants import audit
from tenants.provisioning import notify

_PROBLEMS = "SELECT line, column_name, code, first FROM import_problems ORDER BY line, column_name"


@dataclass(frozen=True)
class Progress:
    """Whom the import tells how far it is."""

    read: Callable[[int], None] = lambda _line: None
    loaded: Callable[[str], None] = lambda _step: None


class EmployeeFile(RowFile[Column]):
    """A file of employees whose header has been understood.

    Raises:
        ImportFileError: the file is no table of employees.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, read_header)


class EmployeeImport:
    """One import into one agency, in the caller's transaction.

    The session must be inside the agency. Whoever wants a dry run, or all or nothing, rolls the
    transaction back: the import itself never does.
    """

    def __init__(
        self, session: AsyncSession, agency_id: AgencyId, *, on: date, progress: Progress
    ) -> None:
        self._session = session
        self._agency_id = agency_id
        self._on = on
        self._progress = progress
        self._problems: list[Problem] = []
        self._rows = 0

    async def run(self, file: EmployeeFile) -> ImportReport:
        """Load the good rows, report the others.

        Raises:
            EmptyFileError: there is no row below the header.
            ImportRunningError: the organisation is being changed by another transaction.
        """
        await self._begin()
        reader = RowReader(file.header, on=self._on)
        await stage_rows(self._session, self._good_rows(file, reader))
        if self._rows == 0:
            raise EmptyFileError
        await stage_agency(self._session, self._agency_id)
        await refuse_bad_rows(self._session)
        changes = await self._apply()
        await self._collect_problems()
        report = ImportReport(
            rows=self._rows,
            refused=len({problem.line for problem in self._problems}),
            problems=self._problems,
            remarks=reader.remarks,
            headings=file.header.headings,
            ignored_columns=file.header.ignored,
            changes=changes,
            is_kept=True,
        )
        if changes.total:
            await self._record(report, file.fingerprint)
        return report

    async def _begin(self) -> None:
        """Let the import take its time, and let no other one of this agency in meanwhile."""
        await allow_long_statements(self._session)
        if not await try_lock_organisation(self._session, self._agency_id):
            raise ImportRunningError

    def _good_rows(self, file: EmployeeFile, reader: RowReader) -> Iterator[EmployeeRow]:
        for line in file.lines():
            self._rows += 1
            self._progress.read(line.number)
            found = reader.read(line)
            if isinstance(found, EmployeeRow):
                yield found
            else:
                self._problems += found

    async def _apply(self) -> Changes:
        changes = Changes()
        for step in STEPS:
            self._progress.loaded(step.noun)
            await apply_step(self._session, self._agency_id, step, changes)
        return changes

    async def _collect_problems(self) -> None:
        result = await self._session.execute(text(_PROBLEMS))
        self._problems += [
            Problem(line, Column(column), BY_CODE[code](first=first))
            for line, column, code, first in result
        ]
        self._problems.sort(key=lambda problem: (problem.line, problem.column or ""))

    async def _record(self, report: ImportReport, fingerprint: str) -> None:
        """Write one audit event for the whole file."""
        counts: dict[str, Any] = {
            "rows": report.rows,
            "refused": report.refused,
            "created": report.changes.created,
            "updated": report.changes.updated,
            "sha256": fingerprint,
        }
        await audit.record(
            self._session,
            agency_id=self._agency_id,
            actor_id=None,
            action="employees.imported",
            object_type="Agency",
            object_id=None,
            reason="kinerja import employees",
            after=counts,
        )
        await notify(self._session, self._agency_id)  # Running services learn who serves here.
