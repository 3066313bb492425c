"""The vocabulary in which read models are declared: rows, fields, edges, orders and conditions.

A model says for one type of the schema which table it reads, what its fields and edges are in SQL,
what clients may order and filter by, and which columns answer the questions of policy.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias, cast

from sqlalchemy import (
    ColumnElement,
    FromClause,
    SelectBase,
    Subquery,
    Table,
    Text,
    literal_column,
)

from kinerja.kit.database import Base
from kinerja.reads.plan import Kind
from policies.facts import RowFacts
from policies.permissions import FieldClass, Resource
from policies.relations import Binds

Element: TypeAlias = ColumnElement[Any]


class Row:
    """The columns of one row in a statement, under the alias of the level that it stands on.

    It remembers which columns were asked for: a page selects only those from its table.
    """

    def __init__(self, alias: str, table: FromClause) -> None:
        self.alias = alias
        self.table = table
        self.used: dict[str, Element] = {}

    def __getitem__(self, name: str) -> Element:
        """Return a column; unlike a table's own, it says nothing about where it comes from."""
        if name not in self.used:
            kind = self.table.c[name].type
            self.used[name] = literal_column(f"{self.alias}.{name}", kind)
        return self.used[name]


#: What an argument of an edge is in a statement: a parameter, or a flag that changes its shape.
Given: TypeAlias = Mapping[str, Any]
#: The rows that are computed from two rows of the same type.
Comparing: TypeAlias = Callable[[Row, Row, Binds], Subquery]
#: The rows that are computed from one row.
Computing: TypeAlias = Callable[[Row], SelectBase]
FieldSQL: TypeAlias = Callable[[Row, Binds], Element]
Join: TypeAlias = Callable[[Row, Row, Binds, Given], Element]


@dataclass(frozen=True)
class Field:
    """A value of a row. `nullable` only saves work: a field that policy may hide can be null.

    `traceable`: it is the row's own and nobody else's, so that whoever may not know whom the row
    is about may not have it either.
    """

    kind: Kind
    sql: FieldSQL
    field_class: FieldClass = FieldClass.PUBLIC
    nullable: bool = False
    traceable: bool = False


class Many(Enum):
    """How many rows an edge leads to."""

    ONE = "one"
    LIST = "list"
    PAGE = "page"


@dataclass(frozen=True)
class Edge:
    """A way from a row to rows of `target`, `on` saying which.

    `arguments` are the edge's own, besides those of paging: their kinds, or for a global id the
    name of its type. A boolean one changes the statement.
    `first_by` orders a list, or decides which of several candidates an edge to one takes.
    `field_class` is the class of what the edge tells about the row that it starts from, and
    `target_class` of what it tells about the rows that it leads to: rows whose class policy hides
    are not led to, since to be found would tell the hidden value.
    `held`: policy judges the target by the row that the edge starts from (`Model.holder`).
    `compared`: `on` says with which other row of the own type this one is compared; the target's
    rows are computed from both, and the edge is null where the other row is not visible.
    `is_key`: `on` compares the target's key, so that there is never more than one row of it.
    `computed`: the target's rows are not stored; they are computed from the row that the edge
    starts from, have the columns of the target's table, and are all of the row's agency.
    """

    target: str
    on: Join
    many: Many = Many.ONE
    field_class: FieldClass = FieldClass.PUBLIC
    target_class: FieldClass = FieldClass.PUBLIC
    arguments: Mapping[str, Kind | str] = field(default_factory=dict)
    first_by: tuple[str, ...] = ()
    held: bool = False
    is_key: bool = False
    compared: Comparing | None = None
    computed: Computing | None = None


@dataclass(frozen=True)
class Ordering:
    """A key that rows may be ordered by; its type compares leakproof, so that pages can seek."""

    kind: Kind
    sql: FieldSQL
    field_class: FieldClass = FieldClass.PUBLIC
    nullable: bool = False


@dataclass(frozen=True)
class Comparable:
    """A value that rows may be filtered by, with the operators of a comparator."""

    kind: Kind
    sql: FieldSQL
    field_class: FieldClass = FieldClass.PUBLIC
    ids_of: str | None = None


@dataclass(frozen=True)
class Custom:
    """A condition that takes one value: `holds` is the condition itself."""

    kind: Kind
    holds: Callable[[Row, Binds, Any], Element]
    field_class: FieldClass = FieldClass.PUBLIC
    ids_of: str | None = None


