"""The closed vocabularies of performance plans."""

from enum import StrEnum


class PlanState(StrEnum):
    """The life of one revision of a plan. What is agreed to never changes again."""

    DRAFT = "DRAFT"
    PROPOSED = "PROPOSED"
    AGREED = "AGREED"


class WorkResultKind(StrEnum):
    """Whether a work result is of the position's core or beside it (PermenPANRB 6/2022)."""

    PRIMARY = "PRIMARY"
    ADDITIONAL = "ADDITIONAL"


class Perspective(StrEnum):
    """From which side a senior executive's work result is seen (PermenPANRB 6/2022, form JPT)."""

    SERVICE_RECIPIENTS = "SERVICE_RECIPIENTS"
    BUSINESS_PROCESS = "BUSINESS_PROCESS"
    INTERNAL_STRENGTHENING = "INTERNAL_STRENGTHENING"
    BUDGET = "BUDGET"


class CoreValue(StrEnum):
    """The seven values of behaviour, BerAKHLAK, in their order."""

    SERVICE_ORIENTED = "SERVICE_ORIENTED"
    ACCOUNTABLE = "ACCOUNTABLE"
    COMPETENT = "COMPETENT"
    HARMONIOUS = "HARMONIOUS"
    LOYAL = "LOYAL"
    ADAPTIVE = "ADAPTIVE"
    COLLABORATIVE = "COLLABORATIVE"


#: In these states of its cycle a plan may be written and agreed to: before anybody is rated.
PLANNABLE = ("PLANNING", "OPEN")
