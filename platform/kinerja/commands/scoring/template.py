"""Writes the workbook that a rater fills in: one row a ratee and indicator, the rest locked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kinerja.commands.exporting.spreadsheet import is_exact
from kinerja.commands.scoring.layout import (
    FILLED,
    HEADINGS,
    HIDDEN,
    SCORES_SHEET,
    STAMP_SHEET,
    Answer,
    Column,
    Stamp,
)
from kinerja.commands.scoring.questions import Measured, scores_of
from kinerja.commands.scoring.values import Values
from kinerja.kit.errors import Language
from kinerja.kit.texts import normalise

_NARROW: Final = 14
_WIDE: Final = 32
_WIDE_COLUMNS: Final = (Column.NAME, Column.INDICATOR_NAME, Column.COMMENT, Column.EVIDENCE)
_PLACES: Final = {column: place for place, column in enumerate(Column)}
_BLOCK: Final = "BLOCK"
#: Numbers of the sheet; everything else is text.
_NUMBERS: Final = (Column.TARGET, Column.LOWEST, Column.HIGHEST, Column.ACTUAL)

Row = dict[Column, str]


def rows_of(
    appraisals: Iterable[Mapping[str, Any]], measured: Measured, language: Language
) -> Iterator[Row]:
    """Yield the rows of a workbook, with the scores that are there already."""
    for appraisal in appraisals:
        current = scores_of(appraisal)
        for indicator in measured.by_hand:
            if indicator["appliesTo"] and appraisal["positionClass"] not in indicator["appliesTo"]:
                continue
            score = current.get((appraisal["id"], indicator["id"]))
            yield _row(measured.stamp, appraisal, indicator, score, language)


def _row(
    stamp: Stamp,
    appraisal: Mapping[str, Any],
    indicator: Mapping[str, Any],
    score: dict[str, Any] | None,
    language: Language,
) -> Row:
    values = Values.of_score(score)
    row = {
        Column.NAME: normalise((appraisal["ratee"] or {}).get("name") or ""),
        Column.UNIT: (appraisal["orgUnit"] or {}).get("code") or "",
        Column.INDICATOR: indicator["code"],
        Column.INDICATOR_NAME: indicator["nameId" if language == "id" else "nameEn"],
        Column.MEASURE: indicator["unit"],
        Column.TARGET: indicator["target"] or "",
        Column.LOWEST: indicator["scaleMin"],
        Column.HIGHEST: indicator["scaleMax"],
        Column.ACTUAL: "" if values.actual is None else format(values.actual, "f"),
        Column.NOT_APPLICABLE: _applies(indicator, values),
        Column.COMMENT: values.comment or "",
        Column.EVIDENCE: values.evidence or "",
        Column.APPRAISAL_ID: appraisal["id"],
        Column.INDICATOR_ID: indicator["id"],
        Column.SCORE_ID: "" if score is None else score["id"],
        Column.UNTOUCHED: values.digest,
    }
    return {**row, Column.CHECK: stamp.row_check(row)}


def _applies(indicator: Mapping[str, Any], values: Values) -> str:
    if indicator["naPolicy"] == _BLOCK:
        return Answer.NO.value
    return Answer.YES.value if values.not_applicable else ""


def write_workbook(path: Path, stamp: Stamp, rows: Iterable[Row], language: Language) -> int:
    """Write the workbook and return how many rows it has.

    Every cell but those to fill in is locked (without a password: it keeps from slips only), each
    value has the scale of its indicator, and what must apply cannot be marked otherwise.
    """
    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = _Sheet(book, language)
        count = 0
        for count, row in enumerate(rows, 1):
            sheet.write(count, row)
        _stamp(book.add_worksheet(STAMP_SHEET), stamp)
    return count


class _Sheet:
    """The sheet that a rater sees."""

    def __init__(self, book: xlsxwriter.Workbook, language: Language) -> None:
        self._sheet: Worksheet = book.add_worksheet(SCORES_SHEET)
        self._locked: Format = book.add_format({"bg_color": "#EEEEEE", "quote_prefix": True})
        self._number: Format = book.add_format({"bg_color": "#EEEEEE"})
        self._open: Format = book.add_format({"locked": False, "border": 1})
        self._sheet.protect("", {"format_columns": True, "autofilter": True})
        bold = book.add_format({"bold": True, "bottom": 1})
        for column, place in _PLACES.items():
            heading = HEADINGS[column][0] if language == "id" else column.value
            self._sheet.write_string(0, place, heading, bold)
            width = _WIDE if column in _WIDE_COLUMNS else _NARROW
            hidden = {"hidden": column in HIDDEN}
            self._sheet.set_column(place, place, width, None, hidden)
        self._sheet.freeze_panes(1, 1)

    def write(self, line: int, row: Row) -> None:
        """Write a row; `line` counts from 0, the headings being 0."""
        must_apply = row[Column.NOT_APPLICABLE] == Answer.NO.value
        for column, place in _PLACES.items():
            is_open = column in FILLED and not (must_apply and column is Column.NOT_APPLICABLE)
            self._cell(line, place, column, row[column], is_open=is_open)
        place = _PLACES[Column.ACTUAL]
        bounds = {
            "validate": "decimal",
            "criteria": "between",
            "minimum": float(row[Column.LOWEST]),
            "maximum": float(row[Column.HIGHEST]),
            "error_message": f"{row[Column.LOWEST]} - {row[Column.HIGHEST]}",
        }
        self._sheet.data_validation(line, place, line, place, bounds)
        if not must_apply:
            place = _PLACES[Column.NOT_APPLICABLE]
            choices = {"validate": "list", "source": [one.value for one in Answer]}
            self._sheet.data_validation(line, place, line, place, choices)

    def _cell(self, line: int, place: int, column: Column, value: str, *, is_open: bool) -> None:
        if value == "":
            self._sheet.write_blank(line, place, None, self._open if is_open else self._number)
        elif column in _NUMBERS and is_exact(value):
            form = self._open if is_open else self._number
            self._sheet.write_number(line, place, float(Decimal(value)), form)
        else:
            form = self._open if is_open else self._locked
            self._sheet.write_string(line, place, value, form)


def _stamp(sheet: Worksheet, stamp: Stamp) -> None:
    for line, (name, value) in enumerate(
        {**asdict(stamp), "fingerprint": stamp.fingerprint}.items()
    ):
        sheet.write_string(line, 0, name)
        sheet.write_string(line, 1, value)
    sheet.protect()
    sheet.very_hidden()
