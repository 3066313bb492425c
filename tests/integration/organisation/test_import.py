"""The import: good rows become an organisation, bad rows are told, repeating changes nothing."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from kinerja.domains.organisation.importing.file_errors import ImportRunningError
from kinerja.domains.organisation.importing.load import EmployeeFile
from kinerja.domains.organisation.importing.report import ImportReport
from kinerja.domains.organisation.importing.run import import_employees
from kinerja.domains.organisation.locking import try_lock_organisation
from kinerja.kit.sheets.file_errors import EmptyFileError
from tenants.session import ConcurrentChangeError, tenant_session
from tests.support.database import DISHUB, DUKCAPIL, Database
from tests.support.import_files import Cells, employee, head, write_csv, write_xlsx
from tests.support.nips import make_nip

TODAY = date(2026, 11, 24)


class Importer:
    """Imports rows into Dishub from a file in a folder."""

    def __init__(self, database: Database, folder: Path) -> None:
        self._database = database
        self._folder = folder

    async def load(self, rows: Sequence[Cells], **options: Any) -> ImportReport:
        """Import the rows as CSV."""
        return await self.file(write_csv(self._folder / "rows.csv", rows), **options)

    async def file(self, path: Path, **options: Any) -> ImportReport:
        """Import a file."""
        return await import_employees(
            self._database.application, DISHUB, EmployeeFile(path), on=TODAY, **options
        )

    async def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return what the application role sees in Dishub."""
        async with tenant_session(self._database.application, DISHUB) as session:
            return [tuple(row) for row in await session.execute(text(query))]

    async def count(self, table: str) -> int:
        """Return how many rows of Dishub a table has."""
        [(count,)] = await self.rows(f"SELECT count(*) FROM {table}")  # noqa: S608 - of a test.
        return int(count)


@pytest.fixture
def importer(database: Database, tmp_path: Path) -> Importer:
    return Importer(database, tmp_path)


def told(report: ImportReport) -> list[tuple[int, str | None, str]]:
    return [(one.line, one.column, one.error.code) for one in report.problems]


async def test_a_file_becomes_an_organisation(importer: Importer) -> None:
    top, middle, low = make_nip(1), make_nip(2), make_nip(3)

    report = await importer.load(
        [
            employee(3, rater_nip=middle, superior_nip=top, assignment_end="2026-12-31"),
            employee(2, is_unit_head="ya", rater_nip=top, nrk="123456"),
            head(1),
        ]
    )

    assert told(report) == []
    assert report.changes.created == {
        "units": 2,
        "positions": 3,
        "employees": 3,
        "assignments": 3,
        "reporting_lines": 2,
    }
    assert await importer.rows(
        "SELECT u.code, u.name, u.level, u.path::text, p.code FROM org_units u"
        " JOIN positions p ON p.id = u.head_position_id ORDER BY u.path"
    ) == [
        ("BIDANG_A", "Bidang A", "BIDANG", "BIDANG_A", "P1"),
        ("SEKSI_A", "Seksi A", "SEKSI", "BIDANG_A.SEKSI_A", "P2"),
    ]
    assert await importer.rows(
        "SELECT nip, nrk, name, employment, state FROM employees ORDER BY name"
    ) == [
        (top, None, "Pegawai 1", "PNS", "ACTIVE"),
        (middle, "123456", "Pegawai 2", "PNS", "ACTIVE"),
        (low, None, "Pegawai 3", "PNS", "ACTIVE"),
    ]
    assert await importer.rows(
        "SELECT e.name, p.code, p.position_class, u.code, a.kind, a.valid::text"
        " FROM employees e JOIN assignments a ON a.employee_id = e.id"
        " JOIN positions p ON p.id = a.position_id JOIN org_units u ON u.id = a.org_unit_id"
        " ORDER BY e.name"
    ) == [
        ("Pegawai 1", "P1", "ADMINISTRATOR", "BIDANG_A", "DEFINITIF", "[2026-01-01,)"),
        ("Pegawai 2", "P2", "PELAKSANA", "SEKSI_A", "DEFINITIF", "[2026-01-01,)"),
        ("Pegawai 3", "P3", "PELAKSANA", "SEKSI_A", "DEFINITIF", "[2026-01-01,2027-01-01)"),
    ]
    assert await importer.rows(
        "SELECT e.nip, r.nip, s.nip, l.kind, l.valid::text FROM reporting_lines l"
        " JOIN employees e ON e.id = l.ratee_id JOIN employees r ON r.id = l.rater_id"
        " LEFT JOIN employees s ON s.id = l.superior_id ORDER BY e.nip"
    ) == sorted(
        [
            (middle, top, None, "LINE", "[2026-01-01,)"),
            (low, middle, top, "LINE", "[2026-01-01,2027-01-01)"),
        ]
    )


