"""What an operation may cost at most, estimated from its page sizes before it runs.

One point for every object that the answer may hold. A connection counts its page size, another list
`LIST_SIZE`; both multiply what is selected below them. What a connection says about all of its rows
costs `ALL_ROWS` once, since every row has to be read for it, and groups are counted like a page.
Fragments are counted once and remembered.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
)
from graphql.type import SchemaMetaFieldDef, TypeMetaFieldDef

from kinerja.kit.errors import KinerjaError

MAX_COST = 100_000
#: The page that a connection gives without `first` or `last`, and the largest that it gives.
DEFAULT_PAGE = 20
LARGEST_PAGE = 500
#: What a list without pages is taken to hold.
LIST_SIZE = 10
#: The groups that come unless told otherwise.
DEFAULT_GROUPS = 100
#: What it costs to look at all rows of a connection.
ALL_ROWS = 50


class QueryTooExpensiveError(KinerjaError):
    """The operation could return more objects than one request may."""

    code = "QUERY_TOO_EXPENSIVE"
    en = "The operation may cost {cost} points; {limit} are allowed. Ask for smaller pages."
    id = "Operasi ini dapat menghabiskan {cost} poin; paling banyak {limit}. Perkecil halaman."


class _Place(NamedTuple):
    """Where the walk is: the type whose fields are selected, and, in a connection, its page."""

    type: GraphQLNamedType
    page: int | None


class CostEstimate:
    """The cost of one operation with one set of variables."""

    def __init__(
        self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]
    ) -> None:
        self._schema = schema
        self._variables = variables
        self._fragments = {
            node.name.value: node
            for node in document.definitions
            if isinstance(node, FragmentDefinitionNode)
        }
        self._defaults: dict[str, object] = {}
        self._known: dict[tuple[str, _Place], int] = {}

    def of(self, operation: OperationDefinitionNode) -> int:
        """Return the points of `operation`; it must have passed validation."""
        for definition in operation.variable_definitions or ():
            default = self._value(definition.default_value) if definition.default_value else None
            self._defaults[definition.variable.name.value] = default
        root = self._schema.get_root_type(operation.operation)
        return self._selections(operation.selection_set, _Place(root, page=None)) if root else 0

    def _selections(self, selections: SelectionSetNode, place: _Place) -> int:
        return sum(self._selection(node, place) for node in selections.selections)

    def _selection(self, node: SelectionNode, place: _Place) -> int:
        if isinstance(node, FieldNode):
            return self._field(node, place)
        if isinstance(node, FragmentSpreadNode):
            key = (node.name.value, place)
            if key not in self._known:
                self._known[key] = self._fragment(self._fragments[node.name.value], place)
            return self._known[key]
        return self._fragment(node, place)

    def _fragment(self, node: SelectionNode | FragmentDefinitionNode, place: _Place) -> int:
        if not isinstance(node, FragmentDefinitionNode | InlineFragmentNode):
            return 0
        condition = node.type_condition
        narrowed = self._schema.get_type(condition.name.value) if condition else place.type
        return self._selections(node.selection_set, place._replace(type=narrowed or place.type))

    def _field(self, node: FieldNode, place: _Place) -> int:
        kind = self._type_of(node, place.type)
        if kind is None or not is_composite_type(get_named_type(kind)):
            return 0
        page = self._page(node, get_named_type(kind))
        below = _Place(get_named_type(kind), page)
        each = self._selections(node.selection_set, below) if node.selection_set else 0
        if page is not None:
            return 1 + each
        if place.page is not None:
            return self._in_page(node, place.page, each)
        is_list = is_list_type(get_nullable_type(kind))
        return (self._length(node) if is_list else 1) * (1 + each)

    def _in_page(self, node: FieldNode, page: int, each: int) -> int:
        """Return what a field of a connection costs."""
        if node.name.value in ("edges", "nodes"):
            return page * (1 + each)
        if node.name.value == "aggregates":
            return ALL_ROWS + each
        if node.name.value == "groups":
            return ALL_ROWS + self._size(node, DEFAULT_GROUPS) * (1 + each)
        return 1 + each

    def _type_of(self, node: FieldNode, parent: GraphQLNamedType) -> GraphQLOutputType | None:
        name = node.name.value
        if name == "__schema":
            return SchemaMetaFieldDef.type
        if name == "__type":
            return TypeMetaFieldDef.type
        if not isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
            return None
        field = parent.fields.get(name)
        return field.type if field else None

    def _page(self, node: FieldNode, kind: GraphQLNamedType) -> int | None:
        """Return the page size that a connection's arguments ask for; None: it is no connection."""
        if not kind.name.endswith("Connection"):
            return None
        return self._size(node, DEFAULT_PAGE)

    def _size(self, node: FieldNode, default: int) -> int:
        asked = [
            int(size)
            for name, value in self._arguments(node)
            if name in ("first", "last") and isinstance(size := self._value(value), int | float)
        ]
        return min(max(0, *asked), LARGEST_PAGE) if asked else default

    def _length(self, node: FieldNode) -> int:
        """Return how many items a list gives: as many as it is asked for, when it is."""
        given = [
            len(items)
            for _, value in self._arguments(node)
            if isinstance(items := self._value(value), list | tuple)
        ]
        return max(given) if given else LIST_SIZE

    def _arguments(self, node: FieldNode) -> Iterator[tuple[str, ValueNode]]:
        return ((argument.name.value, argument.value) for argument in node.arguments or ())

    def _value(self, value: ValueNode) -> object:
        if isinstance(value, VariableNode):
            name = value.name.value
            return self._variables.get(name, self._defaults.get(name))
        if isinstance(value, IntValueNode):
            return int(value.value)
        return value.values if isinstance(value, ListValueNode) else None
