"""How values are written in an answer: what the scalars' descriptions promise."""

import base64
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID


def written(value: Any) -> Any:
    """Return a value as JSON takes it."""
    if isinstance(value, Decimal):
        return decimal(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, date):
        return f"{value.year:04}-{value.month:02}-{value.day:02}"
    return str(value) if isinstance(value, UUID) else value


def decimal(value: Decimal) -> str:
    """Return plain notation without trailing zeros, and without a sign before zero."""
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    text = "".join(map(str, digits)).rjust(1 - exponent, "0") + "0" * exponent
    whole, part = (text[:exponent], text[exponent:]) if exponent < 0 else (text, "")
    plain = ".".join(filter(None, (whole.lstrip("0") or "0", part.rstrip("0"))))
    return f"-{plain}" if sign and plain != "0" else plain


def instant(value: datetime) -> str:
    """Return an instant in UTC with microseconds."""
    utc = value.astimezone(UTC)
    day = f"{utc.year:04}-{utc.month:02}-{utc.day:02}"
    return f"{day}T{utc.hour:02}:{utc.minute:02}:{utc.second:02}.{utc.microsecond:06}Z"


def cursor(order: str, agency_id: int, values: Sequence[Any]) -> str:
    """Return the cursor of a row: base64url of a JSON list, without padding."""
    listed = [order, agency_id, *map(written, values)]
    plain = json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