async def test_a_spreadsheet_gives_the_same_as_text(importer: Importer, tmp_path: Path) -> None:
    rows = [head(1), employee(2, assignment_start=date(2026, 1, 1), position_code=101)]

    report = await importer.file(write_xlsx(tmp_path / "a.xlsx", rows))
    again = await importer.load(rows)

    assert (told(report), report.changes.created["employees"]) == ([], 2)
    assert again.changes.total == 0
    assert await importer.rows("SELECT code FROM positions ORDER BY code") == [("101",), ("P1",)]


async def test_repeating_an_import_changes_nothing(importer: Importer) -> None:
    rows = [head(1), employee(2, rater_nip=make_nip(1), nrk="1"), employee(3)]
    await importer.load(rows)
    before = await importer.rows("SELECT to_jsonb(e) FROM employees e ORDER BY id")

    report = await importer.load(rows)

    assert report.changes.total == 0
    assert await importer.rows("SELECT to_jsonb(e) FROM employees e ORDER BY id") == before
    assert await importer.rows(
        "SELECT count(*) FROM audit_events WHERE action = 'employees.imported'"
    ) == [(1,)]


async def test_one_audit_event_counts_the_rows_and_names_nobody(importer: Importer) -> None:
    await importer.load([head(1), employee(2), employee(2)])

    [(after, reason)] = await importer.rows(
        "SELECT after, reason FROM audit_events WHERE action = 'employees.imported'"
    )

    assert (after["rows"], after["refused"], after["created"]["employees"]) == (3, 1, 2)
    assert len(after["sha256"]) == 64
    assert reason == "kinerja import employees"
    assert make_nip(1) not in str(after)
    assert "Pegawai" not in str(after)


async def test_what_differs_is_changed_and_nothing_else(importer: Importer) -> None:
    await importer.load([head(1), employee(2, rater_nip=make_nip(1), nrk="1")])

    report = await importer.load(
        [
            employee(
                2,
                name="Nama Baru",
                position_name="Jabatan Baru",
                position_class="FUNGSIONAL",
                unit_name="Seksi Baru",
                assignment_end="2026-06-30",
                rater_nip=make_nip(1),
            ),
        ]
    )

    assert report.changes.created == dict.fromkeys(report.changes.created, 0)
    assert report.changes.updated == {
        "units": 1,
        "positions": 1,
        "heads": 0,
        "employees": 1,
        "assignments": 1,
        "reporting_lines": 1,
    }
    assert await importer.rows("SELECT name, nrk FROM employees WHERE nrk = '1'") == [
        ("Nama Baru", "1")
    ]
    assert await importer.rows("SELECT valid::text FROM reporting_lines") == [
        ("[2026-01-01,2026-07-01)",)
    ]


async def test_people_move_on_when_the_file_ends_what_they_held(importer: Importer) -> None:
    await importer.load([head(1), employee(2, rater_nip=make_nip(1))])
    moved = employee(2, position_code="P9", position_name="Lain", assignment_start="2026-07-01")

    refused = await importer.load([moved])
    done = await importer.load(
        [moved, employee(2, rater_nip=make_nip(1), assignment_end="2026-06-30")]
    )

    assert told(refused) == [(2, "assignment_start", "PERIOD_OVERLAP")]
    assert told(done) == []
    assert await importer.rows(
        "SELECT p.code, a.valid::text FROM assignments a JOIN positions p ON p.id = a.position_id"
        " ORDER BY a.valid, p.code"
    ) == [
        ("P2", "[2026-01-01,2026-07-01)"),
        ("P1", "[2026-01-01,)"),
        ("P9", "[2026-07-01,)"),
    ]


async def test_another_rater_for_the_same_days_is_refused(importer: Importer) -> None:
    rows = [head(1), employee(2), employee(3, rater_nip=make_nip(1))]
    await importer.load(rows)

    report = await importer.load([employee(3, rater_nip=make_nip(2))])

    assert told(report) == [(2, "rater_nip", "PERIOD_OVERLAP")]


