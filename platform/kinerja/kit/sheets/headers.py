"""The headings of a file: in which column each is, whatever their order and language."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from kinerja.kit.errors import Worded
from kinerja.kit.sheets.file_errors import (
    HeaderMissingError,
    MissingColumnsError,
    MisspeltColumnsError,
    RepeatedColumnError,
)

Column = TypeVar("Column", bound=str)

_SEPARATORS = re.compile(r"[\s.\-/]+")
_LIKENESS = 0.85


@dataclass(frozen=True)
class Header(Generic[Column]):
    """Where each known column is (counted from 0), and which headings were not understood.

    `headings` are those of the file, by which its author knows the columns.
    """

    positions: Mapping[Column, int]
    headings: Mapping[Column, str]
    ignored: tuple[str, ...]
    width: int


def plain_heading(text: object) -> str:
    """Return a heading in small letters, its words joined by underscores."""
    return _SEPARATORS.sub("_", str(text).strip().casefold()).strip("_")


@dataclass(frozen=True)
class Headings(Generic[Column]):
    """The columns of a kind of file: what each may be headed, the Indonesian heading first.

    A column is also known by its own name, which is the English one.
    """

    known: Mapping[Column, Sequence[str]]
    required: Sequence[Column]

    def read(self, cells: Sequence[object]) -> Header[Column]:
        """Match the first row of a file with the columns.

        A heading that is unknown is ignored and named, unless it looks like a misspelt column.

        Raises:
            ImportFileError: columns are missing, repeated or misspelt.
        """
        headings = [plain_heading(cell) for cell in cells]
        by_heading = self._by_heading()
        positions: dict[Column, int] = {}
        unknown: list[tuple[int, str]] = []
        for place, heading in enumerate(headings):
            column = by_heading.get(heading)
            if column is None:
                unknown += [(place, heading)] if heading else []
            elif column in positions:
                raise RepeatedColumnError(
                    column=Worded(column, self.known[column][0]),
                    first=positions[column] + 1,
                    second=place + 1,
                )
            else:
                positions[column] = place
        if not positions:
            raise HeaderMissingError  # What stands there may be a person: it is not quoted.
        free = [heading for heading, column in by_heading.items() if column not in positions]
        _refuse_misspelt(unknown, free)
        self._refuse_missing(positions)
        return Header(
            positions=positions,
            headings={column: headings[place] for column, place in positions.items()},
            ignored=tuple(heading for _, heading in unknown),
            width=len(headings),
        )

    def _by_heading(self) -> dict[str, Column]:
        return {
            plain_heading(heading): column
            for column, headings in self.known.items()
            for heading in (column, *headings)
        }

    def _refuse_missing(self, positions: Mapping[Column, int]) -> None:
        missing = [column for column in self.required if column not in positions]
        if missing:
            indonesian = ", ".join(self.known[column][0] for column in missing)
            raise MissingColumnsError(columns=Worded(", ".join(missing), indonesian))


def _refuse_misspelt(unknown: Sequence[tuple[int, str]], free: Sequence[str]) -> None:
    for place, heading in unknown:
        alike = difflib.get_close_matches(heading, free, n=1, cutoff=_LIKENESS)
        if alike:
            raise MisspeltColumnsError(number=place + 1, found=heading, meant=alike[0])
