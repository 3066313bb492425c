"""Random documents for one asker: one to three root fields, and everything below them."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final

from graphql import GraphQLObjectType, GraphQLSchema, get_named_type, parse

from graphql_schema.limits import MAX_TOKENS, broken_limit
from tests.support.reference.catalogue import TWINS
from tests.support.reference.execution import Asker
from tests.support.reference.eyes import Eyes
from tests.support.reference.queries.literals import call
from tests.support.reference.queries.pen import Pen
from tests.support.reference.queries.scopes import Entry, Scope
from tests.support.reference.queries.selections import Selections, Spot

MOST_ROWS: Final = 150
ROOTS: Final = ("agency", "viewer", "agencies", "node", "nodes")
_CODES: Final = {1: "DUKCAPIL", 2: "DISHUB"}
_NODES: Final = [name for name, twin in TWINS.items() if twin.is_node]


@dataclass(frozen=True)
class Document:
    """One operation with its variables; `forms` counts what of the language it uses."""

    query: str
    variables: Mapping[str, Any]
    forms: Counter[str]


def draw_document(
    random: Random, schema: GraphQLSchema, asker: Asker, reached: Callable[[str], int]
) -> Document:
    """Draw a document that keeps the limits of the service."""
    while True:
        pen = Pen(random, reached)
        roots = _Roots(pen, schema, asker)
        query = pen.document(roots.draw())
        if query.count(" ") < MAX_TOKENS and not broken_limit(parse(query)):
            return Document(query, pen.variables(), pen.forms)


class _Roots:
    """Draws the root fields of one document."""

    def __init__(self, pen: Pen, schema: GraphQLSchema, asker: Asker) -> None:
        self._pen = pen
        self._schema = schema
        self._asker = asker
        assert schema.query_type
        self._query = schema.query_type

    def draw(self) -> str:
        scope = Scope()
        number = self._pen.random.choice([1, 1, 2, 3])
        body = " ".join(self._root(scope) for _ in range(number))
        if self._pen.chance(20):
            self._pen.form("__typename of the operation")
            body += " __typename"
        return body

    def _root(self, scope: Scope) -> str:
        name = self._pen.rarest(list(ROOTS), "Query.")
        eyes, code = self._home() if name == "viewer" else self._agency()
        selections = Selections(self._pen, self._schema, eyes)
        if name == "agencies":
            return selections.field(self._query, name, Spot(scope, 0, MOST_ROWS))
        if name in ("node", "nodes"):
            return self._objects(name, scope, selections)
        arguments = {"code": code} if name == "agency" else {}
        written, spot, key = self._written(name, scope, arguments)
        inner = selections.on_object(get_named_type(self._query.fields[name].type), spot)
        return f"{self._pen.keyed(key, written)} {{ {inner} }}"

    def _objects(self, name: str, scope: Scope, selections: Selections) -> str:
        """Select `node` or `nodes`: fields of the interface, fragments on what may be there."""
        random = self._pen.random
        types = random.sample(_NODES, 1 if name == "node" else random.randint(1, 4))
        rare = self._pen.rarest([f"{one}.id" for one in _NODES], "").removesuffix(".id")
        ids = [selections.operands.id_of(TWINS[one]) for one in (*types, rare, rare)]
        given: dict[str, Any] = {"id": ids[-1]} if name == "node" else {"ids": [*ids, ids[0]]}
        written, spot, key = self._written(name, scope, given)
        spot.scope.take("id", Entry("Node", "id", "ID!", Scope()))
        parts = [random.choice(["id", "__typename"])]
        for one in dict.fromkeys((*types, rare)):
            type_ = self._schema.type_map[one]
            assert isinstance(type_, GraphQLObjectType)
            parts.append(selections.fragment(one, selections.on_object(type_, spot)))
        if self._pen.chance(30):
            self._pen.form("fragment on an interface")
            parts.append(selections.fragment("Node", random.choice(["id", "id __typename"])))
        random.shuffle(parts)
        return f"{self._pen.keyed(key, written)} {{ {' '.join(parts)} }}"

    def _written(
        self, name: str, scope: Scope, arguments: Mapping[str, Any]
    ) -> tuple[str, Spot, str]:
        field = self._query.fields[name]
        written = call(name, self._pen.with_variables(field, arguments))
        entry = Entry(self._query.name, written, str(field.type), Scope())
        key = self._pen.key(name, scope, entry)
        rows = 40 if name == "nodes" else MOST_ROWS
        return written, Spot(scope.take(key, entry).below, 2, rows), key

    def _home(self) -> tuple[Eyes, str]:
        """Return what there is to see for the asker in the own agency, if there is one."""
        return self._asker.in_agency(self._asker.subject.agency_id or 0), ""

    def _agency(self) -> tuple[Eyes, str]:
        """Choose an agency in which the asker may ask, mostly the one with the roles."""
        home = 2 if self._pen.chance(85) else 1
        for agency_id in (home, 2, 1):
            eyes = self._asker.eyes[agency_id]
            if isinstance(eyes, Eyes):
                return eyes, _CODES[agency_id]
        message = "a client without an agency asks"
        raise LookupError(message)
