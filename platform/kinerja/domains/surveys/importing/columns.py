"""The columns of a file of sheets: one an element, known by its code, its name or its number.

Numbers are those of the ruleset's order. Some systems number U8 and U9 of 2017 the other way round:
a heading that holds the name too (`U8 Sarana`) is taken by the name, and a file with bare numbers
from such a system is imported with `Numbering.SWAPPED`.
"""

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

from kinerja.domains.surveys.rulesets import STANDARD_ELEMENTS
from kinerja.domains.surveys.vocabulary import Ruleset
from kinerja.kit.sheets.headers import Header, Headings, plain_heading

SHEET: Final = "sheet"
DATE: Final = "date"
WISH: Final = "improve_first"
_NUMBERED = re.compile(r"u[0-9]{1,2}_(.+)")
_SWAPPED: Final = {"COMPLAINT_HANDLING": 9, "FACILITIES": 8}

_OTHERS: Final[Mapping[str, Sequence[str]]] = {
    SHEET: ("nomor", "no", "no_lembar", "nomor_lembar", "no_responden", "responden"),
    DATE: ("tanggal", "tanggal_isi", "tanggal_survei"),
    WISH: ("perbaiki_dahulu", "perlu_diperbaiki", "prioritas_perbaikan"),
}
#: Shorter names than those of the regulation.
_SHORT: Final[Mapping[str, Sequence[str]]] = {
    "PROCEDURE": ("prosedur", "sistem_mekanisme_prosedur"),
    "TIME": ("waktu", "waktu_pelayanan"),
    "COST": ("biaya", "tarif"),
    "PRODUCT": ("produk", "produk_layanan"),
    "COMPETENCE": ("kompetensi",),
    "BEHAVIOUR": ("perilaku",),
    "COMPLAINT_HANDLING": ("pengaduan", "penanganan_pengaduan"),
    "FACILITIES": ("sarana", "sarana_prasarana"),
}


class Numbering(StrEnum):
    """How a file numbers U8 and U9 of PermenPANRB 14/2017."""

    OFFICIAL = "official"
    SWAPPED = "swapped"


def headings_of(
    codes: Sequence[str], ruleset: Ruleset, numbering: Numbering = Numbering.OFFICIAL
) -> Headings[str]:
    """Return the columns of a survey that asks for `codes`, in this order."""
    names = {one.code: (one.name_id, one.name_en) for one in STANDARD_ELEMENTS[ruleset]}
    known = dict(_OTHERS)
    for place, code in enumerate(codes, start=1):
        is_swapped = numbering is Numbering.SWAPPED and ruleset is Ruleset.PERMENPANRB_14_2017
        number = _SWAPPED.get(code, place) if is_swapped else place
        known[code] = (f"u{number}", *names.get(code, ()), *_SHORT.get(code, ()))
    return Headings(known, required=(SHEET, *codes))


def read_header(headings: Headings[str], cells: Sequence[object]) -> Header[str]:
    """Match the first row of a file with the columns; of `U8 Sarana` the name decides.

    Raises:
        ImportFileError: columns are missing, repeated or misspelt.
    """
    return headings.read([_without_number(cell) for cell in cells])


def _without_number(cell: object) -> str:
    heading = plain_heading(cell)
    found = _NUMBERED.fullmatch(heading)
    return found[1] if found else heading
