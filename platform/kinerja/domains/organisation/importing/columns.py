"""The columns of the file: their names in Indonesian and English, and how a header is matched."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from kinerja.kit.sheets.headers import Header, Headings


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

_COLUMNS = Headings(HEADINGS, REQUIRED)


def read_header(cells: Sequence[object]) -> Header[Column]:
    """Match the first row of a file with the columns.

    Raises:
        ImportFileError: columns are missing, repeated or misspelt.
    """
    return _COLUMNS.read(cells)
