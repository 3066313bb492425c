"""Brings the answers of all to one form, so that nobody is faster by answering less.

Ids become UUIDs, numbers are rounded to as many decimals as results have, times become UTC. What
stands alone in an object or a list becomes that one thing, so that it does not matter who wraps it
in `nodes` or `agency`; groups are sorted by their keys. Nothing else is changed: a value that one
leaves out or orders otherwise is a difference.
"""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from kinerja.kit.ids import GlobalId, MalformedIdError

#: Of results; an average has as many in the service, and more elsewhere.
DECIMALS = 10
_NUMBER = re.compile(r"-?\d+(\.\d+)?(E[+-]?\d+)?")
_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


class DifferentAnswersError(RuntimeError):
    """Two of those who are measured answer the same question differently."""


def normal(data: Any) -> Any:  # noqa: ANN401 - JSON.
    """Return the data of an answer in the common form."""
    if isinstance(data, dict):
        return _alone({key: normal(value) for key, value in data.items()})
    if isinstance(data, list):
        return _alone(_sorted([normal(value) for value in data]))
    return _scalar(data) if isinstance(data, str) else data


def check_same(answers: dict[str, Any]) -> None:
    """Compare the answers of all with that of the first.

    Raises:
        DifferentAnswersError: with the names of the two and the place where they differ first.
    """
    (name, first), *others = ((name, normal(data)) for name, data in answers.items())
    for other, data in others:
        place = _difference(first, data, "data")
        if place is not None:
            message = f"{name} and {other} differ at {place}"
            raise DifferentAnswersError(message)


def size(data: Any) -> int:  # noqa: ANN401 - JSON.
    """Count the values of an answer: lists and objects are not values themselves."""
    if isinstance(data, dict):
        return sum(size(value) for value in data.values())
    return sum(size(value) for value in data) if isinstance(data, list) else 1


def _alone(data: Any) -> Any:  # noqa: ANN401 - JSON.
    if len(data) != 1:
        return data
    return next(iter(data.values() if isinstance(data, dict) else data))


def _sorted(items: list[Any]) -> list[Any]:
    """Return groups in the order of their keys: not everybody promises one."""
    if all(isinstance(item, dict) and "key" in item for item in items):
        return sorted(items, key=lambda item: str(item["key"]))
    return items


def _scalar(text: str) -> object:
    if _NUMBER.fullmatch(text):
        return round(Decimal(text), DECIMALS).normalize()
    if _INSTANT.match(text):
        return datetime.fromisoformat(text).astimezone(UTC)
    try:
        return str(GlobalId.parse(text).key)
    except MalformedIdError:
        return text


def _difference(one: Any, other: Any, place: str) -> str | None:  # noqa: ANN401 - JSON.
    """Return where the two differ first."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs = [(f"{place}.{key}", value, other[key]) for key, value in one.items()]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(f"{place}.{n}", a, b) for n, (a, b) in enumerate(zip(one, other, strict=True))]
    else:
        return None if one == other else f"{place}: {_short(one)} and {_short(other)}"
    found = (_difference(a, b, where) for where, a, b in pairs)
    return next((one for one in found if one is not None), None)


def _short(value: object) -> str:
    if isinstance(value, dict):
        return f"an object of {', '.join(value)}"
    return f"a list of {len(value)}" if isinstance(value, list) else repr(value)
