"""The closed vocabulary of simulations."""

from enum import StrEnum


class GradeDirection(StrEnum):
    """Where somebody goes: to a better or a worse grade, or nowhere.

    UNGRADED: before or after there is no grade, since nothing applies to the person.
    """

    UP = "UP"
    DOWN = "DOWN"
    SAME = "SAME"
    UNGRADED = "UNGRADED"
