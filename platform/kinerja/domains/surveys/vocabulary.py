"""The closed vocabularies of surveys."""

from enum import StrEnum


class SurveyState(StrEnum):
    """The life of a campaign; it only moves forward, but for IN_REVIEW → DRAFT."""

    DRAFT = "DRAFT"
    IN_REVIEW = "IN_REVIEW"
    OPEN = "OPEN"
    CLOSED = "CLOSED"


class SurveyKind(StrEnum):
    """Whether the index is an IKM.

    SKM: all elements of the ruleset, none dropped (PermenPANRB 14/2017); its index is the IKM.
    INTERNAL: own questions on the same scale; its index has the ruleset's bands, but it is never
    pooled with others and never counts for an indicator.
    """

    SKM = "SKM"
    INTERNAL = "INTERNAL"


class Ruleset(StrEnum):
    """Which regulation says what is asked and how the index is graded."""

    PERMENPANRB_14_2017 = "PERMENPANRB_14_2017"
    KEP_25_2004 = "KEP_25_2004"


class WeightMode(StrEnum):
    """How much each of the n elements counts.

    EXACT: 1/n, never rounded. W0_111: 1/n rounded to three decimals (0.111 of nine elements, 0.071
    of fourteen), and W0_11 to two, only to reproduce what was published with them: all answers of
    4 give 99.90 with 0.111. CUSTOM: weights of the survey's own, which sum to exactly 1.
    """

    EXACT = "EXACT"
    W0_111 = "W0_111"
    W0_11 = "W0_11"
    CUSTOM = "CUSTOM"


class Channel(StrEnum):
    """How an answer came in."""

    WEB = "WEB"
    COUNTER = "COUNTER"
    PAPER = "PAPER"
    PHONE = "PHONE"


class ServiceBand(StrEnum):
    """The quality of a service (mutu pelayanan): A is very good, D not good."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


#: The answers of the scale: 1 not good to 4 very good.
LOWEST, HIGHEST = 1, 4
