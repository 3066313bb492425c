"""Why one row is refused: what is wrong in which column, and never what the column holds."""

from kinerja.kit.errors import KinerjaError


class ImportRowError(KinerjaError):
    """A row cannot be loaded. `first` in a sentence is the line of the other row it is about."""

    code = "IMPORT_ROW"
    en = "The row cannot be loaded."
    id = "Baris tidak dapat dimuat."


class RowShapeError(ImportRowError):
    """The row has more cells than the header has columns."""

    code = "ROW_SHAPE"
    en = "The row has more cells than there are columns. Quote text that holds the separator."
    id = "Baris ini lebih panjang dari judul kolom. Apit teks yang memuat pemisah dengan kutip."


class RowQuotesError(ImportRowError):
    """Quotation marks are not closed, or stand in the middle of a cell."""

    code = "ROW_QUOTES"
    en = "The quotation marks of this row do not pair up."
    id = "Tanda kutip pada baris ini tidak berpasangan."


class RequiredError(ImportRowError):
    """A cell that every row must fill is empty."""

    code = "REQUIRED"
    en = "This cell must not be empty."
    id = "Sel ini tidak boleh kosong."


class TextError(ImportRowError):
    """The text is too long or holds characters that are no text."""

    code = "BAD_TEXT"
    en = "The text is longer than {limit} characters or holds control characters."
    id = "Teks lebih dari {limit} karakter atau memuat karakter kendali."


class ChoiceError(ImportRowError):
    """A word outside the closed list."""

    code = "BAD_CHOICE"
    en = "One of these is expected: {choices}."
    id = "Isi dengan salah satu dari: {choices}."


class DateError(ImportRowError):
    """No date, or none that is in the calendar."""

    code = "BAD_DATE"
    en = "A date is expected, as 2026-07-31 or 31/07/2026 (day first), or a date cell."
    id = "Isi dengan tanggal, seperti 2026-07-31 atau 31/07/2026, atau sel tanggal."
