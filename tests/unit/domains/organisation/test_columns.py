"""The header of a file: Indonesian or English, in any order; what is wrong is named."""

import pytest

from kinerja.domains.organisation.importing.columns import HEADINGS, REQUIRED, Column, read_header
from kinerja.kit.sheets.file_errors import (
    HeaderMissingError,
    ImportFileError,
    MissingColumnsError,
    MisspeltColumnsError,
    RepeatedColumnError,
)

ENGLISH = [column.value for column in Column]
INDONESIAN = [HEADINGS[column][0] for column in Column]


@pytest.mark.parametrize("headings", [ENGLISH, INDONESIAN])
def test_every_column_is_found_by_its_name(headings: list[str]) -> None:
    header = read_header(headings)

    assert header.positions == {column: place for place, column in enumerate(Column)}
    assert header.headings == dict(zip(Column, headings, strict=True))
    assert (header.width, header.ignored) == (len(Column), ())


def test_the_columns_stand_in_any_order() -> None:
    header = read_header(ENGLISH[::-1])

    assert header.positions == {column: 15 - place for place, column in enumerate(Column)}


def test_no_heading_means_two_columns() -> None:
    names = [{column.value, *HEADINGS[column]} for column in Column]

    assert sum(map(len, names)) == len(set().union(*names))


def test_capitals_blanks_and_dashes_do_not_matter() -> None:
    header = read_header([" Nip ", "NAMA", "Kode Unit", "kode-jabatan", "Jabatan", *ENGLISH[10:]])

    assert header.positions[Column.POSITION_CODE] == 3
    assert header.headings[Column.UNIT_CODE] == "kode_unit"


def test_missing_columns_are_named() -> None:
    with pytest.raises(MissingColumnsError) as caught:
        read_header(["nip", "name", "unit_code", "position_code"])

    assert "position_name, position_class, assignment_start" in caught.value.message("en")
    assert "nama_jabatan, kelas_jabatan, mulai_tugas" in caught.value.message("id")


def test_an_unknown_column_is_ignored_and_named() -> None:
    assert read_header([*REQUIRED, "Keterangan", ""]).ignored == ("keterangan",)


@pytest.mark.parametrize("heading", ["nip_penlai", "rater_npi", "asignment_end"])
def test_a_misspelt_column_is_refused_rather_than_lost(heading: str) -> None:
    with pytest.raises(MisspeltColumnsError) as caught:
        read_header([*REQUIRED, heading])

    assert caught.value.details["number"] == len(REQUIRED) + 1


def test_a_column_stands_once() -> None:
    with pytest.raises(RepeatedColumnError) as caught:
        read_header([*REQUIRED, "nama"])

    assert "headed as name: numbers 2 and 8" in caught.value.message("en")
    assert "berjudul nama: nomor 2 dan 8" in caught.value.message("id")


@pytest.mark.parametrize(
    "row", [["198609262015051001", "Contoh Pegawai", "SEKSI_A"], [1.0, True, ""], [""]]
)
def test_a_row_of_data_is_no_header_and_is_never_quoted(row: list[object]) -> None:
    with pytest.raises(HeaderMissingError) as caught:
        read_header(row)

    assert "1986" not in str(caught.value)
    assert isinstance(caught.value, ImportFileError)
