"""Every failure that work on the organisation may answer with."""

from kinerja.kit.errors import KinerjaError


class UnitNotFoundError(KinerjaError):
    """No such org unit in this agency."""

    code = "NOT_FOUND"
    en = "There is no such org unit in this agency."
    id = "Tidak ada unit kerja seperti itu di perangkat daerah ini."


class PositionNotFoundError(KinerjaError):
    """No such position in this agency."""

    code = "NOT_FOUND"
    en = "There is no such position in this agency."
    id = "Tidak ada jabatan seperti itu di perangkat daerah ini."


class EmployeeNotFoundError(KinerjaError):
    """No such employee in this agency."""

    code = "NOT_FOUND"
    en = "There is no such employee in this agency."
    id = "Tidak ada pegawai seperti itu di perangkat daerah ini."


class EmployeeErasedError(KinerjaError):
    """The personal data of the employee has been erased; nothing is entered again."""

    code = "EMPLOYEE_ERASED"
    en = "The data of this person has been erased. Enter somebody who returns as a new employee."
    id = "Data orang ini sudah dihapus. Masukkan orang yang kembali bertugas sebagai pegawai baru."


class AssignmentNotFoundError(KinerjaError):
    """No such assignment in this agency."""

    code = "NOT_FOUND"
    en = "There is no such assignment in this agency."
    id = "Tidak ada penugasan seperti itu di perangkat daerah ini."


class LineNotFoundError(KinerjaError):
    """No such reporting line in this agency."""

    code = "NOT_FOUND"
    en = "There is no such reporting line in this agency."
    id = "Tidak ada garis penilaian seperti itu di perangkat daerah ini."


class DuplicateCodeError(KinerjaError):
    """Another unit, or another position, of the agency has the code."""

    code = "DUPLICATE_CODE"
    en = "The agency already uses this code. Choose another one."
    id = "Kode ini sudah dipakai di perangkat daerah. Pilih kode lain."


class DuplicateNipError(KinerjaError):
    """Another employee of the agency has the NIP."""

    code = "DUPLICATE_NIP"
    en = "The agency already has an employee with this NIP. Change that one instead."
    id = "Perangkat daerah sudah memiliki pegawai dengan NIP ini. Ubah data pegawai itu."


class InvalidCodeError(KinerjaError):
    """The code cannot be a label of the tree."""

    code = "INVALID_CODE"
    en = "A code has 1 to 64 letters, digits or underscores."
    id = "Kode terdiri atas 1 sampai 64 huruf, angka, atau garis bawah."


class TextError(KinerjaError):
    """A text is empty, too long or holds control characters."""

    code = "INVALID_TEXT"
    en = "Give a text of 1 to {limit} characters, without control characters."
    id = "Isi teks 1 sampai {limit} karakter, tanpa karakter kendali."


class EmploymentMismatchError(KinerjaError):
    """PNS or PPPK is stated otherwise than the NIP says."""

    code = "EMPLOYMENT_MISMATCH"
    en = "Digits 13-14 of the NIP say the other kind of employment (PNS or PPPK)."
    id = "Angka 13-14 NIP menyatakan jenis kepegawaian yang lain (PNS atau PPPK)."


class UnitCircleError(KinerjaError):
    """A unit would stand below itself."""

    code = "UNIT_CIRCLE"
    en = "A unit cannot be moved under itself or under a unit below it."
    id = "Unit tidak dapat dipindahkan ke bawah dirinya sendiri atau unit di bawahnya."


class SecondRootError(KinerjaError):
    """A unit would stand beside the root of the agency."""

    code = "SECOND_ROOT"
    en = "An agency has one unit at the top. Give the unit above this one."
    id = "Perangkat daerah memiliki satu unit puncak. Sebutkan unit di atas unit ini."


class RootHeadNeedsDecisionError(KinerjaError):
    """Somebody who only prepares the organisation would say who heads the agency."""

    code = "ROOT_HEAD_NEEDS_DECISION"
    en = (
        "This decides who heads the agency. Only its present head or the province's HR agency (BKD)"
        " enters that; ask one of them to do it."
    )
    id = (
        "Ini menentukan siapa kepala perangkat daerah. Hanya kepala yang menjabat atau BKD provinsi"
        " yang dapat memasukkannya; mintalah kepada salah satunya."
    )


