"""Opens a file as rows of cells, whatever its name ends in: the content decides what it is."""

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from kinerja.kit.sheets.delimited import DelimitedFile
from kinerja.kit.sheets.file_errors import (
    EmptyFileError,
    FileMissingError,
    FileUnreadableError,
    NotAFileError,
    NotASpreadsheetError,
)
from kinerja.kit.sheets.lines import Line
from kinerja.kit.sheets.workbook import Workbook

#: How the containers of spreadsheets begin: XLSX and ODS are ZIP archives, XLS is OLE.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
#: Text, as far as bytes tell; web pages are saved as .xls by some tools.
_NO_TABLES = (b"%PDF", b"{\\rtf", b"<")
_TEXT_WITH_ZEROS = (b"\xff\xfe", b"\xfe\xff")
_SAMPLE = 4096


class Table(Protocol):
    """A file of rows. It can be gone through once."""

    @property
    def lines_expected(self) -> int:
        """About how many lines there are, for a progress bar."""

    def lines(self) -> Iterator[Line]:
        """Yield the lines that are not empty, the header first; bounded memory for CSV."""


def open_table(path: Path) -> Table:
    """Open a file of rows.

    Raises:
        ImportFileError: there is no file, or it is no table; the subclass says which.
    """
    beginning = _read_beginning(path)
    if beginning.startswith(_WORKBOOKS):
        return Workbook(path)
    has_zeros = b"\0" in beginning and not beginning.startswith(_TEXT_WITH_ZEROS)
    if has_zeros or beginning.lstrip().startswith(_NO_TABLES):
        raise NotASpreadsheetError
    return DelimitedFile(path)


def _read_beginning(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise NotAFileError
        with path.open("rb") as file:
            beginning = file.read(_SAMPLE)
    except FileNotFoundError as error:
        raise FileMissingError from error
    except (OSError, ValueError) as error:
        raise FileUnreadableError from error
    if not beginning.strip():
        raise EmptyFileError
    return beginning
