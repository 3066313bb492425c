"""Files as they come: the content decides what a file is, and what cannot be read is said."""

import codecs
import random
import shutil
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from kinerja.domains.organisation.importing.load import EmployeeFile
from kinerja.kit.sheets.file_errors import ImportFileError
from kinerja.kit.sheets.lines import Line
from kinerja.kit.sheets.reader import open_table
from tests.support.import_files import employee, write_csv, write_xlsx

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 20


def lines(path: Path) -> list[Line]:
    return list(open_table(path).lines())


def written(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ImportFileError) as caught:
        EmployeeFile(path)
    return caught.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le-bom", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encoding_and_separator_are_found_out(
    tmp_path: Path, encoding: str, separator: str
) -> None:
    text = f"nip{separator}name\r\n1{separator}René\r\n"
    content = (
        codecs.BOM_UTF16_LE + text.encode("utf-16-le")
        if encoding == "utf-16-le-bom"
        else text.encode(encoding)
    )

    found = lines(written(tmp_path, "a.csv", content))

    assert [(line.number, line.cells) for line in found] == [
        (1, ["nip", "name"]),
        (2, ["1", "René"]),
    ]


def test_a_separator_inside_quotes_is_text(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b'nip;"name, with, commas"\n1;"a;b"\n')

    assert [line.cells for line in lines(path)] == [["nip", "name, with, commas"], ["1", "a;b"]]


def test_a_stated_separator_is_believed(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b"sep=,\r\nnip,name\r\n1,a;b;c\r\n")

    assert [(line.number, line.cells) for line in lines(path)] == [
        (2, ["nip", "name"]),
        (3, ["1", "a;b;c"]),
    ]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b'\n\nnip;name\n1;"a\nb\nc"\n\n ;\n2;d\n')

    assert [line.number for line in lines(path)] == [3, 4, 9]


def test_quotes_that_do_not_pair_up_spoil_their_row_only(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", b'nip;name\n1;"a"b\n2;c\n3;"open\n4;d\n')

    found = [(line.number, line.error and line.error.code) for line in lines(path)]

    assert found == [(1, None), (2, "ROW_QUOTES"), (3, None), (4, "ROW_QUOTES")]


def test_rows_of_a_spreadsheet_are_counted_as_it_numbers_them(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("kosong")
        sheet = workbook.add_worksheet("isi")
        sheet.write_row(2, 1, ["nip", "mulai"])
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(4, 1, ["1"])
        sheet.write_datetime(4, 2, date(2026, 7, 31), day)

    assert [(line.number, line.cells) for line in lines(path)] == [
        (3, ["nip", "mulai"]),
        (5, ["1", date(2026, 7, 31)]),
    ]


def test_a_hidden_sheet_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        shown, hidden = workbook.add_worksheet(), workbook.add_worksheet()
        hidden.write_row(0, 0, ["rahasia"])
        hidden.hide()
        shown.write_row(0, 0, ["nip"])

    assert [line.cells for line in lines(path)] == [["nip"]]


def test_a_spreadsheet_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "a.xlsx", [employee(1)])
    renamed = Path(shutil.copy(path, tmp_path / "a.csv"))

    assert lines(renamed) == lines(path)


def test_text_is_read_whatever_it_is_called(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [employee(1)])
    renamed = Path(shutil.copy(path, tmp_path / "a.xlsx"))

    assert lines(renamed) == lines(path)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("foto.xlsx", PNG, "NOT_A_SPREADSHEET"),
        ("foto.csv", PNG, "NOT_A_SPREADSHEET"),
        ("a.pdf", b"%PDF-1.7\n%text\n", "NOT_A_SPREADSHEET"),
        ("a.xls", b"<html><table><tr><td>nip</td></tr></table></html>", "NOT_A_SPREADSHEET"),
        ("a.xlsx", b"PK\x03\x04" + bytes(500), "NOT_A_SPREADSHEET"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "NOT_A_SPREADSHEET"),
        ("a.xlsx", b"Ini hanya sebuah surat.\n", "NOT_A_SPREADSHEET"),
        ("a.csv", b"Ini hanya sebuah surat.\n", "HEADER_MISSING"),
        ("a.csv", b"nip;name\n" + b"1;a\n" * 5000 + bytes(range(1, 9)), "NOT_A_SPREADSHEET"),
        ("a.csv", b"nip;name\n1;\xe9\x81\n", "UNKNOWN_ENCODING"),
        ("a.csv", b"", "NO_ROWS"),
        ("a.csv", b"\r\n \r\n", "NO_ROWS"),
        ("a.csv", b";;;\r\n;;\r\n", "NO_ROWS"),
        ("a.csv", b"198609262015051001;Contoh;SEKSI_A\n", "HEADER_MISSING"),
        ("a.csv", b"nip;nama\n", "MISSING_COLUMNS"),
    ],
)
def test_what_is_no_table_of_employees_is_refused(
    tmp_path: Path, name: str, content: bytes, code: str
) -> None:
    assert refusal(written(tmp_path, name, content)) == code


def test_an_archive_that_is_no_spreadsheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "hello")

    assert refusal(path) == "NOT_A_SPREADSHEET"


def test_a_spreadsheet_without_a_filled_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    xlsxwriter.Workbook(path).close()

    assert refusal(path) == "NO_ROWS"


def test_an_archive_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    whole = write_xlsx(tmp_path / "a.xlsx", [employee(1)]).read_bytes()
    entry = whole.index(b"PK\x01\x02")  # The unpacked size stands 24 bytes into the directory.
    boasting = whole[: entry + 24] + (2**31).to_bytes(4, "little") + whole[entry + 28 :]

    assert refusal(written(tmp_path, "b.xlsx", boasting)) == "FILE_TOO_LARGE"


def test_a_directory_and_a_missing_file_are_told_apart(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "NOT_A_FILE"
    assert refusal(tmp_path / "nowhere.csv") == "FILE_NOT_FOUND"
    assert refusal(Path("a\0b")) == "FILE_UNREADABLE"


def test_a_damaged_spreadsheet_never_gets_past_the_reader(tmp_path: Path) -> None:
    whole = write_xlsx(tmp_path / "a.xlsx", [employee(1)]).read_bytes()
    chance = random.Random(20261124)  # noqa: S311 - damage, not a secret.
    outcomes: set[int | str] = set()
    for _ in range(150):
        content = bytearray(whole[: chance.choice([len(whole), len(whole) // 2])])
        for _ in range(chance.randint(1, 30)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        path = written(tmp_path, "b.xlsx", bytes(content))
        try:
            outcomes.add(len(lines(path)))
        except ImportFileError as error:
            outcomes.add(error.code)

    assert "NOT_A_SPREADSHEET" in outcomes
