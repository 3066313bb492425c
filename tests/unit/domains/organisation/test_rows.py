"""One row of a file by itself: every column is judged, and all that is wrong is told at once."""

from datetime import date, datetime
from typing import Any

import pytest

from kinerja.domains.organisation.importing.columns import Column, read_header
from kinerja.domains.organisation.importing.rows import EmployeeRow, Problem, RowReader
from kinerja.domains.organisation.nip import NipWarning
from kinerja.kit.sheets.lines import Cell, Line
from kinerja.kit.sheets.row_errors import RowQuotesError
from tests.support.nips import make_nip

TODAY = date(2026, 11, 24)
HEADER = read_header(list(Column))
GOOD: dict[str, Cell] = {
    Column.NIP: make_nip(1),
    Column.NAME: "Contoh Pegawai",
    Column.UNIT_CODE: "SEKSI_A",
    Column.POSITION_CODE: "SEKSI_A_1",
    Column.POSITION_NAME: "Analis",
    Column.POSITION_CLASS: "PELAKSANA",
    Column.ASSIGNMENT_START: "2026-01-01",
}


def read(**cells: Cell) -> EmployeeRow | list[Problem]:
    filled: dict[str, Cell] = {**GOOD, **cells}
    line = Line(7, [filled.get(column, "") for column in Column])
    return RowReader(HEADER, on=TODAY).read(line)


def good(**cells: Cell) -> EmployeeRow:
    row = read(**cells)
    assert isinstance(row, EmployeeRow), row
    return row


def wrong(**cells: Cell) -> list[tuple[str, str]]:
    problems = read(**cells)
    assert isinstance(problems, list)
    assert {problem.line for problem in problems} == {7}
    return [(problem.column or "", problem.error.code) for problem in problems]


def test_a_row_needs_no_optional_column() -> None:
    row = good()

    assert (row.line, row.nip, row.employment) == (7, make_nip(1), "PNS")
    assert (row.valid_from, row.valid_to) == (date(2026, 1, 1), None)
    assert not row.is_unit_head
    optional = (row.nrk, row.unit_name, row.parent_unit_code, row.unit_level)
    assert (*optional, row.rater_nip, row.superior_nip) == (None,) * 6


def test_the_last_day_is_kept_as_an_exclusive_end() -> None:
    assert good(assignment_end="2026-06-30").valid_to == date(2026, 7, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "2026-07-31",
        "31/07/2026",
        "31-7-2026",
        "31.07.2026",
        "2026-07-31 00:00:00",
        '="2026-07-31"',
        date(2026, 7, 31),
        datetime(2026, 7, 31),  # noqa: DTZ001 - cells of spreadsheets have no zone.
    ],
)
def test_dates_are_read_iso_or_day_first(cell: Cell) -> None:
    assert good(assignment_start=cell).valid_from == date(2026, 7, 31)


@pytest.mark.parametrize(
    "cell",
    ["2026-02-30", "07/31/2026", "31/07/26", "besok", 45292.0, True, "1899-12-31", "9999-12-31"],
)
def test_what_is_no_date_is_refused(cell: Cell) -> None:
    assert wrong(assignment_start=cell) == [("assignment_start", "BAD_DATE")]


@pytest.mark.parametrize("cell", [1.98609262015051e17, 198609262015051001, "1.98609E+17", "2E17"])
@pytest.mark.parametrize("column", ["nip", "rater_nip", "superior_nip"])
def test_a_nip_that_became_a_number_is_told_as_such(column: str, cell: Cell) -> None:
    cells: dict[str, Any] = {"rater_nip": make_nip(2), column: cell}

    assert wrong(**cells) == [(column, "NIP_AS_NUMBER")]


@pytest.mark.parametrize(
    "cell", [f"'{make_nip(5)}", f'="{make_nip(5)}"', f" {make_nip(5)[:8]} {make_nip(5)[8:]}\u00a0"]
)
def test_a_nip_kept_as_text_is_read(cell: str) -> None:
    assert good(nip=cell).nip == make_nip(5)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("198602302015051001", "NIP_IMPOSSIBLE_DATE"),
        ("198609262015053001", "NIP_SEX"),
        ("198609262015051000", "NIP_SERIAL"),
        ("198609262015131001", "NIP_APPOINTMENT"),
        ("19860926201505100", "NIP_LENGTH"),
        ("19860926201505100X", "NIP_NOT_DIGITS"),
        ("", "REQUIRED"),
        ("  ' ", "REQUIRED"),
    ],
)
def test_a_bad_nip_is_refused_with_the_digits_that_are_wrong(cell: str, code: str) -> None:
    assert wrong(nip=cell) == [("nip", code)]


