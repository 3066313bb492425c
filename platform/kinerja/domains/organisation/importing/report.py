"""What an import did: counts, and each refused row by line, column and reason.

Nothing here quotes a cell: a report may be mailed around, the file may not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kinerja.domains.organisation.importing.columns import Column
from kinerja.domains.organisation.importing.rows import Problem, Remark
from kinerja.domains.organisation.importing.upserts import Changes
from kinerja.kit.sheets.problems import Problem as SheetProblem
from kinerja.kit.sheets.problems import write_problems


@dataclass(frozen=True)
class ImportReport:
    """The outcome. `is_kept` is false after a dry run or when all or nothing came to nothing."""

    rows: int
    refused: int
    problems: Sequence[Problem]
    remarks: Sequence[Remark]
    headings: Mapping[Column, str]
    ignored_columns: Sequence[str]
    changes: Changes
    is_kept: bool

    @property
    def accepted(self) -> int:
        """Return how many rows of the file are good."""
        return self.rows - self.refused

    @property
    def headed_problems(self) -> list[SheetProblem]:
        """Return the problems under the headings of the file."""
        return [
            SheetProblem(line, self.heading(column), error) for line, column, error in self.problems
        ]

    def heading(self, column: Column | None) -> str:
        """Return what the file calls a column; nothing for the row as a whole."""
        return "" if column is None else self.headings.get(column, column.value)


def write_errors(path: Path, report: ImportReport) -> None:
    """Write one line a problem: line, column, code, and the reason in both languages."""
    write_problems(path, report.headed_problems)
