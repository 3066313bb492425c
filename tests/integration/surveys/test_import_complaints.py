"""Exports of complaints: state, history and service level, with numerator and denominator."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from kinerja.domains.complaints.importing.load import ComplaintReport, import_complaints
from kinerja.kit.clock import JAKARTA
from tenants.session import tenant_session
from tests.support.commands import Command
from tests.support.database import DISHUB, Database
from tests.support.organisation_factories import TypicalAgency
from tests.support.survey_files import write_csv

CUT_OFF = datetime(2026, 2, 10, 12, 0, tzinfo=JAKARTA)
HEADER = [
    "nomor_laporan",
    "kode_unit",
    "kanal",
    "kategori",
    "status",
    "waktu_laporan",
    "waktu_tanggapan",
    "waktu_selesai",
]
DONE = ("selesai", "2026-01-05 08:00", "2026-01-06 09:00", "2026-01-09 10:00")


class Importer:
    """Imports rows into Dishub."""

    def __init__(self, database: Database, folder: Path, units: tuple[str, str]) -> None:
        self._database = database
        self._folder = folder
        self.units = units

    def row(self, number: object, *said: str, unit: str | None = None) -> list[Any]:
        """Return a complaint of the first unit: its state and its three times."""
        return [number, unit or self.units[0], "JAKI", "Antrean", *said]

    async def load(self, *rows: list[Any], **options: Any) -> ComplaintReport:
        """Import rows as CSV."""
        path = write_csv(self._folder / "complaints.csv", HEADER, rows)
        given = {"cut_off": CUT_OFF, **options}
        return await import_complaints(self._database.application, DISHUB, path, **given)

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what the application role sees."""
        async with tenant_session(self._database.application, DISHUB) as session:
            return [tuple(row) for row in await session.execute(text(query))]


@pytest.fixture
def importer(database: Database, tmp_path: Path, agency: TypicalAgency) -> Importer:
    first, second = (branch.bidang.code for branch in agency.branches)
    return Importer(database, tmp_path, (first, second))


_METRICS = (
    "SELECT lower(month)::text, received, done, answered_in_time FROM complaint_metrics"
    " ORDER BY lower(month), id"
)


async def test_complaints_are_kept_with_their_state_and_service_level(importer: Importer) -> None:
    report = await importer.load(
        importer.row("A1", *DONE),
        importer.row("A2", "hijau", "2026-01-05 08:00", "2026-01-08 08:00", "2026-01-09 10:00"),
        importer.row("A3", "kuning", "2026-01-05 08:00", "2026-01-08 08:01", ""),
        importer.row("A4", "MENUNGGU", "31/01/2026 23:59", "", ""),
        importer.row("A5", "diteruskan", "2026-01-07", "", ""),
        importer.row("A6", "ditolak", "2026-02-01 00:00", "2026-02-01 00:30", ""),
    )

    assert (report.rows, report.created, report.updated, report.metrics) == (6, 6, 0, 2)
    # Of six one is others' to answer; two are done; two were answered within three days.
    assert await importer.rows(_METRICS) == [("2026-01-01", 4, 2, 2), ("2026-02-01", 1, 0, 1)]
    assert await importer.rows("SELECT state FROM complaints ORDER BY reference") == [
        ("DONE",),
        ("DONE",),
        ("IN_PROGRESS",),
        ("WAITING",),
        ("REROUTED",),
        ("REJECTED",),
    ]


async def test_repeating_an_import_changes_nothing(importer: Importer) -> None:
    rows = [importer.row("A1", *DONE), importer.row("A2", "proses", "2026-01-05 08:00", "", "")]
    await importer.load(*rows)

    again = await importer.load(*rows, cut_off=CUT_OFF + timedelta(days=1))

    assert (again.created, again.updated, again.metrics) == (0, 0, 0)
    assert len(await importer.rows("SELECT id FROM complaint_steps")) == 2
    assert len(await importer.rows(_METRICS)) == 1
    assert await importer.rows(
        "SELECT count(*) FROM audit_events WHERE action = 'complaint.imported'"
    ) == [(1,)]


async def test_a_later_export_moves_complaints_on_and_keeps_their_history(
    importer: Importer,
) -> None:
    received = "2026-01-05 08:00"
    await importer.load(importer.row("A1", "menunggu", received, "", ""))
    await importer.load(
        importer.row("A1", "diteruskan", received, "", ""), cut_off=CUT_OFF + timedelta(days=1)
    )

    steps = "SELECT state FROM complaint_steps ORDER BY seen_at"
    assert await importer.rows(steps) == [("WAITING",), ("REROUTED",)]
    assert await importer.rows(_METRICS) == [("2026-01-01", 1, 0, 0), ("2026-01-01", 0, 0, 0)]


