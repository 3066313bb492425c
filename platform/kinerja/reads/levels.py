"""One level of a statement: a row, what policy says about it, and how it is bound to the agency."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any, Protocol

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Date,
    DateTime,
    FromClause,
    Integer,
    LargeBinary,
    Numeric,
    SelectBase,
    Text,
    Uuid,
    bindparam,
    func,
)
from sqlalchemy.types import TypeEngine

from kinerja.reads.access import Access
from kinerja.reads.model import Edge, Element, Model, Row, word
from kinerja.reads.plan import Argument, Kind, Parameter
from kinerja.reads.pseudonyms import place_of, shown_id
from policies.facts import RowFacts
from policies.permissions import FieldClass
from policies.relations import AGENCY, SUBJECT, TODAY, Binds

_TYPES: Mapping[Kind, TypeEngine[Any]] = {
    Kind.TEXT: Text(),
    Kind.CODE: Text(),
    Kind.INTEGER: Integer(),
    Kind.BIG: BigInteger(),
    Kind.BOOLEAN: Boolean(),
    Kind.DECIMAL: Numeric(),
    Kind.DATE: Date(),
    Kind.INSTANT: DateTime(timezone=True),
    Kind.KEY: Uuid(),
    Kind.BYTES: LargeBinary(),
}

#: Who asks, where and when, as parameters without values: a statement serves every asker.
ME = Binds(
    agency=bindparam(AGENCY, None, Integer()),
    subject=bindparam(SUBJECT, None, Uuid()),
    today=bindparam(TODAY, None, Date()),
)


def type_of(kind: Kind) -> TypeEngine[Any]:
    """Return the type of a value of `kind` in the database."""
    return _TYPES[kind]


def value_of(argument: Argument) -> Any:  # noqa: ANN401 - a parameter, or a flag as it is.
    """Return an argument as the models take it."""
    if isinstance(argument, bool):
        return argument
    type_ = _TYPES[argument.kind]
    return bindparam(argument.name, None, ARRAY(type_) if argument.is_list else type_)


def order_parameter(argument: Parameter | None) -> Any:  # noqa: ANN401
    """Return a value of a cursor; None stands for a row without one."""
    return None if argument is None else value_of(argument)


class Open(Protocol):
    """Opens a level over rows of a model; `parent` is the row above, where policy judges by it."""

    def __call__(self, model: Model, parent: "Level | None" = None, /) -> "Source":
        """Return the level and where its rows come from."""


@dataclass(frozen=True)
class Level:
    """A row under an alias. `shows` tells which fields of a class it shows.

    `once` has a condition on the row decided once, under a name, whoever asks for it.
    `hides_people`: the asker may not know who is who. `open` opens another level of the statement.
    `in_page`: it is one of the rows of a page. `join` joins the row that an edge leads to, where
    that is better than to look it up; None: it is not, for this edge.
    """

    model: Model
    row: Row
    facts: RowFacts
    shows: Callable[[FieldClass], Element | bool]
    open: Open
    hides_people: bool = False
    once: Callable[[str, Element], Element] = lambda _, condition: condition
    in_page: bool = False
    join: "Callable[[Edge], Level | None]" = lambda _: None

    @property
    def is_pseudonymous(self) -> bool:
        """Whether the row is about a person whom the asker may not know."""
        return self.hides_people and self.facts.owner is not None

    @property
    def key(self) -> Element:
        """The id of the row as the asker knows it."""
        real = self.row[self.model.key]
        return shown_id(real) if self.is_pseudonymous else real

    @property
    def place(self) -> Element:
        """What breaks the ties of an order: the id, or what tells the asker nothing about it."""
        real = self.row[self.model.key]
        return place_of(real) if self.is_pseudonymous else real

    def told(self, kind: Kind, value: Element) -> Element:
        """Return a value no more exactly than the asker may know it.

        Of an id that is no global one it is the pseudonym, and of an instant about a person the
        day in UTC: two clients could find a row again by its microsecond.
        """
        if self.hides_people and kind is Kind.KEY:
            return shown_id(value)
        if self.is_pseudonymous and kind is Kind.INSTANT:
            return func.date_trunc(word("day"), value, word("UTC"), type_=DateTime(timezone=True))
        return value


@dataclass(frozen=True)
class Source:
    """Where the rows of a level come from, and the conditions that always hold there."""

    level: Level
    from_clause: FromClause
    conditions: tuple[Element, ...]


class Levels:
    """Opens the levels of one statement, each under an alias of its own."""

    def __init__(self, access: Access) -> None:
        self.access = access
        self._numbers = count(1)

    def row(self, model: Model) -> Row:
        """Return a row under an alias of its own."""
        return Row(f"t{next(self._numbers)}", model.table)

    def open(
        self, model: Model, parent: Level | None = None, *, rows: SelectBase | None = None
    ) -> Source:
        """Open a level over the rows of `model` that the agency owns and policy lets through.

        `parent` is the level of the row by which policy judges, where that is the row above; `rows`
        stand for the table, where they are computed.
        """
        row = self.row(model)
        stored: FromClause = model.table.alias(row.alias)
        from_clause = stored if rows is None else rows.subquery(row.alias)
        conditions = [] if model.agency is None else [row[model.agency] == ME.agency]
        holder = parent.row if parent else row
        if model.holder is not None and parent is None:
            holder = Row(f"t{next(self._numbers)}", model.holder.table)
            joined = model.holder.table.alias(holder.alias)
            from_clause = from_clause.join(joined, model.holder.on(row, holder))
            conditions.append(holder["agency_id"] == ME.agency)
        facts = model.facts(row, holder, ME)
        conditions.append(self._allowed(model, row, facts, parent))

        def shows(field_class: FieldClass) -> Element | bool:
            return self.access.shows(model.resource, facts, field_class)

        level = Level(model, row, facts, shows, self.open, self.access.hides_people)
        return Source(level, from_clause, tuple(conditions))

    def _allowed(self, model: Model, row: Row, facts: RowFacts, parent: Level | None) -> Element:
        """Return what policy says about a row; what the row above decides, it decides once."""
        if parent is None:
            return self.access.rows(model.resource, facts)
        # Inside the page of the row above its alias means the table: columns need not be passed on.
        inside = Row(parent.row.alias, parent.row.table)
        return self.access.rows_held_by(
            model.resource,
            facts,
            model.facts(row, inside, ME),
            once=partial(parent.once, f"holds_{model.resource}"),
        )
