"""Every failure that work on cycles may answer with."""

from kinerja.kit.errors import KinerjaError


class CycleNotFoundError(KinerjaError):
    """No such cycle in this agency, or the actor may not know of it."""

    code = "NOT_FOUND"
    en = "There is no such cycle in this agency."
    id = "Tidak ada siklus penilaian seperti itu di perangkat daerah ini."


class CycleFrameworkNotFoundError(KinerjaError):
    """A cycle is to use a framework that the agency does not have."""

    code = "NOT_FOUND"
    en = "There is no such framework in this agency."
    id = "Tidak ada kerangka indikator seperti itu di perangkat daerah ini."


class CycleCodeTakenError(KinerjaError):
    """Another cycle of the agency has this code."""

    code = "CODE_TAKEN"
    en = "The agency already has a cycle {cycle}. Choose another code."
    id = "Perangkat daerah sudah memiliki siklus {cycle}. Pilih kode lain."


class CycleCodeMalformedError(KinerjaError):
    """A code that cannot serve as a stable name."""

    code = "CODE_MALFORMED"
    en = (
        "A code has 1 to 64 letters, digits, dots, hyphens or underscores, a letter or digit first."
    )
    id = (
        "Kode berisi 1 sampai 64 huruf, angka, titik, tanda hubung atau garis bawah, diawali huruf"
        " atau angka."
    )


class CycleNameNotAllowedError(KinerjaError):
    """A name that is blank, too long, or not one line of text."""

    code = "TEXT_NOT_ALLOWED"
    en = "A name is one line of 1 to {limit} characters."
    id = "Nama berupa satu baris, 1 sampai {limit} karakter."


class InvalidPeriodError(KinerjaError):
    """The last day comes before the first."""

    code = "INVALID_PERIOD"
    en = "The last day ({end}) comes before the first ({start}), or lies beyond the calendar."
    id = "Hari terakhir ({end}) mendahului hari pertama ({start}), atau di luar kalender."


class PeriodTooLongError(KinerjaError):
    """The period is longer than its kind says."""

    code = "INVALID_PERIOD"
    en = "A {kind} cycle lasts at most {limit} days; this one lasts {days}."
    id = "Siklus {kind} berlangsung paling lama {limit} hari; yang ini {days} hari."


class PeriodOverlapError(KinerjaError):
    """Another cycle of the same framework and kind has days of this period."""

    code = "PERIOD_OVERLAP"
    en = (
        "Another cycle of this kind with this framework has days of this period."
        " Choose other days, or cancel the other cycle."
    )
    id = (
        "Siklus lain dengan jenis dan kerangka yang sama mencakup sebagian periode ini."
        " Pilih hari lain, atau batalkan siklus itu."
    )


class CycleStateConflictError(KinerjaError):
    """The cycle's state does not allow this step."""

    code = "STATE_CONFLICT"
    en = "This cycle is {state}; this step needs one that is {expected}."
    id = "Siklus ini berstatus {state}; langkah ini memerlukan status {expected}."


class ConcurrentChangeError(KinerjaError):
    """Somebody else changed the cycle in the meantime."""

    code = "STATE_CONFLICT"
    en = "Somebody else changed this cycle at the same time. Read it again and repeat."
    id = "Orang lain mengubah siklus ini pada saat yang sama. Baca lagi lalu ulangi."


class ReasonRequiredError(KinerjaError):
    """A step that takes something away needs a reason for the audit trail."""

    code = "REASON_REQUIRED"
    en = "Give a reason of 10 to {limit} characters; it is kept in the audit trail."
    id = "Berikan alasan 10 sampai {limit} karakter; alasan disimpan dalam jejak audit."


class NoPublishedVersionError(KinerjaError):
    """No published version is in force on all days of the period.

    A cycle pins one version, and published versions leave no gap inside an open cycle (domain
    rules, 3.2 no. 2 and 3): when the law changes in the middle, one cycle ends there and the next
    begins.
    """

    code = "NO_PUBLISHED_VERSION"
    en = (
        "No published version of the framework is in force on all days of {start} to {end}."
        " Publish one, or end this cycle where the version changes."
    )
    id = (
        "Tidak ada versi kerangka yang terbit dan berlaku pada semua hari {start} sampai {end}."
        " Terbitkan versinya, atau akhiri siklus ini pada hari versinya berganti."
    )


