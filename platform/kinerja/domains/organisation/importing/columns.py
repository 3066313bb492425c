"""The columns of the file: their names in Indonesian and English, and how a header is matched."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kinerja.domains.organisation.importing.file_errors import (
    HeaderMissingError,
    MissingColumnsError,
    MisspeltColumnsError,
    RepeatedColumnError,
)
from kinerja.kit.errors import Worded


class Column(StrEnum):
    """The columns by their English names, in the order of the template."""

    NIP = "nip"
    NRK = "nrk"
    NAME = "name"
    EMPLOYMENT = "employment"
    UNIT_CODE = "unit_code"
    UNIT_NAME = "unit_name"
    PARENT_UNIT_CODE = "parent_unit_code"
    UNIT_LEVEL = "unit_level"
    POSITION_CODE = "position_code"
    POSITION_NAME = "position_name"
    POSITION_CLASS = "position_class"
    IS_UNIT_HEAD = "is_unit_head"
    ASSIGNMENT_START = "assignment_start"
    ASSIGNMENT_END = "assignment_end"
    RATER_NIP = "rater_nip"
    SUPERIOR_NIP = "superior_nip"


REQUIRED = (
    Column.NIP,
    Column.NAME,
    Column.UNIT_CODE,
    Column.POSITION_CODE,
    Column.POSITION_NAME,
    Column.POSITION_CLASS,
    Column.ASSIGNMENT_START,
)

#: Other headings that are understood; the first is the Indonesian one of the template.
HEADINGS: Mapping[Column, Sequence[str]] = {
    Column.NIP: ("nip", "nip_pegawai"),
    Column.NRK: ("nrk",),
    Column.NAME: ("nama", "nama_pegawai", "nama_lengkap", "employee_name"),
    Column.EMPLOYMENT: ("jenis_asn", "jenis_pegawai", "status_kepegawaian"),
    Column.UNIT_CODE: ("kode_unit", "kode_unit_kerja"),
    Column.UNIT_NAME: ("nama_unit", "nama_unit_kerja", "unit_kerja"),
    Column.PARENT_UNIT_CODE: ("kode_unit_induk", "unit_induk", "parent_unit"),
    Column.UNIT_LEVEL: ("tingkat_unit", "level_unit"),
    Column.POSITION_CODE: ("kode_jabatan",),
    Column.POSITION_NAME: ("nama_jabatan", "jabatan"),
    Column.POSITION_CLASS: ("kelas_jabatan", "jenis_jabatan"),
    Column.IS_UNIT_HEAD: ("kepala_unit", "pimpinan_unit"),
    Column.ASSIGNMENT_START: ("mulai_tugas", "tanggal_mulai", "tmt_jabatan"),
    Column.ASSIGNMENT_END: ("selesai_tugas", "tanggal_selesai"),
    Column.RATER_NIP: ("nip_penilai", "nip_pejabat_penilai"),
    Column.SUPERIOR_NIP: ("nip_atasan_penilai", "nip_atasan_pejabat_penilai"),
}

_BY_HEADING = {
    heading: column for column in Column for heading in (column.value, *HEADINGS[column])
}
_SEPARATORS = re.compile(r"[\s.\-/]+")
_LIKENESS = 0.85


@dataclass(frozen=True)
class Header:
    """Where each known column is (counted from 0), and which headings were not understood.

    `headings` are those of the file, by which its author knows the columns.
    """

    positions: Mapping[Column, int]
    headings: Mapping[Column, str]
    ignored: tuple[str, ...]
    width: int


def read_header(cells: Sequence[object]) -> Header:
    """Match the first row of a file with the columns.

    A heading that is unknown is ignored and named, unless it looks like a misspelt column.

    Raises:
        ImportFileError: columns are missing, repeated or misspelt.
    """
    headings = [_SEPARATORS.sub("_", str(cell).strip().casefold()).strip("_") for cell in cells]
    positions: dict[Column, int] = {}
    unknown: list[tuple[int, str]] = []
    for place, heading in enumerate(headings):
        column = _BY_HEADING.get(heading)
        if column is None:
            unknown += [(place, heading)] if heading else []
        elif column in positions:
            raise RepeatedColumnError(
                column=Worded(column, HEADINGS[column][0]),
                first=positions[column] + 1,
                second=place + 1,
            )
        else:
            positions[column] = place
    if not positions:
        raise HeaderMissingError  # What stands there instead may be a person: it is not quoted.
    _refuse_misspelt(unknown, positions)
    missing = [column for column in REQUIRED if column not in positions]
    if missing:
        indonesian = ", ".join(HEADINGS[column][0] for column in missing)
        raise MissingColumnsError(columns=Worded(", ".join(missing), indonesian))
    return Header(
        positions=positions,
        headings={column: headings[place] for column, place in positions.items()},
        ignored=tuple(heading for _, heading in unknown),
        width=len(headings),
    )


def _refuse_misspelt(unknown: Sequence[tuple[int, str]], known: Mapping[Column, int]) -> None:
    free = [heading for heading, column in _BY_HEADING.items() if column not in known]
    for place, heading in unknown:
        alike = difflib.get_close_matches(heading, free, n=1, cutoff=_LIKENESS)
        if alike:
            raise MisspeltColumnsError(number=place + 1, found=heading, meant=alike[0])
