"""What may be wrong with an amendment of a running cycle."""

from kinerja.kit.errors import KinerjaError


class AmendmentOutsidePeriodError(KinerjaError):
    """The new rules would begin on no day, or on every day, of the cycle."""

    code = "OUTSIDE_PERIOD"
    en = "The new version begins after the first day of the cycle: on {first} to {last}."
    id = "Versi baru berlaku setelah hari pertama siklus: pada {first} sampai {last}."


class AmendingVersionNotFoundError(KinerjaError):
    """A cycle is to go on under a framework version that the agency does not have."""

    code = "NOT_FOUND"
    en = "There is no such framework version in this agency."
    id = "Tidak ada versi kerangka seperti itu di perangkat daerah ini."


class AmendingVersionStatusError(KinerjaError):
    """A cycle goes on only under a version that is published, or about to be."""

    code = "STATE_CONFLICT"
    en = "This version is {status}; a cycle goes on under one that is PUBLISHED or IN_REVIEW."
    id = "Versi ini berstatus {status}; siklus hanya berlanjut dengan versi PUBLISHED / IN_REVIEW."


class SameVersionError(KinerjaError):
    """The cycle pins this version already: nothing would change."""

    code = "SAME_VERSION"
    en = "The cycle has this framework version already. Name the one that takes its place."
    id = "Siklus sudah memakai versi kerangka ini. Sebutkan versi penggantinya."


class LaterPostsError(KinerjaError):
    """Appraisals of posts that begin only after the cycle would end have no day in it."""

    code = "LATER_POSTS"
    en = (
        "{count} appraisals of this cycle are of posts that begin on {on} or later, so no day"
        " would be left of them. Choose a day after the last of those transfers."
    )
    id = (
        "{count} penilaian siklus ini untuk jabatan yang baru mulai pada {on} atau sesudahnya,"
        " sehingga tidak ada hari yang tersisa. Pilih hari setelah mutasi terakhir."
    )


class AmendedDeadlineError(KinerjaError):
    """A day for self-reviews before the successor begins, in the past, or too far ahead."""

    code = "DEADLINE"
    en = "The last day for self-reviews is {first} at the earliest and {latest} at the latest."
    id = "Hari terakhir penilaian mandiri paling cepat {first} dan paling lambat {latest}."


class NotOpenedError(KinerjaError):
    """What only an opened successor could keep, while its version is not published yet."""

    code = "NOT_PUBLISHED"
    en = (
        "The version is not published yet, so the successor is not opened now. Leave this out, and"
        " give it to openCycle after the publication."
    )
    id = (
        "Versi belum terbit, sehingga siklus penerus belum dibuka sekarang. Kosongkan isian ini dan"
        " berikan pada openCycle setelah versi terbit."
    )
