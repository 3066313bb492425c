"""The files of `kinerja export`: exact, harmless in a spreadsheet, whole or not there."""

import csv
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from kinerja.commands.exporting.columns import Column, Kind, selection
from kinerja.commands.exporting.errors import TooManyPartsError, ValueDoesNotFitError
from kinerja.commands.exporting.files import whole_file
from kinerja.commands.exporting.parquet import GROUP, ParquetWriter
from kinerja.commands.exporting.spreadsheet import SpreadsheetWriter, is_exact
from kinerja.commands.exporting.tables import PARTS, SCORES
from kinerja.commands.exporting.writers import CSVWriter, JSONLinesWriter, Writer
from kinerja.kit.sheets.cells import read_text

COLUMNS = (
    Column("name", "name"),
    Column("score", "score", Kind.DECIMAL),
    Column("day", "day", Kind.DATE),
    Column("at", "at", Kind.INSTANT),
    Column("done", "done", Kind.FLAG),
)
LONG = "0.123456789012345678"
ROW = ["Siti", "-80.50", "2026-07-31", "2026-07-31T01:02:03.456789Z", True]
NOTHING = [None] * 5
#: What begins a formula, in one spreadsheet program or another.
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x.example")']


def written(writer: Writer, *rows: list[Any]) -> None:
    for row in rows:
        writer.write(row)
    writer.close()


def of_csv(path: Path, **options: Any) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, **options))


def sheets_of(path: Path) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_path(path)
    return [list(book.get_sheet_by_name(name).iter_rows()) for name in book.sheet_names]


