"""Every failure that work on personal data may answer with."""

from kinerja.kit.errors import KinerjaError


class PersonNotFoundError(KinerjaError):
    """No such employee in this agency, or one who has been erased."""

    code = "NOT_FOUND"
    en = "There is no such employee in this agency."
    id = "Tidak ada pegawai seperti itu di perangkat daerah ini."


class RequestNotFoundError(KinerjaError):
    """No such request in this agency, or none that the asker may see."""

    code = "NOT_FOUND"
    en = "There is no such request in this agency."
    id = "Tidak ada permohonan seperti itu di perangkat daerah ini."


class HoldNotFoundError(KinerjaError):
    """No such legal hold in this agency, or none that the asker may see."""

    code = "NOT_FOUND"
    en = "There is no such legal hold in this agency."
    id = "Tidak ada penahanan penghapusan seperti itu di perangkat daerah ini."


class TooManyCopiesError(KinerjaError):
    """Somebody takes copies of the own data faster than anybody can read them."""

    code = "TOO_MANY_COPIES"
    en = "A copy is being made, or {limit} were made within a day. Use one, or come back tomorrow."
    id = "Salinan sedang dibuat, atau sudah {limit} kali dalam sehari. Gunakan salinan itu."


class TooManyDataRequestsError(KinerjaError):
    """Somebody files requests faster than anybody can answer them."""

    code = "TOO_MANY_DATA_REQUESTS"
    en = "You filed {limit} requests within a day. Wait for the answers, or come back tomorrow."
    id = "Anda sudah mengajukan {limit} permohonan dalam sehari. Tunggu jawabannya."


class NoDataHereError(KinerjaError):
    """The agency stores nothing about the asker."""

    code = "NO_DATA_HERE"
    en = "This agency stores no data about you. Ask the agency in which you serve or served."
    id = (
        "Perangkat daerah ini tidak menyimpan data tentang Anda. Ajukan kepada perangkat daerah"
        " tempat Anda bertugas."
    )


class RequestOpenError(KinerjaError):
    """A request of this kind waits for its decision already."""

    code = "REQUEST_OPEN"
    en = "You have filed a request of this kind that is not decided yet. Withdraw it to file anew."
    id = (
        "Permohonan Anda yang sejenis belum diputuskan. Tarik permohonan itu untuk mengajukan yang"
        " baru."
    )


class RequestClosedError(KinerjaError):
    """The request is decided or withdrawn already."""

    code = "STATE_CONFLICT"
    en = "This request is closed already: {state}."
    id = "Permohonan ini sudah selesai: {state}."


class DecisionError(KinerjaError):
    """A request is decided by doing or refusing it, nothing else."""

    code = "DECISION_INVALID"
    en = "A request is decided as DONE or REFUSED. The person who filed it may withdraw it."
    id = "Permohonan diputuskan DONE atau REFUSED. Hanya pemohon yang dapat menariknya."


class ChangeRequiredError(KinerjaError):
    """A correction is done without a change that it refers to, or by one that does not fit."""

    code = "CHANGE_REQUIRED"
    en = (
        "Name the audit event of the change that corrected the data: one about this person, made"
        " after the request was filed."
    )
    id = (
        "Sebutkan peristiwa audit dari perubahan yang memperbaiki data: tentang orang ini, dan"
        " sesudah permohonan diajukan."
    )


class ChangeNotWantedError(KinerjaError):
    """A change is named where nothing was corrected."""

    code = "CHANGE_NOT_WANTED"
    en = "Only a correction that was made names a change."
    id = "Hanya perbaikan yang sudah dilakukan yang menyebut perubahan."


class PersonalTextError(KinerjaError):
    """A statement, reason or legal basis is missing, too long, or holds control characters."""

    code = "TEXT_REQUIRED"
    en = "Write {least} to {limit} characters, in words that a stranger understands."
    id = "Tulis {least} sampai {limit} karakter, dengan kata-kata yang dipahami orang lain."


class HoldPeriodError(KinerjaError):
    """The hold would end before it begins."""

    code = "HOLD_PERIOD"
    en = "A legal hold begins today. Its last day is today or later; leave it out if it is unknown."
    id = (
        "Penahanan penghapusan mulai hari ini. Hari terakhirnya hari ini atau sesudahnya; kosongkan"
        " jika belum diketahui."
    )


class HoldLiftedError(KinerjaError):
    """Somebody has lifted the hold already."""

    code = "STATE_CONFLICT"
    en = "This legal hold is lifted already."
    id = "Penahanan penghapusan ini sudah dicabut."


class LegalHoldError(KinerjaError):
    """The data of this person must be kept for now. It does not tell for what."""

    code = "LEGAL_HOLD"
    en = "The data of this person must not be erased at present. Ask the data protection officer."
    id = "Data orang ini belum boleh dihapus. Tanyakan kepada pejabat pelindungan data pribadi."


class EmployeeActiveError(KinerjaError):
    """Nobody who serves is erased: the agency needs the data for the service."""

    code = "EMPLOYEE_ACTIVE"
    en = "This person serves in the agency. Data is erased after the service has ended."
    id = "Orang ini masih bertugas. Data dihapus setelah masa tugas berakhir."


class RetentionRunsError(KinerjaError):
    """The data is to be kept longer, and no request to erase it has been granted."""

    code = "RETENTION_RUNS"
    en = (
        "The data of this person is kept until {until}. Before that it is erased only on a request"
        " that was granted."
    )
    id = (
        "Data orang ini disimpan sampai {until}. Sebelum itu data hanya dihapus atas permohonan"
        " yang dikabulkan."
    )


class ExportTooLargeError(KinerjaError):
    """There is more about the person than one answer should hold."""

    code = "EXPORT_TOO_LARGE"
    en = (
        "There are more than {limit} records about you. Ask the data protection officer for the"
        " file: `kinerja person export` writes all of them."
    )
    id = (
        "Ada lebih dari {limit} catatan tentang Anda. Mintalah berkasnya kepada pejabat"
        " pelindungan data pribadi: `kinerja person export` menulis semuanya."
    )
