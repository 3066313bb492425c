"""The words in which the plain reader says what a type is; each is a function over one row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeAlias

from kinerja.kit.database import Base
from policies.facts import PlainRow
from policies.permissions import FieldClass, Resource

if TYPE_CHECKING:
    from tests.support.reference.eyes import Eyes

PUBLIC, INTERNAL, PERSONAL = FieldClass.PUBLIC, FieldClass.INTERNAL, FieldClass.PERSONAL

#: A row of a table, or one that is computed.
Row: TypeAlias = Any
Given: TypeAlias = Mapping[str, Any]


class Many(Enum):
    """How many rows an edge leads to."""

    ONE = "one"
    LIST = "list"
    PAGE = "page"


@dataclass(frozen=True)
class Value:
    """What a field shows, or what rows are compared or ordered by.

    `ids_of`: it is the key of a row of that type, and compared with global ids. `traceable`: it
    would tell whom a row is about.
    """

    of: Callable[[Row, "Eyes"], Any]
    field_class: FieldClass = PUBLIC
    ids_of: str | None = None
    traceable: bool = False


@dataclass(frozen=True)
class Test:
    """A condition that takes one value."""

    holds: Callable[[Row, "Eyes", Any], bool]
    field_class: FieldClass = PUBLIC
    ids_of: str | None = None

    __test__ = False  # Nothing that pytest should collect.


@dataclass(frozen=True)
class Related:
    """Conditions on the rows of the page that the edge of the same name leads to."""

    field_class: FieldClass = PUBLIC
    ids_of: str | None = None


@dataclass(frozen=True)
class Edge:
    """To which rows of another type a row leads, in their order if it is a list.

    `field_class` protects what the edge tells about the row, `target_class` what it tells about the
    rows that it leads to. `ids` are arguments that are global ids, with their types.
    """

    target: str
    rows: Callable[[Row, "Eyes", Given], Iterable[Row] | None]
    many: Many = Many.ONE
    field_class: FieldClass = PUBLIC
    target_class: FieldClass = PUBLIC
    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Twin:
    """One type. `model`: where its rows lie. `resource` None: policy says nothing about it.

    `is_personal`: its rows are about people, so that some clients know them by pseudonyms only.
    """

    name: str
    model: type[Base] | None
    resource: Resource | None
    facts: Callable[[Row, "Eyes"], PlainRow]
    fields: Mapping[str, Value]
    edges: Mapping[str, Edge] = field(default_factory=dict)
    orders: Mapping[str, Value] = field(default_factory=dict)
    filters: Mapping[str, Value | Test | Related] = field(default_factory=dict)
    default_order: str | None = None
    key: str = "id"
    is_personal: bool = False
    of_agency: bool = True
    is_node: bool = True


def related(*names: str) -> dict[str, Related]:
    """Say that rows may be asked for by what these edges lead to."""
    return dict.fromkeys(names, Related())


def column(name: str, field_class: FieldClass = PUBLIC) -> Value:
    """Say that a value stands in a column."""
    return Value(lambda row, _: getattr(row, name), field_class)


def columns(*names: str, field_class: FieldClass = PUBLIC) -> dict[str, Value]:
    """Say that fields stand in the columns of the same names."""
    return {_camel(name): column(name, field_class) for name in names}


def id_column(type_name: str, name: str, field_class: FieldClass = PUBLIC) -> Value:
    """Say that a column holds the key of a row of another type."""
    return Value(lambda row, _: getattr(row, name), field_class, type_name)


def to(type_name: str, model: type[Base], name: str, field_class: FieldClass = PUBLIC) -> Edge:
    """Say that an edge leads to the row whose key stands in a column."""
    return Edge(
        type_name,
        lambda row, eyes, _: eyes.rows.get(model, getattr(row, name)),
        field_class=field_class,
    )


def from_(
    type_name: str,
    model: type[Base],
    name: str,
    *,
    target_class: FieldClass = PUBLIC,
    many: Many = Many.PAGE,
) -> Edge:
    """Say that an edge leads to all rows whose column holds the key of this one."""
    return Edge(
        type_name,
        lambda row, eyes, _: eyes.rows.where(model, name, row.id),
        many,
        target_class=target_class,
    )


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
