"""Files of employees for tests: real CSV and real spreadsheets of the same rows."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

from kinerja.domains.organisation.importing.columns import Column
from tests.support.nips import make_nip

Cells = Mapping[Column, Any]


def employee(number: int, **cells: Any) -> dict[Column, Any]:
    """Return a good row: a person on an own position in SEKSI_A, which stands under BIDANG_A.

    The person is that of `make_nip(number)`; `cells` replace, by column name.
    """
    row = {
        Column.NIP: make_nip(number),
        Column.NAME: f"Pegawai {number}",
        Column.UNIT_CODE: "SEKSI_A",
        Column.UNIT_NAME: "Seksi A",
        Column.PARENT_UNIT_CODE: "BIDANG_A",
        Column.UNIT_LEVEL: "SEKSI",
        Column.POSITION_CODE: f"P{number}",
        Column.POSITION_NAME: f"Jabatan {number}",
        Column.POSITION_CLASS: "PELAKSANA",
        Column.ASSIGNMENT_START: "2026-01-01",
    }
    return row | {Column(name): value for name, value in cells.items()}


def head(number: int, **cells: Any) -> dict[Column, Any]:
    """Return a good row: the head of BIDANG_A, a root."""
    given = {
        "unit_code": "BIDANG_A",
        "unit_name": "Bidang A",
        "parent_unit_code": "",
        "unit_level": "BIDANG",
        "position_class": "ADMINISTRATOR",
        "is_unit_head": "ya",
    }
    return employee(number, **given | cells)


def write_csv(
    path: Path, rows: Sequence[Cells], *, delimiter: str = ";", encoding: str = "utf-8"
) -> Path:
    """Write the rows as text."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(list(Column))
        writer.writerows([[row.get(column, "") for column in Column] for row in rows])
    return path


def write_xlsx(path: Path, rows: Sequence[Cells]) -> Path:
    """Write the rows as a spreadsheet; every value keeps its type."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, list(Column))
        for number, row in enumerate(rows, 1):
            sheet.write_row(number, 0, [row.get(column, "") for column in Column])
    return path
