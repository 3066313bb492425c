"""The scalars: decimals as exact text, dates and instants in ISO 8601."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types.scalar import ScalarDefinition

#: More digits than any weight, score or count needs; a bound, so that '1e999999' stays cheap.
MAX_DIGITS = 40
#: A binary double carries this many decimal digits unchanged.
EXACT_FLOAT_DIGITS = 15
#: Python itself also reads "5_0", " 5 " and the digits of other scripts.
_DECIMAL = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,6})?", re.ASCII)
#: Python itself also reads "20260131" and weeks, "2026-W05-6".
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
#: The ends of Python's calendar mean "without end" to the database, and a day after must exist.
FIRST_YEAR, LAST_YEAR = 1000, 9998


def decimal_text(value: Decimal) -> str:
    """Return plain notation without trailing zeros; the read engine writes the same in SQL."""
    text = format(value, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def read_decimal(given: object) -> Decimal:
    """Read text or a JSON number; a number that a double may have changed is refused."""
    if isinstance(given, bool) or not isinstance(given, str | int | float):
        message = 'A decimal is text, such as "99.99", or a number.'
        raise GraphQLError(message)
    text = repr(given) if isinstance(given, float) else str(given)
    if not _DECIMAL.fullmatch(text):
        message = 'A decimal is written with digits and a point, such as "99.99".'
        raise GraphQLError(message)
    value = Decimal(text)
    digits = len(value.as_tuple().digits)
    if digits > MAX_DIGITS or abs(value.adjusted()) > MAX_DIGITS:
        message = f"A decimal has at most {MAX_DIGITS} digits."
        raise GraphQLError(message)
    if isinstance(given, float) and digits > EXACT_FLOAT_DIGITS:
        message = "Send a decimal with so many digits as text, so that no digit is lost."
        raise GraphQLError(message)
    return value


def instant_text(value: datetime) -> str:
    """Return the instant in UTC with microseconds and `Z`, as the read engine writes it."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_instant(given: object) -> datetime:
    """Read ISO 8601 with an offset."""
    try:
        value = datetime.fromisoformat(given) if isinstance(given, str) else None
    except ValueError:
        value = None
    if value is None or value.tzinfo is None:
        message = 'An instant is written as "2026-01-31T17:00:00Z", with its offset.'
        raise GraphQLError(message)
    return value


def read_date(given: object) -> date:
    """Read an ISO 8601 calendar date, year, month and day, of a year that the database can hold."""
    try:
        text = given if isinstance(given, str) and _DATE.fullmatch(given) else None
        value = date.fromisoformat(text) if text else None
    except ValueError:
        value = None
    if value is None:
        message = 'A date is written as "2026-01-31".'
        raise GraphQLError(message)
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        message = f"A date lies in the years {FIRST_YEAR} to {LAST_YEAR}; leave an open end out."
        raise GraphQLError(message)
    return value


SCALARS: dict[object, ScalarDefinition] = {
    Decimal: strawberry.scalar(
        name="Decimal",
        description="An exact decimal number, as text in plain notation without trailing zeros:"
        ' `"99.99"`. As input, text or a number of at most 15 digits.',
        serialize=decimal_text,
        parse_value=read_decimal,
    ),
    date: strawberry.scalar(
        name="Date",
        description='A calendar date in Jakarta, ISO 8601: `"2026-01-31"`.',
        specified_by_url="https://scalars.graphql.org/andimarek/local-date",
        serialize=date.isoformat,
        parse_value=read_date,
    ),
    datetime: strawberry.scalar(
        name="DateTime",
        description='An instant in UTC, ISO 8601: `"2026-01-31T17:00:00.000000Z"`.',
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
        serialize=instant_text,
        parse_value=read_instant,
    ),
}


def schema_config() -> StrawberryConfig:
    """Return the configuration that every schema of this service uses."""
    return StrawberryConfig(scalar_map=SCALARS)
