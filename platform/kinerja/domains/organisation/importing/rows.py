"""One row of the file as values, or everything that is wrong with it by itself."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from kinerja.domains.organisation.importing.cells import (
    read_choice,
    read_nip,
    read_unit_code,
    read_yes_or_no,
)
from kinerja.domains.organisation.importing.columns import REQUIRED, Column
from kinerja.domains.organisation.importing.row_errors import (
    EmploymentMismatchError,
    PeriodOrderError,
    SelfRatingRowError,
    SuperiorAloneError,
    SuperiorRowError,
)
from kinerja.domains.organisation.nip import Nip, NipWarning
from kinerja.domains.organisation.periods import day_after
from kinerja.domains.organisation.texts import LONGEST_CODE
from kinerja.domains.organisation.vocabulary import Employment, PositionClass, UnitLevel
from kinerja.kit.errors import KinerjaError
from kinerja.kit.sheets.cells import is_filled, read_date, read_text
from kinerja.kit.sheets.headers import Header
from kinerja.kit.sheets.lines import Cell, Line
from kinerja.kit.sheets.row_errors import RequiredError, RowShapeError


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

    def __init__(self, header: Header[Column], *, on: date) -> None:
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


def _code(cell: Cell) -> str:
    return read_text(cell, LONGEST_CODE)


def _one_of(choices: type[StrEnum]) -> Callable[[Cell], StrEnum]:
    return lambda cell: read_choice(cell, choices)


#: How each column is read; NIPs are read as of a day.
_READERS: Mapping[Column, Callable[[Cell], Any]] = {
    Column.NRK: _code,
    Column.NAME: read_text,
    Column.EMPLOYMENT: _one_of(Employment),
    Column.UNIT_CODE: read_unit_code,
    Column.UNIT_NAME: read_text,
    Column.PARENT_UNIT_CODE: read_unit_code,
    Column.UNIT_LEVEL: _one_of(UnitLevel),
    Column.POSITION_CODE: _code,
    Column.POSITION_NAME: read_text,
    Column.POSITION_CLASS: _one_of(PositionClass),
    Column.IS_UNIT_HEAD: read_yes_or_no,
    Column.ASSIGNMENT_START: read_date,
    Column.ASSIGNMENT_END: read_date,
}


class _RowInHand:
    """One row while it is read: the values by column and the problems found so far."""

    def __init__(self, line: Line, header: Header[Column], on: date) -> None:
        self._line = line
        self._on = on
        self._problems: list[Problem] = []
        self._filled = {
            column: cell
            for column, place in header.positions.items()
            if place < len(line.cells) and is_filled(cell := line.cells[place])
        }
        self._values = {column: self._read(column, cell) for column, cell in self._filled.items()}

    def finish(self, remarks: list[Remark]) -> EmployeeRow | list[Problem]:
        """Return the row, which exists only if nothing is wrong with it."""
        for column in REQUIRED:
            if column not in self._filled:
                self._refuse(column, RequiredError())
        self._check_employment()
        self._check_period()
        self._check_raters()
        if self._problems:
            return sorted(self._problems, key=lambda problem: _ORDER.index(problem.column))
        row = self._row()
        nip: Nip = self._values[Column.NIP]
        remarks += [Remark(row.line, Column.NIP, one) for one in nip.warnings(self._on)]
        return row

    def _row(self) -> EmployeeRow:
        value = self._values.get
        nip, end = self._values[Column.NIP], value(Column.ASSIGNMENT_END)
        rater, superior = value(Column.RATER_NIP), value(Column.SUPERIOR_NIP)
        return EmployeeRow(
            line=self._line.number,
            nip=str(nip),
            nrk=value(Column.NRK),
            name=self._values[Column.NAME],
            employment=nip.employment,
            unit_code=self._values[Column.UNIT_CODE],
            unit_name=value(Column.UNIT_NAME),
            parent_unit_code=value(Column.PARENT_UNIT_CODE),
            unit_level=value(Column.UNIT_LEVEL),
            position_code=self._values[Column.POSITION_CODE],
            position_name=self._values[Column.POSITION_NAME],
            position_class=self._values[Column.POSITION_CLASS],
            is_unit_head=bool(value(Column.IS_UNIT_HEAD)),
            valid_from=self._values[Column.ASSIGNMENT_START],
            valid_to=day_after(end) if end else None,
            rater_nip=str(rater) if rater else None,
            superior_nip=str(superior) if superior else None,
        )

    def _check_employment(self) -> None:
        nip, stated = self._values.get(Column.NIP), self._values.get(Column.EMPLOYMENT)
        if nip and stated and stated is not nip.employment:
            self._refuse(Column.EMPLOYMENT, EmploymentMismatchError())

    def _check_period(self) -> None:
        start = self._values.get(Column.ASSIGNMENT_START)
        end = self._values.get(Column.ASSIGNMENT_END)
        if start and end and end < start:
            self._refuse(Column.ASSIGNMENT_END, PeriodOrderError())

    def _check_raters(self) -> None:
        nip, rater = self._values.get(Column.NIP), self._values.get(Column.RATER_NIP)
        superior = self._values.get(Column.SUPERIOR_NIP)
        if rater and rater == nip:
            self._refuse(Column.RATER_NIP, SelfRatingRowError())
        if superior and superior in {nip, rater}:
            self._refuse(Column.SUPERIOR_NIP, SuperiorRowError())
        if superior and Column.RATER_NIP not in self._filled:
            self._refuse(Column.RATER_NIP, SuperiorAloneError())

    def _read(self, column: Column, cell: Cell) -> Any:  # noqa: ANN401 - of the column's own type.
        """Return the value of a cell; None when it is refused."""
        try:
            if column in _NIP_COLUMNS:
                return read_nip(cell, on=self._on)
            return _READERS[column](cell)
        except KinerjaError as error:
            self._refuse(column, error)
            return None

    def _refuse(self, column: Column, error: KinerjaError) -> None:
        # Frames hold cells, and a file may be wrong from beginning to end: keep the error alone.
        error.__traceback__ = error.__cause__ = error.__context__ = None
        self._problems.append(Problem(self._line.number, column, error))


_NIP_COLUMNS = frozenset({Column.NIP, Column.RATER_NIP, Column.SUPERIOR_NIP})
_ORDER: list[Column | None] = list(Column)