class HeadElsewhereError(KinerjaError):
    """The position that is to head a unit stands in another one."""

    code = "HEAD_ELSEWHERE"
    en = "The position belongs to another unit; a unit is headed by one of its own positions."
    id = "Jabatan ini milik unit lain; unit dikepalai oleh salah satu jabatannya sendiri."


class PeriodEmptyError(KinerjaError):
    """The last day lies before the first."""

    code = "PERIOD_EMPTY"
    en = "The last day lies before the first day."
    id = "Tanggal akhir mendahului tanggal awal."


class PeriodOverlapError(KinerjaError):
    """Another definitive assignment, or another line of command, holds some of the days."""

    code = "PERIOD_OVERLAP"
    en = "Another entry of this employee covers some of these days. End that one first."
    id = "Data lain pegawai ini mencakup sebagian masa itu. Akhiri data itu dahulu."


class AlreadyEndedError(KinerjaError):
    """The entry ended on an earlier day; what has ended is history."""

    code = "ALREADY_ENDED"
    en = "This ended on an earlier day. Make a new entry for the days after it."
    id = "Ini sudah berakhir pada tanggal sebelumnya. Buat data baru untuk masa setelahnya."


class EmployeeInactiveError(KinerjaError):
    """Somebody who does not serve is to hold a position or to appraise."""

    code = "EMPLOYEE_INACTIVE"
    en = "This employee is not active. Set the state to ACTIVE first, or choose somebody else."
    id = "Pegawai ini tidak aktif. Ubah statusnya menjadi ACTIVE dahulu, atau pilih orang lain."


class SubjectIdError(KinerjaError):
    """What is to be the key of a person is none."""

    code = "MALFORMED_ID"
    en = "The id of a subject is a UUID, as `viewer.subjectId` shows it to the person."
    id = "Id subjek berupa UUID, seperti yang ditampilkan `viewer.subjectId` kepada orangnya."


class SubjectKnownError(KinerjaError):
    """The agency has entered this person before."""

    code = "DUPLICATE_SUBJECT"
    en = "The agency already has an employee with this subject id. Change that one instead."
    id = "Perangkat daerah sudah memiliki pegawai dengan id subjek ini. Ubah data pegawai itu."


class SelfRatingError(KinerjaError):
    """Somebody is to appraise oneself."""

    code = "SELF_RATING"
    en = "Nobody appraises oneself: ratee and rater must be two people."
    id = "Tidak ada yang menilai diri sendiri: yang dinilai dan penilai harus dua orang."


class SuperiorNotAboveError(KinerjaError):
    """The superior of the rater is the ratee or the rater."""

    code = "SUPERIOR_NOT_ABOVE"
    en = "The superior of the rater must be a third person, neither ratee nor rater."
    id = "Atasan penilai harus orang ketiga, bukan yang dinilai dan bukan penilainya."


class SelfAppointmentError(KinerjaError):
    """Somebody is to give oneself a position or people to appraise, and with it rights."""

    code = "SELF_APPOINTMENT"
    en = (
        "Nobody gives oneself a position or people to appraise. Another performance officer"
        " must enter this."
    )
    id = (
        "Tidak ada yang menetapkan jabatan atau bawahan yang dinilai bagi diri sendiri. Pengelola"
        " kinerja lain harus memasukkannya."
    )


class RatingCircleError(KinerjaError):
    """Following the raters on one day would lead back to the ratee."""

    code = "RATING_CIRCLE"
    en = (
        "On some of these days the ratee appraises this rater, directly or through others."
        " End that line first."
    )
    id = (
        "Pada sebagian masa ini yang dinilai adalah penilai bagi penilainya, langsung atau melalui"
        " orang lain. Akhiri garis itu dahulu."
    )


class NothingToChangeError(KinerjaError):
    """A change names nothing to change."""

    code = "NOTHING_TO_CHANGE"
    en = "Say what is to change: every field was left out."
    id = "Sebutkan apa yang diubah: semua isian dikosongkan."


class TooManyItemsError(KinerjaError):
    """A list is longer than one call may carry."""

    code = "TOO_MANY_ITEMS"
    en = "At most {limit} items fit into one call. Send several calls, or import a file."
    id = "Satu panggilan memuat paling banyak {limit} butir. Bagi panggilan, atau impor berkas."
