"""The columns of an exported table: their names, where their values stand in a row, their kinds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Kind(Enum):
    """What the values of a column are; each kind of file writes them in its own way."""

    TEXT = "text"
    DECIMAL = "decimal"
    DATE = "date"
    INSTANT = "instant"
    FLAG = "flag"


@dataclass(frozen=True)
class Column:
    """A column; `path` names the fields that lead to its value, with dots between them."""

    name: str
    path: str
    kind: Kind = Kind.TEXT

    def value_in(self, row: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a value of JSON.
        """Return the value; None where an object on the way is missing or hidden."""
        value: Any = row
        for name in self.path.split("."):
            if value is None:
                return None
            value = value[name]
        return value


def selection(columns: Iterable[Column]) -> str:
    """Return the fields of GraphQL that the columns need."""
    tree: dict[str, Any] = {}
    for column in columns:
        place = tree
        for name in column.path.split("."):
            place = place.setdefault(name, {})
    return _written(tree)


def _written(tree: Mapping[str, Any]) -> str:
    return " ".join(
        f"{name} {{ {_written(below)} }}" if below else name for name, below in tree.items()
    )
