"""Every failure that work on performance plans may answer with."""

from kinerja.kit.errors import KinerjaError


class PlanNotFoundError(KinerjaError):
    """No such plan, cycle or assignment in this agency, or none that the actor may see."""

    code = "NOT_FOUND"
    en = "There is no such plan, cycle or assignment in this agency."
    id = "Tidak ada SKP, siklus, atau penugasan seperti itu di perangkat daerah ini."


class PlanStateConflictError(KinerjaError):
    """The plan stands elsewhere in its life."""

    code = "STATE_CONFLICT"
    en = "This plan is {state}; this step needs one that is {expected}."
    id = "SKP ini berstatus {state}; langkah ini memerlukan status {expected}."


class ConcurrentPlanError(KinerjaError):
    """The plan is no longer the edition that was read."""

    code = "CONCURRENT_UPDATE"
    en = "Somebody else changed this plan; its edition is {edition} now. Read it and repeat."
    id = "Orang lain mengubah SKP ini; edisinya kini {edition}. Baca lagi lalu ulangi."


class PlanOpenError(KinerjaError):
    """Of one assignment in one cycle one revision is written at a time."""

    code = "PLAN_OPEN"
    en = "A revision of this plan is being written already. Agree to that one first."
    id = "Satu revisi SKP ini sedang disusun. Sepakati dahulu revisi itu."


class PlanningClosedError(KinerjaError):
    """Plans are made before anybody is rated (PermenPANRB 6/2022 Pasal 5)."""

    code = "PLANNING_CLOSED"
    en = "The cycle is {state}; plans are written while it is {expected}."
    id = "Siklus berstatus {state}; SKP disusun selama status {expected}."


class NoCommonDayError(KinerjaError):
    """The assignment has no day in the cycle."""

    code = "ASSIGNMENT_OUTSIDE_CYCLE"
    en = "The assignment has no day in the period of this cycle. Choose another one."
    id = "Penugasan tidak berlaku dalam periode siklus ini. Pilih penugasan lain."


class PlanTextError(KinerjaError):
    """Texts of a plan are short, and one line."""

    code = "TEXT_NOT_ALLOWED"
    en = "Give a text of 1 to {limit} characters without control characters."
    id = "Berikan teks 1 sampai {limit} karakter tanpa karakter kendali."


class ReturnReasonError(KinerjaError):
    """Whoever returns a plan says why."""

    code = "REASON_REQUIRED"
    en = "Give a reason of {least} to {limit} characters without control characters."
    id = "Berikan alasan {least} sampai {limit} karakter tanpa karakter kendali."


class TooManyResultsError(KinerjaError):
    """A plan is a page, not a register."""

    code = "TOO_MANY_WORK_RESULTS"
    en = "A plan has at most {limit} work results. Put together what belongs together."
    id = "SKP memuat paling banyak {limit} hasil kerja. Gabungkan yang sejenis."


class TargetError(KinerjaError):
    """A measurable target has a unit, and fits its column."""

    code = "TARGET_INCOMPLETE"
    en = "Give target and unit together, the target from 0 with at most 4 decimals; or neither."
    id = "Isi target dan satuan bersama, target mulai 0 dengan paling banyak 4 desimal; atau tidak."


class PerspectiveError(KinerjaError):
    """Perspectives belong to plans of senior executives."""

    code = "PERSPECTIVE_NOT_JPT"
    en = "Only work results of a senior executive (JPT) have a perspective. Leave it out."
    id = "Hanya hasil kerja pejabat pimpinan tinggi (JPT) yang berperspektif. Kosongkan."


class AlignmentError(KinerjaError):
    """A work result serves one of the rater's own, in the same cycle."""

    code = "ALIGNMENT_UNKNOWN"
    en = "Name a work result of the rater's own proposed or agreed plan in this cycle."
    id = "Sebutkan hasil kerja dalam SKP penilai yang diajukan atau disepakati pada siklus ini."


class ContinuationError(KinerjaError):
    """What continues a work result names one of the edition that is replaced, once."""

    code = "WORK_RESULT_UNKNOWN"
    en = "Name a work result of the present edition of this plan, and each at most once."
    id = "Sebutkan hasil kerja dari edisi SKP ini yang berlaku, masing-masing paling banyak sekali."


class ValueRepeatedError(KinerjaError):
    """Each value of behaviour has one expectation."""

    code = "VALUE_REPEATED"
    en = "Each value of behaviour may be given once. Put its expectations into one text."
    id = "Setiap nilai perilaku hanya boleh sekali. Gabungkan ekspektasinya dalam satu teks."


class PrimaryNeededError(KinerjaError):
    """A plan without a primary work result plans nothing."""

    code = "PRIMARY_RESULT_NEEDED"
    en = "A plan needs at least one PRIMARY work result before it is proposed."
    id = "SKP memerlukan paling sedikit satu hasil kerja PRIMARY sebelum diajukan."


class OtherSideError(KinerjaError):
    """Whoever proposed has agreed already; the other side has not."""

    code = "OTHER_SIDE_NEEDED"
    en = "Your side proposed this plan; now the other one, ratee or rater, agrees to it."
    id = "Pihak Anda yang mengajukan SKP ini; kini pihak lain, pegawai atau penilai, menyepakati."
