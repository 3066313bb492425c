"""Why a workbook of scores is not made or not taken, and why one of its rows is refused."""

from kinerja.kit.errors import KinerjaError
from kinerja.kit.sheets.file_errors import ImportFileError
from kinerja.kit.sheets.row_errors import ImportRowError


class NothingToScoreError(KinerjaError):
    """The rater has no appraisal to score in this cycle."""

    code = "NOTHING_TO_SCORE"
    en = "You have nobody to score by hand in this cycle now. It is {state}."
    id = "Saat ini tidak ada pegawai yang Anda nilai secara manual pada siklus ini ({state})."


class FileThereError(KinerjaError):
    """A file of this name may hold the work of a rater; it is never overwritten."""

    code = "FILE_THERE"
    en = "{file} is there already, perhaps filled in. Choose another name."
    id = "{file} sudah ada, mungkin telah diisi. Pilih nama lain."


class TooManyScoresError(KinerjaError):
    """An appraisal has more scores than are asked for with it."""

    code = "TOO_MANY_SCORES"
    en = "An appraisal has more than {limit} scores; score it through the API."
    id = "Satu penilaian memiliki lebih dari {limit} nilai; nilailah melalui API."


class NotATemplateError(ImportFileError):
    """The file was not made by `kinerja scores template`, or not saved as XLSX."""

    code = "NOT_A_TEMPLATE"
    en = "This is no XLSX file made by `kinerja scores template`. Fill in one of those."
    id = "Berkas ini bukan XLSX buatan `kinerja scores template`. Isilah berkas buatannya."


class TemplateChangedError(ImportFileError):
    """The hidden sheet that says what the file is for was changed."""

    code = "TEMPLATE_CHANGED"
    en = "The hidden sheet of this file was changed. Make a new template, and copy your values."
    id = "Lembar tersembunyi berkas ini berubah. Buat templat baru, lalu salin nilai Anda."


class OtherCycleError(ImportFileError):
    """The file was made for another cycle."""

    code = "OTHER_CYCLE"
    en = "This file is of cycle {found}, not of {expected}. Take the file of the right cycle."
    id = "Berkas ini untuk siklus {found}, bukan {expected}. Pakai berkas siklus yang benar."


class OtherVersionError(ImportFileError):
    """The cycle is measured by another version of the framework than the file."""

    code = "OTHER_VERSION"
    en = "The cycle is measured by another version of the framework now. Make a new template."
    id = "Siklus ini kini memakai versi kerangka yang lain. Buat templat baru."


class FormulaError(ImportRowError):
    """A formula: what it shows depends on who opens the file, and when."""

    code = "FORMULA"
    en = "This cell holds a formula. Enter its value."
    id = "Sel ini berisi rumus. Isi dengan nilainya."


class NumberError(ImportRowError):
    """No number, or one that can be read in two ways."""

    code = "BAD_NUMBER"
    en = "A number is expected, as 87.5 or 87,5, without a separator of thousands."
    id = "Isi dengan angka, seperti 87,5 atau 87.5, tanpa pemisah ribuan."


class RowChangedError(ImportRowError):
    """The locked cells of a row do not belong together."""

    code = "ROW_CHANGED"
    en = "The locked cells of this row are not those of the template. Make a new template."
    id = "Sel terkunci pada baris ini bukan seperti pada templat. Buat templat baru."


class RepeatedRowError(ImportRowError):
    """The same employee and indicator stand in an earlier row."""

    code = "DUPLICATE_ROW"
    en = "Line {first} is about the same employee and indicator."
    id = "Baris {first} tentang pegawai dan indikator yang sama."


class ScoredSinceError(ImportRowError):
    """Somebody scored the indicator after the template was made."""

    code = "SCORED_SINCE"
    en = "This was scored after the template was made. Make a new template, and decide again."
    id = "Indikator ini dinilai setelah templat dibuat. Buat templat baru, lalu putuskan kembali."


class ServiceRefusesError(ImportRowError):
    """The service refuses the score; code and words are its own."""

    code = "SCORE_REFUSED"
    en = "The service refuses this score: {told}"
    id = "Layanan menolak nilai ini: {told}"

    def __init__(self, *, code: str, told: str) -> None:
        self.code = code  # type: ignore[misc]  # Each refusal keeps the code that the service gave.
        super().__init__(told=told)