@pytest.mark.parametrize("column", sorted(set(GOOD) - {Column.NIP}))
def test_required_cells_are_filled(column: Column) -> None:
    assert wrong(**{column.value: " \u00a0"}) == [(column, "REQUIRED")]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("name", "x" * 201, "BAD_TEXT"),
        ("name", "a\x00b", "BAD_TEXT"),
        ("unit_code", "SEKSI A", "BAD_CODE"),
        ("unit_code", "A" * 65, "BAD_CODE"),
        ("parent_unit_code", "A.B", "BAD_CODE"),
        ("position_code", "A" * 65, "BAD_TEXT"),
        ("position_class", "MANAJER", "BAD_CHOICE"),
        ("unit_level", "TIM", "BAD_CHOICE"),
        ("employment", "HONORER", "BAD_CHOICE"),
        ("employment", "PPPK", "EMPLOYMENT_MISMATCH"),
        ("is_unit_head", "mungkin", "BAD_CHOICE"),
        ("assignment_end", "2025-12-31", "PERIOD_EMPTY"),
        ("rater_nip", make_nip(1), "SELF_RATING"),
    ],
)
def test_a_bad_cell_is_named_by_its_column(column: str, cell: str, code: str) -> None:
    assert wrong(**{column: cell}) == [(column, code)]


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("name", "  Contoh \t Pegawai\n", "Contoh Pegawai"),
        ("name", "Rene\u0301", "Ren\u00e9"),
        ("position_code", 101.0, "101"),
        ("position_code", 101, "101"),
        ("unit_level", "Suku Dinas", "SUKU_DINAS"),
        ("unit_level", "dinas", "AGENCY"),
        ("position_class", "pengawas", "PENGAWAS"),
        ("employment", "pns", "PNS"),
        ("is_unit_head", "Ya", True),
        ("is_unit_head", True, True),
        ("is_unit_head", 0, False),
    ],
)
def test_cells_are_read_as_people_write_them(column: str, cell: Cell, expected: object) -> None:
    assert getattr(good(**{column: cell}), column) == expected


def test_a_superior_stands_above_a_rater_and_is_a_third_person() -> None:
    one, two = make_nip(1), make_nip(2)

    assert wrong(superior_nip=two) == [("rater_nip", "SUPERIOR_WITHOUT_RATER")]
    assert wrong(rater_nip=two, superior_nip=two) == [("superior_nip", "SUPERIOR_NOT_ABOVE")]
    assert wrong(rater_nip=two, superior_nip=one) == [("superior_nip", "SUPERIOR_NOT_ABOVE")]
    assert good(rater_nip=two, superior_nip=make_nip(3)).superior_nip == make_nip(3)


def test_all_that_is_wrong_with_a_row_is_told_at_once() -> None:
    assert wrong(nip="1", name="", position_class="X", assignment_start="31/02/2026") == [
        ("nip", "NIP_LENGTH"),
        ("name", "REQUIRED"),
        ("position_class", "BAD_CHOICE"),
        ("assignment_start", "BAD_DATE"),
    ]


def test_no_problem_quotes_the_cell() -> None:
    problems = read(nip="198602302015051001", name="a\x00b", employment="Rahasia")
    assert isinstance(problems, list)

    told = [problem.error.message(language) for problem in problems for language in ("id", "en")]
    assert not [
        text for text in told if "19860230" in text or "a\x00b" in text or "Rahasia" in text
    ]


def test_a_row_longer_than_the_header_is_refused_unless_the_rest_is_empty() -> None:
    cells = [GOOD.get(column, "") for column in Column]
    reader = RowReader(HEADER, on=TODAY)

    assert isinstance(reader.read(Line(2, [*cells, "", " "])), EmployeeRow)
    problems = reader.read(Line(3, [*cells, "lebih"]))
    assert isinstance(problems, list)
    assert [(one.column, one.error.code) for one in problems] == [(None, "ROW_SHAPE")]


def test_a_row_may_end_early() -> None:
    cells = [GOOD.get(column, "") for column in Column][: list(Column).index(Column.ASSIGNMENT_END)]

    assert isinstance(RowReader(HEADER, on=TODAY).read(Line(2, cells)), EmployeeRow)


def test_a_line_that_could_not_be_read_stays_an_error() -> None:
    problems = RowReader(HEADER, on=TODAY).read(Line(2, (), RowQuotesError()))

    assert isinstance(problems, list)
    assert [one.error.code for one in problems] == ["ROW_QUOTES"]


def test_an_odd_nip_is_remarked_and_loaded() -> None:
    reader = RowReader(HEADER, on=TODAY)
    cells = [{**GOOD, Column.NIP: "200509262015051001"}.get(column, "") for column in Column]

    assert isinstance(reader.read(Line(4, cells)), EmployeeRow)
    assert [(remark.line, remark.warning) for remark in reader.remarks] == [
        (4, NipWarning.APPOINTED_TOO_YOUNG)
    ]
