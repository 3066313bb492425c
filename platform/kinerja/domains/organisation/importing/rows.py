"""One row of the file as values, or everything that is wrong with it by itself."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple, TypeVar

from kinerja.domains.organisation.importing.cells import (
    read_choice,
    read_date,
    read_nip,
    read_text,
    read_unit_code,
    read_yes_or_no,
)
from kinerja.domains.organisation.importing.columns import Column, Header
from kinerja.domains.organisation.importing.lines import Cell, Line
from kinerja.domains.organisation.importing.row_errors import (
    EmploymentMismatchError,
    PeriodOrderError,
    RequiredError,
    RowShapeError,
    SelfRatingRowError,
    SuperiorAloneError,
    SuperiorRowError,
)
from kinerja.domains.organisation.nip import Nip, NipWarning
from kinerja.domains.organisation.periods import day_after
from kinerja.domains.organisation.texts import LONGEST_CODE
from kinerja.domains.organisation.vocabulary import Employment, PositionClass, UnitLevel
from kinerja.kit.errors import KinerjaError

Value = TypeVar("Value")


class Problem(NamedTuple):
    """What is wrong in which line and column (None: the row as a whole)."""

    line: int
    column: Column | None
    error: KinerjaError


class Remark(NamedTuple):
    """What is odd, but no reason to refuse the row."""

    line: int
    column: Column
    warning: NipWarning


class EmployeeRow(NamedTuple):
    """A row that is right by itself. `valid_to` is exclusive; None is without end."""

    line: int
    nip: str
    nrk: str | None
    name: str
    employment: str
    unit_code: str
    unit_name: str | None
    parent_unit_code: str | None
    unit_level: str | None
    position_code: str
    position_name: str
    position_class: str
    is_unit_head: bool
    valid_from: date
    valid_to: date | None
    rater_nip: str | None
    superior_nip: str | None


class RowReader:
    """Reads lines under one header, as of one day; keeps the remarks it made on the way."""

    def __init__(self, header: Header, *, on: date) -> None:
        self._header = header
        self._on = on
        self.remarks: list[Remark] = []

    def read(self, line: Line) -> EmployeeRow | list[Problem]:
        """Return the row, or all its problems at once."""
        if line.error is not None:
            return [Problem(line.number, None, line.error)]
        if any(str(cell).strip() for cell in line.cells[self._header.width :]):
            return [Problem(line.number, None, RowShapeError())]
        return _RowInHand(line, self._header, self._on).finish(self.remarks)


class _RowInHand:
    """One row while it is read: the cells by column and the problems found so far."""

    def __init__(self, line: Line, header: Header, on: date) -> None:
        self._line = line
        self._places = header.positions
        self._on = on
        self._problems: list[Problem] = []

    def finish(self, remarks: list[Remark]) -> EmployeeRow | list[Problem]:
        """Read every column; the row exists only if none of them is wrong."""
        nip = self._required(Column.NIP, self._nip)
        employment = self._optional(Column.EMPLOYMENT, lambda c: read_choice(c, Employment))
        start = self._required(Column.ASSIGNMENT_START, read_date)
        end = self._optional(Column.ASSIGNMENT_END, read_date)
        rater = self._optional(Column.RATER_NIP, self._nip)
        superior = self._optional(Column.SUPERIOR_NIP, self._nip)
        row = EmployeeRow(
            line=self._line.number,
            nip=str(nip),
            nrk=self._optional(Column.NRK, _read_code),
            name=self._required(Column.NAME, read_text) or "",
            employment=nip.employment if nip else "",
            unit_code=self._required(Column.UNIT_CODE, read_unit_code) or "",
            unit_name=self._optional(Column.UNIT_NAME, read_text),
            parent_unit_code=self._optional(Column.PARENT_UNIT_CODE, read_unit_code),
            unit_level=self._optional(Column.UNIT_LEVEL, lambda c: read_choice(c, UnitLevel)),
            position_code=self._required(Column.POSITION_CODE, _read_code) or "",
            position_name=self._required(Column.POSITION_NAME, read_text) or "",
            position_class=self._required(
                Column.POSITION_CLASS, lambda c: read_choice(c, PositionClass)
            )
            or "",
            is_unit_head=bool(self._optional(Column.IS_UNIT_HEAD, read_yes_or_no)),
            valid_from=start or self._on,
            valid_to=day_after(end) if end else None,
            rater_nip=str(rater) if rater else None,
            superior_nip=str(superior) if superior else None,
        )
        if nip and employment and employment is not nip.employment:
            self._refuse(Column.EMPLOYMENT, EmploymentMismatchError())
        if start and end and end < start:
            self._refuse(Column.ASSIGNMENT_END, PeriodOrderError())
        self._check_raters(nip, rater, superior)
        if self._problems:
            return self._problems
        if nip:
            remarks += [Remark(row.line, Column.NIP, one) for one in nip.warnings(self._on)]
        return row

    def _check_raters(self, nip: Nip | None, rater: Nip | None, superior: Nip | None) -> None:
        if rater and rater == nip:
            self._refuse(Column.RATER_NIP, SelfRatingRowError())
        if superior and superior in {nip, rater}:
            self._refuse(Column.SUPERIOR_NIP, SuperiorRowError())
        if superior and not rater and self._cell(Column.RATER_NIP) == "":
            self._refuse(Column.RATER_NIP, SuperiorAloneError())

    def _nip(self, cell: Cell) -> Nip:
        return read_nip(cell, on=self._on)

    def _required(self, column: Column, read: Callable[[Cell], Value]) -> Value | None:
        if self._cell(column) == "":
            self._refuse(column, RequiredError())
            return None
        return self._optional(column, read)

    def _optional(self, column: Column, read: Callable[[Cell], Value]) -> Value | None:
        cell = self._cell(column)
        if cell == "":
            return None
        try:
            return read(cell)
        except KinerjaError as error:
            self._refuse(column, error)
            return None

    def _cell(self, column: Column) -> Cell:
        """Return a cell; what is missing at the end of a line, or holds only blanks, is empty."""
        place = self._places.get(column)
        if place is None or place >= len(self._line.cells):
            return ""
        cell = self._line.cells[place]
        return cell if not isinstance(cell, str) or cell.strip(" \t\r\n\xa0'") else ""

    def _refuse(self, column: Column, error: KinerjaError) -> None:
        # Frames hold cells, and a file may be wrong from beginning to end: keep the error alone.
        error.__traceback__ = error.__cause__ = error.__context__ = None
        self._problems.append(Problem(self._line.number, column, error))


def _read_code(cell: Cell) -> str:
    return read_text(cell, LONGEST_CODE)
