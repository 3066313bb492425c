"""What a comparison must have reached: everything of the schema that is read."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
)

from tests.support.reference.catalogue import TWINS
from tests.support.reference.notes import Notes
from tests.support.reference.plain import Twin
from tests.support.reference.queries.documents import ROOTS
from tests.support.reference.queries.selections import PAGE_FIELDS, is_leaf, is_page

#: The types that say what the rows of a connection come to.
SUMMARIES: Final = ("Aggregates", "GroupKey", "Group")


class Reached:
    """Counts what was reached: fields with values, and what was used to get rows."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self.forms: Counter[str] = Counter()
        self.documents = 0

    def count(self, name: str) -> int:
        """Tell how often something was reached."""
        return self._counts[name]

    def add(self, notes: Notes, forms: Counter[str]) -> None:
        """Count what one document came across."""
        self.documents += 1
        self._counts += notes.values
        self._counts += notes.used
        self.forms += forms

    def missing(self, schema: GraphQLSchema) -> list[str]:
        """Return what of the schema was not reached."""
        return [name for name in everything(schema) if not self._counts[name]]


def everything(schema: GraphQLSchema) -> Iterator[str]:
    """Yield every field, argument, order, filter and operator of the types that are read."""
    query = schema.query_type
    assert query
    yield from (f"Query.{name}" for name in ROOTS)
    for name, twin in TWINS.items():
        type_ = schema.type_map[name]
        assert isinstance(type_, GraphQLObjectType)
        yield from _of_object(type_)
        if f"{name}Connection" in schema.type_map:
            yield from _of_connection(schema, twin)
        for suffix in SUMMARIES:
            made = schema.type_map.get(name + suffix)
            if isinstance(made, GraphQLObjectType):
                yield from (f"{made.name}.{one}" for one in made.fields)
        if f"{name}Filter" in schema.type_map:
            yield from _of_filter(schema.type_map[f"{name}Filter"])


def _of_object(type_: GraphQLObjectType) -> Iterator[str]:
    for name, field in type_.fields.items():
        if is_leaf(field) or get_named_type(field.type).name.removesuffix("Connection") in TWINS:
            yield f"{type_.name}.{name}"
            if is_page(field):
                yield from (f"{type_.name}.{name}({one})" for one in field.args)


def _of_connection(schema: GraphQLSchema, twin: Twin) -> Iterator[str]:
    for suffix in ("Connection", "Edge"):
        type_ = schema.type_map[twin.name + suffix]
        assert isinstance(type_, GraphQLObjectType)
        fields = PAGE_FIELDS if suffix == "Connection" else type_.fields
        yield from (f"{type_.name}.{name}" for name in fields)
    orders = schema.type_map[f"{twin.name}OrderField"]
    assert isinstance(orders, GraphQLEnumType)
    for name in orders.values:
        yield from (f"{twin.name}Order.{name} {way}" for way in ("ASC", "DESC"))


def _of_filter(filters: GraphQLNamedType) -> Iterator[str]:
    assert isinstance(filters, GraphQLInputObjectType)
    for name, field in filters.fields.items():
        yield f"{filters.name}.{name}"
        inner = get_nullable_type(field.type)
        if isinstance(inner, GraphQLInputObjectType) and inner is not filters:
            yield from (f"{filters.name}.{name}.{operator}" for operator in inner.fields)
