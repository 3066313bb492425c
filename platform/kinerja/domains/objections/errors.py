"""Every failure that work on objections may answer with."""

from kinerja.kit.errors import KinerjaError


class ObjectionNotFoundError(KinerjaError):
    """No such objection in this agency, or none that the actor may see."""

    code = "NOT_FOUND"
    en = "There is no such objection in this agency."
    id = "Tidak ada keberatan seperti itu di perangkat daerah ini."


class ObjectionStateConflictError(KinerjaError):
    """The objection is over."""

    code = "STATE_CONFLICT"
    en = "This objection is {state}; this step needs one that is {expected}."
    id = "Keberatan ini berstatus {state}; langkah ini memerlukan status {expected}."


class ConcurrentObjectionError(KinerjaError):
    """Somebody else did something about the objection at the same time."""

    code = "CONCURRENT_UPDATE"
    en = "Somebody else changed this objection at the same time. Read it again and repeat."
    id = "Orang lain mengubah keberatan ini pada saat yang sama. Baca lagi lalu ulangi."


class ObjectionTextError(KinerjaError):
    """Grounds, statements and decisions are reasoned."""

    code = "REASON_REQUIRED"
    en = "Give a text of {least} to {limit} characters without control characters."
    id = "Berikan teks {least} sampai {limit} karakter tanpa karakter kendali."


class StatementPendingError(KinerjaError):
    """Both sides are heard before anybody decides (PP 30/2019 Pasal 59)."""

    code = "STATEMENT_PENDING"
    en = "The rater has made no statement yet. Decide when it is there, or after {due}."
    id = "Pejabat penilai belum memberi tanggapan. Putuskan setelah ada, atau setelah {due}."


class RatingsNeededError(KinerjaError):
    """A changed result says what it is changed to; an upheld one changes nothing."""

    code = "RATINGS_NEEDED"
    en = "Give ratings or scores with the decision CHANGED, and with no other decision."
    id = "Sertakan rating atau nilai pada putusan CHANGED, dan hanya pada putusan itu."
