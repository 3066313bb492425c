"""Takes the rows of a returned workbook to the service: all that are new, or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kinerja.commands.exporting.errors import RefusedExportError
from kinerja.commands.exporting.service import Service
from kinerja.commands.scoring.errors import (
    OtherCycleError,
    OtherVersionError,
    ScoredSinceError,
    ServiceRefusesError,
)
from kinerja.commands.scoring.layout import Column, Stamp
from kinerja.commands.scoring.questions import ask_current, ask_cycle, submit
from kinerja.commands.scoring.returned import Filled, ReturnedFile
from kinerja.commands.scoring.values import Values
from kinerja.domains.appraisals.errors import NotWrittenError
from kinerja.kit.sheets.problems import Problem

#: Under which heading a refusal of the service belongs, by the end of its path.
_COLUMNS: Mapping[str, Column] = {
    "actual": Column.ACTUAL,
    "notApplicable": Column.NOT_APPLICABLE,
    "comment": Column.COMMENT,
    "evidence": Column.EVIDENCE,
    "indicatorId": Column.INDICATOR,
    "appraisalId": Column.NAME,
}


@dataclass(frozen=True)
class Taken:
    """What came of a file: rows in it, left empty, there already, and written."""

    rows: int
    empty: int
    unchanged: int
    written: int
    problems: Sequence[Problem]

    @property
    def refused(self) -> int:
        """Return how many rows were refused."""
        return len({problem.line for problem in self.problems})


def take(service: Service, file: ReturnedFile, *, cycle: str | None) -> Taken:
    """Enter the scores of a returned workbook: those that say something new, all or none of them.

    Raises:
        OtherCycleError: it was made for another cycle than `cycle`.
        OtherVersionError: the cycle is measured by another version now.
        RefusedExportError: the service refuses all of it.
    """
    _check(service, file.stamp, cycle)
    good = file.good()
    said = [one for one in good if not one.values.is_empty]
    current = ask_current(service, list(dict.fromkeys(one.appraisal_id for one in said)))
    new = [one for one in said if _is_new(one, current.get(one.cell))]
    problems = [*file.problems, *_stale(new, current)]
    written = 0
    if new and not problems:
        written, problems = _send(service, file, new)
    return Taken(
        rows=file.rows,
        empty=len(good) - len(said),
        unchanged=len(said) - len(new),
        written=written,
        problems=sorted(problems, key=lambda one: one.line),
    )


def _check(service: Service, stamp: Stamp, cycle: str | None) -> None:
    """Refuse a file that was made for something else."""
    if cycle is not None and cycle != stamp.cycle:
        raise OtherCycleError(found=stamp.cycle, expected=cycle)
    now = ask_cycle(service, agency=stamp.agency, cycle=stamp.cycle).stamp
    if now.cycle_id != stamp.cycle_id:
        raise OtherCycleError(found=stamp.cycle, expected=now.cycle)
    if now.version_id != stamp.version_id:
        raise OtherVersionError


def _is_new(row: Filled, score: dict[str, Any] | None) -> bool:
    """Tell whether the rater changed the row, and to something that is not there already."""
    return row.values.digest not in {row.untouched, Values.of_score(score).digest}


def _stale(
    new: Sequence[Filled], current: Mapping[tuple[str, str], Mapping[str, Any]]
) -> list[Problem]:
    """Refuse what would overwrite a score that the rater did not see in the file."""
    return [
        Problem(one.line, "", ScoredSinceError())
        for one in new
        if one.cell in current and current[one.cell]["id"] != one.score_id
    ]


def _send(service: Service, file: ReturnedFile, new: Sequence[Filled]) -> tuple[int, list[Problem]]:
    payload = submit(service, [_input(one) for one in new])
    for error in payload["errors"]:
        raise RefusedExportError(reason=error["code"], told=error["message"])
    refused = [
        _problem(file, row, result["error"])
        for row, result in zip(new, payload["results"], strict=True)
        if not result["ok"] and result["error"]["code"] != NotWrittenError.code
    ]
    return payload["accepted"], refused


def _input(row: Filled) -> dict[str, Any]:
    values = row.values
    return {
        "appraisalId": row.appraisal_id,
        "indicatorId": row.indicator_id,
        "actual": None if values.actual is None else format(values.actual, "f"),
        "notApplicable": values.not_applicable,
        "comment": values.comment,
        "evidence": values.evidence,
    }


def _problem(file: ReturnedFile, row: Filled, error: Mapping[str, Any]) -> Problem:
    named = str((error["path"] or [""])[-1])
    column = _COLUMNS.get(named)
    heading = file.headings.get(column, "") if column else ""
    told = ServiceRefusesError(code=error["code"], told=error["message"])
    return Problem(row.line, heading, told)