@dataclass(frozen=True)
class Holder:
    """The row by which policy judges, when it is not the row itself."""

    table: Table
    on: Callable[[Row, Row], Element]


@dataclass(frozen=True)
class Model:
    """How one type of the schema is read.

    `facts` gets the row, the row by which policy judges (the same unless there is a holder), and
    the asker, whose agency every subquery must name itself.
    `agency` names the column that holds the agency; None: the rows belong to no agency. A virtual
    model is one row made of parameters, without a table.
    A filter by an id that has the name of an edge to the same type takes conditions on the object
    that the edge leads to as well. `listed` are the edges to pages on whose rows filters may set
    conditions: some, every, none.
    Aggregates are made of the fields that are `measures`, and split by the filters that are
    `dimensions`: so nothing can be added up or split by that could not be seen or filtered by.
    """

    type_name: str
    table: FromClause
    resource: Resource | None
    facts: Callable[[Row, Row, Binds], RowFacts]
    fields: Mapping[str, Field]
    edges: Mapping[str, Edge] = field(default_factory=dict)
    orderings: Mapping[str, Ordering] = field(default_factory=dict)
    filters: Mapping[str, Comparable | Custom] = field(default_factory=dict)
    listed: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    default_order: str | None = None
    holder: Holder | None = None
    key: str = "id"
    agency: str | None = "agency_id"
    is_node: bool = True
    is_virtual: bool = False

    def leads(self, name: str) -> bool:
        """Tell whether the filter `name` takes conditions on the one object that it names."""
        given, edge = self.filters[name], self.edges.get(name)
        is_one = edge is not None and edge.many is Many.ONE and not edge.arguments
        return is_one and isinstance(given, Comparable) and given.ids_of == self.edges[name].target


def column(name: str) -> FieldSQL:
    """Return the plainest field: a column."""
    return lambda row, _: row[name]


def text(
    name: str, field_class: FieldClass = FieldClass.PUBLIC, *, nullable: bool = False
) -> Field:
    """Declare a column of free text."""
    return Field(Kind.TEXT, column(name), field_class, nullable)


def code(
    name: str, field_class: FieldClass = FieldClass.PUBLIC, *, nullable: bool = False
) -> Field:
    """Declare a column whose text never needs escaping: a word of a vocabulary, a checked code."""
    return Field(Kind.CODE, column(name), field_class, nullable)


def of(
    kind: Kind, name: str, field_class: FieldClass = FieldClass.PUBLIC, *, nullable: bool = False
) -> Field:
    """Declare a column of `kind`."""
    return Field(kind, column(name), field_class, nullable)


def table_of(mapped: type[Base]) -> Table:
    """Return the table of a mapped class."""
    return cast("Table", mapped.__table__)


def to(target: str, name: str, field_class: FieldClass = FieldClass.PUBLIC) -> Edge:
    """Declare the edge to the one row of `target` whose key stands in column `name`."""

    def on(parent: Row, child: Row, *_: Any) -> Element:  # noqa: ANN401 - as of every `Join`.
        return child["id"] == parent[name]

    return Edge(target, on, Many.ONE, field_class, is_key=True)


def page_by(
    target: str, name: str, target_class: FieldClass = FieldClass.PUBLIC, *, held: bool = False
) -> Edge:
    """Declare the edge to all rows of `target` whose column `name` holds this row's key."""

    def on(parent: Row, child: Row, *_: Any) -> Element:  # noqa: ANN401 - as of every `Join`.
        return child[name] == parent["id"]

    return Edge(target, on, Many.PAGE, target_class=target_class, held=held)


def compare(kind: Kind, name: str, field_class: FieldClass = FieldClass.PUBLIC) -> Comparable:
    """Declare a column that rows may be filtered by."""
    return Comparable(kind, column(name), field_class)


def compare_id(
    type_name: str, name: str, field_class: FieldClass = FieldClass.PUBLIC
) -> Comparable:
    """Declare a reference to a row of `type_name` that rows may be filtered by."""
    return Comparable(Kind.KEY, column(name), field_class, type_name)


def order_by(
    kind: Kind, name: str, field_class: FieldClass = FieldClass.PUBLIC, *, nullable: bool = False
) -> Ordering:
    """Declare a column that rows may be ordered by."""
    return Ordering(kind, column(name), field_class, nullable)


def word(value: str) -> Element:
    """Return a word of a vocabulary, written into the statement itself."""
    return literal_column(f"'{value}'", Text())
