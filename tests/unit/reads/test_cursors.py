"""Cursors are read back, and everything that is none of them is refused."""

import base64
import json
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from kinerja.kit.ids import AgencyId
from kinerja.reads.cursors import read_cursor, signature
from kinerja.reads.errors import BadCursorError
from kinerja.reads.plan import Kind, OrderTerm

KEY = UUID(int=5)
NAME = "Employee+NAME"
AGENCY = AgencyId(7)


def cursor(*content: Any) -> str:
    text = json.dumps(content)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(text: str, *kinds: Kind, agency_id: AgencyId | None = AGENCY) -> tuple[Any, ...]:
    return read_cursor(text, name=NAME, agency_id=agency_id, kinds=[*kinds, Kind.KEY])


def test_the_name_of_an_order_tells_type_keys_and_directions() -> None:
    order = [OrderTerm("COMPOSITE", descending=True), OrderTerm("CREATED_AT", descending=False)]

    assert signature("Appraisal", order) == "Appraisal-COMPOSITE+CREATED_AT"


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (Kind.TEXT, 'Ani "A"', 'Ani "A"'),
        (Kind.TEXT, None, None),
        (Kind.BIG, 2**62, 2**62),
        (Kind.INTEGER, -3, -3),
        (Kind.DATE, "2026-01-31", date(2026, 1, 31)),
        (
            Kind.INSTANT,
            "2026-01-31T00:00:00.000001Z",
            datetime(2026, 1, 31, 0, 0, 0, 1, tzinfo=UTC),
        ),
    ],
)
def test_sort_keys_come_back_as_they_were(kind: Kind, written: object, value: object) -> None:
    assert read(cursor(NAME, 7, written, str(KEY)), kind) == (value, KEY)


@pytest.mark.parametrize(
    "content",
    [
        (),
        (NAME,),
        (NAME, 7),
        (NAME, 7, "x"),
        (NAME, 7, "x", str(KEY), "more"),
        (NAME, 8, "x", str(KEY)),
        ("Employee-NAME", 7, "x", str(KEY)),
        (NAME, 7, 5, str(KEY)),
        (NAME, 7, ["x"], str(KEY)),
        (NAME, 7, "a\0b", str(KEY)),
        (NAME, 7, "x", "no key"),
        (NAME, 7, "x", 5),
    ],
)
def test_a_cursor_of_something_else_is_refused(content: tuple[Any, ...]) -> None:
    with pytest.raises(BadCursorError):
        read(cursor(*content), Kind.TEXT)


@pytest.mark.parametrize("text", ["", "?", "a", "é", "W10=", "[]", "bnVsbA", "x" * 100_000])
def test_what_is_no_cursor_at_all_is_refused(text: str) -> None:
    with pytest.raises(BadCursorError):
        read(text, Kind.TEXT)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Kind.INTEGER, 2**31),
        (Kind.BIG, 2**63),
        (Kind.BIG, True),
        (Kind.BIG, 1.5),
        (Kind.DATE, "2026-02-30"),
        (Kind.DATE, 5),
        (Kind.INSTANT, "2026-01-31T00:00:00"),
    ],
)
def test_a_value_that_the_column_cannot_hold_is_refused(kind: Kind, value: object) -> None:
    with pytest.raises(BadCursorError):
        read(cursor(NAME, 7, value, str(KEY)), kind)


def test_rows_of_no_agency_have_cursors_of_agency_0() -> None:
    assert read(cursor(NAME, 0, "x", str(KEY)), Kind.TEXT, agency_id=None) == ("x", KEY)
    with pytest.raises(BadCursorError):
        read(cursor(NAME, 7, "x", str(KEY)), Kind.TEXT, agency_id=None)
