"""Every failure that work on feedback may answer with."""

from kinerja.kit.errors import KinerjaError


class DevelopedPersonNotFoundError(KinerjaError):
    """No such employee in this agency, or one who does not serve at present."""

    code = "NOT_FOUND"
    en = "There is no such active employee in this agency."
    id = "Tidak ada pegawai aktif seperti itu di perangkat daerah ini."


class DevelopmentTextError(KinerjaError):
    """A text is missing, too long, or holds control characters."""

    code = "TEXT_REQUIRED"
    en = "Give a text of {least} to {limit} characters without control characters."
    id = "Berikan teks {least} sampai {limit} karakter tanpa karakter kendali."
