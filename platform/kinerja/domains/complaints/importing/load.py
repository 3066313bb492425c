"""The import of an export of complaints: all rows are good and kept, or none is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from kinerja.domains.complaints.importing.errors import BY_CODE
from kinerja.domains.complaints.importing.rows import (
    COLUMNS,
    Column,
    ComplaintReader,
    ComplaintRow,
)
from kinerja.domains.complaints.metrics import keep_metrics
from kinerja.kit.ids import AgencyId, new_id
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
from tenants.session import ConcurrentChangeError, tenant_session

_ROWS = {
    "line": "integer",
    "reference": "text",
    "unit_code": "text",
    "channel": "text",
    "category": "text",
    "state": "text",
    "received_at": "timestamptz",
    "responded_at": "timestamptz",
    "closed_at": "timestamptz",
    "new_id": "uuid",
    "step_id": "uuid",
}
#: What the agency has, copied once: the checks run on temporary tables only.
_KNOWN = (
    """CREATE TEMPORARY TABLE known_units ON COMMIT DROP AS
    SELECT id, code, path FROM org_units WHERE agency_id = :agency""",
    """CREATE TEMPORARY TABLE known_complaints ON COMMIT DROP AS
    SELECT id, reference, org_unit_id, channel, category, state, received_at, responded_at,
        closed_at, seen_at
    FROM complaints WHERE agency_id = :agency""",
)
_RESOLVE = (
    "ALTER TABLE import_complaints ADD unit_id uuid, ADD path ltree, ADD complaint_id uuid",
    """UPDATE import_complaints r SET unit_id = u.id, path = u.path
    FROM known_units u WHERE u.code = r.unit_code""",
    """UPDATE import_complaints r SET complaint_id = k.id
    FROM known_complaints k WHERE k.reference = r.reference""",
    """CREATE TEMPORARY TABLE import_changes ON COMMIT DROP AS
    SELECT r.*, k.id IS NULL AS is_new, (k.state, k.org_unit_id)
            IS DISTINCT FROM (r.state, r.unit_id) AS is_step
    FROM import_complaints r LEFT JOIN known_complaints k ON k.id = r.complaint_id
    WHERE (k.org_unit_id, k.channel, k.category, k.state, k.responded_at, k.closed_at)
        IS DISTINCT FROM
        (r.unit_id, r.channel, r.category, r.state, r.responded_at, r.closed_at)""",
)
#: A complaint goes from waiting to in progress to an end; an end is no beginning.
_RANK = "array_position(ARRAY['WAITING', 'IN_PROGRESS', 'DONE', 'REJECTED', 'REROUTED'], {})"
_WENT_BACK = f"least({_RANK.format('r.state')}, 3) < least({_RANK.format('k.state')}, 3)"
_CHECKS = f"""
    SELECT r.line, 'unit_code' AS named, 'UNKNOWN_UNIT' AS code, NULL AS known
    FROM import_complaints r WHERE r.unit_id IS NULL
    UNION ALL
    SELECT r.line, 'status', 'STATE_WENT_BACK', k.state
    FROM import_complaints r JOIN known_complaints k ON k.id = r.complaint_id
    WHERE {_WENT_BACK}
    UNION ALL
    SELECT r.line, 'received_at', 'RECEIVED_CHANGED', NULL
    FROM import_complaints r JOIN known_complaints k ON k.id = r.complaint_id
    WHERE k.received_at <> r.received_at
    UNION ALL
    SELECT r.line, 'reference', 'OLDER_EXPORT', NULL
    FROM import_complaints r JOIN known_complaints k ON k.id = r.complaint_id
    WHERE k.seen_at > :cut_off
    ORDER BY 1, 2"""  # noqa: S608 - words of this module only.
_ADD = """
    INSERT INTO complaints (agency_id, id, reference, channel, category, org_unit_id, unit_path,
        state, received_at, responded_at, closed_at, seen_at)
    SELECT :agency, new_id, reference, channel, category, unit_id, path, state, received_at,
        responded_at, closed_at, :cut_off
    FROM import_changes WHERE is_new"""
_CHANGE = """
    UPDATE complaints c SET org_unit_id = r.unit_id, unit_path = r.path, channel = r.channel,
        category = r.category, state = r.state, responded_at = r.responded_at,
        closed_at = r.closed_at, seen_at = :cut_off
    FROM import_changes r
    WHERE c.agency_id = :agency AND c.id = r.complaint_id AND NOT r.is_new"""
_ADD_STEPS = """
    INSERT INTO complaint_steps (agency_id, id, complaint_id, org_unit_id, state, seen_at)
    SELECT :agency, step_id, coalesce(complaint_id, new_id), unit_id, state, :cut_off
    FROM import_changes WHERE is_step"""


@dataclass(frozen=True)
class ComplaintReport:
    """What came of it. `is_kept` is false after a dry run, or when a row was refused."""

    rows: int
    problems: Sequence[Problem]
    created: int
    updated: int
    metrics: int
    ignored_columns: Sequence[str]
    is_kept: bool

    @property
    def refused(self) -> int:
        """Return how many rows were refused."""
        return len({problem.line for problem in self.problems})


async def import_complaints(
    engine: AsyncEngine,
    agency_id: AgencyId,
    path: Path,
    *,
    cut_off: datetime,
    dry_run: bool = False,
) -> ComplaintReport:
    """Import an export of the complaint system, made at `cut_off`, in one transaction.

    New complaints are added, others take their new state; every state is kept. The service level of
    every unit and month that changed is counted again. Repeating an import changes nothing.

    Raises:
        ImportFileError: the file is no table of complaints.
        ConcurrentChangeError: somebody imported the same complaints meanwhile.
    """
    file = RowFile(path, COLUMNS.read)
    try:
        async with tenant_session(engine, agency_id) as session:
            report = await _Import(session, agency_id, cut_off).run(file)
            if dry_run or report.problems:
                raise NotKept(replace(report, is_kept=False))  # noqa: TRY301 - see `NotKept`.
    except NotKept as undone:
        told: ComplaintReport = undone.report
        return told
    except IntegrityError:
        raise ConcurrentChangeError from None  # Its own words quote the row.
    return report


class _Import:
    def __init__(self, session: AsyncSession, agency_id: AgencyId, cut_off: datetime) -> None:
        self._session = session
        self._agency_id = agency_id
        self._cut_off = cut_off

    async def run(self, file: RowFile[Column]) -> ComplaintReport:
        """Load the file; the caller undoes it if the report has problems."""
        await allow_long_statements(self._session)
        reader = ComplaintReader(file, self._cut_off)
        await self._stage(reader.good())
        if reader.rows == 0:
            raise EmptyFileError
        problems = reader.problems + await self._refused(file)
        created = updated = metrics = 0
        if not problems:
            created, updated, metrics = await self._load()
        report = ComplaintReport(
            rows=reader.rows,
            problems=sorted(problems, key=lambda one: one.line),
            created=created,
            updated=updated,
            metrics=metrics,
            ignored_columns=file.header.ignored,
            is_kept=True,
        )
        if created or updated or metrics:
            await self._record(report, file.fingerprint)
        return report

    async def _stage(self, rows: Iterable[ComplaintRow]) -> None:
        await create_stage(self._session, "import_complaints", _ROWS)
        records = ((*row, new_id(), new_id()) for row in rows)
        await fill_stage(self._session, "import_complaints", columns=_ROWS, records=records)
        given = {"agency": self._agency_id}
        for statement in _KNOWN:
            await self._session.execute(text(statement), given)
        for statement in _RESOLVE:
            await self._session.execute(text(statement))
        for name in ("import_complaints", "import_changes"):
            await analyse_stage(self._session, name)

    async def _refused(self, file: RowFile[Column]) -> list[Problem]:
        found = await self._session.execute(text(_CHECKS), {"cut_off": self._cut_off})
        return [
            Problem(line, file.header.headings[Column(named)], BY_CODE[code](known=known))
            for line, named, code, known in found
        ]

    async def _load(self) -> tuple[int, int, int]:
        given: dict[str, Any] = {"agency": self._agency_id, "cut_off": self._cut_off}
        created = await change_rows(self._session, _ADD, **given)
        updated = await change_rows(self._session, _CHANGE, **given)
        await change_rows(self._session, _ADD_STEPS, **given)
        metrics = await keep_metrics(self._session, self._agency_id, cut_off=self._cut_off)
        return created, updated, metrics

    async def _record(self, report: ComplaintReport, fingerprint: str) -> None:
        """Write one audit event for the whole file."""
        counts = {
            "rows": report.rows,
            "created": report.created,
            "updated": report.updated,
            "metrics": report.metrics,
            "cut_off": self._cut_off,
            "sha256": fingerprint,
        }
        await audit.record(
            self._session,
            agency_id=self._agency_id,
            actor_id=None,
            action="complaint.imported",
            object_type="Agency",
            object_id=None,
            reason="kinerja import complaints",
            after=counts,
        )
