"""What is wrong with the rows of a file, by line and heading; no cell is ever quoted."""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from kinerja.kit.errors import KinerjaError
from kinerja.kit.sheets.cells import is_filled
from kinerja.kit.sheets.headers import Column, Header
from kinerja.kit.sheets.lines import Cell, Line
from kinerja.kit.sheets.row_errors import RequiredError, RowShapeError

Value = TypeVar("Value")


class Problem(NamedTuple):
    """What is wrong in which line, under which heading of the file ('': the row as a whole)."""

    line: int
    heading: str
    error: KinerjaError


class RowInHand(Generic[Column]):
    """One row while it is read: its filled cells by column, and the problems found so far."""

    def __init__(self, line: Line, header: Header[Column]) -> None:
        self.line = line.number
        self.problems: list[Problem] = []
        self._header = header
        self._filled: dict[Column, Cell] = {}
        if line.error is not None:
            self.refuse(None, line.error)
        elif any(str(cell).strip() for cell in line.cells[header.width :]):
            self.refuse(None, RowShapeError())
        else:
            self._filled = {
                column: cell
                for column, place in header.positions.items()
                if place < len(line.cells) and is_filled(cell := line.cells[place])
            }

    @property
    def is_whole(self) -> bool:
        """Whether the row could be taken apart at all."""
        return not any(problem.heading == "" for problem in self.problems)

    def read(self, column: Column, reader: Callable[[Cell], Value]) -> Value | None:
        """Return the value of a cell; None when it is empty or refused."""
        if column not in self._filled:
            return None
        try:
            return reader(self._filled[column])
        except KinerjaError as error:
            self.refuse(column, error)
            return None

    def need(self, column: Column, reader: Callable[[Cell], Value]) -> Value | None:
        """Return the same of a cell that must not be empty."""
        if column not in self._filled and self.is_whole:
            self.refuse(column, RequiredError())
        return self.read(column, reader)

    def refuse(self, column: Column | None, error: KinerjaError) -> None:
        """Note what is wrong with a column, or (None) with the row as a whole."""
        # Frames hold cells, and a file may be wrong from beginning to end: keep the error alone.
        error.__traceback__ = error.__cause__ = error.__context__ = None
        heading = "" if column is None else self._header.headings.get(column, column)
        self.problems.append(Problem(self.line, heading, error))


def write_problems(path: Path, problems: Iterable[Problem]) -> None:
    """Write one line a problem: line, column, code, and the reason in both languages."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("line", "column", "code", "reason_id", "reason_en"))
        for line, heading, error in problems:
            writer.writerow((line, heading, error.code, error.message("id"), error.message("en")))
