"""Why one row is refused: what is wrong in which column, and never what the column holds."""

from kinerja.domains.organisation.nip_errors import NipError
from kinerja.kit.sheets.row_errors import ImportRowError


class NipNumberError(NipError):
    """A spreadsheet stored the NIP as a number and rounded it to 15 digits."""

    code = "NIP_AS_NUMBER"
    en = (
        "The spreadsheet holds this NIP as a number, and numbers lose digits after the 15th."
        " Format the column as text and enter the NIP again."
    )
    id = (
        "Lembar kerja menyimpan NIP ini sebagai angka, dan angka kehilangan digit setelah digit"
        " ke-15. Format kolom sebagai teks dan masukkan NIP kembali."
    )


class CodeShapeError(ImportRowError):
    """A unit code that cannot be a label of the tree."""

    code = "BAD_CODE"
    en = "A unit code has 1 to 64 letters, digits or underscores."
    id = "Kode unit terdiri atas 1 sampai 64 huruf, angka, atau garis bawah."


class PeriodOrderError(ImportRowError):
    """The last day lies before the first."""

    code = "PERIOD_EMPTY"
    en = "The last day lies before the first day."
    id = "Tanggal selesai mendahului tanggal mulai."


class EmploymentMismatchError(ImportRowError):
    """PNS or PPPK is stated otherwise than the NIP says."""

    code = "EMPLOYMENT_MISMATCH"
    en = "Digits 13-14 of the NIP say the other kind of employment (PNS or PPPK)."
    id = "Angka 13-14 NIP menyatakan jenis kepegawaian yang lain (PNS atau PPPK)."


class SelfRatingRowError(ImportRowError):
    """The rater is the ratee."""

    code = "SELF_RATING"
    en = "Nobody appraises oneself: the rater's NIP is that of the row."
    id = "Tidak ada yang menilai diri sendiri: NIP penilai sama dengan NIP baris ini."


class SuperiorRowError(ImportRowError):
    """The superior of the rater is the ratee or the rater."""

    code = "SUPERIOR_NOT_ABOVE"
    en = "The superior of the rater must be a third person, neither the employee nor the rater."
    id = "Atasan penilai harus orang ketiga, bukan pegawai itu sendiri dan bukan penilainya."


class SuperiorAloneError(ImportRowError):
    """A superior without a rater."""

    code = "SUPERIOR_WITHOUT_RATER"
    en = "A superior of the rater is given, but no rater. Fill the rater's NIP."
    id = "Atasan penilai diisi, tetapi penilai kosong. Isi NIP penilai."


class DuplicateRowError(ImportRowError):
    """The person stands in an earlier row, for the same days or under another name."""

    code = "DUPLICATE_NIP"
    en = (
        "The same NIP stands in line {first}. Another row of one person must agree in name, NRK"
        " and be about other days."
    )
    id = (
        "NIP yang sama ada di baris {first}. Baris lain untuk satu orang harus sama nama dan"
        " NRK-nya, dan untuk masa yang berbeda."
    )


class UnitConflictError(ImportRowError):
    """Two rows describe one unit differently."""

    code = "CONFLICTING_UNIT"
    en = "Line {first} describes this unit otherwise (name, parent or level)."
    id = "Baris {first} menerangkan unit ini secara lain (nama, induk, atau tingkat)."


class PositionConflictError(ImportRowError):
    """Two rows describe one position differently."""

    code = "CONFLICTING_POSITION"
    en = "Line {first} describes this position otherwise (name, class or unit)."
    id = "Baris {first} menerangkan jabatan ini secara lain (nama, kelas, atau unit)."


class HeadConflictError(ImportRowError):
    """Two positions head one unit."""

    code = "CONFLICTING_HEAD"
    en = "Line {first} makes another position the head of this unit."
    id = "Baris {first} menjadikan jabatan lain kepala unit ini."


class UnknownUnitError(ImportRowError):
    """The unit is not in the agency and the row does not describe it."""

    code = "UNKNOWN_UNIT"
    en = "There is no such unit in the agency. Correct the code, or fill unit_name to make it."
    id = "Unit ini tidak ada di perangkat daerah. Betulkan kode, atau isi nama_unit."


class UnknownParentError(ImportRowError):
    """The parent unit is neither in the agency nor in a good row of the file."""

    code = "UNKNOWN_PARENT_UNIT"
    en = "The parent unit is neither in the agency nor in a good row of the file."
    id = "Unit induk tidak ada di perangkat daerah maupun di baris lain yang benar."


class UnitCircleRowError(ImportRowError):
    """A unit would stand below itself."""

    code = "UNIT_CIRCLE"
    en = "By following the parents, this unit stands below itself."
    id = "Bila diikuti induknya, unit ini berada di bawah dirinya sendiri."


class SecondRootRowError(ImportRowError):
    """A unit would stand beside the root of the agency."""

    code = "SECOND_ROOT"
    en = "The agency has another unit at the top. Fill parent_unit_code for this unit."
    id = "Perangkat daerah sudah memiliki unit puncak lain. Isi kode_unit_induk untuk unit ini."


class RootHeadRowError(ImportRowError):
    """The row would say anew who heads the agency."""

    code = "ROOT_HEAD_NEEDS_DECISION"
    en = (
        "This says anew who heads the agency. A file names the first head alone; the present head"
        " or the province's HR agency (BKD) enters who follows, by `assign`."
    )
    id = (
        "Ini menentukan ulang kepala perangkat daerah. Berkas hanya menyebut kepala pertama;"
        " penggantinya dimasukkan oleh kepala yang menjabat atau BKD provinsi dengan `assign`."
    )


class UnknownRaterError(ImportRowError):
    """The rater or superior is neither in the agency nor in a good row of the file."""

    code = "UNKNOWN_PERSON"
    en = "This NIP belongs to nobody in the agency, nor to a good row of the file."
    id = "NIP ini bukan milik pegawai perangkat daerah, dan tidak ada di baris yang benar."


class RatingCircleRowError(ImportRowError):
    """Following the raters leads back to the employee."""

    code = "RATING_CIRCLE"
    en = "By following the raters on one day, this employee would appraise the own rater."
    id = "Bila diikuti penilainya pada satu hari, pegawai ini menilai penilainya sendiri."


class PeriodOverlapRowError(ImportRowError):
    """The agency already has another assignment or rater for some of these days."""

    code = "PERIOD_OVERLAP"
    en = "For some of these days the agency has another entry already. End that one first."
    id = "Untuk sebagian masa ini sudah ada data lain. Akhiri data itu dahulu."


#: The errors that the set-based checks raise by their code.
BY_CODE: dict[str, type[ImportRowError]] = {
    kind.code: kind
    for kind in (
        DuplicateRowError,
        UnitConflictError,
        PositionConflictError,
        HeadConflictError,
        UnknownUnitError,
        UnknownParentError,
        UnitCircleRowError,
        SecondRootRowError,
        RootHeadRowError,
        UnknownRaterError,
        RatingCircleRowError,
        PeriodOverlapRowError,
    )
}
