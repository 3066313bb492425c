"""A row of a file, before anything is known about its columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kinerja.kit.errors import KinerjaError

Cell = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True, slots=True)
class Line:
    """A row: where it starts, its cells, and what is already known to be wrong with it."""

    number: int
    cells: Sequence[Cell]
    error: KinerjaError | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether no cell holds anything."""
        return self.error is None and all(
            isinstance(cell, str) and not cell.strip() for cell in self.cells
        )
