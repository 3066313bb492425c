"""Which cells of a spreadsheet (XLSX) hold formulas; reading its rows shows their results only."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from kinerja.commands.scoring.errors import NotATemplateError

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_LETTERS = 26


class FormulaCell(NamedTuple):
    """A cell that holds a formula: its line, and its place in it, from 0."""

    line: int
    place: int


def formula_cells(path: Path) -> list[FormulaCell]:
    """Return the cells of all worksheets that hold formulas (ECMA-376 part 1, 18.3.1.40).

    Raises:
        NotATemplateError: the file is no XLSX.
    """
    if not zipfile.is_zipfile(path):
        raise NotATemplateError
    try:
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if _SHEET.fullmatch(name)]
            return [cell for name in names for cell in _in_sheet(archive.read(name))]
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, RuntimeError) as error:
        raise NotATemplateError from error


def _in_sheet(content: bytes) -> Iterator[FormulaCell]:
    found: list[str] = []
    at = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "c":
            at[0] = attributes.get("r", "")
        elif kind == "f":
            found.append(at[0])

    def refuse(*_: object) -> None:
        raise NotATemplateError  # Spreadsheets declare no entities; bombs do.

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = refuse
    parser.Parse(content, True)
    return map(_cell, found)


def _cell(reference: str) -> FormulaCell:
    """Return where `K5` is; a cell without a reference is in no known place."""
    parts = _CELL.fullmatch(reference)
    if parts is None:
        return FormulaCell(0, -1)
    place = 0
    for letter in parts[1]:
        place = place * _LETTERS + ord(letter) - ord("A") + 1
    return FormulaCell(int(parts[2]), place - 1)
