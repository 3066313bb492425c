"""What may be wrong with a NIP; each error names the digits it is in, never the digits' values."""

from typing import ClassVar

from kinerja.kit.errors import KinerjaError


class NipError(KinerjaError):
    """The text is no NIP. `digits` says which places (counted from 1) are wrong."""

    code = "NIP_INVALID"
    en = "This is not a NIP. A NIP has 18 digits."
    id = "Ini bukan NIP. NIP terdiri atas 18 angka."
    digits: ClassVar[str] = "1-18"


class NipCharacterError(NipError):
    """Something other than digits and blanks, or nothing at all."""

    code = "NIP_NOT_DIGITS"
    en = "A NIP holds digits only. Remove letters, dots and dashes."
    id = "NIP hanya berisi angka. Hapus huruf, titik, dan tanda hubung."


class NipLengthError(NipError):
    """Another number of digits than 18."""

    code = "NIP_LENGTH"
    en = "A NIP has 18 digits; this one has {count}."
    id = "NIP terdiri atas 18 angka; yang ini {count} angka."


class NipImpossibleDateError(NipError):
    """The birth date is in no calendar, or has not come yet."""

    code = "NIP_IMPOSSIBLE_DATE"
    en = "Digits 1-8 of the NIP are the birth date YYYYMMDD; this date does not exist. Check them."
    id = "Angka 1-8 NIP adalah tanggal lahir YYYYMMDD; tanggal ini tidak ada. Periksa kembali."
    digits = "1-8"


class NipAppointmentError(NipError):
    """Digits 9-14 are neither year and month (PNS) nor year and contract (PPPK)."""

    code = "NIP_APPOINTMENT"
    en = (
        "Digits 9-14 of the NIP are the appointment: year and month 01-12 (PNS), or year and"
        " contract 21-29 (PPPK). Check them."
    )
    id = (
        "Angka 9-14 NIP adalah pengangkatan: tahun dan bulan 01-12 (PNS), atau tahun dan"
        " frekuensi 21-29 (PPPK). Periksa kembali."
    )
    digits = "9-14"


class NipSexError(NipError):
    """Digit 15 is neither 1 nor 2."""

    code = "NIP_SEX"
    en = "Digit 15 of the NIP is the sex, 1 or 2. Check it."
    id = "Angka ke-15 NIP adalah jenis kelamin, 1 atau 2. Periksa kembali."
    digits = "15"


class NipSerialError(NipError):
    """The serial number is 000; serials start at 001."""

    code = "NIP_SERIAL"
    en = "Digits 16-18 of the NIP are the serial number, from 001. Check them."
    id = "Angka 16-18 NIP adalah nomor urut, mulai dari 001. Periksa kembali."
    digits = "16-18"