async def test_a_unit_moves_with_all_below_it_also_what_the_file_leaves_out(
    importer: Importer,
) -> None:
    await importer.load(
        [
            head(1),
            head(2, unit_code="BIDANG_B", unit_name="Bidang B", parent_unit_code="BIDANG_A"),
            employee(3),
            employee(4, unit_code="TIM", unit_name="Tim", parent_unit_code="SEKSI_A"),
        ]
    )

    report = await importer.load([employee(3, parent_unit_code="BIDANG_B")])

    assert report.changes.updated["units"] == 2
    assert await importer.rows("SELECT path::text FROM org_units WHERE code = 'TIM'") == [
        ("BIDANG_A.BIDANG_B.SEKSI_A.TIM",)
    ]


async def test_an_agency_has_one_root(importer: Importer) -> None:
    second = {"unit_code": "DINAS_B", "unit_name": "Dinas B"}

    first = await importer.load([head(1), head(2, **second), employee(3)])
    above = {"parent_unit_code": "DINAS_B", "assignment_start": "2026-01-01"}
    later = await importer.load([head(1, **above), head(2, **second), employee(3)])

    assert told(first) == [(3, "parent_unit_code", "SECOND_ROOT")]
    assert told(later) == [
        (2, "parent_unit_code", "UNKNOWN_PARENT_UNIT"),
        (3, "parent_unit_code", "SECOND_ROOT"),
    ]
    assert await importer.rows("SELECT path::text FROM org_units WHERE parent_id IS NULL") == [
        ("BIDANG_A",)
    ]


@pytest.mark.parametrize(
    ("number", "cells"),
    [
        # Somebody else on the post of the head, also before, after or beside.
        (2, {"position_code": "P1", "position_name": "Jabatan 1"}),
        (2, {"position_code": "P1", "position_name": "Jabatan 1", "is_unit_head": ""}),
        (
            2,
            {
                "position_code": "P1",
                "position_name": "Jabatan 1",
                "assignment_start": "2030-01-01",
            },
        ),
        # Another post, empty so far or held by a subordinate, is to head the agency.
        (2, {}),
        (3, {}),
        # The head stays longer than was decided.
        (1, {"assignment_end": ""}),
    ],
)
async def test_a_file_names_the_first_head_alone(
    importer: Importer, number: int, cells: dict[str, Any]
) -> None:
    term = {"assignment_end": "2026-12-31"}
    subordinate = head(3, is_unit_head="")
    await importer.load([head(1, **term), subordinate, employee(4)])

    report = await importer.load([head(number, **cells), employee(4), employee(5)])

    assert told(report) == [(2, "position_code", "ROOT_HEAD_NEEDS_DECISION")]
    assert await importer.rows(
        "SELECT e.name, p.code, upper(a.valid)::text FROM org_units u"
        " JOIN positions p ON p.id = u.head_position_id"
        " JOIN assignments a ON a.position_id = p.id JOIN employees e ON e.id = a.employee_id"
        " WHERE u.parent_id IS NULL"
    ) == [("Pegawai 1", "P1", "2027-01-01")]
    # What was decided may be told again, and end sooner.
    again = await importer.load([head(1, assignment_end="2026-11-30")])
    assert told(again) == []
    assert again.changes.updated["assignments"] == 1


async def test_a_file_makes_no_head_of_who_was_put_on_the_post_before(
    importer: Importer,
) -> None:
    """Else an officer would fill an empty post, and send in a file that says it heads."""
    await importer.load([head(1, is_unit_head=""), employee(2)])

    report = await importer.load([head(1), employee(2)])

    assert told(report) == [(2, "position_code", "ROOT_HEAD_NEEDS_DECISION")]
    assert await importer.rows("SELECT 1 FROM org_units WHERE head_position_id IS NOT NULL") == []


async def test_references_may_point_to_later_rows_and_to_what_is_there(importer: Importer) -> None:
    await importer.load([head(1)])

    report = await importer.load(
        [
            employee(2, rater_nip=make_nip(3), superior_nip=make_nip(1)),
            employee(3, rater_nip=make_nip(1), unit_name=""),
        ]
    )

    assert told(report) == []
    assert await importer.count("reporting_lines") == 2


