"""An empty file to start from: the columns, and a sheet that says what each of them holds."""

import csv
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from kinerja.domains.organisation.importing.columns import HEADINGS, REQUIRED, Column
from kinerja.domains.organisation.vocabulary import Employment, PositionClass, UnitLevel
from kinerja.kit.errors import Language


class TemplateFormat(StrEnum):
    """The kinds of files that a template can be."""

    CSV = "csv"
    XLSX = "xlsx"


class _Explained(NamedTuple):
    example: str
    id: str
    en: str


#: The examples name nobody: the NIP is one of BKN's own explanations. They stand beside the rows to
#: fill, never among them, so that nobody imports an example by mistake.
_EXPLAINED: Mapping[Column, _Explained] = {
    Column.NIP: _Explained(
        "198609262015051001", "NIP 18 angka, sebagai teks", "NIP, 18 digits, as text"
    ),
    Column.NRK: _Explained("", "NRK, bila ada", "NRK, if there is one"),
    Column.NAME: _Explained("Contoh Pegawai", "Nama dengan gelar", "Name with titles"),
    Column.EMPLOYMENT: _Explained("PNS", " / ".join(Employment), "Must agree with the NIP"),
    Column.UNIT_CODE: _Explained(
        "SEKSI_A", "Huruf, angka, garis bawah", "Letters, digits, underscores"
    ),
    Column.UNIT_NAME: _Explained("Seksi A", "Wajib untuk unit baru", "Needed for a new unit"),
    Column.PARENT_UNIT_CODE: _Explained("BIDANG_A", "Unit di atasnya", "The unit above"),
    Column.UNIT_LEVEL: _Explained("SEKSI", " / ".join(UnitLevel), " / ".join(UnitLevel)),
    Column.POSITION_CODE: _Explained("SEKSI_A_1", "Kode jabatan", "Code of the position"),
    Column.POSITION_NAME: _Explained("Analis", "Nama jabatan", "Name of the position"),
    Column.POSITION_CLASS: _Explained(
        "PELAKSANA", " / ".join(PositionClass), " / ".join(PositionClass)
    ),
    Column.IS_UNIT_HEAD: _Explained("tidak", "ya / tidak", "ya (yes) / tidak (no)"),
    Column.ASSIGNMENT_START: _Explained("2026-01-01", "Hari pertama", "First day"),
    Column.ASSIGNMENT_END: _Explained("", "Hari terakhir, bila ada", "Last day, if any"),
    Column.RATER_NIP: _Explained("", "NIP pejabat penilai", "NIP of the rater"),
    Column.SUPERIOR_NIP: _Explained(
        "", "NIP atasan pejabat penilai", "NIP of the superior of the rater"
    ),
}
_WIDTH = 22
_TEXT_COLUMNS = (Column.NIP, Column.NRK, Column.RATER_NIP, Column.SUPERIOR_NIP)
_DATE_COLUMNS = (Column.ASSIGNMENT_START, Column.ASSIGNMENT_END)
_CHOICES: Mapping[Column, Sequence[str]] = {
    Column.EMPLOYMENT: list(Employment),
    Column.UNIT_LEVEL: list(UnitLevel),
    Column.POSITION_CLASS: list(PositionClass),
    Column.IS_UNIT_HEAD: ["ya", "tidak"],
}
_LAST_ROW = 1_048_575


def write_template(path: Path, format_: TemplateFormat, *, language: Language = "id") -> None:
    """Write a template; the column names are those of `language`, both are always understood."""
    headings = [HEADINGS[column][0] if language == "id" else column.value for column in Column]
    if format_ is TemplateFormat.CSV:
        _write_csv(path, headings)
    else:
        _write_workbook(path, headings, language)


def _write_csv(path: Path, headings: list[str]) -> None:
    # With a byte-order mark and semicolons, as spreadsheets set to Indonesian expect it.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=";").writerow(headings)


def _write_workbook(path: Path, headings: list[str], language: Language) -> None:
    with xlsxwriter.Workbook(path) as workbook:
        bold = workbook.add_format({"bold": True, "bottom": 1})
        formats = {
            **dict.fromkeys(_TEXT_COLUMNS, workbook.add_format({"num_format": "@"})),
            **dict.fromkeys(_DATE_COLUMNS, workbook.add_format({"num_format": "yyyy-mm-dd"})),
        }
        sheet = workbook.add_worksheet("pegawai")
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, headings, bold)
        for place, column in enumerate(Column):
            sheet.set_column(place, place, _WIDTH, formats.get(column))
            if choices := _CHOICES.get(column):
                allowed = {"validate": "list", "source": choices, "ignore_blank": True}
                sheet.data_validation(1, place, _LAST_ROW, place, allowed)
        notes = workbook.add_worksheet("keterangan")
        notes.set_column(0, 2, _WIDTH * 2)
        for row, (column, heading) in enumerate(zip(Column, headings, strict=True)):
            explained = _EXPLAINED[column]
            meaning = explained.id if language == "id" else explained.en
            needed = " *" if column in REQUIRED else ""
            notes.write_row(row, 0, (heading + needed, meaning, explained.example))
