"""Writes into a statement what its plan hangs on: the agency, and how many rows are wanted.

PostgreSQL can keep the plan of a prepared statement, which saves a third of a nested read. But it
keeps one for all values: it would not know that one partition is meant, nor that only few rows are,
and would look at all of them. So these few, small values are a part of the text.
"""

import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final

from policies.relations import AGENCY

_ANY: Final = re.compile(r"\$(\d+)(?:::INTEGER)?")
_SIZE: Final = re.compile(r"\b(?:LIMIT|OFFSET) \$(\d+)::INTEGER")
#: How the values that a request gives are named.
_GIVEN: Final = re.compile(r"p\d+_\d+")


def inlined_names(text: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return which parameters of a finished statement are written into it."""
    sizes = {names[int(place) - 1] for place in _SIZE.findall(text)}
    return tuple(dict.fromkeys(name for name in names if name == AGENCY or name in sizes))


def keeps_plan(names: Sequence[str], inlined: Sequence[str]) -> bool:
    """Tell whether one plan suits all that may be asked with the statement.

    It does where only who asks and the ids of single rows are left open. What a filter or a cursor
    names may hold for one row or for nearly all: then each request is planned for its own values.
    """
    return not any(_GIVEN.fullmatch(name) for name in names if name not in inlined)


def inline(text: str, names: Sequence[str], values: Mapping[str, int | None]) -> str:
    """Return the statement with `values` in it; the parameters that are left are counted anew.

    Who asks above all agencies has None for the agency.

    Raises:
        TypeError: a value is no integer, which alone is safe to be written so.
    """
    for name, value in values.items():
        if value is not None and type(value) is not int:
            message = f"{name} is no integer"
            raise TypeError(message)
    left = [name for name in names if name not in values]
    return _ANY.sub(partial(_written, names=names, values=values, left=left), text)


def _written(
    found: re.Match[str], *, names: Sequence[str], values: Mapping[str, Any], left: Sequence[str]
) -> str:
    name = names[int(found[1]) - 1]
    if name in values:
        value = values[name]
        return "NULL::INTEGER" if value is None else f"{value:d}" if value >= 0 else f"({value:d})"
    return f"${left.index(name) + 1}{found[0][1 + len(found[1]) :]}"