async def test_bad_rows_are_told_and_good_rows_are_loaded(importer: Importer) -> None:
    report = await importer.load(
        [head(1), employee(2, nip="198602302015051001"), {}, employee(3, position_class="BOS")]
    )

    assert told(report) == [
        (3, "nip", "NIP_IMPOSSIBLE_DATE"),
        (5, "position_class", "BAD_CHOICE"),
    ]
    assert (report.rows, report.refused, report.is_kept) == (3, 2, True)
    assert await importer.count("employees") == 1


@pytest.mark.parametrize("option", ["all_or_nothing", "dry_run"])
async def test_nothing_is_kept_when_so_asked(importer: Importer, option: str) -> None:
    report = await importer.load([head(1), employee(2, name="")], **{option: True})

    assert not report.is_kept
    assert report.changes.created["employees"] == 1
    assert [await importer.count(table) for table in ("employees", "org_units")] == [0, 0]
    assert await importer.rows(
        "SELECT count(*) FROM audit_events WHERE action = 'employees.imported'"
    ) == [(0,)]


async def test_all_or_nothing_keeps_all_when_all_is_good(importer: Importer) -> None:
    report = await importer.load([head(1), employee(2)], all_or_nothing=True)

    assert report.is_kept
    assert await importer.count("employees") == 2


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            [head(1), employee(2), employee(2)], [(4, "nip", "DUPLICATE_NIP")], id="same-row-twice"
        ),
        pytest.param(
            [
                head(1),
                employee(2, assignment_end="2026-06-30"),
                employee(2, position_code="P9", assignment_start="2026-06-30"),
                employee(3, assignment_end="2026-06-30"),
                employee(3, position_code="P8", assignment_start="2026-07-01"),
            ],
            [(4, "nip", "DUPLICATE_NIP")],
            id="two-assignments-of-one-person-overlap",
        ),
        pytest.param(
            [
                head(1),
                employee(2, assignment_end="2026-06-30"),
                employee(2, position_code="P9", assignment_start="2026-07-01", name="Orang Lain"),
            ],
            [(4, "nip", "DUPLICATE_NIP")],
            id="one-nip-two-names",
        ),
        pytest.param(
            [head(1), employee(2, unit_code="NOWHERE", unit_name="")],
            [(3, "unit_code", "UNKNOWN_UNIT")],
            id="unknown-unit",
        ),
        pytest.param(
            [head(1), employee(2, parent_unit_code="NOWHERE")],
            [(3, "parent_unit_code", "UNKNOWN_PARENT_UNIT")],
            id="unknown-parent",
        ),
        pytest.param(
            [
                head(1, name=""),
                employee(2),
                employee(3, unit_code="TIM", unit_name="Tim", parent_unit_code="SEKSI_A"),
                head(4, unit_code="BIDANG_B", unit_name="Bidang B"),
            ],
            [
                (2, "name", "REQUIRED"),
                (3, "parent_unit_code", "UNKNOWN_PARENT_UNIT"),
                (4, "parent_unit_code", "UNKNOWN_PARENT_UNIT"),
            ],
            id="what-leans-on-a-refused-row-is-refused",
        ),
        pytest.param(
            [
                head(1),
                employee(2, unit_code="X", unit_name="X", parent_unit_code="Y"),
                employee(3, unit_code="Y", unit_name="Y", parent_unit_code="Z"),
                employee(4, unit_code="Z", unit_name="Z", parent_unit_code="X"),
                employee(5, unit_code="W", unit_name="W", parent_unit_code="W"),
            ],
            [(line, "parent_unit_code", "UNIT_CIRCLE") for line in (3, 4, 5, 6)],
            id="circular-parents",
        ),
        pytest.param(
            [head(1), employee(2), employee(3, unit_name="Seksi Lain")],
            [(4, "unit_name", "CONFLICTING_UNIT")],
            id="one-unit-two-names",
        ),
        pytest.param(
            [head(1), employee(2), employee(3, position_code="P2")],
            [(4, "position_name", "CONFLICTING_POSITION")],
            id="one-position-two-names",
        ),
        pytest.param(
            [head(1), employee(2, is_unit_head="ya"), employee(3, is_unit_head="ya")],
            [(4, "is_unit_head", "CONFLICTING_HEAD")],
            id="one-unit-two-heads",
        ),
        pytest.param(
            [head(1), employee(2, rater_nip=make_nip(9)), employee(3, rater_nip=make_nip(2))],
            [(3, "rater_nip", "UNKNOWN_PERSON"), (4, "rater_nip", "UNKNOWN_PERSON")],
            id="unknown-rater",
        ),
        pytest.param(
            [head(1), employee(2, rater_nip=make_nip(1), superior_nip=make_nip(9))],
            [(3, "superior_nip", "UNKNOWN_PERSON")],
            id="unknown-superior",
        ),
        pytest.param(
            [head(1), employee(2, rater_nip=make_nip(2))],
            [(3, "rater_nip", "SELF_RATING")],
            id="rater-is-oneself",
        ),
        pytest.param(
            [
                head(1),
                employee(2, rater_nip=make_nip(3)),
                employee(3, rater_nip=make_nip(4)),
                employee(4, rater_nip=make_nip(2)),
                employee(5, rater_nip=make_nip(2)),
            ],
            [
                (3, "rater_nip", "RATING_CIRCLE"),
                (4, "rater_nip", "RATING_CIRCLE"),
                (5, "rater_nip", "RATING_CIRCLE"),
                (6, "rater_nip", "UNKNOWN_PERSON"),
            ],
            id="circular-raters",
        ),
        pytest.param(
            [
                head(1),
                employee(2, rater_nip=make_nip(3), assignment_end="2026-06-30"),
                employee(3, rater_nip=make_nip(2), assignment_start="2026-07-01"),
            ],
            [],
            id="no-circle-on-any-one-day",
        ),
    ],
)
async def test_rows_that_do_not_fit_together_are_refused(
    importer: Importer, rows: list[Cells], expected: list[tuple[int, str, str]]
) -> None:
    report = await importer.load(rows)

    assert told(report) == expected
    assert await importer.count("assignments") == len(rows) - report.refused


