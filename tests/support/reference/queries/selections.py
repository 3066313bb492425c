"""What is selected on objects and pages: fields, the same again, fragments, however nested."""

from dataclasses import dataclass, replace
from typing import Any, Final

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
    is_list_type,
)

from tests.support.reference.catalogue import TWINS
from tests.support.reference.eyes import Eyes
from tests.support.reference.plain import Twin
from tests.support.reference.queries.literals import call
from tests.support.reference.queries.operands import Operands
from tests.support.reference.queries.pen import Pen
from tests.support.reference.queries.scopes import Entry, Scope
from tests.support.reference.summaries import withholds_nothing

MAX_DEPTH: Final = 14
#: What is selected of pages.
PAGE_FIELDS: Final = ("edges", "nodes", "pageInfo", "totalCount")
MAX_FIELDS: Final = 110
_VERSIONS: Final = {"VersionDifference": "FrameworkVersion", "PolicyDifference": "PolicyVersion"}


@dataclass(frozen=True)
class Spot:
    """Where in a document something is selected, and how many rows there may still be."""

    scope: Scope
    depth: int
    rows: int

    def below(self, scope: Scope, *, divided: int = 1) -> "Spot":
        """Return the place one level deeper, for each of so many rows."""
        return replace(self, scope=scope, depth=self.depth + 1, rows=self.rows // max(divided, 1))


class Selections:
    """Draws selections for one asker in one agency."""

    def __init__(self, pen: Pen, schema: GraphQLSchema, eyes: Eyes) -> None:
        self._pen = pen
        self._random = pen.random
        self._schema = schema
        self.operands = Operands(pen, schema, eyes)

    def on_object(self, type_: Any, spot: Spot) -> str:
        """Select some fields of one object."""
        assert isinstance(type_, GraphQLObjectType)
        parts: list[str] = []
        for _ in range(self._random.choice([1, 2, 2, 3, 3, 4, 6])):
            if self._pen.fields > MAX_FIELDS:
                break
            parts += self._part(type_, spot)
        return " ".join(parts) or "__typename"

    def field(self, type_: GraphQLObjectType, name: str, spot: Spot) -> str:
        """Select a field that leads to other objects."""
        field = type_.fields[name]
        arguments, size = self._arguments(field, spot.rows)
        written = call(name, self._pen.with_variables(field, arguments))
        key, entry = self._take(type_, name, spot, written=written, size=size)
        inner = self._along(field, spot.below(entry.below, divided=size))
        return f"{self._pen.keyed(key, written)}{self._pen.directives('field')} {{ {inner} }}"

    def fragment(self, on: str, inner: str) -> str:
        """Put a selection into a fragment: inline, or a named one."""
        pen = self._pen
        if self._random.randrange(3) == 0:
            directives = pen.directives("inline fragment")
            if on in TWINS and TWINS[on].is_node and pen.chance(30):
                pen.form("fragment on an interface around one on a type")
                return f"... on Node{directives} {{ ... on {on} {{ {inner} }} }}"
            pen.form("inline fragment")
            return f"... on {on}{directives} {{ {inner} }}"
        name = f"F{len(pen.fragments)}"
        pen.fragments.append(f"fragment {name} on {on} {{ {inner} }}")
        pen.form("nested fragments" if "..." in inner else "named fragment")
        again = f" ...{name}" if pen.chance(15) else ""
        if again:
            pen.form("fragment spread twice")
        return f"...{name}{pen.directives('fragment spread')}{again}"

    # --- objects ----------------------------------------------------------------------------------

    def _part(self, type_: GraphQLObjectType, spot: Spot) -> list[str]:
        way = self._random.randrange(100)
        if way < 6:
            self._pen.form("__typename")
            return ["__typename"]
        if way < 45 or spot.depth >= MAX_DEPTH - 3:
            return [self._leaf(type_, spot) for _ in range(self._random.randint(1, 5))]
        if way < 57:
            found = self._again(type_, spot) if way < 52 else self._shared(type_, spot)
            return [found or self._composite(type_, spot)]
        if way < 70:
            inner = self.on_object(type_, spot)
            return [self.fragment(type_.name, inner) if way < 67 else self._untyped(inner)]
        return [self._composite(type_, spot)]

    def _untyped(self, inner: str) -> str:
        self._pen.form("inline fragment without a type")
        return f"...{self._pen.directives('inline fragment')} {{ {inner} }}"

    def _leaf(self, type_: GraphQLObjectType, spot: Spot) -> str:
        names = [name for name, one in type_.fields.items() if is_leaf(one)]
        if not names:
            return "__typename"
        name = self._pen.rarest(names, f"{type_.name}.")
        key, _ = self._take(type_, name, spot)
        return f"{self._pen.keyed(key, name)}{self._pen.directives('field')}"

    def _composite(self, type_: GraphQLObjectType, spot: Spot) -> str:
        names = [
            name
            for name, one in type_.fields.items()
            if _is_known(one)
            and _least_rows(one) <= spot.rows
            and (spot.depth < MAX_DEPTH - 4 or not is_page(one))
        ]
        if not names:
            return self._leaf(type_, spot)
        return self.field(type_, self._pen.rarest(names, f"{type_.name}."), spot)

    def _again(self, type_: GraphQLObjectType, spot: Spot) -> str | None:
        """Select a field a second time, with more below it: GraphQL merges the two."""
        known = [
            (key, one)
            for key, one in spot.scope.entries.items()
            if one.parent == type_.name and not is_leaf(type_.fields[one.name])
        ]
        if not known:
            return None
        key, entry = self._random.choice(known)
        self._pen.form("merged duplicate")
        below = spot.below(entry.below, divided=entry.size)
        inner = self._along(type_.fields[entry.name], below)
        return f"{self._pen.keyed(key, entry.call)} {{ {inner} }}"

    def _shared(self, type_: GraphQLObjectType, spot: Spot) -> str | None:
        """Spread a fragment of plain fields, the same one in several places."""
        name = f"Shared{type_.name}"
        if name not in self._pen.shared:
            leaves = [one for one, of in type_.fields.items() if is_leaf(of)]
            self._pen.shared[name] = self._random.sample(leaves, min(len(leaves), 4))
        entries = {
            one: Entry(type_.name, one, str(type_.fields[one].type), Scope())
            for one in self._pen.shared[name]
        }
        if not all(spot.scope.fits(key, entry) for key, entry in entries.items()):
            return None
        for key, entry in entries.items():
            spot.scope.take(key, entry)
        return f"...{name}{self._pen.directives('fragment spread')} "

    def _arguments(self, field: GraphQLField, rows: int) -> tuple[dict[str, Any], int]:
        arguments: dict[str, Any] = {}
        size = _least_rows(field)
        target = get_named_type(field.type).name.removesuffix("Connection")
        if is_page(field):
            arguments, size = self.operands.page(TWINS[target], rows)
        if "withSubunits" in field.args and self._pen.chance(60):
            arguments["withSubunits"] = self._pen.chance(60)
        if "against" in field.args:
            arguments["against"] = self.operands.id_of(TWINS[_VERSIONS[target]])
        if "code" in field.args:
            arguments["code"] = self.operands.code(TWINS[target])
        if "number" in field.args:
            arguments["number"] = self._random.randint(0, 5)
        return arguments, size

    # --- pages ------------------------------------------------------------------------------------

    def _along(self, field: GraphQLField, spot: Spot) -> str:
        type_ = get_named_type(field.type)
        if not is_page(field):
            return self.on_object(type_, spot)
        assert isinstance(type_, GraphQLObjectType)
        number = self._random.choice([1, 1, 2, 3])
        inner = " ".join(self._of_page(type_, spot) for _ in range(number))
        return self.fragment(type_.name, inner) if self._pen.chance(10) else inner

    def _of_page(self, type_: GraphQLObjectType, spot: Spot) -> str:
        """Select one of the fields of a page."""
        names = [*PAGE_FIELDS, "__typename", "nodes", "edges"]
        if withholds_nothing(self.operands.eyes) and spot.rows >= 10:
            names += [one for one in ("aggregates", "groups") if one in type_.fields]
        name = self._pen.rarest(names, f"{type_.name}.")
        if name in ("aggregates", "groups"):
            return self._summary(type_, name, spot)
        key, entry = self._take(type_, name, spot)
        written = f"{self._pen.keyed(key, name)}{self._pen.directives('field')}"
        if name in ("__typename", "totalCount"):
            return written
        target = get_named_type(type_.fields[name].type)
        assert isinstance(target, GraphQLObjectType)
        below = spot.below(entry.below)
        if name == "pageInfo":
            inner = " ".join(self._leaf(target, below) for _ in range(self._random.randint(1, 4)))
        elif name == "edges":
            inner = self._on_edge(target, below)
        else:
            inner = self.on_object(target, below)
        return f"{written} {{ {inner} }}"

    def _summary(self, type_: GraphQLObjectType, name: str, spot: Spot) -> str:
        """Select what all rows of a page come to, or groups of them."""
        field = type_.fields[name]
        twin = TWINS[type_.name.removesuffix("Connection")]
        given: dict[str, Any] = {}
        if name == "groups":
            given = self.operands.groups(twin, get_named_type(field.args["by"].type))
            if not given["by"]:
                return "__typename"
        written = call(name, self._pen.with_variables(field, given))
        key, entry = self._take(type_, name, spot, written=written, size=10)
        target = get_named_type(field.type)
        assert isinstance(target, GraphQLObjectType)
        below = spot.below(entry.below, divided=10 if name == "groups" else 1)
        number = self._random.randint(1, 4)
        inner = " ".join(self._aggregate(target, twin, below) for _ in range(number))
        return f"{self._pen.keyed(key, written)}{self._pen.directives('field')} {{ {inner} }}"

    def _aggregate(self, type_: GraphQLObjectType, twin: Twin, spot: Spot) -> str:
        name = self._pen.rarest(list(type_.fields), f"{type_.name}.")
        field = type_.fields[name]
        given = {"p": self.operands.shares()} if "p" in field.args else {}
        written = call(name, self._pen.with_variables(field, given))
        target = get_named_type(field.type)
        inner = ""
        key, entry = self._take(type_, name, spot, written=written)
        if isinstance(target, GraphQLObjectType):
            names = self.operands.shown(twin, list(target.fields), is_key=name == "key")
            chosen = [self._of_summary(target, one, spot.below(entry.below)) for one in names]
            inner = f" {{ {' '.join(chosen) or '__typename'} }}"
        return f"{self._pen.keyed(key, written)}{inner}"

    def _of_summary(self, type_: GraphQLObjectType, name: str, spot: Spot) -> str:
        if not is_leaf(type_.fields[name]):
            return self.field(type_, name, spot)
        key, _ = self._take(type_, name, spot)
        return f"{self._pen.keyed(key, name)}{self._pen.directives('field')}"

    def _on_edge(self, type_: GraphQLObjectType, spot: Spot) -> str:
        parts = [self._leaf(type_, spot)] if self._pen.chance(70) else ["__typename"]
        if self._pen.chance(75):
            key, entry = self._take(type_, "node", spot)
            target = get_named_type(type_.fields["node"].type)
            inner = self.on_object(target, spot.below(entry.below))
            parts.append(f"{self._pen.keyed(key, 'node')} {{ {inner} }}")
        self._random.shuffle(parts)
        return " ".join(parts)

    def _take(
        self, type_: GraphQLObjectType, name: str, spot: Spot, *, written: str = "", size: int = 1
    ) -> tuple[str, Entry]:
        of = type_.fields.get(name)
        entry = Entry(type_.name, written or name, str(of.type) if of else "String!", Scope(), size)
        key = self._pen.key(name, spot.scope, entry)
        return key, spot.scope.take(key, entry)


def is_leaf(field: GraphQLField | None) -> bool:
    """Tell whether a field is a plain value; `__typename` is one."""
    return field is None or is_leaf_type(get_named_type(field.type))


def is_page(field: GraphQLField) -> bool:
    """Tell whether a field is a connection."""
    return get_named_type(field.type).name.endswith("Connection")


def _is_known(field: GraphQLField) -> bool:
    """Tell whether a field leads to objects that the plain reader knows."""
    return get_named_type(field.type).name.removesuffix("Connection") in TWINS


def _least_rows(field: GraphQLField) -> int:
    """Return how many rows the estimate of the cost takes a field to lead to at least."""
    return 10 if is_list_type(get_nullable_type(field.type)) else 1
