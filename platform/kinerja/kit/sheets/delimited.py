"""Rows of a CSV file: its encoding and separator are found out, its rows are streamed."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from kinerja.kit.sheets.file_errors import (
    NotASpreadsheetError,
    UnknownEncodingError,
)
from kinerja.kit.sheets.lines import Line
from kinerja.kit.sheets.row_errors import RowQuotesError

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: In the order in which a tie is decided: spreadsheets in Indonesian write semicolons.
_SEPARATORS = ";\t,"
_STATED_SEPARATOR = re.compile(f"sep=([{_SEPARATORS}])", re.IGNORECASE)
_CHUNK = 1 << 20
_LONGEST_CELL = 1 << 16
#: Characters that no text holds; a binary file read as text is full of them.
_CONTROLS = dict.fromkeys((*range(9), *range(14, 32), 127))


class DelimitedFile:
    """A CSV file, or one with semicolons or tabs, in UTF-8, UTF-16 or Windows-1252.

    The file is read through once to find its encoding, then streamed: never all in memory.

    Raises:
        ImportFileError: the content is no text.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._encoding, self.lines_expected = _find_encoding(path)
        self._separator, self._skipped = _find_separator(path, self._encoding)

    def lines(self) -> Iterator[Line]:
        """Yield the rows that hold anything; a number is that of the row's first line."""
        csv.field_size_limit(_LONGEST_CELL)
        with self._path.open(encoding=self._encoding, newline="") as file:
            for _ in range(self._skipped):
                next(file)
            reader = csv.reader(file, delimiter=self._separator, strict=True)
            while True:
                number = reader.line_num + 1 + self._skipped
                try:
                    line = Line(number, next(reader))
                except StopIteration:
                    return
                except csv.Error:
                    line = Line(number, (), RowQuotesError())
                if not line.is_empty:
                    yield line


def _find_encoding(path: Path) -> tuple[str, int]:
    """Return the first encoding that can read all of the file, and how many lines it has."""
    with path.open("rb") as file:
        beginning = file.read(4)
    marked = [name for mark, name in _BYTE_ORDER_MARKS if beginning.startswith(mark)]
    for encoding in marked or ["utf-8", "cp1252"]:
        try:
            return encoding, _count_lines(path, encoding)
        except UnicodeError:
            continue
    raise UnknownEncodingError


def _count_lines(path: Path, encoding: str) -> int:
    lines = 1
    with path.open(encoding=encoding, newline="") as file:
        while chunk := file.read(_CHUNK):
            lines += chunk.count("\n")
            if len(chunk.translate(_CONTROLS)) != len(chunk):
                raise NotASpreadsheetError
    return lines


def _find_separator(path: Path, encoding: str) -> tuple[str, int]:
    """Return the separator of the header, and how many lines precede it (`sep=;` of Excel)."""
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline(_LONGEST_CELL).strip("\r\n")
        if stated := _STATED_SEPARATOR.fullmatch(first):
            return stated[1], 1
        while first and not first.strip():
            first = file.readline(_LONGEST_CELL)
    unquoted = "".join(first.split('"')[::2])
    counted = Counter(character for character in unquoted if character in _SEPARATORS)
    return max(_SEPARATORS, key=lambda separator: counted[separator]), 0
