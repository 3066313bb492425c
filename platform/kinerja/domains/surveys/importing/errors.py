"""Why a file of sheets, or one of its rows, cannot be imported."""

from kinerja.kit.sheets.file_errors import ImportFileError
from kinerja.kit.sheets.row_errors import ImportRowError


class SurveyTakesNoSheetsError(ImportFileError):
    """The survey is not open."""

    code = "SURVEY_NOT_OPEN"
    en = "This survey is {state}; sheets can be imported while it is OPEN."
    id = "Survei ini berstatus {state}; lembar dapat diimpor selama statusnya OPEN."


class OutOfScaleRowError(ImportRowError):
    """An answer is not one of the four."""

    code = "OUT_OF_SCALE"
    en = "An answer is 1, 2, 3 or 4; an empty cell is no answer."
    id = "Jawaban adalah 1, 2, 3 atau 4; sel kosong berarti tidak menjawab."


class NoAnswersRowError(ImportRowError):
    """A sheet without a single answer."""

    code = "NO_ANSWERS"
    en = "This sheet answers nothing. Remove the row."
    id = "Lembar ini tidak menjawab apa pun. Hapus barisnya."


class OutsidePeriodRowError(ImportRowError):
    """A sheet of a day on which the survey was not held."""

    code = "OUTSIDE_PERIOD"
    en = "The survey is held from {first} to {last}, and no day lies in the future."
    id = "Survei berlangsung dari {first} sampai {last}, dan tidak ada tanggal di masa depan."


class RepeatedSheetRowError(ImportRowError):
    """The number of the sheet stands in an earlier row."""

    code = "DUPLICATE_SHEET"
    en = "The same sheet number stands in line {first}. Each sheet has a number of its own."
    id = "Nomor lembar yang sama ada di baris {first}. Setiap lembar memiliki nomor sendiri."


class ChangedSheetRowError(ImportRowError):
    """The sheet has been imported before, with other answers."""

    code = "SHEET_CHANGED"
    en = "This sheet was imported before with other answers. What was answered does not change."
    id = "Lembar ini pernah diimpor dengan jawaban lain. Jawaban yang masuk tidak berubah."


class UnknownElementRowError(ImportRowError):
    """The element that should become better first is none of the survey's."""

    code = "UNKNOWN_ELEMENT"
    en = "One of these is expected: {codes}."
    id = "Isi dengan salah satu dari: {codes}."
