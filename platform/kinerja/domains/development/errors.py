"""Every failure that work on feedback and development actions may answer with."""

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


class DueDatePastError(KinerjaError):
    """What is planned lies ahead."""

    code = "DUE_IN_PAST"
    en = "Choose a due date from today on."
    id = "Pilih tenggat mulai hari ini."


class ActionNotFoundError(KinerjaError):
    """No such development action in this agency, or none that the actor may see."""

    code = "NOT_FOUND"
    en = "There is no such development action in this agency."
    id = "Tidak ada rencana pengembangan seperti itu di perangkat daerah ini."


class ActionStateConflictError(KinerjaError):
    """The action is over, or runs already."""

    code = "STATE_CONFLICT"
    en = "This development action is {state}; this step needs one that is {expected}."
    id = "Rencana pengembangan ini berstatus {state}; langkah ini memerlukan status {expected}."


class ConcurrentActionError(KinerjaError):
    """Somebody else changed the action at the same time."""

    code = "CONCURRENT_UPDATE"
    en = "Somebody else changed this development action at the same time. Read it again."
    id = "Orang lain mengubah rencana pengembangan ini pada saat yang sama. Baca lagi."
