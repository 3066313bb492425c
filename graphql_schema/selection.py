"""From the fields of an operation to a `Selection`: GraphQL's own collection does the work.

graphql-core resolves aliases, fragments, `@include` and `@skip`, merges duplicates and coerces the
arguments; what comes out is neutral and frozen.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    ListValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetailsList, collect_subfields
from graphql.execution.values import get_argument_values

from graphql_schema.operations import Shape
from kinerja.kit.recent import Recent
from kinerja.reads.selection import InputObject, Selection, Value
from kinerja.reads.sketches import Sketch


@dataclass(frozen=True, eq=False)
class Slot:
    """A field whose arguments hold variables."""

    field: GraphQLField
    node: FieldNode


class SelectionReader:
    """Reads what one operation selects below a field."""

    def __init__(self, executor: Executor[Any]) -> None:
        self._executor = executor
        self._schema = executor.schema

    def read(
        self, key: str, field: GraphQLField, details: FieldDetailsList, *type_names: str
    ) -> Selection:
        """Return the selection of a field; for an abstract type only on `type_names`, if given."""
        node = details[0].node
        variable = any(_holds_variable(argument.value) for argument in node.arguments or ())
        return Selection(
            key,
            node.name.value,
            self.arguments(field, node),
            tuple(
                (concrete.name, self.below(concrete, details))
                for concrete in self._concrete(get_named_type(field.type))
                if not type_names or concrete.name in type_names
            ),
            slot=Slot(field, node) if variable else None,
        )

    def arguments(self, field: GraphQLField, node: FieldNode) -> tuple[tuple[str, Value], ...]:
        """Return the arguments of a field, with the variables of this request."""
        if not field.args:
            return ()
        executor = self._executor
        given = get_argument_values(
            field, node, executor.variable_values, hide_suggestions=executor.hide_suggestions
        )
        return tuple((name, _freeze(value)) for name, value in given.items())

    def _concrete(self, type_: GraphQLNamedType) -> tuple[GraphQLObjectType, ...]:
        if isinstance(type_, GraphQLObjectType):
            return (type_,)
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            return tuple(self._schema.get_possible_types(type_))
        return ()

    def below(self, parent: GraphQLObjectType, details: FieldDetailsList) -> tuple[Selection, ...]:
        """Return what is selected on one type below a field."""
        executor = self._executor
        collected = collect_subfields(
            self._schema,
            executor.fragments,
            executor.variable_values,
            executor.operation,
            parent,
            details,
            executor.hide_suggestions,
        )
        return tuple(
            self._entry(parent, key, below) for key, below in collected.grouped_field_set.items()
        )

    def _entry(self, parent: GraphQLObjectType, key: str, details: FieldDetailsList) -> Selection:
        name = details[0].node.name.value
        field = self._schema.get_field(parent, name)
        if field is None:
            # Validation has refused unknown fields, so this cannot be one.
            message = f"{parent.name} has no field {name}"
            raise LookupError(message)
        return self.read(key, field, details)


class FieldSelection:
    """A field of an operation that asks for a read: the engine's `Wanted`.

    Of an abstract type only `type_names` are selected, if given.
    """

    def __init__(
        self,
        reader: SelectionReader,
        shape: Shape,
        name: str,
        field: GraphQLField,
        details: FieldDetailsList,
        *type_names: str,
    ) -> None:
        self._reader = reader
        self._read = partial(reader.read, name, field, details, *type_names)
        # The shape keeps the list of details, so that its address is nobody else's.
        self.key: Hashable = (shape.number, id(details))
        self.sketches: Recent[Hashable, Sketch] = shape.sketches(details)

    def selection(self) -> Selection:
        """Read the selection."""
        return self._read()

    def arguments(self, slot: Hashable) -> tuple[tuple[str, Value], ...]:
        """Read the arguments of a field that hold variables."""
        if not isinstance(slot, Slot):
            raise TypeError(slot)
        return self._reader.arguments(slot.field, slot.node)


def _holds_variable(value: ValueNode) -> bool:
    if isinstance(value, ListValueNode):
        return any(map(_holds_variable, value.values))
    if isinstance(value, ObjectValueNode):
        return any(_holds_variable(field.value) for field in value.fields)
    return isinstance(value, VariableNode)


def _freeze(value: Any) -> Value:  # noqa: ANN401 - whatever an input type is read to.
    if isinstance(value, Mapping):
        return InputObject(tuple((name, _freeze(one)) for name, one in value.items()))
    if isinstance(value, list | tuple):
        return tuple(_freeze(one) for one in value)
    if isinstance(value, Enum):
        return str(value.value)
    frozen: Value = value
    return frozen
