"""Every failure that work on inspection cases may answer with."""

from kinerja.kit.errors import KinerjaError


class CaseNotFoundError(KinerjaError):
    """No such case in this agency, or none that the asker may see."""

    code = "NOT_FOUND"
    en = "There is no such inspection case in this agency."
    id = "Tidak ada perkara pemeriksaan seperti itu di perangkat daerah ini."


class InvestigatedNotFoundError(KinerjaError):
    """No such employee in this agency."""

    code = "NOT_FOUND"
    en = "There is no such employee in this agency."
    id = "Tidak ada pegawai seperti itu di perangkat daerah ini."


class CaseClosedError(KinerjaError):
    """Somebody has closed the case already."""

    code = "STATE_CONFLICT"
    en = "This inspection case is closed already. Open a new one if it goes on."
    id = "Perkara pemeriksaan ini sudah ditutup. Buka perkara baru jika pemeriksaan berlanjut."


class CasePeriodError(KinerjaError):
    """The last day lies in the past, or more than a year ahead."""

    code = "CASE_PERIOD"
    en = "A case ends today at the earliest and on {latest} at the latest: within one year."
    id = (
        "Perkara pemeriksaan berakhir paling cepat hari ini dan paling lambat {latest}: dalam satu"
        " tahun."
    )


class LegalBasisError(KinerjaError):
    """The legal basis is missing, too long, or holds control characters."""

    code = "LEGAL_BASIS_REQUIRED"
    en = "Give the legal basis in 5 to {limit} characters, such as the number of the order."
    id = "Isi dasar hukum dalam 5 sampai {limit} karakter, misalnya nomor surat perintah."
