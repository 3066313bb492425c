"""The closed vocabularies of frameworks."""

from enum import StrEnum


class VersionStatus(StrEnum):
    """The life of a framework version; it only moves forward, but for IN_REVIEW → DRAFT."""

    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    PUBLISHED = "PUBLISHED"
    RETIRED = "RETIRED"


class Scheme(StrEnum):
    """How work results (SKP) and behaviour combine (PP 30/2019 Pasal 41).

    The first number is the weight of work results, the second that of behaviour. COMPONENTS: the
    weighted tree alone is the composite, with no separate behaviour part.
    """

    S70_30 = "S70_30"
    S60_40 = "S60_40"
    COMPONENTS = "COMPONENTS"


class ComponentCategory(StrEnum):
    """What a component measures; the shared ground on which agencies are compared."""

    RESPONSIBILITY = "RESPONSIBILITY"
    DISCIPLINE = "DISCIPLINE"
    PUBLIC_SERVICE = "PUBLIC_SERVICE"
    BEHAVIOUR = "BEHAVIOUR"
    OTHER = "OTHER"


class Direction(StrEnum):
    """Which actual value is good: above the target, below it, or inside a range."""

    HIGHER = "HIGHER"
    LOWER = "LOWER"
    RANGE = "RANGE"


class Source(StrEnum):
    """Where the actual value of an indicator comes from."""

    MANUAL = "MANUAL"
    SELF = "SELF"
    PEER = "PEER"
    ATTENDANCE = "ATTENDANCE"
    SURVEY_IKM = "SURVEY_IKM"
    COMPLAINT_SLA = "COMPLAINT_SLA"
    EXTERNAL = "EXTERNAL"


class NotApplicablePolicy(StrEnum):
    """What happens to an indicator's weight when it does not apply.

    REDISTRIBUTE: its weight goes to its siblings in proportion. ZERO: it counts as achievement 0.
    BLOCK: it may not be marked as not applicable.
    """

    REDISTRIBUTE = "REDISTRIBUTE"
    ZERO = "ZERO"
    BLOCK = "BLOCK"


class ApplicableClass(StrEnum):
    """The position classes that a framework or indicator may be limited to.

    They are those of the organisation, repeated because domains don't import one another; a test
    holds the two lists together.
    """

    JPT = "JPT"
    ADMINISTRATOR = "ADMINISTRATOR"
    PENGAWAS = "PENGAWAS"
    PELAKSANA = "PELAKSANA"
    FUNGSIONAL = "FUNGSIONAL"
