"""What a row says about the people it concerns, as SQL columns and as plain values.

The two forms stand beside each other because every relation is defined on both: on columns it
becomes a row filter, on values it is the predicate that Casbin's matcher calls.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from uuid import UUID

from sqlalchemy import ColumnElement


@dataclass(frozen=True)
class RowFacts:
    """Which columns of a row answer the relations' questions.

    A missing `rater`, `superior` or `unit_path` is looked up by `owner` and day. A row with
    neither `owner` nor `unit_path` belongs to the agency as a whole: its head is the head of the
    root unit. A row without `state` satisfies no rule that names states. `rater_due` is the last
    day on which the rater is in time.
    """

    agency: ColumnElement[int]
    state: ColumnElement[str] | None = None
    owner: ColumnElement[UUID] | None = None
    rater: ColumnElement[UUID] | None = None
    superior: ColumnElement[UUID] | None = None
    unit_path: ColumnElement[str] | None = None
    author: ColumnElement[UUID] | None = None
    rater_due: ColumnElement[date] | None = None


class Missing(Enum):
    """The kind of row has no such column; different from a column that is NULL."""

    COLUMN = "column"


@dataclass(frozen=True)
class PlainRow:
    """The same facts as values. `Missing.COLUMN` stands for a column that `RowFacts` leaves out."""

    agency: int
    state: str | Missing | None = Missing.COLUMN
    owner: UUID | Missing | None = Missing.COLUMN
    rater: UUID | Missing | None = Missing.COLUMN
    superior: UUID | Missing | None = Missing.COLUMN
    unit_path: str | Missing | None = Missing.COLUMN
    author: UUID | Missing | None = Missing.COLUMN
    rater_due: date | Missing | None = Missing.COLUMN


@dataclass(frozen=True)
class Period:
    """Days from `start` up to, not including, `end`; None is open."""

    start: date | None = None
    end: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether `day` lies in the period."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True)
class PlainUnit:
    """An org unit: where it stands in the tree and which position heads it."""

    agency: int
    path: str
    head_position: UUID | None


@dataclass(frozen=True)
class PlainAssignment:
    """Who holds which position in which unit, and when."""

    agency: int
    employee: UUID
    position: UUID
    unit_path: str
    valid: Period
    kind: str = "DEFINITIF"


@dataclass(frozen=True)
class PlainLine:
    """Who appraises whom under which superior, and when."""

    agency: int
    ratee: UUID
    rater: UUID
    superior: UUID | None
    kind: str
    valid: Period


@dataclass(frozen=True)
class PlainDelegation:
    """Who rates in whose place, and when."""

    agency: int
    delegator: UUID
    delegate: UUID
    valid: Period


@dataclass(frozen=True)
class PlainCase:
    """An inspection case: about whom it is, and when it is open."""

    agency: int
    employee: UUID
    valid: Period


@dataclass(frozen=True)
class Organisation:
    """The organisation as values: what the looked-up relations are evaluated over."""

    units: tuple[PlainUnit, ...] = ()
    assignments: tuple[PlainAssignment, ...] = ()
    lines: tuple[PlainLine, ...] = ()
    delegations: tuple[PlainDelegation, ...] = ()
    cases: tuple[PlainCase, ...] = ()


#: No organisation at all: enough for rows whose relations are pinned in their columns.
NOWHERE = Organisation()
