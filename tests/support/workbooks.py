"""Fills cells of a spreadsheet (XLSX) as somebody would who has it open, and leaves the rest."""

import re
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape

FIRST_SHEET, SECOND_SHEET = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"


class Formula(NamedTuple):
    """A formula, and what it shows."""

    text: str
    shown: str


Typed = str | int | float | Formula | None


def fill(path: Path, cells: Mapping[str, Typed], *, sheet: str = FIRST_SHEET) -> None:
    """Type into cells such as `I2`, which have to be there; None empties one."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    content = parts[sheet].decode()
    for reference, typed in cells.items():
        pattern = rf'<c r="{reference}"( s="[0-9]+")?[^>]*?(/>|>.*?</c>)'
        content, count = re.subn(pattern, lambda found: _cell(found, typed), content, count=1)  # noqa: B023 - called at once.
        assert count == 1, reference
    parts[sheet] = content.encode()
    beside = path.with_suffix(".new")
    with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    shutil.move(beside, path)


def _cell(found: re.Match[str], typed: Typed) -> str:
    reference = found[0].split('"')[1]
    start = f'<c r="{reference}"{found[1] or ""}'
    if typed is None:
        return f"{start}/>"
    if isinstance(typed, Formula):
        return f"{start}><f>{escape(typed.text)}</f><v>{typed.shown}</v></c>"
    if isinstance(typed, str):
        return f'{start} t="inlineStr"><is><t>{escape(typed)}</t></is></c>'
    return f"{start}><v>{typed}</v></c>"
