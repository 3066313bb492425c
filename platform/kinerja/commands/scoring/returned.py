"""Reads a workbook that a rater has filled in: what each row says, or why it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from kinerja.commands.scoring.errors import (
    FormulaError,
    NotATemplateError,
    RepeatedRowError,
    RowChangedError,
    TemplateChangedError,
)
from kinerja.commands.scoring.formulas import formula_cells
from kinerja.commands.scoring.layout import (
    CHECKED,
    COLUMNS,
    STAMP_SHEET,
    Answer,
    Column,
    Stamp,
)
from kinerja.commands.scoring.values import Values, read_note, read_number
from kinerja.kit.sheets.cells import read_choice, read_text
from kinerja.kit.sheets.file_errors import EmptyFileError
from kinerja.kit.sheets.files import RowFile
from kinerja.kit.sheets.problems import Problem, RowInHand

_LONGEST_CELL: Final = 400
_YES_OR_NO: Final = {"Y": "YA", "YES": "YA", "T": "TIDAK", "NO": "TIDAK", "N": "TIDAK"}


@dataclass(frozen=True)
class Filled:
    """A row that is right by itself. `score_id` and `untouched` say what stood there at first."""

    line: int
    appraisal_id: str
    indicator_id: str
    score_id: str
    untouched: str
    values: Values

    @property
    def cell(self) -> tuple[str, str]:
        """The appraisal and the indicator."""
        return self.appraisal_id, self.indicator_id


class ReturnedFile:
    """A workbook that came back.

    Raises:
        ImportFileError: it is none, or not the one that was made.
    """

    def __init__(self, path: Path) -> None:
        self._file = RowFile(path, COLUMNS.read)
        self.headings: Mapping[Column, str] = self._file.header.headings
        self.stamp = _read_stamp(path)
        self.problems: list[Problem] = []
        self.rows = 0
        self._lines: dict[tuple[str, str], int] = {}
        self._formulas = set(formula_cells(path))

    def good(self) -> list[Filled]:
        """Return the good rows; the problems of the others are kept.

        Raises:
            EmptyFileError: there are no rows.
        """
        self._tell_formulas()
        read = [self._read(RowInHand(line, self._file.header)) for line in self._file.lines()]
        self.rows = len(read)
        if not read:
            raise EmptyFileError
        return [one for one in read if one is not None]

    def _tell_formulas(self) -> None:
        columns = {place: column for column, place in self._file.header.positions.items()}
        for line, place in sorted(self._formulas):
            column = columns.get(place)
            heading = self.headings[column] if column else ""
            self.problems.append(Problem(line, heading, FormulaError()))

    def _read(self, row: RowInHand[Column]) -> Filled | None:
        values = Values(
            actual=row.read(Column.ACTUAL, read_number),
            not_applicable=row.read(
                Column.NOT_APPLICABLE, partial(read_choice, choices=Answer, others=_YES_OR_NO)
            )
            is Answer.YES,
            comment=row.read(Column.COMMENT, read_note),
            evidence=row.read(Column.EVIDENCE, read_note),
        )
        locked = {
            column: row.read(column, partial(read_text, limit=_LONGEST_CELL)) or ""
            for column in (*CHECKED, Column.CHECK)
        }
        if row.is_whole and self.stamp.row_check(locked) != locked[Column.CHECK]:
            row.refuse(None, RowChangedError())
        cell = locked[Column.APPRAISAL_ID], locked[Column.INDICATOR_ID]
        if row.is_whole and (first := self._lines.setdefault(cell, row.line)) != row.line:
            row.refuse(None, RepeatedRowError(first=first))
        self.problems += row.problems
        if row.problems:
            return None
        return Filled(row.line, *cell, locked[Column.SCORE_ID], locked[Column.UNTOUCHED], values)


def _read_stamp(path: Path) -> Stamp:
    """Return what the hidden sheet says.

    Raises:
        NotATemplateError: there is none.
        TemplateChangedError: it does not agree with itself.
    """
    try:
        with path.open("rb") as file:
            sheet = CalamineWorkbook.from_filelike(file).get_sheet_by_name(STAMP_SHEET)
    except CalamineError as error:
        raise NotATemplateError from error
    said = {str(row[0]): str(row[1]) for row in sheet.iter_rows() if len(row) > 1}
    names = [field.name for field in fields(Stamp)]
    if any(name not in said for name in names):
        raise TemplateChangedError
    stamp = Stamp(**{name: said[name] for name in names})
    if said.get("fingerprint") != stamp.fingerprint:
        raise TemplateChangedError
    return stamp
