"""Every failure that deciding on units and calibrating by patterns may answer with."""

from kinerja.kit.errors import KinerjaError


class RatedUnitNotFoundError(KinerjaError):
    """No such unit in this agency."""

    code = "NOT_FOUND"
    en = "There is no such unit in this agency."
    id = "Tidak ada unit kerja seperti itu di perangkat daerah ini."


class RatedCycleNotFoundError(KinerjaError):
    """No such cycle in this agency."""

    code = "NOT_FOUND"
    en = "There is no such cycle in this agency."
    id = "Tidak ada siklus seperti itu di perangkat daerah ini."


class CycleNotRatedNowError(KinerjaError):
    """Units are rated while a cycle runs."""

    code = "STATE_CONFLICT"
    en = "The cycle is {state}; units are rated while it is {expected}."
    id = "Siklus berstatus {state}; kinerja unit ditetapkan selama statusnya {expected}."


class ConcurrentOrgPerformanceError(KinerjaError):
    """Somebody else rated the unit at the same time."""

    code = "CONCURRENT_UPDATE"
    en = "Somebody else rated this unit at the same time. Read it again and repeat."
    id = "Orang lain menetapkan kinerja unit ini pada saat yang sama. Baca lagi lalu ulangi."


class OrgPerformanceMissingError(KinerjaError):
    """The pattern of a unit follows from how it performed (SE Menteri PANRB 3/2023)."""

    code = "ORG_PERFORMANCE_MISSING"
    en = "Nobody has rated the unit, or one above it, for this cycle. Do that first."
    id = "Kinerja unit ini atau unit di atasnya belum ditetapkan pada siklus ini. Tetapkan dulu."


class DistributionViolatedError(KinerjaError):
    """The cycle enforces the pattern of the unit."""

    code = "DISTRIBUTION_VIOLATED"
    en = "The grades do not keep the unit's pattern: {demands} Return what is to be rated again."
    id = "Sebaran predikat belum memenuhi pola unit: {demands} Kembalikan yang perlu dinilai ulang."


class JustificationRequiredError(KinerjaError):
    """The pattern of the unit is advice: whoever departs from it says why."""

    code = "JUSTIFICATION_REQUIRED"
    en = (
        "The grades do not keep the unit's pattern: {demands} Give a justification, or return some."
    )
    id = (
        "Sebaran predikat belum memenuhi pola unit: {demands} Berikan justifikasi, atau kembalikan."
    )


class CalibrationTextError(KinerjaError):
    """A basis or a justification is a text that somebody can read."""

    code = "REASON_REQUIRED"
    en = "Give a text of {least} to {limit} characters without control characters."
    id = "Berikan teks {least} sampai {limit} karakter tanpa karakter kendali."
