"""The states of an inspection case."""

from enum import StrEnum


class CaseState(StrEnum):
    """Whether somebody has closed a case. One that is not closed still ends with its last day."""

    OPEN = "OPEN"
    CLOSED = "CLOSED"