async def test_a_circle_through_what_the_agency_has_is_refused(importer: Importer) -> None:
    await importer.load(
        [
            head(1),
            employee(2, rater_nip=make_nip(1)),
            employee(3, unit_code="TIM", unit_name="Tim", parent_unit_code="SEKSI_A"),
        ]
    )

    units = await importer.load([head(4, parent_unit_code="TIM")])
    raters = await importer.load([head(1, rater_nip=make_nip(2))])

    assert told(units) == [(2, "parent_unit_code", "UNIT_CIRCLE")]
    assert told(raters) == [(2, "rater_nip", "RATING_CIRCLE")]


async def test_a_file_without_rows_is_refused(importer: Importer) -> None:
    with pytest.raises(EmptyFileError):
        await importer.load([])


async def test_two_changes_of_one_organisation_do_not_run_together(
    importer: Importer, database: Database
) -> None:
    async with tenant_session(database.application, DISHUB) as session:
        assert await try_lock_organisation(session, DISHUB)

        with pytest.raises(ImportRunningError):
            await importer.load([head(1)])

    assert (await importer.load([head(1)])).is_kept


async def test_other_agencies_stay_as_they_are(importer: Importer, database: Database) -> None:
    await importer.load([head(1), employee(2)])

    async with tenant_session(database.application, DUKCAPIL) as session:
        assert await session.scalar(text("SELECT count(*) FROM employees")) == 0


async def test_an_odd_encoding_quoted_newlines_and_formulas_are_read(
    importer: Importer, tmp_path: Path
) -> None:
    rows = [head(1, name="René\nDe La Cruz", nip=f'="{make_nip(1)}"', nrk="'000123")]

    report = await importer.file(write_csv(tmp_path / "a.csv", rows, encoding="cp1252"))

    assert told(report) == []
    assert await importer.rows("SELECT name, nrk FROM employees") == [("René De La Cruz", "000123")]


async def test_nips_that_became_numbers_are_told(importer: Importer, tmp_path: Path) -> None:
    rows = [head(1), employee(2, nip=int(make_nip(2)), rater_nip=make_nip(1))]

    report = await importer.file(write_xlsx(tmp_path / "a.xlsx", rows))

    assert told(report) == [(3, "nip", "NIP_AS_NUMBER")]
    assert await importer.count("employees") == 1


async def test_a_change_that_comes_between_is_told_without_the_row(
    importer: Importer, database: Database
) -> None:
    async with database.owner.begin() as connection:
        # Stands for somebody who enters the same NIP between the check and the insert.
        await connection.execute(
            text(
                "ALTER TABLE employees ADD CONSTRAINT ck_employees_late CHECK (name <> 'Terlambat')"
            )
        )

    with pytest.raises(ConcurrentChangeError) as caught:
        await importer.load([head(1, name="Terlambat")])

    assert caught.value.__cause__ is None
    assert await importer.count("org_units") == 0
