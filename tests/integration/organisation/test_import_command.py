"""`kinerja import`: what an operator sees, and what the exit code says."""

import csv
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from kinerja.domains.organisation.importing.columns import HEADINGS, Column
from kinerja.domains.organisation.importing.load import EmployeeFile
from tests.support.commands import Command, Said, command_for
from tests.support.database import Database
from tests.support.import_files import employee, head, write_csv
from tests.support.nips import make_nip


@pytest.fixture
def kinerja(
    database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> Command:
    """Return a function that runs `kinerja import` on the test's database, in an empty folder."""
    return command_for(database, tmp_path, monkeypatch, capfd)


def test_good_rows_are_loaded_and_counted(kinerja: Command, tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", [head(1), employee(2)])

    first = kinerja("employees", "a.csv", "--agency", "DISHUB")
    second = kinerja("employees", "a.csv", "--agency", "DISHUB")

    assert (first.code, second.code) == (0, 0)
    assert "2 of 2 rows are good." in first.notes
    assert [cell.strip() for cell in _row(first, "employees")] == ["employees", "2", "0"]
    assert [cell.strip() for cell in _row(second, "employees")] == ["employees", "0", "0"]


def test_refused_rows_are_told_by_line_column_and_reason(kinerja: Command, tmp_path: Path) -> None:
    bad = employee(2, nip="198602302015051001", position_class="BOS")
    write_csv(tmp_path / "a.csv", [head(1), bad])

    said = kinerja("employees", "a.csv", "--agency", "DISHUB", "--errors-to", "bad.csv")

    assert said.code == 1
    assert "1 of 2 rows are good." in said.notes
    assert [cell.strip() for cell in _row(said, "NIP_IMPOSSIBLE_DATE")][:3] == [
        "3",
        "nip",
        "NIP_IMPOSSIBLE_DATE",
    ]
    with (tmp_path / "bad.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))
    assert written[0] == ["line", "column", "code", "reason_id", "reason_en"]
    assert [row[:3] for row in written[1:]] == [
        ["3", "nip", "NIP_IMPOSSIBLE_DATE"],
        ["3", "position_class", "BAD_CHOICE"],
    ]
    assert "JPT, ADMINISTRATOR" in written[2][4]
    told = said.output + said.notes + (tmp_path / "bad.csv").read_text(encoding="utf-8-sig")
    assert not [text for text in (make_nip(1), "198602302015051001", "Pegawai 2") if text in told]


def test_columns_are_called_as_the_file_calls_them(kinerja: Command, tmp_path: Path) -> None:
    rows = [head(1), employee(2, assignment_start="kemarin")]
    write_csv(tmp_path / "a.csv", rows)
    text = (tmp_path / "a.csv").read_text(encoding="utf-8")
    text = text.replace("assignment_start", "Mulai Tugas", 1)
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")

    said = kinerja("employees", "a.csv", "--agency", "DISHUB", "--language", "id")

    assert "mulai_tugas" in said.output
    assert "Isi dengan tanggal" in said.output


@pytest.mark.parametrize(
    ("rows", "options", "code"),
    [
        ([head(1), employee(2, name="")], ["--all-or-nothing"], 2),
        ([head(1), employee(2, name="")], ["--dry-run"], 1),
        ([head(1), employee(2)], ["--dry-run"], 0),
        ([head(1, name="")], [], 2),
    ],
)
def test_what_comes_to_nothing_is_told(
    kinerja: Command,
    tmp_path: Path,
    rows: list[dict[Column, object]],
    options: list[str],
    code: int,
) -> None:
    write_csv(tmp_path / "a.csv", rows)

    said = kinerja("employees", "a.csv", "--agency", "DISHUB", *options)
    again = kinerja("employees", "a.csv", "--agency", "DISHUB", "--dry-run")

    assert said.code == code
    if options:
        assert "Nothing was kept." in said.notes
    good = len([row for row in rows if row[Column.NAME]])
    assert [cell.strip() for cell in _row(again, "employees")] == ["employees", str(good), "0"]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("a.csv", "--agency", "NOWHERE"), "There is no agency NOWHERE."),
        (("gone.csv", "--agency", "DISHUB"), "There is no such file."),
        ((".", "--agency", "DISHUB"), "The path is not a file."),
        (("foto.xlsx", "--agency", "DISHUB"), "The file is neither CSV nor a spreadsheet"),
        (("a.csv", "--agency", "DISHUB", "--errors-to", "a.csv"), "it is the file to import"),
        (("a.csv", "--agency", "DISHUB", "--errors-to", "no/bad.csv"), "cannot be written"),
        (("foto.xlsx", "--agency", "DISHUB", "--language", "id"), "Berkas ini bukan CSV"),
    ],
)
def test_a_mistake_gets_one_sentence_and_changes_nothing(
    kinerja: Command, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    write_csv(tmp_path / "a.csv", [head(1)])
    (tmp_path / "foto.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")

    said = kinerja("employees", *arguments)

    assert (said.code, said.output) == (2, "")
    assert sentence in said.notes
    assert len(said.notes.strip().splitlines()) == 1
    assert (tmp_path / "a.csv").stat().st_size > 100


def test_an_agency_is_required(kinerja: Command) -> None:
    assert kinerja("employees", "a.csv").code == 2


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
@pytest.mark.parametrize("language", ["id", "en"])
def test_a_template_has_every_column_and_no_row(
    kinerja: Command, tmp_path: Path, format_: str, language: str
) -> None:
    said = kinerja("template", "employees", "--format", format_, "--language", language)

    assert (said.code, said.notes) == (0, f"Wrote employees.{format_}.\n")
    file = EmployeeFile(tmp_path / f"employees.{format_}")
    assert list(file.header.headings) == list(Column)
    expected = [column.value if language == "en" else HEADINGS[column][0] for column in Column]
    assert list(file.header.headings.values()) == expected
    assert list(file.lines()) == []


def test_a_filled_template_keeps_the_digits_of_its_nips(kinerja: Command, tmp_path: Path) -> None:
    kinerja("template", "employees", "--output", "t.xlsx")

    with CalamineWorkbook.from_path(tmp_path / "t.xlsx") as workbook:
        notes = workbook.get_sheet_by_name("keterangan").to_python()

    assert notes[0][2] == "198609262015051001"
    assert len(notes) == len(Column)


def test_a_template_that_cannot_be_written_is_told(kinerja: Command) -> None:
    said = kinerja("template", "employees", "--output", "nowhere/t.csv", "--format", "csv")

    assert said.code == 1
    assert "cannot be written" in said.notes


def _row(said: Said, word: str) -> list[str]:
    line = next(line for line in said.output.splitlines() if word in line)
    return line.strip("│ ").split("│")


def test_the_whole_report_is_in_the_language_that_was_asked_for(
    kinerja: Command, tmp_path: Path
) -> None:
    too_young = employee(2, nip="200509262015051001")
    write_csv(tmp_path / "a.csv", [head(1), too_young, employee(3, position_class="BOS")])

    said = kinerja("employees", "a.csv", "--agency", "DISHUB", "--language", "id", "--dry-run")

    assert "2 dari 3 baris benar. Tidak ada yang disimpan." in said.notes
    assert "sebelum berusia 18 tahun. Tetap dimuat." in said.notes
    assert all(word in said.output for word in ("Baris", "Alasan", "Dibuat", "garis penilaian"))
    english = ("rows are good", "Nothing was kept", "Line", "Created", "loaded", "employees")
    assert not [word for word in english if word in said.output + said.notes]
