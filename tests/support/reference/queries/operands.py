"""Arguments: real values of rows that are there, near misses, and values that nothing has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from kinerja.kit.clock import today
from kinerja.kit.ids import AgencyId, GlobalId, new_id
from tests.support.reference.catalogue import TWINS
from tests.support.reference.eyes import Eyes
from tests.support.reference.orders import Order
from tests.support.reference.plain import Row, Test, Twin, Value
from tests.support.reference.queries.literals import Word
from tests.support.reference.queries.pen import Pen
from tests.support.reference.summaries import camel
from tests.support.reference.written import written

_SIZES = (0, 1, 1, 2, 3, 5, 8)
_AHEAD = timezone(timedelta(hours=7))


@dataclass(frozen=True)
class Operands:
    """Draws the arguments of one asker in one agency."""

    pen: Pen
    schema: GraphQLSchema
    eyes: Eyes

    def page(self, twin: Twin, most: int) -> tuple[dict[str, Any], int]:
        """Draw the arguments of a page, and tell how many rows it may have."""
        given: dict[str, Any] = {}
        order = self.order(twin)
        if order is not None:
            given["orderBy"] = order
        if self.pen.chance(45):
            given["filter"] = self.filter(twin, 3)
        for bound in ("after", "before"):
            if self.pen.chance(15) and (text := self.cursor(twin, order)) is not None:
                given[bound] = text
        size = min(self.pen.random.choice(_SIZES), most)
        if most >= 20 and self.pen.chance(30):
            given |= {"first": None} if self.pen.chance(20) else {}
            return self._shuffled(given), 20
        given["last" if self.pen.chance(30) else "first"] = size
        return self._shuffled(given), size

    def groups(self, twin: Twin, words: Any) -> dict[str, Any]:
        """Draw the arguments of groups, by what the asker may see."""
        assert isinstance(words, GraphQLEnumType)
        known = [one for one in words.values if self._may_ask(twin, camel(one))]
        by = self.pen.random.sample(known, min(len(known), self.pen.random.choice([1, 1, 2, 3])))
        given: dict[str, Any] = {"by": list(map(Word, by))}
        if self.pen.chance(50):
            given["first"] = self.pen.random.randint(0, 8)
        if self.pen.chance(25):
            given["skip"] = self.pen.random.randint(0, 3)
        if self.pen.chance(50):
            given["orderBy"] = Word(self.pen.random.choice(["KEY", "LARGEST"]))
        return given

    def shares(self) -> list[str]:
        """Draw shares of percentiles."""
        return self.pen.random.choices(["0", "0.1", "0.5", "0.50", "0.9", "1"], k=3)

    def shown(self, twin: Twin, names: list[str], *, is_key: bool) -> list[str]:
        """Choose measures, or dimensions of a key, that the asker may see."""
        known = [
            one
            for one in names
            if is_key or self.eyes.ever_shows(twin, twin.fields[one].field_class)
        ]
        return self.pen.random.sample(known, min(len(known), self.pen.random.randint(1, 3)))

    def code(self, twin: Twin) -> str:
        """Draw the code of a row, or one that none has."""
        rows = self._rows(twin)
        return (
            str(self.pen.random.choice(rows).code) if rows and self.pen.chance(90) else "tidak-ada"
        )

    def id_of(self, twin: Twin, *, most_visible: bool = True) -> str:
        """Draw a global id: of a row, often one that is visible, of another agency, of nothing."""
        rows = self._rows(twin)
        if most_visible and self.pen.chance(85):
            rows = [row for row in rows if self.eyes.sees(twin, row)] or rows
        if not rows or self.pen.chance(5):
            return str(GlobalId(twin.name, self.eyes.agency_id, new_id()))
        row = self.pen.random.choice(rows)
        return self._global(twin, getattr(row, twin.key), foreign=0)

    # --- orders and cursors -----------------------------------------------------------------------

    def order(self, twin: Twin) -> list[dict[str, Any]] | None:
        """Draw an order by what the asker may see, or none."""
        known = [
            name for name, one in twin.orders.items() if self.eyes.ever_shows(twin, one.field_class)
        ]
        if not known or self.pen.chance(40):
            return None
        chosen = [
            self.pen.rarest(known, f"{twin.name}Order.")
            for _ in range(self.pen.random.choice([1, 1, 2]))
        ]
        return [self._term(name) for name in chosen]

    def _term(self, name: str) -> dict[str, Any]:
        term: dict[str, Any] = {"field": Word(name)}
        if self.pen.chance(75):
            term["direction"] = Word(self.pen.random.choice(["ASC", "DESC"]))
        return term

    def cursor(self, twin: Twin, order: list[dict[str, Any]] | None) -> str | None:
        """Draw the cursor of a row: one on the page or not, but of the same order."""
        rows = [row for row in self._rows(twin) if self.eyes.sees(twin, row)]
        if not rows:
            return None
        terms = [{"direction": "ASC", **term} for term in order or ()]
        return Order.of(twin, self.eyes, terms).cursor(self.pen.random.choice(rows))

    # --- filters ----------------------------------------------------------------------------------

    def filter(self, twin: Twin, deep: int) -> dict[str, Any]:
        """Draw conditions, nested so deep at most."""
        given: dict[str, Any] = {}
        for _ in range(self.pen.random.choice([0, 1, 1, 1, 2])):
            name = self.pen.rarest(self._askable(twin), f"{twin.name}Filter.")
            given[name] = self.condition(twin, name, deep=deep)
        if deep and self.pen.chance(35):
            how = self.pen.rarest(["and", "or", "not"], f"{twin.name}Filter.")
            several = [self.filter(twin, deep - 1) for _ in range(self.pen.random.randint(0, 3))]
            given[how] = self.filter(twin, deep - 1) if how == "not" else several
        return given

    def _askable(self, twin: Twin) -> list[str]:
        return [name for name in twin.filters if self._may_ask(twin, name)]

    def _may_ask(self, twin: Twin, name: str) -> bool:
        """Tell whether some rows may show what a condition, or the edge of its name, is about."""
        field, edge = twin.filters[name], twin.edges.get(name)
        seen = [(twin, field.field_class)]
        if edge is not None:
            seen += [(twin, edge.field_class), (TWINS[edge.target], edge.target_class)]
        return all(self.eyes.ever_shows(*one) for one in seen)

    def condition(self, twin: Twin, name: str, *operators: str, deep: int = 2) -> Any:
        """Draw the value of one field of a filter; with `operators`, a comparator of these."""
        if not operators and self.pen.chance(4):
            return None
        field = twin.filters[name]
        filters = self.schema.type_map[f"{twin.name}Filter"]
        assert isinstance(filters, GraphQLInputObjectType)
        type_ = get_nullable_type(filters.fields[name].type)
        if isinstance(field, Test):
            return self._tested(field, get_named_type(type_).name)
        assert isinstance(type_, GraphQLInputObjectType)
        names = [one for one in type_.fields if deep or not _is_filter(type_.fields[one].type)]
        number = self.pen.random.choice([0, 1, 1, 1, 1, 2])
        prefix = f"{twin.name}Filter.{name}."
        chosen = operators or [
            self.pen.rarest(names, prefix) for _ in range(number if names else 0)
        ]
        return {
            operator: self._operand(
                twin, name, operator, type_=type_.fields[operator].type, deep=deep
            )
            for operator in chosen
        }

    def _operand(self, twin: Twin, name: str, operator: str, *, type_: Any, deep: int) -> Any:
        inner = get_named_type(type_)
        if _is_filter(type_):
            return self.filter(TWINS[twin.edges[name].target], min(deep - 1, 1))
        field = twin.filters[name]
        assert isinstance(field, Value)
        if is_list_type(get_nullable_type(type_)):
            return [self._value(twin, field, inner) for _ in range(self.pen.random.randint(0, 3))]
        value = self._value(twin, field, inner)
        return self._part(value) if operator in _PARTIAL else value

    def _tested(self, field: Test, kind: str) -> Any:
        if field.ids_of:
            return self.id_of(TWINS[field.ids_of])
        if kind == "Boolean":
            return self.pen.chance(50)
        days = self.pen.random.choice([range(-40, 41), range(-2300, 400)])
        return written(today() + timedelta(days=self.pen.random.choice(days)))

    def _value(self, twin: Twin, field: Value, type_: Any) -> Any:
        """Draw what some row has, as the asker knows it; or a value that likely none has."""
        if field.ids_of and self.pen.chance(20):
            return self.id_of(TWINS[field.ids_of])
        rows = self._rows(twin)
        if self.pen.chance(85):  # Else also of rows that must not be found by it.
            rows = [row for row in rows if self.eyes.sees(twin, row)] or rows
        if self.eyes.actor is None and twin.of_agency:
            rows = []
        known = [value for row in rows if (value := field.of(row, self.eyes)) is not None]
        if isinstance(type_, GraphQLEnumType):
            values = [*known, self.pen.random.choice(list(type_.values))]
            return Word(self.pen.random.choice(values))
        if field.ids_of:
            target = TWINS[field.ids_of]
            return (
                self._global(target, self.pen.random.choice(known)) if known else self.id_of(target)
            )
        if not known:
            return _SAMPLES[type_.name]
        return self._written(self.eyes.told(twin, self.pen.random.choice(known)))

    def _written(self, value: Any) -> Any:
        """Write a value in one of the ways in which its scalar is read."""
        if isinstance(value, datetime) and self.pen.chance(40):
            return value.astimezone(_AHEAD if value.year < 9998 else UTC).isoformat()
        if isinstance(value, Decimal) and self.pen.chance(40):
            return int(value) if value == int(value) and abs(value) < 1000 else written(value)
        if isinstance(value, date) and not isinstance(value, datetime) and value.year > 9997:
            return "9998-12-31"
        return written(value)

    def _part(self, text: Any) -> str:
        """Return a part of a text, perhaps in other letters."""
        text = str(text)
        begin = self.pen.random.randint(0, len(text))
        part = (
            text[begin : begin + self.pen.random.randint(0, 3)] if self.pen.chance(50) else text[:2]
        )
        forms: list[str] = [part, part.upper(), part.lower(), part.swapcase()]
        return self.pen.random.choice(forms)

    # --- rows and chances -------------------------------------------------------------------------

    def _rows(self, twin: Twin) -> list[Row]:
        assert twin.model
        return self.eyes.rows.all(twin.model)

    def _global(self, twin: Twin, key: UUID, *, foreign: int = 4) -> str:
        shown = self.eyes.shown_key(twin, key)
        agency_id = self.eyes.agency_id if twin.of_agency else AgencyId(0)
        if self.pen.chance(foreign):
            agency_id = AgencyId(1)
        return str(GlobalId(twin.name, agency_id, shown))

    def _shuffled(self, given: dict[str, Any]) -> dict[str, Any]:
        names = list(given)
        self.pen.random.shuffle(names)
        return {name: given[name] for name in names}


def _is_filter(type_: Any) -> bool:
    return str(get_named_type(type_)).endswith("Filter")


_PARTIAL = frozenset({"contains", "startsWith", "words"})
_SAMPLES: Mapping[str, Any] = {
    "String": "a%_\\'\"",
    "Int": 1,
    "Decimal": "1.50",
    "Date": "2026-02-28",
    "DateTime": "2026-02-28T01:02:03Z",
}
