"""The closed vocabularies of feedback and of development actions."""

from enum import StrEnum


class FeedbackKind(StrEnum):
    """What is written (PermenPANRB 6/2022: continuous feedback, performance dialogue)."""

    FEEDBACK = "FEEDBACK"
    DIALOGUE_NOTE = "DIALOGUE_NOTE"


class FeedbackVisibility(StrEnum):
    """Up to whom it may be read; the employee and the author always read it."""

    RATER = "RATER"
    SUPERIOR = "SUPERIOR"


class ActionState(StrEnum):
    """The life of a development action."""

    PLANNED = "PLANNED"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    CANCELLED = "CANCELLED"


#: Nothing came of these yet.
OPEN = (ActionState.PLANNED, ActionState.IN_PROGRESS)
