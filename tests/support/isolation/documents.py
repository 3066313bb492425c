"""Queries and mutations made from the schema itself, and which of its fields they ask for."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from graphql import (
    FieldNode,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    TypeInfo,
    TypeInfoVisitor,
    Undefined,
    Visitor,
    get_named_type,
    is_leaf_type,
    parse,
    visit,
)

from kinerja.reads.catalogue import CATALOGUE, NODE_TYPES
from tests.support.reading import full_schema

SCHEMA = full_schema()._schema  # noqa: SLF001 - graphql-core's own schema.
_PAGE = "totalCount pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }}"
_EDGES = " edges {{ cursor node {{ __typename {0} }} }} nodes {{ __typename }}"
#: So many rows of every page; more of them say nothing new.
FIRST = 3


def object_type(name: str) -> GraphQLObjectType:
    """Return an object type of the schema."""
    found = SCHEMA.get_type(name)
    assert isinstance(found, GraphQLObjectType), name
    return found


def is_page(field: GraphQLField) -> bool:
    """Tell whether a field is a connection."""
    return get_named_type(field.type).name.endswith("Connection")


def node_of(field: GraphQLField) -> str:
    """Return the type that a field leads to, through its connection if it is one."""
    return get_named_type(field.type).name.removesuffix("Connection")


def selection(type_name: str, depth: int, given: Mapping[str, str]) -> str:
    """Return all fields of a type and, `depth` steps further, of what they lead to.

    `given` are literals of the arguments that fields need, by `Type.field.argument` or name.
    """
    fields = object_type(type_name).fields.items()
    return " ".join(filter(None, (chosen(type_name, name, depth, given) for name, _ in fields)))


def chosen(type_name: str, name: str, depth: int, given: Mapping[str, str]) -> str:
    """Return one field of a type with its selection; '' where `depth` ends."""
    field = object_type(type_name).fields[name]
    call = name + arguments(f"{type_name}.{name}", field, given)
    if is_leaf_type(get_named_type(field.type)):
        return call
    if depth == 0:
        return ""
    # What is no object by itself is a part of the one that it stands in.
    inner = selection(node_of(field), depth - (node_of(field) in NODE_TYPES), given)
    if is_page(field):
        summed = summary(field) if (type_name, name) in _summed() else ""
        return f"{call} {{ {_PAGE.format()} {_EDGES.format(inner)} {summed} }}"
    return f"{call} {{ __typename {inner} }}"


@cache
def _summed() -> frozenset[tuple[str, str]]:
    """Return one field for each connection: there is asked what all of its rows come to."""
    found: dict[str, tuple[str, str]] = {}
    for type_name in ("Query", "Viewer", *CATALOGUE):
        for name, field in object_type(type_name).fields.items():
            if is_page(field):
                found.setdefault(node_of(field), (type_name, name))
    return frozenset(found.values())


def summary(field: GraphQLField) -> str:
    """Return `aggregates` and `groups` of a connection with everything in them."""
    members = object_type(get_named_type(field.type).name).fields
    parts = [f"aggregates {{ {_values(members['aggregates'])} }}"]
    if (groups := members.get("groups")) is not None:
        dimension = get_named_type(groups.args["by"].type)
        assert isinstance(dimension, GraphQLEnumType)
        for number, word in enumerate(dimension.values):
            alias = "groups" if number == 0 else f"by{number}: groups"
            parts.append(f"{alias}(by: [{word}], first: 3) {{ {_values(groups)} }}")
    return " ".join(parts)


def _values(field: GraphQLField) -> str:
    """Return all fields of aggregates, and of what they hold; of objects their type."""
    parts = []
    for name, one in object_type(get_named_type(field.type).name).fields.items():
        call = f'{name}(p: ["0.5"])' if one.args else name
        target = get_named_type(one.type)
        if is_leaf_type(target):
            parts.append(call)
        elif target.name in CATALOGUE and CATALOGUE[target.name].is_node:
            parts.append(f"{call} {{ __typename }}")
        else:
            parts.append(f"{call} {{ {_values(one)} }}")
    return " ".join(parts)


def arguments(place: str, field: GraphQLField, given: Mapping[str, str]) -> str:
    """Return the arguments of a field: the page's size, and what it cannot do without."""
    texts = [f"first: {FIRST}"] if is_page(field) else []
    for name, argument in field.args.items():
        if isinstance(argument.type, GraphQLNonNull) and argument.default_value is Undefined:
            texts.append(f"{name}: {given.get(f'{place}.{name}') or given[name]}")
    return f"({', '.join(texts)})" if texts else ""


def pages() -> Iterator[tuple[str, str, GraphQLField]]:
    """Yield every connection of the schema with the type that it stands on."""
    for type_name in ("Viewer", *CATALOGUE):
        fields = object_type(type_name).fields
        yield from ((type_name, name, one) for name, one in fields.items() if is_page(one))


def id_filters(field: GraphQLField) -> Iterator[tuple[str, str, str]]:
    """Yield the filters of a connection that take an id: name, literal with `%s`, type of it."""
    target = CATALOGUE[node_of(field)]
    type_ = get_named_type(field.args["filter"].type)
    assert isinstance(type_, GraphQLInputObjectType)
    for name, one in type_.fields.items():
        kind = get_named_type(one.type).name
        if kind == "ID" or kind.endswith(("IDComparator", "Reference")):
            ids_of = target.filters[name].ids_of
            assert ids_of, f"{type_.name}.{name} takes an id: of what?"
            literal = f'{{{name}: "%s"}}' if kind == "ID" else f'{{{name}: {{eq: "%s"}}}}'
            yield name, literal, ids_of


def text_filters(field: GraphQLField) -> Iterator[tuple[str, str]]:
    """Yield the filters of a connection that take a text: name, literal with `%s`."""
    type_ = get_named_type(field.args["filter"].type)
    assert isinstance(type_, GraphQLInputObjectType)
    for name, one in type_.fields.items():
        if get_named_type(one.type).name == "TextComparator":
            yield name, f'{{{name}: {{contains: "%s"}}}}'


def all_fields() -> frozenset[str]:
    """Return every field of every object type of the schema, as `Type.field`."""
    return frozenset(
        f"{name}.{field}"
        for name, type_ in SCHEMA.type_map.items()
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__")
        for field in type_.fields
    )


def asked_fields(documents: Iterable[str]) -> frozenset[str]:
    """Return the fields that documents ask for, as `Type.field`."""
    asked: set[str] = set()

    class Collector(Visitor):
        def enter_field(self, node: FieldNode, *_: Any) -> None:
            parent = info.get_parent_type()
            if parent is not None and not node.name.value.startswith("__"):
                asked.add(f"{parent.name}.{node.name.value}")

    for document in documents:
        info = TypeInfo(SCHEMA)
        visit(parse(document), TypeInfoVisitor(info, Collector()))
    return frozenset(asked)
