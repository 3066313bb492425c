"""Files of collected sheets for tests: CSV and spreadsheets, also of published tables."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]


def write_csv(path: Path, header: Sequence[str], rows: Rows) -> Path:
    """Write rows as text, with semicolons."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(header)
        writer.writerows(rows)
    return path


def write_xlsx(path: Path, header: Sequence[str], rows: Rows) -> Path:
    """Write rows as a spreadsheet; every value keeps its type."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as workbook:
        sheet = workbook.add_worksheet()
        for place, row in enumerate([header, *rows]):
            sheet.write_row(place, 0, row)
    return path


def sheets_with(totals: Sequence[int], count: int) -> Iterator[list[int]]:
    """Yield the rows of a table of `count` sheets whose columns sum to `totals`."""
    columns = []
    for total in totals:
        low, more = divmod(total, count)
        columns.append([low + 1] * more + [low] * (count - more))
    for number, answers in enumerate(zip(*columns, strict=True), start=1):
        yield [number, *answers]
