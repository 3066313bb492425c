"""Writers of CSV and JSON Lines, and what all writers have in common."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, Protocol

import orjson

from kinerja.commands.exporting.columns import Column, Kind

#: What spreadsheets take for the beginning of a formula, or skip before one.
#: https://owasp.org/www-community/attacks/CSV_Injection
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


class Writer(Protocol):
    """Writes the rows of one file, one after the other; nothing of it stays in memory."""

    def write(self, row: Sequence[Any]) -> None:
        """Write one row: values of JSON, in the order of the columns."""

    def close(self) -> None:
        """Write what is still waiting. The file is not complete before."""

    def abandon(self) -> None:
        """Let go of the file; it need not be complete."""


def is_like_formula(value: object) -> bool:
    """Tell whether a spreadsheet would run a text instead of showing it."""
    return isinstance(value, str) and value.startswith(FORMULA_STARTS)


class CSVWriter:
    """Comma-separated values after RFC 4180, in UTF-8.

    A text that a spreadsheet would take for a formula begins with an apostrophe, by which it shows
    the text; `kinerja import` takes it away again. Decimals stand as they are, negative ones too.
    """

    def __init__(
        self, path: Path, columns: Sequence[Column], *, delimiter: str = ",", has_bom: bool = False
    ) -> None:
        encoding = "utf-8-sig" if has_bom else "utf-8"
        self._file = path.open("w", encoding=encoding, newline="")
        self._csv = csv.writer(self._file, delimiter=delimiter)
        self._is_text = [column.kind is Kind.TEXT for column in columns]
        self._csv.writerow([column.name for column in columns])

    def write(self, row: Sequence[Any]) -> None:
        """Write one row; nothing stands for a missing value."""
        self._csv.writerow(map(_cell, row, self._is_text))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    abandon = close


def _cell(value: Any, is_text: bool) -> str:  # noqa: ANN401, FBT001 - for `map`.
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return f"'{text}" if is_text and is_like_formula(text) else text


class JSONLinesWriter:
    """An object a line, with the names of the columns; decimals are texts, so they stay exact."""

    def __init__(self, path: Path, columns: Sequence[Column]) -> None:
        self._file = path.open("wb")
        self._names = [column.name for column in columns]

    def write(self, row: Sequence[Any]) -> None:
        """Write one row."""
        entry = dict(zip(self._names, row, strict=True))
        self._file.write(orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    abandon = close
