"""What a workbook of scores looks like: its columns, its hidden cells, and what they vouch for."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kinerja.kit.sheets.headers import Headings

#: The hidden sheet that says what the file is for.
STAMP_SHEET: Final = "kinerja"
SCORES_SHEET: Final = "nilai"


class Column(StrEnum):
    """The columns by their English names."""

    NAME = "name"
    UNIT = "unit_code"
    INDICATOR = "indicator"
    INDICATOR_NAME = "indicator_name"
    MEASURE = "measured_in"
    TARGET = "target"
    LOWEST = "lowest"
    HIGHEST = "highest"
    ACTUAL = "actual"
    NOT_APPLICABLE = "not_applicable"
    COMMENT = "comment"
    EVIDENCE = "evidence"
    APPRAISAL_ID = "appraisal_id"
    INDICATOR_ID = "indicator_id"
    SCORE_ID = "score_id"
    UNTOUCHED = "untouched"
    CHECK = "check"


#: What a rater fills in.
FILLED: Final = (Column.ACTUAL, Column.NOT_APPLICABLE, Column.COMMENT, Column.EVIDENCE)
#: What nobody sees or changes.
HIDDEN: Final = (
    Column.APPRAISAL_ID,
    Column.INDICATOR_ID,
    Column.SCORE_ID,
    Column.UNTOUCHED,
    Column.CHECK,
)
#: What `Column.CHECK` vouches for: that ids and names still belong together.
CHECKED: Final = (
    Column.NAME,
    Column.INDICATOR,
    Column.APPRAISAL_ID,
    Column.INDICATOR_ID,
    Column.SCORE_ID,
    Column.UNTOUCHED,
)
HEADINGS: Final[Mapping[Column, Sequence[str]]] = {
    Column.NAME: ("nama",),
    Column.UNIT: ("kode_unit",),
    Column.INDICATOR: ("kode_indikator",),
    Column.INDICATOR_NAME: ("nama_indikator",),
    Column.MEASURE: ("satuan",),
    Column.TARGET: ("sasaran",),
    Column.LOWEST: ("terendah",),
    Column.HIGHEST: ("tertinggi",),
    Column.ACTUAL: ("realisasi",),
    Column.NOT_APPLICABLE: ("tidak_berlaku",),
    Column.COMMENT: ("komentar",),
    Column.EVIDENCE: ("bukti",),
    Column.APPRAISAL_ID: ("id_penilaian",),
    Column.INDICATOR_ID: ("id_indikator",),
    Column.SCORE_ID: ("id_nilai",),
    Column.UNTOUCHED: ("semula",),
    Column.CHECK: ("segel",),
}
COLUMNS: Final = Headings(HEADINGS, required=[*CHECKED, *FILLED, Column.CHECK])


class Answer(StrEnum):
    """What the column of "not applicable" may say."""

    YES = "YA"
    NO = "TIDAK"


@dataclass(frozen=True)
class Stamp:
    """What a file is for: agency and cycle by code, cycle and framework version by id."""

    agency: str
    cycle: str
    cycle_id: str
    version_id: str

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of all of it."""
        return digest(self.agency, self.cycle, self.cycle_id, self.version_id)

    def row_check(self, cells: Mapping[Column, str]) -> str:
        """Return what `Column.CHECK` holds in a row of these `CHECKED` cells."""
        return digest(self.fingerprint, *(cells.get(column, "") for column in CHECKED))[:16]


def digest(*parts: str) -> str:
    """Return the SHA-256 of texts, of which none runs into the next.

    It finds slips, such as rows sorted without their ids. It is no secret: what somebody may score
    is decided by the service.
    """
    joined = b"".join(f"{len(part)}:{part}".encode() for part in parts)
    return hashlib.sha256(joined).hexdigest()
