"""What one cell means: text, a date, a whole number, a word of a closed list."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from kinerja.kit.sheets.lines import Cell
from kinerja.kit.sheets.row_errors import ChoiceError, DateError, TextError
from kinerja.kit.texts import is_plain, normalise

Choice = TypeVar("Choice", bound=StrEnum)

LONGEST_TEXT = 200
#: How spreadsheets keep digits as text: ="123" and '123.
_FORMULA_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]00:00(?::00)?)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
#: Dates outside these years are slips of the keyboard.
_EARLIEST, _LATEST = date(1950, 1, 1), date(2150, 1, 1)
#: Blanks of all kinds, and the mark by which spreadsheets keep digits as text.
_NOTHING = " \t\r\n\xa0'"


def is_filled(cell: Cell) -> bool:
    """Tell whether a cell holds anything."""
    return not isinstance(cell, str) or bool(cell.strip(_NOTHING))


def read_text(cell: Cell, limit: int = LONGEST_TEXT) -> str:
    """Return the text with single blanks between words; a number without its `.0`.

    Raises:
        TextError: longer than `limit`, or control characters.
    """
    if not isinstance(cell, str):
        is_whole = isinstance(cell, float) and cell.is_integer()
        return str(int(cell)) if is_whole and isinstance(cell, float) else str(cell)
    formula = _FORMULA_AS_TEXT.fullmatch(cell.strip())
    bare = formula[1] if formula else cell.strip().removeprefix("'")
    text = normalise(bare)
    if not is_plain(text, limit):
        raise TextError(limit=limit)
    return text


def read_choice(
    cell: Cell, choices: type[Choice], *, others: Mapping[str, str] | None = None
) -> Choice:
    """Return the word of a closed list, however it is capitalised and joined.

    `others` are further words, in capitals, and what they mean.

    Raises:
        ChoiceError: another word; the message lists the choices.
    """
    word = re.sub(r"[\s\-.]+", "_", read_text(cell)).upper()
    word = (others or {}).get(word, word)
    try:
        return choices(word)
    except ValueError as error:
        raise ChoiceError(choices=", ".join(choices)) from error


def read_date(cell: Cell) -> date:
    """Return the date in a date cell or in text, ISO or day first.

    Raises:
        DateError: no date, none that is in the calendar, or one of another age.
    """
    found = _to_date(cell)
    if not _EARLIEST <= found < _LATEST:
        raise DateError
    return found


def _to_date(cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = read_text(cell) if isinstance(cell, str) else ""
    try:
        if parts := _YEAR_FIRST.fullmatch(text):
            return date(int(parts[1]), int(parts[2]), int(parts[3]))
        if parts := _DAY_FIRST.fullmatch(text):
            return date(int(parts[3]), int(parts[2]), int(parts[1]))
    except ValueError as error:
        raise DateError from error
    raise DateError
