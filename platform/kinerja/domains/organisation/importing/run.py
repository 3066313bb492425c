"""One import from beginning to end: its transaction is kept, or undone when so asked."""

from dataclasses import replace
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.domains.organisation.importing.load import EmployeeFile, EmployeeImport, Progress
from kinerja.domains.organisation.importing.report import ImportReport
from kinerja.kit.ids import AgencyId
from kinerja.kit.sheets.undoing import NotKept
from tenants.session import ConcurrentChangeError, tenant_session


async def import_employees(  # noqa: PLR0913 - the options of the command.
    engine: AsyncEngine,
    agency_id: AgencyId,
    file: EmployeeFile,
    *,
    on: date,
    all_or_nothing: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """Import a file in one transaction of its own, as the application role.

    Nothing is kept after a dry run, nor when rows are refused and `all_or_nothing` was asked; the
    report then says `is_kept` false and what would have changed.

    Raises:
        EmptyFileError: there is no row below the header.
        ImportRunningError: the organisation is being changed by another transaction.
        ConcurrentChangeError: somebody changed the same rows meanwhile.
    """
    try:
        async with tenant_session(engine, agency_id) as session:
            importing = EmployeeImport(session, agency_id, on=on, progress=progress or Progress())
            report = await importing.run(file)
            if dry_run or (all_or_nothing and report.refused):
                raise NotKept(replace(report, is_kept=False))  # noqa: TRY301 - see `NotKept`.
    except NotKept as undone:
        told: ImportReport = undone.report
        return told
    except IntegrityError:
        raise ConcurrentChangeError from None  # Its own words quote the row.
    return report
