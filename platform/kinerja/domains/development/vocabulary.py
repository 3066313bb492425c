"""The closed vocabulary of feedback."""

from enum import StrEnum


class FeedbackKind(StrEnum):
    """What is written (PermenPANRB 6/2022: continuous feedback, performance dialogue)."""

    FEEDBACK = "FEEDBACK"
    DIALOGUE_NOTE = "DIALOGUE_NOTE"


class FeedbackVisibility(StrEnum):
    """Up to whom it may be read; the employee and the author always read it."""

    RATER = "RATER"
    SUPERIOR = "SUPERIOR"
