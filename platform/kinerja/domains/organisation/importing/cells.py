"""What one cell means: text, a NIP, a date, a word of a closed list. Each refusal is an error."""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from kinerja.domains.organisation.importing.lines import Cell
from kinerja.domains.organisation.importing.row_errors import (
    ChoiceError,
    CodeShapeError,
    DateError,
    NipNumberError,
    TextError,
)
from kinerja.domains.organisation.nip import Nip
from kinerja.domains.organisation.texts import LONGEST_NAME, is_plain, normalise

Choice = TypeVar("Choice", bound=StrEnum)

#: How spreadsheets keep digits as text: ="123" and '123.
_FORMULA_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")
_UNIT_CODE = re.compile(r"[A-Za-z0-9_]{1,64}")
_YEAR_FIRST = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[ T]00:00(?::00)?)?")
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
#: Dates outside these years are slips of the keyboard.
_EARLIEST, _LATEST = date(1950, 1, 1), date(2150, 1, 1)
_YES = frozenset({"ya", "y", "yes", "true", "1", "benar"})
_NO = frozenset({"", "tidak", "t", "n", "no", "false", "0", "salah", "bukan"})
_OTHER_WORDS = {
    "P3K": "PPPK",
    "SUDIN": "SUKU_DINAS",
    "DINAS": "AGENCY",
    "BADAN": "AGENCY",
    "BIRO": "AGENCY",
    "SUB_BAGIAN": "SUBBAGIAN",
    "PEJABAT_PIMPINAN_TINGGI": "JPT",
    "JABATAN_PIMPINAN_TINGGI": "JPT",
}


def read_text(cell: Cell, limit: int = LONGEST_NAME) -> str:
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


def read_nip(cell: Cell, *, on: date) -> Nip:
    """Return the NIP in a cell.

    Raises:
        NipError: no NIP, or one that the spreadsheet turned into a number.
    """
    if not isinstance(cell, str) or _SCIENTIFIC.fullmatch(cell.strip()):
        raise NipNumberError
    return Nip.parse(read_text(cell), on=on)


def read_unit_code(cell: Cell) -> str:
    """Return the code of a unit, which is a label of the tree.

    Raises:
        CodeShapeError: other characters than letters, digits and underscores, or too many.
    """
    code = read_text(cell)
    if not _UNIT_CODE.fullmatch(code):
        raise CodeShapeError
    return code


def read_choice(cell: Cell, choices: type[Choice]) -> Choice:
    """Return the word of a closed list, however it is capitalised and joined.

    Raises:
        ChoiceError: another word; the message lists the choices.
    """
    word = re.sub(r"[\s\-.]+", "_", read_text(cell)).upper()
    word = _OTHER_WORDS.get(word, word)
    try:
        return choices(word)
    except ValueError as error:
        raise ChoiceError(choices=", ".join(choices)) from error


def read_yes_or_no(cell: Cell) -> bool:
    """Return the answer; an empty cell is a no.

    Raises:
        ChoiceError: neither yes nor no.
    """
    word = read_text(cell).casefold()
    if word in _YES:
        return True
    if word not in _NO:
        raise ChoiceError(choices="ya, tidak")
    return False


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
