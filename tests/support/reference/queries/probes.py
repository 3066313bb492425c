"""Direct questions about one thing of the schema, for what random documents have not reached."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from graphql import GraphQLEnumType, GraphQLObjectType, GraphQLSchema, get_named_type

from tests.support.reference.catalogue import TWINS
from tests.support.reference.execution import Asker
from tests.support.reference.eyes import Eyes
from tests.support.reference.plain import Many, Twin
from tests.support.reference.queries.documents import Document
from tests.support.reference.queries.literals import Word, call
from tests.support.reference.queries.operands import Operands
from tests.support.reference.queries.pen import Pen
from tests.support.reference.queries.selections import is_leaf
from tests.support.reference.summaries import camel, withholds_nothing

#: How to come to the types that are no objects with ids.
_WAYS: Final[Mapping[str, tuple[str, str]]] = {
    "BehaviourExpectation": ("PerformancePlan", "behaviour"),
    "NodeResult": ("Appraisal", "results"),
    "ResultPreview": ("Appraisal", "preview"),
    "PolicyRole": ("PolicyVersion", "roles"),
    "PolicyRule": ("PolicyVersion", "rules"),
    "VersionDifference": ("FrameworkVersion", "diff"),
    "PolicyDifference": ("PolicyVersion", "diff"),
}
_MOST_IDS: Final = 12
_ROOTS: Final = ("Query", "Viewer")


@dataclass(frozen=True)
class Prober:
    """Asks about the rows that one asker sees in one agency."""

    pen: Pen
    schema: GraphQLSchema
    asker: Asker
    eyes: Eyes

    def document(self, wanted: Sequence[str]) -> Document | None:
        """Return a document that may reach what `density.everything` names so."""
        asked: defaultdict[str, list[str]] = defaultdict(list)
        for one in wanted:
            found = self._about(one)
            if found is not None:
                asked[found.parent].append(found.selected)
        variables: dict[str, Any] = {}
        roots = [
            self._root(parent, selected, variables)
            for parent, selected in asked.items()
            if parent in _ROOTS or self._ids(parent)
        ]
        if not roots:
            return None
        declared = ", ".join(f"${name}: [ID!]!" for name in variables)
        head = f"query ({declared}) " if declared else ""
        return Document(f"{head}{{ {' '.join(roots)} }}", variables, Counter())

    def _root(self, parent: str, selected: list[str], variables: dict[str, Any]) -> str:
        below = " ".join(f"p{number}: {one}" for number, one in enumerate(selected))
        if parent == "Query":
            return below
        if parent == "Viewer":
            return f"viewer {{ {below} }}"
        name = f"of{parent}"
        variables[name] = self._ids(parent)
        return f"{name}: nodes(ids: ${name}) {{ ... on {parent} {{ {below} }} }}"

    def _ids(self, parent: str) -> list[str]:
        """Return some visible objects of a type."""
        twin = TWINS[parent]
        assert twin.model
        rows = [row for row in self.eyes.rows.all(twin.model) if self.eyes.sees(twin, row)]
        return [self.eyes.id_of(twin, row) for row in rows[-_MOST_IDS:]]

    def _about(self, wanted: str) -> "_Ask | None":
        type_name, _, rest = wanted.partition(".")
        for suffix in ("Connection", "Edge", "Order", "Filter", "Aggregates", "GroupKey", "Group"):
            target = type_name.removesuffix(suffix)
            if target != type_name and target in TWINS:
                return self._of_page(TWINS[target], suffix, rest)
        if type_name == "Query":
            return None
        field, _, argument = rest.rstrip(")").partition("(")
        return self._of_object(type_name, self._selected(type_name, field, argument))

    def _of_page(self, twin: Twin, suffix: str, rest: str) -> "_Ask | None":
        """Ask for a page: some field of it, or by some order or filter."""
        given: dict[str, Any] = {"first": 20}
        selected = "nodes { __typename }"
        if suffix == "Connection":
            selected = rest if rest == "totalCount" else f"{rest} {{ __typename }}"
        elif suffix == "Edge":
            selected = f"edges {{ {rest if rest == 'cursor' else f'{rest} {{ __typename }}'} }}"
        elif suffix in ("Aggregates", "GroupKey", "Group"):
            if not withholds_nothing(self.eyes):
                return None
            selected = self._summary(twin, suffix, rest)
        elif suffix == "Order":
            name, _, direction = rest.partition(" ")
            given["orderBy"] = [{"field": Word(name), "direction": Word(direction)}]
        else:
            name, _, operator = rest.partition(".")
            given["filter"] = self._filter(twin, name, operator)
        if twin.name == "AgencySummary":
            return _Ask("Query", f"{call('agencies', given)} {{ {selected} }}")
        if f"{twin.name}Connection" not in self.schema.type_map:
            return self._nested(twin, given["filter"])
        ways = [
            (parent.name, name)
            for parent in TWINS.values()
            for name, edge in parent.edges.items()
            if edge.target == twin.name and edge.many is Many.PAGE
        ]
        parent, name = self.pen.random.choice(ways)
        return self._of_object(parent, f"{call(name, given)} {{ {selected} }}")

    def _summary(self, twin: Twin, suffix: str, name: str) -> str:
        """Return the selection of one field of what rows come to, or of their groups."""
        type_ = self.schema.type_map[twin.name + suffix]
        assert isinstance(type_, GraphQLObjectType)
        field = type_.fields[name]
        target = get_named_type(field.type)
        inner = ""
        if isinstance(target, GraphQLObjectType):
            shown = f"{{ {next(iter(target.fields))} }}"
            inner = " { __typename }" if suffix == "GroupKey" or name == "key" else f" {shown}"
        selected = call(name, {"p": ["0.5"]} if "p" in field.args else {}) + inner
        if suffix == "Aggregates":
            return f"aggregates {{ {selected} }}"
        words = self.schema.type_map[f"{twin.name}Dimension"]
        assert isinstance(words, GraphQLEnumType)
        by = [Word(one) for one in words.values if suffix == "Group" or camel(one) == name][:1]
        selected = f"key {{ {selected} }}" if suffix == "GroupKey" else selected
        return f"{call('groups', {'by': by})} {{ {selected} }}"

    def _nested(self, twin: Twin, given: dict[str, Any]) -> "_Ask | None":
        """Ask by what an object is like that no page lists."""
        ways = [
            (parent, name)
            for parent in TWINS.values()
            for name, field in parent.filters.items()
            if field.ids_of == twin.name and name in parent.edges
        ]
        parent, name = self.pen.random.choice(ways)
        around = {name: {"is": given}}
        if f"{parent.name}Connection" not in self.schema.type_map:
            return self._nested(parent, around)
        places = [
            (above.name, name)
            for above in TWINS.values()
            for name, edge in above.edges.items()
            if edge.target == parent.name and edge.many is Many.PAGE
        ]
        place, edge_name = self.pen.random.choice(places)
        selected = f"{call(edge_name, {'filter': around})} {{ nodes {{ __typename }} }}"
        return self._of_object(place, selected)

    def _filter(self, twin: Twin, name: str, operator: str) -> dict[str, Any]:
        if name == "not":
            return {"not": {"or": []}}
        if name in ("and", "or"):
            return {name: [{}]}
        operands = Operands(self.pen, self.schema, self.eyes)
        return {name: operands.condition(twin, name, *([operator] if operator else []))}

    def _selected(self, type_name: str, name: str, argument: str) -> str:
        """Return the selection of one field, with one argument of a page."""
        type_ = self.schema.type_map[type_name]
        assert isinstance(type_, GraphQLObjectType)
        field = type_.fields[name]
        if is_leaf(field):
            return name
        operands = Operands(self.pen, self.schema, self.eyes)
        target = TWINS.get(get_named_type(field.type).name.removesuffix("Connection"))
        given: dict[str, Any] = {}
        if argument in ("after", "before") and target:
            given = {argument: operands.cursor(target, None)}
        elif argument == "orderBy" and target:
            first = next(iter(target.orders))
            given = {argument: [{"field": Word(first)}]}
        elif argument:
            given = {"filter": {}, "first": 7, "last": 7, "withSubunits": True}
            given = {argument: given[argument]}
        given |= self._required(type_name, name)
        inner = "nodes { __typename }" if target and argument else "__typename"
        return f"{call(name, given)} {{ {inner} }}"

    def _required(self, type_name: str, name: str) -> dict[str, Any]:
        """Return the arguments that an edge cannot do without."""
        edge = TWINS[type_name].edges[name]
        operands = Operands(self.pen, self.schema, self.eyes)
        if edge.ids:
            return {one: operands.id_of(TWINS[of]) for one, of in edge.ids.items()}
        if name in ("orgUnit", "position", "framework", "cycle") and type_name == "Agency":
            return {"code": operands.code(TWINS[edge.target])}
        if (type_name, name) == ("Framework", "version"):
            return {"number": self.pen.random.randint(1, 4)}
        return {}

    def _of_object(self, type_name: str, selected: str) -> "_Ask":
        """Ask it of objects of a type, or of those that lead to it."""
        if type_name not in _WAYS:
            return _Ask(type_name, selected)
        parent, edge = _WAYS[type_name]
        call_ = call(edge, self._required(parent, edge))
        return self._of_object(parent, f"{call_} {{ {selected} }}")


class _Ask(NamedTuple):
    """What is selected, on which type."""

    parent: str
    selected: str
