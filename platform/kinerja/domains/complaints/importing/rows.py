"""One complaint of an export as values, or everything that is wrong with it."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from enum import StrEnum
from functools import partial
from typing import Final, NamedTuple

from kinerja.domains.complaints.importing.errors import (
    AfterCutOffError,
    ClosedBeforeReceivedError,
    ClosedBeforeRespondedError,
    ClosedMismatchError,
    InstantError,
    RepeatedReferenceError,
    RespondedBeforeReceivedError,
)
from kinerja.domains.complaints.vocabulary import ComplaintState
from kinerja.kit.clock import JAKARTA
from kinerja.kit.errors import KinerjaError
from kinerja.kit.sheets.cells import read_choice, read_date, read_text
from kinerja.kit.sheets.files import RowFile
from kinerja.kit.sheets.headers import Headings
from kinerja.kit.sheets.lines import Cell
from kinerja.kit.sheets.problems import Problem, RowInHand


class Column(StrEnum):
    """The columns by their English names."""

    REFERENCE = "reference"
    UNIT_CODE = "unit_code"
    CHANNEL = "channel"
    CATEGORY = "category"
    STATE = "status"
    RECEIVED_AT = "received_at"
    RESPONDED_AT = "responded_at"
    CLOSED_AT = "closed_at"


_HEADINGS: Final[Mapping[Column, Sequence[str]]] = {
    Column.REFERENCE: ("nomor_laporan", "no_laporan", "nomor_aduan", "id_laporan"),
    Column.UNIT_CODE: ("kode_unit", "kode_unit_kerja", "unit"),
    Column.CHANNEL: ("kanal", "sumber", "sumber_laporan"),
    Column.CATEGORY: ("kategori", "kategori_laporan"),
    Column.STATE: ("status_laporan", "state"),
    Column.RECEIVED_AT: ("waktu_laporan", "waktu_terima", "tanggal_laporan"),
    Column.RESPONDED_AT: ("waktu_tanggapan", "waktu_tindak_lanjut"),
    Column.CLOSED_AT: ("waktu_selesai", "tanggal_selesai"),
}
COLUMNS: Final = Headings(
    _HEADINGS,
    required=[one for one in Column if one not in {Column.RESPONDED_AT, Column.CLOSED_AT}],
)
#: As JAKI says it, in words and colours.
_STATES: Final = {
    "MENUNGGU": "WAITING",
    "MERAH": "WAITING",
    "PROSES": "IN_PROGRESS",
    "DIPROSES": "IN_PROGRESS",
    "KUNING": "IN_PROGRESS",
    "SELESAI": "DONE",
    "HIJAU": "DONE",
    "DITOLAK": "REJECTED",
    "DITERUSKAN": "REROUTED",
    "DIALIHKAN": "REROUTED",
}
LONGEST_CODE, LONGEST_WORD = 64, 80
_INSTANT = re.compile(r"(\S+)[ T]+([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}))?")


class ComplaintRow(NamedTuple):
    """A row that is right by itself."""

    line: int
    reference: str
    unit_code: str
    channel: str
    category: str
    state: str
    received_at: datetime
    responded_at: datetime | None
    closed_at: datetime | None


class ComplaintReader:
    """Reads the rows of an export that was made at `cut_off`; keeps the problems of others."""

    def __init__(self, file: RowFile[Column], cut_off: datetime) -> None:
        self._file = file
        self._cut_off = cut_off
        self._lines: dict[str, int] = {}
        self.rows = 0
        self.problems: list[Problem] = []

    def good(self) -> Iterator[ComplaintRow]:
        """Yield the good rows, one by one."""
        for line in self._file.lines():
            self.rows += 1
            row = RowInHand(line, self._file.header)
            complaint = self._read(row) if row.is_whole else None
            if complaint is None:
                self.problems += row.problems
            else:
                yield complaint

    def _read(self, row: RowInHand[Column]) -> ComplaintRow | None:
        reference = row.need(Column.REFERENCE, partial(read_text, limit=LONGEST_CODE))
        unit = row.need(Column.UNIT_CODE, partial(read_text, limit=LONGEST_CODE))
        channel = row.need(Column.CHANNEL, partial(read_text, limit=LONGEST_WORD))
        category = row.need(Column.CATEGORY, partial(read_text, limit=LONGEST_WORD))
        state = row.need(Column.STATE, partial(read_choice, choices=ComplaintState, others=_STATES))
        received = row.need(Column.RECEIVED_AT, read_instant)
        responded = row.read(Column.RESPONDED_AT, read_instant)
        closed = row.read(Column.CLOSED_AT, read_instant)
        if not row.problems:
            self._check_times(row, received, responded, closed)
            self._check_state(row, state, closed)
            self._check_reference(row, reference)
        if row.problems or not (reference and unit and channel and category and received and state):
            return None
        return ComplaintRow(
            row.line, reference, unit, channel, category, state.value, received, responded, closed
        )

    def _check_times(
        self,
        row: RowInHand[Column],
        received: datetime | None,
        responded: datetime | None,
        closed: datetime | None,
    ) -> None:
        orders: tuple[tuple[datetime | None, datetime | None, Column, type[KinerjaError]], ...] = (
            (received, responded, Column.RESPONDED_AT, RespondedBeforeReceivedError),
            (received, closed, Column.CLOSED_AT, ClosedBeforeReceivedError),
            (responded, closed, Column.CLOSED_AT, ClosedBeforeRespondedError),
        )
        for earlier, later, column, error in orders:
            if earlier and later and later < earlier:
                row.refuse(column, error())
        for column, instant in (
            (Column.RECEIVED_AT, received),
            (Column.RESPONDED_AT, responded),
            (Column.CLOSED_AT, closed),
        ):
            if instant and instant > self._cut_off:
                shown = self._cut_off.astimezone(JAKARTA).strftime("%Y-%m-%d %H:%M")
                row.refuse(column, AfterCutOffError(cut_off=shown))

    def _check_state(
        self, row: RowInHand[Column], state: ComplaintState | None, closed: datetime | None
    ) -> None:
        if (state is ComplaintState.DONE) is not (closed is not None):
            row.refuse(Column.STATE, ClosedMismatchError())

    def _check_reference(self, row: RowInHand[Column], reference: str | None) -> None:
        if reference and (first := self._lines.setdefault(reference, row.line)) != row.line:
            row.refuse(Column.REFERENCE, RepeatedReferenceError(first=first))


def read_instant(cell: Cell) -> datetime:
    """Return the moment in a cell; one without an offset is Jakarta's.

    Raises:
        InstantError: no moment, or none that is in the calendar.
    """
    if isinstance(cell, datetime):
        return cell if cell.tzinfo else cell.replace(tzinfo=JAKARTA)
    text = read_text(cell) if isinstance(cell, str) else ""
    found = _INSTANT.fullmatch(text)
    try:
        if found is None:
            return _with_offset(text) or _moment(read_date(cell), time())
        hour, minute, second = int(found[2]), int(found[3]), int(found[4] or 0)
        return _moment(read_date(found[1]), time(hour, minute, second))
    except (ValueError, KinerjaError) as error:
        raise InstantError from error


def _with_offset(text: str) -> datetime | None:
    """Read ISO 8601 with an offset; None: it has none, or is something else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _moment(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, tzinfo=JAKARTA)