def test_csv_holds_what_the_service_said(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"

    written(CSVWriter(path, COLUMNS), ROW, ['a,b\n"c"', LONG, None, None, False], NOTHING)

    assert of_csv(path) == [
        ["name", "score", "day", "at", "done"],
        ["Siti", "-80.50", "2026-07-31", "2026-07-31T01:02:03.456789Z", "true"],
        ['a,b\n"c"', LONG, "", "", "false"],
        [""] * 5,
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula_in_csv_and_an_import_reads_it_as_it_was(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "rows.csv"

    written(CSVWriter(path, COLUMNS), [text, "-1", None, None, None])

    [_, [name, score, *_]] = of_csv(path)
    assert name == f"'{text}"
    assert score == "-1", "a number is no formula"
    assert read_text(name) == " ".join(text.split())


def test_csv_can_begin_with_the_mark_of_utf_8_and_have_another_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"

    written(CSVWriter(path, COLUMNS, delimiter=";", has_bom=True), ["Ünal; A", *NOTHING[1:]])

    assert path.read_bytes().startswith(b"\xef\xbb\xbfname;score;day;at;done\r\n")
    assert of_csv(path, delimiter=";")[1][0] == "Ünal; A"


def test_json_lines_have_the_names_of_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"

    written(JSONLinesWriter(path, COLUMNS), ["a\u2028b", LONG, None, None, None], ROW)

    first, second = path.read_bytes().split(b"\n")[:-1]
    assert orjson.loads(first) == dict(
        zip((one.name for one in COLUMNS), ["a\u2028b", LONG, None, None, None], strict=True)
    )
    assert orjson.loads(second)["score"] == "-80.50"


def test_a_spreadsheet_holds_numbers_days_and_instants(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"

    written(SpreadsheetWriter(path, COLUMNS), ROW, ["x", LONG, None, None, False])

    [[heading, first, second]] = sheets_of(path)
    assert heading == ["name", "score", "day", "at", "done"]
    assert first[:3] == ["Siti", -80.5, date(2026, 7, 31)]
    assert first[3].replace(microsecond=0) == datetime(2026, 7, 31, 1, 2, 3)  # noqa: DTZ001 - sheets know no zones.
    assert first[4] is True
    assert second[1] == LONG, "a number of more digits than a spreadsheet keeps stays a text"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_is_a_formula_or_a_link_in_a_spreadsheet(tmp_path: Path, text: str) -> None:
    path = tmp_path / "rows.xlsx"

    written(SpreadsheetWriter(path, COLUMNS), [text, *NOTHING[1:]])

    with zipfile.ZipFile(path) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        styles = parts.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert 'quotePrefix="1"' in styles
    assert sheets_of(path)[0][1][0].strip() == text.strip()


def test_rows_that_do_not_fit_on_a_sheet_go_onto_another(tmp_path: Path) -> None:
    path = tmp_path / "rows.xlsx"

    written(SpreadsheetWriter(path, COLUMNS, rows_of_sheet=3), *[ROW] * 5)

    sheets = sheets_of(path)
    assert [len(sheet) for sheet in sheets] == [3, 3, 2]
    assert {sheet[0][0] for sheet in sheets} == {"name"}


def test_a_text_that_fits_into_no_cell_is_never_cut(tmp_path: Path) -> None:
    writer = SpreadsheetWriter(tmp_path / "rows.xlsx", COLUMNS)

    with pytest.raises(ValueDoesNotFitError, match="name"):
        writer.write(["x" * 32_768, *NOTHING[1:]])

    writer.abandon()


@pytest.mark.parametrize(
    ("number", "exact"),
    [("999999999999999", True), ("0.1", True), ("1234567890.12345", True), (LONG, False)],
)
def test_a_spreadsheet_keeps_fifteen_digits(number: str, *, exact: bool) -> None:
    assert is_exact(number) is exact
    assert (Decimal(f"{float(number):.15g}") == Decimal(number)) is exact


def test_parquet_is_typed_and_exact(tmp_path: Path) -> None:
    path = tmp_path / "rows.parquet"
    short = ["x", "0.123456789012", None, None, False]

    written(ParquetWriter(path, COLUMNS), ROW, short, NOTHING, *[ROW] * GROUP)

    table = pq.read_table(path)
    assert table.num_rows == GROUP + 3
    assert table.schema.field("score").type == pa.decimal128(38, 12)
    first, second, third = table.slice(0, 3).to_pylist()
    assert first == {
        "name": "Siti",
        "score": Decimal("-80.50"),
        "day": date(2026, 7, 31),
        "at": datetime(2026, 7, 31, 1, 2, 3, 456789, UTC),
        "done": True,
    }
    assert second["score"] == Decimal("0.123456789012")
    assert set(third.values()) == {None}


def test_a_decimal_of_too_many_digits_is_never_rounded(tmp_path: Path) -> None:
    writer = ParquetWriter(tmp_path / "rows.parquet", COLUMNS)
    writer.write(["x", LONG, None, None, None])

    with pytest.raises(ValueDoesNotFitError, match="score"):
        writer.close()

    writer.abandon()


def test_a_file_that_fails_leaves_nothing_behind_and_the_old_one_in_place(tmp_path: Path) -> None:
    target = tmp_path / "rows.csv"
    target.write_text("old")

    def fail() -> None:
        with whole_file(target) as path:
            path.write_text("half")
            raise LookupError

    with pytest.raises(LookupError):
        fail()

    assert [one.name for one in tmp_path.iterdir()] == ["rows.csv"]
    assert target.read_text() == "old"


def test_a_file_that_is_whole_takes_the_place_of_the_old_one_for_its_owner_alone(
    tmp_path: Path,
) -> None:
    target = tmp_path / "rows.csv"
    target.write_text("old")

    with whole_file(target) as path:
        path.write_text("new")
        assert target.read_text() == "old"

    assert [one.name for one in tmp_path.iterdir()] == ["rows.csv"]
    assert target.read_text() == "new"
    assert target.stat().st_mode & 0o777 == 0o600


def test_a_selection_names_every_object_once() -> None:
    columns = (Column("a", "unit.code"), Column("b", "id"), Column("c", "unit.head.name"))

    assert selection(columns) == "unit { code head { name } } id"


def test_a_row_with_more_parts_than_came_is_not_written_as_if_it_were_whole() -> None:
    node = {
        **dict.fromkeys(("id", "positionClass", "state")),
        **dict.fromkeys(("cycle", "ratee", "orgUnit")),
        "scores": {"pageInfo": {"hasNextPage": True}, "nodes": []},
    }

    with pytest.raises(TooManyPartsError, match=str(PARTS)):
        list(SCORES.rows(node, 7))
