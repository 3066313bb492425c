"""The scalars: what clients may send, and what they get."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from graphql import GraphQLError

from graphql_schema.scalars import (
    decimal_text,
    instant_text,
    read_date,
    read_decimal,
    read_instant,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12.5000", "12.5"),
        ("12.0", "12"),
        ("100", "100"),
        ("0.00", "0"),
        ("-0.0", "0"),
        ("-1.50", "-1.5"),
        ("1E+3", "1000"),
        ("1E-7", "0.0000001"),
    ],
)
def test_decimals_are_plain_text_without_trailing_zeros(value: str, text: str) -> None:
    assert decimal_text(Decimal(value)) == text


@pytest.mark.parametrize(
    ("given", "value"),
    [("99.99", "99.99"), (99.99, "99.99"), (100, "100"), ("33.3333", "33.3333"), (1e3, "1000")],
)
def test_decimals_are_read_without_losing_a_digit(given: object, value: str) -> None:
    assert read_decimal(given) == Decimal(value)


@pytest.mark.parametrize(
    "given",
    [
        "abc", "", "NaN", "Infinity", "-Infinity", True, None, [], float("nan"), float("inf"),
        "1e999999", "1" * 41, 0.1234567890123456,
        "5_0", " 5 ", "5\n", "\u0661\u0660", "\uff11", ".5", "5.", "0x10", "1e", "--1",
    ],
)  # fmt: skip
def test_what_is_no_exact_decimal_is_refused(given: object) -> None:
    with pytest.raises(GraphQLError):
        read_decimal(given)


def test_instants_are_written_in_utc_with_microseconds() -> None:
    jakarta = timezone(timedelta(hours=7))
    value = datetime(2026, 1, 31, 7, 0, 1, 5, tzinfo=jakarta)

    assert instant_text(value) == "2026-01-31T00:00:01.000005Z"
    assert read_instant("2026-01-31T00:00:01.000005Z") == value.astimezone(UTC)


@pytest.mark.parametrize("given", ["2026-01-31T00:00:00", "2026-13-01T00:00:00Z", "", None, 5])
def test_an_instant_without_offset_is_refused(given: object) -> None:
    with pytest.raises(GraphQLError):
        read_instant(given)


def test_dates_are_calendar_dates() -> None:
    assert read_date("2026-02-28") == date(2026, 2, 28)
    for given in (
        "2026-02-30",
        "28/02/2026",
        "20260228",
        "2026-W01-1",
        "2026-02-28\n",
        "",
        None,
        5,
    ):
        with pytest.raises(GraphQLError, match="is written as"):
            read_date(given)


@pytest.mark.parametrize("given", ["0001-01-01", "0999-12-31", "9999-01-01", "9999-12-31"])
def test_days_that_mean_without_end_to_the_database_are_refused(given: str) -> None:
    with pytest.raises(GraphQLError, match="open end"):
        read_date(given)
    assert read_date("1000-01-01") == date(1000, 1, 1)
    assert read_date("9998-12-31") == date(9998, 12, 31)
