"""Writes a spreadsheet (XLSX) row by row, in memory that does not grow."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kinerja.commands.exporting.columns import Column, Kind
from kinerja.commands.exporting.errors import ValueDoesNotFitError
from kinerja.commands.exporting.writers import is_like_formula

#: Of a sheet, with its heading: further rows go onto another one.
ROWS_OF_SHEET: Final = 1_048_576
#: Of a cell: https://support.microsoft.com/office/1672b34d-7043-467e-8e27-269d656771c3
LONGEST_TEXT: Final = 32_767
#: A spreadsheet keeps so many digits of a number; others are written as text, which keeps all.
EXACT_DIGITS: Final = 15
_WIDTH: Final = 20


class SpreadsheetWriter:
    """A spreadsheet: a bold heading that stays in view, numbers, days and instants (UTC) as such.

    No text is ever taken for a formula or a link, whatever it begins with.
    """

    def __init__(
        self, path: Path, columns: Sequence[Column], *, rows_of_sheet: int = ROWS_OF_SHEET
    ) -> None:
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "tmpdir": str(path.parent),
        }
        self._book = xlsxwriter.Workbook(str(path), options)
        self._columns = columns
        self._bold = self._book.add_format({"bold": True})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._instant = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._quoted = self._book.add_format({"quote_prefix": True})
        self._rows_of_sheet = rows_of_sheet
        self._row, self._written = 0, 0
        self._sheet = self._next_sheet()

    def write(self, row: Sequence[Any]) -> None:
        """Write one row.

        Raises:
            ValueDoesNotFitError: a text is longer than a cell may be.
        """
        if self._row >= self._rows_of_sheet:
            self._sheet = self._next_sheet()
        self._written += 1
        for place, (column, value) in enumerate(zip(self._columns, row, strict=True)):
            if value is not None:
                self._cell(place, column, value)
        self._row += 1

    def close(self) -> None:
        """Put the sheets together into the file."""
        self._book.close()

    def abandon(self) -> None:
        """Leave the parts of the file to whoever clears the directory."""
        for sheet in self._book.worksheets():
            sheet._opt_close()  # noqa: SLF001 - as `close` does; there is no other way to give up.

    def _next_sheet(self) -> Worksheet:
        sheet: Worksheet = self._book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(self._columns) - 1, _WIDTH)
        for place, column in enumerate(self._columns):
            sheet.write_string(0, place, column.name, self._bold)
        self._row = 1
        return sheet

    def _cell(self, place: int, column: Column, value: Any) -> None:  # noqa: ANN401
        if isinstance(value, bool):
            self._sheet.write_boolean(self._row, place, value)
        elif column.kind is Kind.DECIMAL and is_exact(value):
            self._sheet.write_number(self._row, place, float(value))
        elif column.kind is Kind.DATE:
            self._sheet.write_datetime(self._row, place, date.fromisoformat(value), self._day)
        elif column.kind is Kind.INSTANT:
            instant = datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
            self._sheet.write_datetime(self._row, place, instant, self._instant)
        else:
            self._text(place, column, str(value))

    def _text(self, place: int, column: Column, value: str) -> None:
        if len(value) > LONGEST_TEXT:
            reason = f"{len(value)} > {LONGEST_TEXT}"
            raise ValueDoesNotFitError(row=self._written, column=column.name, reason=reason)
        # The mark of a text that somebody typed with an apostrophe before it: it stays a text, also
        # when it is edited or saved as CSV.
        form: Format | None = self._quoted if is_like_formula(value) else None
        self._sheet.write_string(self._row, place, value, form)


def is_exact(value: str) -> bool:
    """Tell whether a spreadsheet keeps all digits of a decimal number."""
    return len(Decimal(value).as_tuple().digits) <= EXACT_DIGITS
