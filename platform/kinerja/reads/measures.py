"""Counts, means, sums, extremes and percentiles of what rows show, as JSON text.

The values of a row are worked out once, under policy, in a subquery (its OFFSET keeps the planner
from doing so again for every aggregate); what hides is none. Everything above it sees only those.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Numeric,
    Select,
    Subquery,
    Text,
    Uuid,
    case,
    cast,
    distinct,
    func,
    literal_column,
    null,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from kinerja.reads.connection_rows import Rows
from kinerja.reads.group_keys import dimension_of, key_column
from kinerja.reads.levels import ME, type_of, value_of
from kinerja.reads.model import Element
from kinerja.reads.plan import Aggregate, Constant, GroupKey, Kind, Leaf, Parameter
from kinerja.reads.small_groups import few
from kinerja.reads.texts import constant, join_text, json_parts, or_null

#: Means have as many decimals as the results that they are made of.
DECIMALS = literal_column("10", Integer())
#: 1 with so many decimals that a quotient keeps twice as many as are shown.
PRECISELY = literal_column("1.00000000000000000000", Numeric())
NOTHING = literal_column("0", Integer())
#: In the subquery of rows: whom the row is about.
WHO: Final = "who"


class MeasureWriter:
    """Writes the entries of aggregates over one subquery of rows."""

    def __init__(
        self,
        rows: Rows,
        entries: Sequence[Aggregate | GroupKey | Constant],
        smallest: Parameter | None,
    ) -> None:
        self._rows = rows
        self._measures = list(
            dict.fromkeys(
                leaf.field
                for entry in entries
                if isinstance(entry, Aggregate)
                for leaf in entry.measures
                if isinstance(leaf, Leaf)
            )
        )
        # Rows that are about nobody are no group of people.
        self.smallest = None if rows.owner is None else smallest
        needs_people = self.smallest is not None or any(
            isinstance(entry, Aggregate) and entry.how == "people" for entry in entries
        )
        self._who = rows.owner if needs_people else None

    def values(self, dimensions: Sequence[str] = ()) -> Subquery:
        """Return the rows with the values that are aggregated, and those they are grouped by."""
        rows, model = self._rows, self._rows.model
        columns: list[ColumnElement[Any]] = []
        for name in dimensions:
            one = dimension_of(model, name)
            value = rows.value(one.kind, one.field_class, one.sql(rows.level.row, ME))
            columns.append(value.label(key_column(model, name)))
        for place, name in enumerate(self._measures):
            field = model.fields[name]
            value = rows.value(field.kind, field.field_class, field.sql(rows.level.row, ME))
            columns.append(value.label(f"m{place}"))
        if self._who is not None:
            columns.append(self._who.label(WHO))
        columns = columns or [NOTHING.label("nothing")]
        return rows.selected(*columns).offset(NOTHING).subquery("valued")

    @property
    def people(self) -> Element:
        """How many people the rows are about; NULL if they are about nobody."""
        if self._who is None:
            return null()
        people: Element = func.count(distinct(literal_column(f"valued.{WHO}", Uuid())))
        return people

    def is_small(self, rest: Select[Any] | None) -> Element | None:
        """Return whether the rows, or those beside them, are about too few people; None: never."""
        if self.smallest is None:
            return None
        smallest = value_of(self.smallest)
        # That there is no such row is told to nobody who might ask so about one person.
        small = few(self.people, smallest) | (func.count() == NOTHING)
        return small if rest is None else small | few(rest.scalar_subquery(), smallest)

    def text(self, entry: Aggregate | GroupKey | Constant, hidden: Element | None) -> Element:
        """Return the JSON text of one entry: null where the rows are too few."""
        if isinstance(entry, Constant):
            return constant(f'"{entry.text}"')
        if isinstance(entry, GroupKey):
            message = "aggregates of all rows have no key"
            raise TypeError(message)
        if entry.how == "suppressed":
            return constant("false") if hidden is None else cast(hidden, Text)
        text = self._aggregate(entry)
        return text if hidden is None else unless(hidden, text)

    def _aggregate(self, entry: Aggregate) -> Element:
        if entry.how == "count":
            return cast(func.count(), Text)
        if entry.how == "people":
            return or_null(cast(self.people, Text))
        return object_of(
            {
                leaf.key: self._measure(entry, leaf)
                if isinstance(leaf, Leaf)
                else constant(f'"{leaf.text}"')
                for leaf in entry.measures
            }
        )

    def _measure(self, entry: Aggregate, leaf: Leaf) -> Element:
        kind = self._rows.model.fields[leaf.field].kind
        value = literal_column(f"valued.m{self._measures.index(leaf.field)}", type_of(kind))
        if entry.how == "percentiles":
            shares = [value_of(share) for share in entry.shares]
            text = _percentiles(kind, value, shares)
        else:
            made = _AGGREGATES[entry.how](value)
            written = _KINDS.get(entry.how, kind)
            text = join_text(json_parts(written, made, nullable=entry.how != "counts"))
        if self.smallest is None:
            return text
        # Of many people only some may show the value: then it is about those alone.
        who = literal_column(f"valued.{WHO}", Uuid())
        shown = func.count(distinct(who)).filter(value.is_not(None))
        is_withheld = few(shown, value_of(self.smallest)) | (func.count(value) == NOTHING)
        return unless(is_withheld, text)


def _mean(value: Element) -> Element:
    """Return the mean of values, exact to the last decimal that is shown.

    PostgreSQL's own has sixteen significant digits, and of great numbers no decimals at all.
    """
    quotient = cast(func.sum(value), Numeric()) * PRECISELY / func.count(value)
    return func.round(quotient, DECIMALS, type_=Numeric())


_AGGREGATES: Mapping[str, Callable[[Element], Element]] = {
    "counts": func.count,
    "avg": _mean,
    "sum": lambda value: cast(func.sum(value), Numeric()),
    "min": func.min,
    "max": func.max,
}
#: What an aggregate is written as, if not as its measure is.
_KINDS = {"counts": Kind.INTEGER, "avg": Kind.DECIMAL, "sum": Kind.DECIMAL}


def _percentiles(kind: Kind, value: Element, shares: Sequence[Element]) -> Element:
    """Return the list of the values below which, or at which, the shares of all values lie.

    By the nearest rank: each is one of the values, exactly; PostgreSQL's own works in floats.
    """
    # NULLs stand last in the array, where no rank leads to.
    ordered = func.array_agg(aggregate_order_by(value, value), type_=ARRAY(type_of(kind)))
    parts: list[str | Element] = []
    for place, share in enumerate(shares):
        rank = func.greatest(literal_column("1"), func.ceil(share * func.count(value)))
        parts.append("," if place else "[")
        parts += json_parts(kind, ordered[cast(rank, Integer)], nullable=True)
    return join_text([*parts, "]"])


def unless(hidden: Element, text: Element) -> Element:
    """Return JSON text, `null` where it is withheld."""
    return case((hidden, constant("null")), else_=text)


def object_of(entries: Mapping[str, Element]) -> Element:
    """Return the JSON text of an object of these entries."""
    parts: list[str | Element] = ["{"]
    for place, (key, text) in enumerate(entries.items()):
        parts += [f'{"," if place else ""}"{key}":', text]
    return join_text([*parts, "}"])
