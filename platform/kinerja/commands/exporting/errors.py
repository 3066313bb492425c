"""Why an export failed. No file is left then, and one that was there before is as it was."""

from kinerja.kit.errors import KinerjaError


class NotReachedError(KinerjaError):
    """The service does not answer at the address."""

    code = "SERVICE_NOT_REACHED"
    en = "The service at {url} cannot be reached ({reason}). Is --url right, and is it running?"
    id = "Layanan di {url} tidak dapat dijangkau ({reason}). Apakah --url benar dan layanan aktif?"


class NoTokenError(KinerjaError):
    """Nobody said who exports or scores."""

    code = "TOKEN_MISSING"
    en = "This needs the token of somebody who may do it: --token-file FILE, or the variable TOKEN."
    id = "Ini memerlukan token orang yang berhak: --token-file BERKAS, atau variabel TOKEN."


class InsecureAddressError(KinerjaError):
    """The token would cross a network in the clear."""

    code = "INSECURE_ADDRESS"
    en = "{url} is not encrypted: anybody on the way could read the token. Use https://."
    id = "{url} tidak terenkripsi: token dapat dibaca orang lain di jalan. Pakai https://."


class RefusedExportError(KinerjaError):
    """The service refuses what was asked; it says why."""

    code = "EXPORT_REFUSED"
    en = "The service refuses ({reason}): {told}"
    id = "Layanan menolak ({reason}): {told}"


class ExportCutError(KinerjaError):
    """The rows ended before the mark that all of them have come."""

    code = "EXPORT_CUT"
    en = "The rows ended after {rows}, before all had come ({reason}). Nothing was written; repeat."
    id = "Baris berhenti setelah {rows} sebelum lengkap ({reason}). Tidak ada yang ditulis; ulangi."


class NotFoundError(KinerjaError):
    """There is no such agency or cycle for who exports."""

    code = "EXPORT_NOT_FOUND"
    en = "You see no {what} of this code; `agencies` and `cycles` of the API list those you see."
    id = "Tidak ada {what} dengan kode itu bagi Anda; `agencies` dan `cycles` pada API memuatnya."


class ValueDoesNotFitError(KinerjaError):
    """A value cannot stand in such a file as it is, and is never changed to make it fit."""

    code = "VALUE_DOES_NOT_FIT"
    en = "Row {row}, column {column} does not fit into this kind of file ({reason}). Use jsonl."
    id = "Baris {row}, kolom {column} tidak muat dalam jenis berkas ini ({reason}). Pakai jsonl."


class TooManyPartsError(KinerjaError):
    """A row has more parts than are asked for with it."""

    code = "TOO_MANY_PARTS"
    en = "Row {row} has more than {limit} parts, so the file would not be complete."
    id = "Baris {row} memiliki lebih dari {limit} bagian, jadi berkas tidak akan lengkap."
