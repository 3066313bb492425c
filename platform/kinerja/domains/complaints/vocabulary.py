"""The closed vocabularies of complaints."""

from enum import StrEnum


class ComplaintState(StrEnum):
    """What became of a complaint: red, yellow and green in JAKI, or not this agency's to answer."""

    WAITING = "WAITING"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    REJECTED = "REJECTED"
    REROUTED = "REROUTED"


class ComplaintMeasure(StrEnum):
    """Which rate an indicator means: answered within three days, or closed by the cut-off."""

    ANSWERED_IN_TIME = "ANSWERED_IN_TIME"
    DONE = "DONE"
