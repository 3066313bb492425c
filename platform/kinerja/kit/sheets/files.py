"""A file whose header has been understood, to be gone through once."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Generic

from kinerja.kit.sheets.file_errors import (
    EmptyFileError,
    HeaderMissingError,
    NotASpreadsheetError,
)
from kinerja.kit.sheets.headers import Column, Header
from kinerja.kit.sheets.lines import Line
from kinerja.kit.sheets.reader import Table, open_table

_WORKBOOK_NAMES = frozenset({".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"})


class RowFile(Generic[Column]):
    """A file of rows under known columns; its rows have not been looked at yet.

    Raises:
        ImportFileError: the file is no such table.
    """

    def __init__(
        self, path: Path, read_header: Callable[[Sequence[object]], Header[Column]]
    ) -> None:
        self._table: Table = open_table(path)
        self._lines = self._table.lines()
        self.header = self._header(path, read_header)
        self.fingerprint = _fingerprint(path)

    @property
    def lines_expected(self) -> int:
        """Return about how many lines the file has."""
        return self._table.lines_expected

    def lines(self) -> Iterator[Line]:
        """Yield the lines below the header, once."""
        return self._lines

    def _header(
        self, path: Path, read_header: Callable[[Sequence[object]], Header[Column]]
    ) -> Header[Column]:
        first = next(self._lines, None)
        if first is None:
            raise EmptyFileError
        try:
            return read_header(first.cells)
        except HeaderMissingError as error:
            if path.suffix.lower() in _WORKBOOK_NAMES:
                raise NotASpreadsheetError from error
            raise


def _fingerprint(path: Path) -> str:
    """Return the SHA-256 of the file, by which an auditor recognises it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
