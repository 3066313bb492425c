"""What is known of an operation that ran before: its flags, the fields it collects, what it costs.

Nothing here depends on who asks. What depends on variables is kept by the part of them that it
depends on: fields by the variables of `@include` and `@skip`, cost by the sizes of the values.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import count
from typing import Any

from graphql import (
    ExecutableDefinitionNode,
    FieldNode,
    FragmentDefinitionNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
)
from graphql.execution.collect_fields import (
    CollectedFields,
    FieldDetailsList,
    FragmentDetails,
    GroupedFieldSet,
)
from graphql.type import GraphQLObjectType
from strawberry.types.graphql import OperationType

from kinerja.kit.recent import Recent
from kinerja.reads.sketches import Sketch

#: Combinations of flags, and of sizes, that are kept of one operation.
SHAPES, COSTS = 32, 64
#: Reads that are sketched in one shape, each for the ways in which it was asked.
SKETCHES = 16
_CONDITIONS = frozenset({"include", "skip"})
_NOTHING = SelectionSetNode(selections=())
_numbers = count(1)


class Shape:
    """An operation with its flags set: which fields it selects is certain.

    Lists of fields are kept and so are the same objects in every request; they must not be changed.
    """

    def __init__(self) -> None:
        #: Never given again, unlike the address of an object.
        self.number = next(_numbers)
        self.roots: GroupedFieldSet | None = None
        #: As graphql-core remembers them while it executes one request.
        self.below: dict[
            tuple[GraphQLObjectType, int], tuple[FieldDetailsList, CollectedFields]
        ] = {}
        self._sketches: dict[int, Recent[Hashable, Sketch]] = {}

    def sketches(self, details: FieldDetailsList) -> Recent[Hashable, Sketch]:
        """Return what is known of the reads of one of the shape's fields."""
        return self._sketches.setdefault(id(details), Recent(SKETCHES))


class Operation:
    """One operation of a document, with the fragments that stand beside it."""

    def __init__(
        self, node: OperationDefinitionNode, fragments: Iterable[FragmentDefinitionNode]
    ) -> None:
        self.node = node
        self.name = node.name.value if node.name else None
        self.kind = OperationType(node.operation.value)
        self.fragment_definitions = {one.name.value: one for one in fragments}
        #: As graphql-core wants them.
        self.fragments = {
            name: FragmentDetails(one) for name, one in self.fragment_definitions.items()
        }
        self._flags = tuple(sorted(_flags((node, *self.fragment_definitions.values()))))
        self._declared = tuple(
            definition.variable.name.value for definition in node.variable_definitions or ()
        )
        self._shapes: Recent[Hashable, Shape] = Recent(SHAPES)
        self._costs: Recent[Hashable, int] = Recent(COSTS)

    def shape(self, coerced: Mapping[str, Any]) -> Shape:
        """Return the operation with its flags as the variables say."""
        flags = tuple(coerced.get(name) for name in self._flags)
        found = self._shapes.find(flags)
        return self._shapes.put(flags, Shape()) if found is None else found

    def cost(self, variables: Mapping[str, Any], estimate: Callable[[], int]) -> int:
        """Return what the operation costs; estimate it once for variables of the same sizes."""
        sizes = tuple((name in variables, _size(variables.get(name))) for name in self._declared)
        found = self._costs.find(sizes)
        return self._costs.put(sizes, estimate()) if found is None else found


def _flags(definitions: Iterable[ExecutableDefinitionNode]) -> set[str]:
    """Return the variables that decide whether a field is selected."""
    found: set[str] = set()
    waiting: list[SelectionSetNode | None] = [one.selection_set for one in definitions]
    while waiting:
        for node in (waiting.pop() or _NOTHING).selections:
            found.update(_conditions(node))
            if isinstance(node, FieldNode | InlineFragmentNode):
                waiting.append(node.selection_set)
    return found


def _conditions(node: SelectionNode) -> Iterator[str]:
    for directive in node.directives or ():
        for argument in directive.arguments or ():
            if directive.name.value in _CONDITIONS and isinstance(argument.value, VariableNode):
                yield argument.value.name.value


def _size(value: object) -> Hashable:
    """Return all of a variable that a cost can depend on: a number, or how long a list is."""
    if isinstance(value, list | tuple):
        return (len(value),)
    return value if isinstance(value, int | float) else None
