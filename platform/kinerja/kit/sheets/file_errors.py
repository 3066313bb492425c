"""Why a whole file cannot be read as a table.

No sentence quotes a cell: where the headings are missing, the first row may hold a name and a NIP.
"""

from kinerja.kit.errors import KinerjaError


class ImportFileError(KinerjaError):
    """The file cannot be read as the table that it should be; nothing of it was used."""

    code = "IMPORT_FILE"
    en = "The file cannot be imported."
    id = "Berkas tidak dapat diimpor."


class FileMissingError(ImportFileError):
    """No such file."""

    code = "FILE_NOT_FOUND"
    en = "There is no such file. Check the path."
    id = "Berkas tidak ditemukan. Periksa lokasi berkas."


class NotAFileError(ImportFileError):
    """The path is a directory or a device."""

    code = "NOT_A_FILE"
    en = "The path is not a file. Give the path of one CSV or XLSX file."
    id = "Lokasi ini bukan berkas. Berikan lokasi satu berkas CSV atau XLSX."


class FileUnreadableError(ImportFileError):
    """The operating system refuses to read the file."""

    code = "FILE_UNREADABLE"
    en = "The file cannot be read. Check its permissions, and close it elsewhere."
    id = "Berkas tidak dapat dibaca. Periksa izinnya, dan tutup di aplikasi lain."


class FileTooLargeError(ImportFileError):
    """The spreadsheet would take more memory, once unpacked, than an import may."""

    code = "FILE_TOO_LARGE"
    en = "The spreadsheet is too large ({megabytes} MB unpacked). Save it as CSV, or divide it."
    id = "Lembar kerja terlalu besar ({megabytes} MB). Simpan sebagai CSV, atau bagi berkasnya."


class NotASpreadsheetError(ImportFileError):
    """The content is neither text in columns nor a spreadsheet, whatever the name ends in."""

    code = "NOT_A_SPREADSHEET"
    en = (
        "The file is neither CSV nor a spreadsheet, whatever its name says. Save it as CSV or XLSX."
    )
    id = "Berkas ini bukan CSV atau lembar kerja, apa pun namanya. Simpan sebagai CSV atau XLSX."


class ProtectedSpreadsheetError(ImportFileError):
    """The spreadsheet is encrypted."""

    code = "SPREADSHEET_PROTECTED"
    en = "The spreadsheet needs a password. Save it without one."
    id = "Lembar kerja ini memakai kata sandi. Simpan tanpa kata sandi."


class UnknownEncodingError(ImportFileError):
    """The text is neither UTF-8, UTF-16 nor Windows-1252."""

    code = "UNKNOWN_ENCODING"
    en = "The encoding of the text is unknown. Save the file as CSV in UTF-8."
    id = "Pengodean teks tidak dikenal. Simpan berkas sebagai CSV UTF-8."


class EmptyFileError(ImportFileError):
    """There is no row at all, or none below the header."""

    code = "NO_ROWS"
    en = "The file holds no rows: at least one is expected below the header."
    id = "Berkas tidak berisi data: di bawah judul kolom diharapkan sedikitnya satu baris."


class MissingColumnsError(ImportFileError):
    """Columns that every file must have are absent."""

    code = "MISSING_COLUMNS"
    en = "Columns are missing: {columns}. Add them to the first row."
    id = "Kolom tidak lengkap: {columns}. Tambahkan di baris pertama."


class MisspeltColumnsError(ImportFileError):
    """A column is unknown, but so like a known one that ignoring it would lose data."""

    code = "MISSPELT_COLUMNS"
    en = "Column {number} is headed {found}, which is unknown. Is {meant} meant? Rename it."
    id = "Kolom {number} berjudul {found}, tidak dikenal. Apakah maksudnya {meant}? Ganti judulnya."


class RepeatedColumnError(ImportFileError):
    """Two columns mean the same."""

    code = "REPEATED_COLUMN"
    en = "Two columns are headed as {column}: numbers {first} and {second}. Remove one."
    id = "Dua kolom berjudul {column}: nomor {first} dan {second}. Hapus salah satu."


class HeaderMissingError(ImportFileError):
    """The first row names none of the columns."""

    code = "HEADER_MISSING"
    en = "The first row does not name the columns. `kinerja import template` writes a file to fill."
    id = "Baris pertama bukan judul kolom. `kinerja import template` membuat berkas untuk diisi."