async def test_a_complaint_that_goes_to_another_unit_counts_there(importer: Importer) -> None:
    await importer.load(importer.row("A1", *DONE))
    second = importer.row("A1", *DONE, unit=importer.units[1])
    await importer.load(second, cut_off=CUT_OFF + timedelta(days=1))

    latest = (
        "SELECT DISTINCT ON (u.code) u.code, received FROM complaint_metrics m"
        " JOIN org_units u ON u.id = m.org_unit_id ORDER BY u.code, cut_off DESC"
    )
    assert await importer.rows(latest) == [(importer.units[0], 0), (importer.units[1], 1)]


async def test_all_bad_rows_are_told_and_no_good_one_is_kept(importer: Importer) -> None:
    received = "2026-01-05 08:00"
    report = await importer.load(
        importer.row("A1", *DONE),
        importer.row("A2", "selesai", received, "", "2026-01-04 08:00"),
        importer.row("A3", "proses", received, "2026-01-04 08:00", ""),
        importer.row("A4", "selesai", received, "2026-01-07", "2026-01-06"),
        importer.row("A5", "selesai", received, "", ""),
        importer.row("A6", "proses", received, "", "2026-01-06"),
        importer.row("A7", "menunggu", "2026-02-10 12:01", "", ""),
        importer.row("A1", *DONE),
        importer.row("A9", "menunggu", "kemarin", "", ""),
        importer.row("A10", "ungu", received, "", ""),
        importer.row("A11", "menunggu", received, "", "", unit="TIDAK_ADA"),
    )

    assert [(one.line, one.heading, one.error.code) for one in report.problems] == [
        (3, "waktu_selesai", "CLOSED_BEFORE_RECEIVED"),
        (4, "waktu_tanggapan", "RESPONDED_BEFORE_RECEIVED"),
        (5, "waktu_selesai", "CLOSED_BEFORE_RESPONDED"),
        (6, "status", "STATE_MISMATCH"),
        (7, "status", "STATE_MISMATCH"),
        (8, "waktu_laporan", "AFTER_CUT_OFF"),
        (9, "nomor_laporan", "DUPLICATE_REFERENCE"),
        (10, "waktu_laporan", "BAD_INSTANT"),
        (11, "status", "BAD_CHOICE"),
        (12, "kode_unit", "UNKNOWN_UNIT"),
    ]
    assert not report.is_kept
    for table in ("complaints", "complaint_steps", "complaint_metrics"):
        assert await importer.rows(f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608


async def test_what_is_known_of_a_complaint_is_not_contradicted(importer: Importer) -> None:
    await importer.load(importer.row("A1", *DONE), importer.row("A2", *DONE))
    later = CUT_OFF + timedelta(days=1)

    back = await importer.load(
        importer.row("A1", "proses", "2026-01-05 08:00", "", ""), cut_off=later
    )
    moved = await importer.load(
        importer.row("A1", "selesai", "2026-01-05 08:01", "", "2026-01-09 10:00"), cut_off=later
    )
    older = await importer.load(importer.row("A1", *DONE), cut_off=CUT_OFF - timedelta(hours=1))

    assert [[one.error.code for one in report.problems] for report in (back, moved, older)] == [
        ["STATE_WENT_BACK"],
        ["RECEIVED_CHANGED"],
        ["OLDER_EXPORT"],
    ]
    assert "was DONE before" in back.problems[0].error.message("en")


async def test_the_published_complaints_of_january_2023(
    importer: Importer, kinerja: Command, tmp_path: Path
) -> None:
    """14,233 reports of which 12,936 are done: 90.89 %, not the 98.1 % of the headline."""
    done = [
        importer.row(n, "selesai", "2023-01-05 08:00", "", "2023-01-09 08:00")
        for n in range(12_936)
    ]
    others = [importer.row(n, "proses", "2023-01-20 08:00", "", "") for n in range(12_936, 14_233)]
    write_csv(tmp_path / "crm.csv", HEADER, done + others)
    arguments = ("complaints", "crm.csv", "--agency", "DISHUB", "--as-of", "2023-02-01T00:00:00")

    said = await asyncio.to_thread(kinerja, *arguments)

    assert said.code == 0, said
    assert "14233 rows: 14233 complaints are new" in said.notes
    assert await importer.rows(_METRICS) == [("2023-01-01", 14_233, 12_936, 0)]
