"""Why one row of an export of complaints is refused."""

from kinerja.kit.sheets.row_errors import ImportRowError


class InstantError(ImportRowError):
    """No moment, or none that is in the calendar."""

    code = "BAD_INSTANT"
    en = "A moment is expected, as 2026-07-31 08:30 or 31/07/2026 08:30, in Jakarta time."
    id = "Isi dengan waktu, seperti 2026-07-31 08:30 atau 31/07/2026 08:30, waktu Jakarta."


class ClosedBeforeReceivedError(ImportRowError):
    """The complaint is closed before it came in."""

    code = "CLOSED_BEFORE_RECEIVED"
    en = "The complaint was closed before it was received."
    id = "Aduan ditutup sebelum diterima."


class RespondedBeforeReceivedError(ImportRowError):
    """The complaint is answered before it came in."""

    code = "RESPONDED_BEFORE_RECEIVED"
    en = "The complaint was answered before it was received."
    id = "Aduan ditanggapi sebelum diterima."


class ClosedBeforeRespondedError(ImportRowError):
    """The complaint is closed before anybody answered it."""

    code = "CLOSED_BEFORE_RESPONDED"
    en = "The complaint was closed before it was answered."
    id = "Aduan ditutup sebelum ditanggapi."


class AfterCutOffError(ImportRowError):
    """The export tells of something that happened after it was made."""

    code = "AFTER_CUT_OFF"
    en = "This lies after {cut_off}, the moment of the export. Give the right one by --as-of."
    id = "Waktu ini sesudah {cut_off}, saat data diekspor. Isi saat yang benar dengan --as-of."


class ClosedMismatchError(ImportRowError):
    """The state and the time of closing contradict each other."""

    code = "STATE_MISMATCH"
    en = "A complaint that is done has a time of closing, and no other one has."
    id = "Aduan yang selesai memiliki waktu selesai, yang lain tidak."


class RepeatedReferenceError(ImportRowError):
    """The complaint stands in an earlier row."""

    code = "DUPLICATE_REFERENCE"
    en = "The same complaint stands in line {first}."
    id = "Aduan yang sama ada di baris {first}."


class UnknownUnitRowError(ImportRowError):
    """The agency has no such unit."""

    code = "UNKNOWN_UNIT"
    en = "There is no unit with this code in the agency."
    id = "Tidak ada unit dengan kode ini di perangkat daerah."


class WentBackError(ImportRowError):
    """The complaint was further on before."""

    code = "STATE_WENT_BACK"
    en = "This complaint was {known} before; what was begun or done does not go back."
    id = "Aduan ini sebelumnya berstatus {known}; yang sudah diproses tidak kembali."


class ReceivedChangedError(ImportRowError):
    """The complaint came in at another time before."""

    code = "RECEIVED_CHANGED"
    en = "This complaint was imported before with another time of receipt."
    id = "Aduan ini pernah diimpor dengan waktu terima yang lain."


class OlderExportError(ImportRowError):
    """A later export has told of the complaint already."""

    code = "OLDER_EXPORT"
    en = "A later export has told of this complaint already. Import exports in their order."
    id = "Ekspor yang lebih baru sudah memuat aduan ini. Impor ekspor menurut urutannya."


#: The errors that the set-based checks raise by their code.
BY_CODE: dict[str, type[ImportRowError]] = {
    kind.code: kind
    for kind in (UnknownUnitRowError, WentBackError, ReceivedChangedError, OlderExportError)
}
