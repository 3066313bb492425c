"""What one cell means: text, a NIP, a date, a word of a closed list. Each refusal is an error."""

import re
from datetime import date
from enum import StrEnum
from typing import TypeVar

from kinerja.domains.organisation.importing.row_errors import CodeShapeError, NipNumberError
from kinerja.domains.organisation.nip import Nip
from kinerja.kit.sheets import cells as sheets
from kinerja.kit.sheets.cells import read_text
from kinerja.kit.sheets.lines import Cell
from kinerja.kit.sheets.row_errors import ChoiceError

Choice = TypeVar("Choice", bound=StrEnum)

_SCIENTIFIC = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")
_UNIT_CODE = re.compile(r"[A-Za-z0-9_]{1,64}")
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
    """Return the word of a closed list; agencies write some of them in other ways.

    Raises:
        ChoiceError: another word; the message lists the choices.
    """
    return sheets.read_choice(cell, choices, others=_OTHER_WORDS)


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
