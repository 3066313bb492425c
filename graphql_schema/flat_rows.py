"""Lists of flat rows, completed at once: what is selected is the same for every row of them.

GraphQL completes each field of each object by itself, which for a report of thousands of groups
takes four times as long as to read it. Rows that hold nothing but values need none of that.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from operator import attrgetter
from typing import Any, TypeVar, cast

from graphql import (
    GraphQLEnumType,
    GraphQLLeafType,
    GraphQLObjectType,
    get_named_type,
    is_leaf_type,
)

from kinerja.reads.selection import Selection

Row = TypeVar("Row")


@dataclass(frozen=True)
class FlatRows:
    """Rows with an attribute for each field of their type, which are all leaves."""

    rows: Sequence[object]


def flat(type_: type[Row], rows: Sequence[object]) -> list[Row]:
    """Return `rows` where a resolver promises objects of `type_`; the executor writes them."""
    del type_
    return cast("list[Row]", FlatRows(rows))


def write_rows(
    rows: FlatRows, type_: GraphQLObjectType, selected: Sequence[Selection]
) -> list[dict[str, Any]]:
    """Return what was selected of each row, as values of JSON.

    Raises:
        TypeError: a field is none of a single value.
    """
    writers = [(one.key, _writer(type_, one.name)) for one in selected]
    return [{key: write(row) for key, write in writers} for row in rows.rows]


def _writer(type_: GraphQLObjectType, name: str) -> Callable[[object], object]:
    if name == "__typename":
        return lambda _: type_.name
    field = type_.fields[name]
    leaf = get_named_type(field.type)
    if not is_leaf_type(leaf) or field.args:
        message = f"{type_.name}.{name} is no single value"
        raise TypeError(message)
    read = attrgetter(field.extensions["strawberry-definition"].python_name)
    written = _written(leaf)

    def write(row: object) -> object:
        value = read(row)
        return None if value is None else written(value)

    return write


def _written(leaf: GraphQLLeafType) -> Callable[[Any], object]:
    """Return how a value is written; the few of an enum are looked up."""
    if not isinstance(leaf, GraphQLEnumType):
        return leaf.coerce_output_value
    names: Mapping[object, str] = {value.value: name for name, value in leaf.values.items()}
    return lambda value: names[value.value if isinstance(value, Enum) else value]
