"""From the fields of an operation to a `Selection`: GraphQL's own collection does the work.

graphql-core resolves aliases, fragments, `@include` and `@skip`, merges duplicates and coerces the
arguments; what comes out is neutral and frozen.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
)
from graphql.execution import Executor
from graphql.execution.collect_fields import FieldDetailsList, collect_subfields
from graphql.execution.values import get_argument_values

from kinerja.reads.selection import InputObject, Selection, Value


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
        return Selection(
            key,
            node.name.value,
            self._arguments(field, details),
            tuple(
                (concrete.name, self._below(concrete, details))
                for concrete in self._concrete(get_named_type(field.type))
                if not type_names or concrete.name in type_names
            ),
        )

    def _concrete(self, type_: GraphQLNamedType) -> tuple[GraphQLObjectType, ...]:
        if isinstance(type_, GraphQLObjectType):
            return (type_,)
        if isinstance(type_, GraphQLInterfaceType | GraphQLUnionType):
            return tuple(self._schema.get_possible_types(type_))
        return ()

    def _below(self, parent: GraphQLObjectType, details: FieldDetailsList) -> tuple[Selection, ...]:
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

    def _arguments(
        self, field: GraphQLField, details: FieldDetailsList
    ) -> tuple[tuple[str, Value], ...]:
        first = details[0]
        if not field.args:
            return ()
        given = get_argument_values(
            field,
            first.node,
            self._executor.variable_values,
            first.fragment_variable_values,
            self._executor.hide_suggestions,
        )
        return tuple((name, _freeze(value)) for name, value in given.items())


def _freeze(value: Any) -> Value:  # noqa: ANN401 - whatever an input type is read to.
    if isinstance(value, Mapping):
        return InputObject(tuple((name, _freeze(one)) for name, one in value.items()))
    if isinstance(value, list | tuple):
        return tuple(_freeze(one) for one in value)
    if isinstance(value, Enum):
        return str(value.value)
    frozen: Value = value
    return frozen
