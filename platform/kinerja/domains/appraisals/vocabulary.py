"""The closed vocabularies of appraisals."""

from enum import StrEnum


class AppraisalState(StrEnum):
    """The life of an appraisal (domain rules, section 3.3)."""

    NOT_STARTED = "NOT_STARTED"
    SELF_REVIEW = "SELF_REVIEW"
    RATER_REVIEW = "RATER_REVIEW"
    SUBMITTED = "SUBMITTED"
    CALIBRATED = "CALIBRATED"
    DELIVERED = "DELIVERED"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    OBJECTED = "OBJECTED"
    OBJECTION_DECIDED = "OBJECTION_DECIDED"
    FINAL = "FINAL"


class Rating(StrEnum):
    """A rating of work results or of behaviour (PermenPANRB 6/2022)."""

    ABOVE_EXPECTATION = "ABOVE_EXPECTATION"
    MEETS_EXPECTATION = "MEETS_EXPECTATION"
    BELOW_EXPECTATION = "BELOW_EXPECTATION"


class Grade(StrEnum):
    """The performance grade (predikat kinerja), best first.

    Under PP 30/2019 NEEDS_IMPROVEMENT is called Cukup; under PermenPANRB 6/2022 it is called
    Butuh Perbaikan.
    """

    VERY_GOOD = "VERY_GOOD"
    GOOD = "GOOD"
    NEEDS_IMPROVEMENT = "NEEDS_IMPROVEMENT"
    POOR = "POOR"
    VERY_POOR = "VERY_POOR"


class NodeKind(StrEnum):
    """Whether a result row belongs to a component or to an indicator."""

    COMPONENT = "COMPONENT"
    INDICATOR = "INDICATOR"