class VersionTooDeepError(KinerjaError):
    """The tree of components is deeper than results can be computed for."""

    code = "TREE_TOO_DEEP"
    en = "The components of the framework version are nested deeper than {limit} levels."
    id = "Komponen versi kerangka bertingkat lebih dari {limit} tingkat."


class NoRateesError(KinerjaError):
    """Nobody would be appraised."""

    code = "NO_RATEES"
    en = "No employee holds a position in this period to which the framework version applies."
    id = "Tidak ada pegawai dengan jabatan pada periode ini yang dicakup versi kerangka."


class RateesWithoutRaterError(KinerjaError):
    """Some employees have nobody who could appraise them.

    `details["employees"]` has the ids of the first of them: opaque, no personal data.
    """

    code = "RATEES_WITHOUT_RATER"
    en = (
        "{count} employees have no rater in this period, among them {employees}. Give them a"
        " reporting line, or leave them out of the cycle by naming them as exceptions."
    )
    id = (
        "{count} pegawai tidak memiliki pejabat penilai pada periode ini, antara lain {employees}."
        " Tetapkan pejabat penilainya, atau kecualikan mereka dengan mencantumkan id-nya di"
        " `exceptions`."
    )


class UnknownExceptionError(KinerjaError):
    """An exception names somebody who would not be appraised anyway."""

    code = "UNKNOWN_EXCEPTION"
    en = "This exception is no employee without a rater in this cycle. Leave it out."
    id = "Pengecualian ini bukan pegawai tanpa pejabat penilai dalam siklus ini. Hapuslah."


class AppraisalsPendingError(KinerjaError):
    """Results are made by people: as long as one has not decided, the cycle is not final."""

    code = "APPRAISALS_PENDING"
    en = (
        "{count} appraisals are not submitted with decided ratings yet. A person decides each of"
        " them (UU 27/2022 Pasal 10); the cycle can be finalised then."
    )
    id = (
        "{count} penilaian belum diajukan dengan rating yang diputuskan. Setiap penilaian"
        " diputuskan oleh manusia (UU 27/2022 Pasal 10); setelah itu siklus dapat ditetapkan."
    )


class ResultsOpenError(KinerjaError):
    """Ratees may still object, or an objection is not decided."""

    code = "RESULTS_OPEN"
    en = (
        "{count} results are not final yet: not calibrated, not delivered, or within their {days}"
        " days for objections. The cycle can be finalised when all are."
    )
    id = (
        "{count} hasil belum final: belum dikalibrasi, belum disampaikan, atau masih dalam {days}"
        " hari masa keberatan. Siklus dapat ditetapkan setelah semuanya final."
    )


class NothingToDeliverError(KinerjaError):
    """A result is delivered once the head of a unit has calibrated it."""

    code = "NOTHING_TO_DELIVER"
    en = (
        "No result of this cycle waits to be delivered. Calibrate some first; a cycle with {days}"
        " days for objections delivers only when there are any, and else is just finalised."
    )
    id = (
        "Tidak ada hasil siklus ini yang menunggu disampaikan. Kalibrasikan dahulu; siklus dengan"
        " {days} hari keberatan hanya menyampaikan hasil bila harinya ada, selain itu cukup"
        " ditetapkan."
    )


class ObjectionDaysError(KinerjaError):
    """For how many days a result may be objected to lies within what the law and sense allow."""

    code = "OBJECTION_DAYS"
    en = "Give 0 days (no delivery) or {least} to {limit} (PP 30/2019 Pasal 59: 14)."
    id = "Isi 0 hari (tanpa penyampaian) atau {least} sampai {limit} (PP 30/2019 Pasal 59: 14)."


class DeadlineError(KinerjaError):
    """A deadline has passed already, or lies more than a year ahead."""

    code = "DEADLINE"
    en = "The last day is today at the earliest and {latest} at the latest."
    id = "Hari terakhir paling cepat hari ini dan paling lambat {latest}."


class CycleEmptyError(KinerjaError):
    """A cycle without appraisals has no result."""

    code = "CYCLE_EMPTY"
    en = "This cycle has no appraisals, so there is nothing to finalise."
    id = "Siklus ini tidak memiliki penilaian, sehingga tidak ada yang dapat ditetapkan."


class RatingDueError(KinerjaError):
    """The day on which the raters are due has passed, or lies more than a year ahead."""

    code = "RATING_DUE"
    en = "The raters are due today at the earliest and on {latest} at the latest."
    id = "Batas waktu penilai paling cepat hari ini dan paling lambat {latest}."
