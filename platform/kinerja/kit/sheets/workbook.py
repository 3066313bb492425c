"""Rows of a spreadsheet (XLSX, XLSB, XLS, ODS): the first visible sheet that holds anything."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from kinerja.kit.sheets.file_errors import (
    EmptyFileError,
    FileTooLargeError,
    NotASpreadsheetError,
    ProtectedSpreadsheetError,
)
from kinerja.kit.sheets.lines import Line

_MEGABYTE = 1 << 20
#: The sheet is held in memory as a whole; 100,000 rows of employees unpack to about 100 MB.
_LARGEST_UNPACKED = 1024 * _MEGABYTE


class Workbook:
    """A spreadsheet; its sheet is in memory from the start.

    Raises:
        ImportFileError: the content is no spreadsheet, needs a password or is too large.
    """

    def __init__(self, path: Path) -> None:
        _refuse_bomb(path)
        try:
            # By the content: `from_path` would believe what the name ends in.
            with path.open("rb") as file:
                self._sheet = _first_filled_sheet(CalamineWorkbook.from_filelike(file))
        except PasswordError as error:
            raise ProtectedSpreadsheetError from error
        except CalamineError as error:
            raise NotASpreadsheetError from error
        self.lines_expected = self._sheet.height

    def lines(self) -> Iterator[Line]:
        """Yield the rows that hold anything; a number is that of the row in the sheet."""
        for number, cells in enumerate(self._sheet.iter_rows(), 1):
            line = Line(number, cells)
            if not line.is_empty:
                yield line


def _first_filled_sheet(workbook: CalamineWorkbook) -> CalamineSheet:
    for sheet in workbook.sheets_metadata:
        if sheet.typ is SheetTypeEnum.WorkSheet and sheet.visible is SheetVisibleEnum.Visible:
            found = workbook.get_sheet_by_name(sheet.name)
            if found.height:
                return found
    raise EmptyFileError


def _refuse_bomb(path: Path) -> None:
    """Refuse an archive whose members unpack to more than memory should hold."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise NotASpreadsheetError from error
    if unpacked > _LARGEST_UNPACKED:
        raise FileTooLargeError(megabytes=unpacked // _MEGABYTE)
