"""What a statement will look like: the selection with every value taken out.

Two requests with equal plans, and equal grants, are answered by the same statement with other
parameters. Everything here is frozen and hashable: a plan is a key of the statement cache.
"""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias


class Kind(Enum):
    """The type of a value, which decides how it is written as JSON and sent as a parameter."""

    TEXT = "text"  # Needs escaping.
    CODE = "code"  # Text of a closed vocabulary: never needs escaping.
    CODES = "codes"
    TEXTS = "texts"
    INTEGER = "integer"
    BIG = "big"
    BOOLEAN = "boolean"
    DECIMAL = "decimal"
    DATE = "date"
    INSTANT = "instant"
    KEY = "key"  # A UUID.
    BYTES = "bytes"  # Only compared, never written.


@dataclass(frozen=True, slots=True)
class Parameter:
    """The place of a value. `is_list`: an array, for membership."""

    name: str
    kind: Kind
    is_list: bool = False


Argument: TypeAlias = Parameter | bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """A condition of one filter field; `operator` as clients name it, '' where there is none."""

    field: str
    operator: str
    value: Argument


@dataclass(frozen=True, slots=True)
class Combination:
    """Conditions of which all or any must hold, or whose opposite must."""

    how: str  # "and", "or", "not"
    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Related:
    """A condition on the rows that an edge leads to; without one of its own, that there are any."""

    edge: str
    how: str  # "is", "some", "every", "none"
    condition: "Condition | None"


Condition: TypeAlias = Comparison | Combination | Related


@dataclass(frozen=True, slots=True)
class OrderTerm:
    """One key of an order."""

    ordering: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of the ordered rows: the page and the cursors that bound it.

    A position has one entry for each term of the order and one for the id; None stands for a row
    without the value, which is part of the plan because it changes the comparison.
    """

    order: tuple[OrderTerm, ...]
    size: Parameter
    backward: bool
    after: tuple[Parameter | None, ...] | None
    before: tuple[Parameter | None, ...] | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """A field of the row itself. `hidden`: policy shows it on no row, so it is null."""

    key: str
    field: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Object:
    """What is selected on one row."""

    type_name: str
    entries: tuple["Entry", ...]


@dataclass(frozen=True, slots=True)
class EdgeTo:
    """An edge to one object or to a short list, as the model says."""

    key: str
    edge: str
    arguments: tuple[tuple[str, Argument], ...]
    object: Object
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class PageTo:
    """An edge to a page of rows."""

    key: str
    edge: str
    arguments: tuple[tuple[str, Argument], ...]
    page: "Page"


Entry: TypeAlias = "Leaf | Constant | EdgeTo | PageTo"


@dataclass(frozen=True, slots=True)
class Constant:
    """An entry whose value is the same on every row: `__typename`."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Total:
    """`totalCount`."""

    key: str


@dataclass(frozen=True, slots=True)
class Nodes:
    """`nodes`."""

    key: str
    object: Object


@dataclass(frozen=True, slots=True)
class CursorOf:
    """`cursor` of an edge."""

    key: str


@dataclass(frozen=True, slots=True)
class Edges:
    """`edges`, each with the entries of the edge."""

    key: str
    entries: tuple[CursorOf | Nodes | Constant, ...]


@dataclass(frozen=True, slots=True)
class Info:
    """`pageInfo`: response keys with the names of its fields, or constants."""

    key: str
    entries: tuple[Leaf | Constant, ...]


@dataclass(frozen=True, slots=True)
class Aggregate:
    """One value about many rows, or the same about each of several measures, by response keys.

    `shares` are the fractions of percentiles.
    """

    key: str
    how: str  # As clients name it: "count", "avg", "percentiles", …
    measures: tuple[Leaf | Constant, ...] = ()
    shares: tuple[Parameter, ...] = ()


@dataclass(frozen=True, slots=True)
class Aggregates:
    """`aggregates`: values about all rows of a connection.

    `smallest`: how many people a group has at least that may be shown; None: any.
    """

    key: str
    entries: tuple[Aggregate | Constant, ...]
    smallest: Parameter | None


@dataclass(frozen=True, slots=True)
class GroupKey:
    """`key` of a group: where it stands in each dimension."""

    key: str
    object: Object


@dataclass(frozen=True, slots=True)
class Grouping:
    """By which dimensions rows are grouped, and which of the groups are wanted."""

    by: tuple[str, ...]
    size: Parameter
    skip: Parameter
    largest_first: bool
    smallest: Parameter | None


@dataclass(frozen=True, slots=True)
class Groups:
    """`groups`: values about the rows of a connection, group by group."""

    key: str
    grouping: Grouping
    entries: tuple[Aggregate | GroupKey | Constant, ...]


PageEntry: TypeAlias = Total | Nodes | Edges | Info | Constant | Aggregates | Groups


@dataclass(frozen=True, slots=True)
class Page:
    """A page of rows of one type and what is wanted of it.

    `number` counts the pages of a statement; an empty list is marked with it.
    """

    type_name: str
    window: Window
    condition: Condition | None
    entries: tuple[PageEntry, ...]
    number: int = 0
