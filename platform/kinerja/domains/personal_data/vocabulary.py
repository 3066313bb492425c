"""The words about personal data: kinds and states of requests, states of holds, kinds of data."""

from enum import StrEnum


class RequestKind(StrEnum):
    """What a data subject asks for (UU 27/2022 Pasal 6, 7 and 8)."""

    CORRECTION = "CORRECTION"
    ERASURE = "ERASURE"
    ACCESS = "ACCESS"


class RequestState(StrEnum):
    """How far a request has come. DONE means corrected, handed over, or granted to be erased."""

    FILED = "FILED"
    DONE = "DONE"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"


class HoldState(StrEnum):
    """Whether somebody has lifted a legal hold. One that is not lifted still ends with its days."""

    PLACED = "PLACED"
    LIFTED = "LIFTED"
