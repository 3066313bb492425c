"""The closed vocabulary of objections."""

from enum import StrEnum


class ObjectionState(StrEnum):
    """The life of an objection (domain rules, section 3.3)."""

    FILED = "FILED"
    UNDER_EXAMINATION = "UNDER_EXAMINATION"
    UPHELD = "UPHELD"
    CHANGED = "CHANGED"
    WITHDRAWN = "WITHDRAWN"
    INADMISSIBLE = "INADMISSIBLE"


#: Nothing has been decided about these.
OPEN = (ObjectionState.FILED, ObjectionState.UNDER_EXAMINATION)
#: What a decision may be: the result is upheld, a new revision changes it, or there is nothing to
#: examine.
DECISIONS = (ObjectionState.UPHELD, ObjectionState.CHANGED, ObjectionState.INADMISSIBLE)
