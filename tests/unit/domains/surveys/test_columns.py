"""The columns of sheets: an element is known by code, name or number, never by its place."""

import pytest

from kinerja.domains.surveys.importing.columns import Numbering, headings_of, read_header
from kinerja.domains.surveys.rulesets import STANDARD_ELEMENTS
from kinerja.domains.surveys.vocabulary import Ruleset
from kinerja.kit.sheets.file_errors import ImportFileError, RepeatedColumnError

NINE = [one.code for one in STANDARD_ELEMENTS[Ruleset.PERMENPANRB_14_2017]]
NUMBERS = [f"U{place}" for place in range(1, 10)]
NAMES = ["persyaratan", "prosedur", "waktu", "biaya", "produk", "kompetensi", "perilaku"]


def found(*cells: str, numbering: Numbering = Numbering.OFFICIAL) -> dict[str, int]:
    headings = headings_of(NINE, Ruleset.PERMENPANRB_14_2017, numbering)
    return dict(read_header(headings, ["No", *cells]).positions)


@pytest.mark.parametrize(
    "cells",
    [
        NINE,
        [code.lower() for code in NINE],
        NUMBERS,
        [*NAMES, "pengaduan", "sarana"],
        [one.name_id for one in STANDARD_ELEMENTS[Ruleset.PERMENPANRB_14_2017]],
        [one.name_en for one in STANDARD_ELEMENTS[Ruleset.PERMENPANRB_14_2017]],
        [*(f"U{n} {name}" for n, name in enumerate(NAMES, 1)), "U8 Pengaduan", "U9 Sarana"],
    ],
)
def test_elements_are_found_however_they_are_headed(cells: list[str]) -> None:
    assert found(*cells) == {"sheet": 0, **{code: place for place, code in enumerate(NINE, 1)}}


def test_the_place_does_not_matter() -> None:
    assert found(*reversed(NUMBERS))["REQUIREMENTS"] == 9


def test_swapped_numbers_are_told_by_the_option_and_by_the_name() -> None:
    by_option = found(*NUMBERS, numbering=Numbering.SWAPPED)
    by_name = found(*NUMBERS[:7], "U8 Sarana", "U9 Pengaduan")

    for positions in (by_option, by_name):
        assert positions["FACILITIES"] == 8
        assert positions["COMPLAINT_HANDLING"] == 9


def test_an_element_stands_once() -> None:
    with pytest.raises(RepeatedColumnError):
        found(*NUMBERS, "Waktu")


def test_a_name_that_is_nearly_one_is_refused() -> None:
    with pytest.raises(ImportFileError) as refused:
        found(*NUMBERS[:8], "U9 Saranna")

    assert refused.value.code in {"MISSPELT_COLUMNS", "MISSING_COLUMNS"}
