"""One sheet as values, or everything that is wrong with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple
from uuid import UUID

from kinerja.domains.surveys.importing.columns import DATE, SHEET, WISH
from kinerja.domains.surveys.importing.errors import (
    NoAnswersRowError,
    OutOfScaleRowError,
    OutsidePeriodRowError,
    RepeatedSheetRowError,
    UnknownElementRowError,
)
from kinerja.domains.surveys.vocabulary import HIGHEST, LOWEST
from kinerja.kit.sheets.cells import read_date, read_text
from kinerja.kit.sheets.files import RowFile
from kinerja.kit.sheets.lines import Cell
from kinerja.kit.sheets.problems import Problem, RowInHand

LONGEST_SHEET = 64
_ANSWERS = {str(value): value for value in range(LOWEST, HIGHEST + 1)}


class Sheet(NamedTuple):
    """A sheet that is right by itself."""

    line: int
    number: str
    answered_on: date
    wished: UUID | None
    answers: Mapping[UUID, int]


@dataclass(frozen=True)
class Campaign:
    """What a survey lets a sheet say. `last` is its last day, or today if that comes first."""

    elements: Mapping[str, UUID]
    first: date
    last: date


class SheetReader:
    """Reads the rows of a file; keeps the problems of those that it refuses."""

    def __init__(self, file: RowFile[str], campaign: Campaign) -> None:
        self._file = file
        self._campaign = campaign
        self._lines: dict[str, int] = {}
        self.rows = 0
        self.problems: list[Problem] = []

    def good(self) -> Iterator[Sheet]:
        """Yield the good rows, one by one."""
        for line in self._file.lines():
            self.rows += 1
            row = RowInHand(line, self._file.header)
            sheet = self._read(row) if row.is_whole else None
            if sheet is None:
                self.problems += row.problems
            else:
                yield sheet

    def _read(self, row: RowInHand[str]) -> Sheet | None:
        number = row.need(SHEET, partial(read_text, limit=LONGEST_SHEET))
        day = row.read(DATE, self._read_day) or self._campaign.last
        wished = row.read(WISH, self._read_wish)
        answers = {
            element: value
            for code, element in self._campaign.elements.items()
            if (value := row.read(code, _read_answer)) is not None
        }
        if not answers and not row.problems:
            row.refuse(None, NoAnswersRowError())
        if number is not None and (first := self._lines.setdefault(number, row.line)) != row.line:
            row.refuse(SHEET, RepeatedSheetRowError(first=first))
        if row.problems or number is None:
            return None
        return Sheet(row.line, number, day, wished, answers)

    def _read_day(self, cell: Cell) -> date:
        day = read_date(cell)
        if not self._campaign.first <= day <= self._campaign.last:
            raise OutsidePeriodRowError(first=self._campaign.first, last=self._campaign.last)
        return day

    def _read_wish(self, cell: Cell) -> UUID:
        code = "_".join(read_text(cell).upper().split())
        found = self._campaign.elements.get(code)
        if found is None:
            raise UnknownElementRowError(codes=", ".join(self._campaign.elements))
        return found


def _read_answer(cell: Cell) -> int:
    value = _ANSWERS.get(read_text(cell))
    if value is None:
        raise OutOfScaleRowError
    return value
