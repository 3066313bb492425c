"""The closed vocabularies of cycles."""

from enum import StrEnum


class CycleKind(StrEnum):
    """How long a cycle lasts."""

    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    ANNUAL = "ANNUAL"


class DistributionMode(StrEnum):
    """Whether the grades of a unit must keep the pattern of SE Menteri PANRB 3/2023."""

    ADVISORY = "ADVISORY"
    ENFORCED = "ENFORCED"


class CycleState(StrEnum):
    """The life of a cycle (domain rules, section 3.3)."""

    PLANNED = "PLANNED"
    PLANNING = "PLANNING"
    OPEN = "OPEN"
    SCORING = "SCORING"
    CALIBRATION = "CALIBRATION"
    FINALISED = "FINALISED"
    ARCHIVED = "ARCHIVED"
    CANCELLED = "CANCELLED"
