"""The closed vocabularies of complaints."""

from enum import StrEnum


class ComplaintState(StrEnum):
    """What became of a complaint: red, yellow and green in JAKI, or not this agency's to answer."""

    WAITING = "WAITING"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    REJECTED = "REJECTED"
    REROUTED = "REROUTED"
