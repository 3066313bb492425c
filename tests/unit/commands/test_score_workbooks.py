"""The cells of a workbook of scores: what is read from them, and what a row vouches for."""

import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kinerja.commands.scoring.errors import NotATemplateError, NumberError
from kinerja.commands.scoring.formulas import FormulaCell, formula_cells
from kinerja.commands.scoring.layout import CHECKED, Column, Stamp, digest
from kinerja.commands.scoring.values import Values, read_note, read_number

STAMP = Stamp("DISHUB", "2026", "cycle", "version")
ROW = {column: f"text of {column}" for column in CHECKED}


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (90, "90"),
        (87.5, "87.5"),
        (0.1, "0.1"),
        (1e22, "1E+22"),
        ("87,5", "87.5"),
        (" 87.25 ", "87.25"),
        ("'12", "12"),
        ("-3", "-3"),
    ],
)
def test_numbers_are_read_as_they_are_shown(cell: Any, number: str) -> None:
    assert read_number(cell) == Decimal(number)


@pytest.mark.parametrize(
    "cell", ["1.234,5", "1,234.5", "nan", "1e3", "", "٣", True, float("nan"), float("inf"), None]
)
def test_what_is_no_plain_number_is_refused(cell: Any) -> None:
    with pytest.raises(NumberError):
        read_number(cell)


def test_notes_keep_their_lines_and_lose_the_blanks_around_them() -> None:
    assert read_note("  a\r\n b ") == "a\n b"
    assert read_note(7.0) == "7"
    assert read_note("  ") is None


def test_equal_values_have_equal_digests_however_the_number_is_written() -> None:
    written = Values(actual=Decimal("80.50"), comment="x")
    assert written.digest == Values(actual=Decimal("80.5"), comment="x").digest
    assert written.digest != Values(actual=Decimal("80.5"), evidence="x").digest
    assert Values.of_score(None).is_empty


@pytest.mark.parametrize("column", CHECKED)
def test_a_change_of_any_vouched_cell_is_seen(column: Column) -> None:
    assert STAMP.row_check({**ROW, column: "other"}) != STAMP.row_check(ROW)


@pytest.mark.parametrize("field", ["agency", "cycle", "cycle_id", "version_id"])
def test_a_row_vouches_for_its_agency_cycle_and_version(field: str) -> None:
    given = {"agency": "DISHUB", "cycle": "2026", "cycle_id": "cycle", "version_id": "version"}
    other = Stamp(**{**given, field: "other"})
    assert other.fingerprint != STAMP.fingerprint
    assert other.row_check(ROW) != STAMP.row_check(ROW)


def test_texts_do_not_run_into_each_other() -> None:
    assert digest("ab", "c") != digest("a", "bc")


def workbook(path: Path, sheet: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_formulas_are_found_whatever_the_prefix_and_encoding(tmp_path: Path, encoding: str) -> None:
    cells = '<x:c r="AB12"><x:f>1+1</x:f><x:v>2</x:v></x:c><x:c r="A13"><x:v>2</x:v></x:c>'
    sheet = f'<?xml version="1.0" encoding="{encoding}"?><x:s xmlns:x="urn:x">{cells}</x:s>'
    path = workbook(tmp_path / "a.xlsx", sheet.encode(encoding))
    assert formula_cells(path) == [FormulaCell(12, 27)]


@pytest.mark.parametrize(
    "sheet", [b'<!DOCTYPE s [<!ENTITY a "b">]><s>&a;</s>', b"<s>", b"no sheet"]
)
def test_what_is_no_sheet_is_refused(tmp_path: Path, sheet: bytes) -> None:
    with pytest.raises(NotATemplateError):
        formula_cells(workbook(tmp_path / "a.xlsx", sheet))
