"""What verifying an audit trail finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from tenants.records import AgencyRecord


class Fault(StrEnum):
    """What is wrong at one place of a trail."""

    #: The event, or its link, is not what was sealed: changed, exchanged, or put in between.
    CHANGED = "CHANGED"
    #: The link names an event that is not there.
    REMOVED = "REMOVED"
    #: A position is missing, or there twice.
    OUT_OF_ORDER = "OUT_OF_ORDER"
    #: An event is linked twice.
    REPEATED = "REPEATED"
    #: The seals say that the chain was longer, or shorter, or ended otherwise.
    SEAL_BROKEN = "SEAL_BROKEN"
    #: The event says that it happened long before what was sealed when it turned up.
    BACKDATED = "BACKDATED"
    #: The reason that stands apart from the event is not the one that the event has the hash of.
    REASON_CHANGED = "REASON_CHANGED"
    #: The reason is gone, and the person whom the event is about was not erased.
    REASON_REMOVED = "REASON_REMOVED"
    #: The head that was kept outside is no longer in the chain: its tail was cut off.
    HEAD_MISSING = "HEAD_MISSING"
    #: At the head's position there is something else: the chain was written anew.
    HEAD_DIFFERS = "HEAD_DIFFERS"


@dataclass(frozen=True)
class Finding:
    """One fault. `position` is that of the chain; an event that is not sealed has none."""

    fault: Fault
    position: int | None = None
    event_id: UUID | None = None


@dataclass(frozen=True)
class Verdict:
    """What verifying one agency's trail gave. `findings` come in the order of their positions."""

    agency: AgencyRecord
    sealed: int
    unsealed: int
    findings: Sequence[Finding]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong with it; events may still wait to be sealed."""
        return not self.findings
