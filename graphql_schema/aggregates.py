"""Connections with what they say about all of their rows: aggregates, and groups of rows.

The types are made from what the read models declare: `measures` are fields, `dimensions` filters.
Types and descriptions are those of the field or filter itself. Edges name the connections by
reference, so that they are made once every noun has been imported.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from importlib import import_module
from typing import Any, NamedTuple, cast, get_args

import strawberry
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.lazy_type import LazyType

from graphql_schema.connections import Edge, PageInfo
from graphql_schema.edges import PACKAGES, argument, declared
from kinerja.reads.catalogue import CATALOGUE, PAGED_TYPES
from kinerja.reads.group_keys import dimension_of, key_name
from kinerja.reads.model import Model
from kinerja.reads.plan import Kind
from kinerja.reads.touched import is_about_person

# A type of the schema is a value here, made at run time; to the type checker it is anything.
Type = Any

_SCALARS: Mapping[Kind, Type] = {
    Kind.TEXT: str,
    Kind.INTEGER: int,
    Kind.BOOLEAN: bool,
    Kind.DECIMAL: Decimal,
    Kind.DATE: date,
    Kind.INSTANT: datetime,
}
#: Values that can be added up.
_NUMBERS = frozenset({Kind.INTEGER, Kind.DECIMAL})


@strawberry.enum(description="Which groups come first.")
class GroupOrder(Enum):
    """The orders of groups."""

    KEY = strawberry.enum_value(
        "KEY", description="By their keys, in the order of `by`; those without a value last."
    )
    LARGEST = strawberry.enum_value(
        "LARGEST", description="Those of most rows first; those that are withheld last."
    )


class _Values(NamedTuple):
    """A type with one value for each of several measures: what it is, and the kind of each."""

    suffix: str
    description: str
    of: Callable[[Type], Type]


_VALUES = (
    _Values("Counts", "How many rows have each value and show it.", lambda _: int | None),
    _Values("Extremes", "One of the values of each measure.", lambda one: one | None),
    _Values(
        "Percentiles",
        "Values of each measure, one for each share in the order of `p`.",
        lambda one: cast("Any", list)[one | None] | None,
    ),
    _Values("Numbers", "A number for each measure.", lambda _: Decimal | None),
)


def connections() -> Iterator[Type]:
    """Make the connections of all types that come in pages, and the types that these use."""
    for type_name in PAGED_TYPES:
        yield from _types(CATALOGUE[type_name])


def _types(model: Model) -> Iterator[Type]:
    name = model.type_name
    values = {one.suffix: _measures(model, one) for one in _VALUES if _names(model, one)}
    fields = {one: declared(type_, text, ()) for one, type_, text in _rows(model)}
    fields |= {one: _field(values[suffix], *given) for one, suffix, *given in _sums(values)}
    what = (
        "What all rows of the connection come to, on whatever page they are. Values that policy"
        " hides count as none. Where it is suppressed, everything else is null."
    )
    aggregates = _make(f"{name}Aggregates", what, fields)
    own = _page_fields(model)
    own["aggregates"] = declared(aggregates, "What all rows of the connection come to.", ())
    if model.dimensions:
        own["groups"] = _groups(model, fields)
    described = "A page of rows that the viewer may see, in a stable order."
    yield _make(f"{name}Connection", described, own)


def _page_fields(model: Model) -> dict[str, Type]:
    """Return the fields of Relay's connection, and `nodes` and `totalCount`."""
    row: Type = LazyType(model.type_name, f"{PACKAGES[model.type_name]}.types")
    edges = cast("Any", list)[cast("Any", Edge)[row]]
    total = "Number of rows on all pages that the viewer may see; counted when asked for."
    return {
        "edges": declared(edges, "The rows of the page with cursors.", ()),
        "nodes": declared(cast("Any", list)[row], "The rows of the page.", ()),
        "page_info": declared(PageInfo, "Where the page stands among all rows.", ()),
        "total_count": declared(int, total, ()),
    }


def _names(model: Model, values: _Values) -> list[str]:
    is_number = values.suffix == "Numbers"
    kinds = {name: model.fields[name].kind for name in model.measures}
    return [name for name, kind in kinds.items() if not is_number or kind in _NUMBERS]


def _measures(model: Model, values: _Values) -> Type:
    shown = _class_of(model, "types", "").__strawberry_definition__.fields
    described = {_public(one): one.description for one in shown}
    fields = {
        _python(name): _field(values.of(_SCALARS[model.fields[name].kind]), described[name])
        for name in _names(model, values)
    }
    return _make(model.type_name + values.suffix, values.description, fields)


def _rows(model: Model) -> Iterator[tuple[str, Type, str]]:
    yield "count", int | None, "How many rows there are."
    if is_about_person(model.type_name):
        yield "people", int | None, "How many different people they are about."
    text = (
        "Whether the values are withheld: for whoever reads from outside the agency, where the rows"
        " are about too few people, or would give such a group away."
    )
    yield "suppressed", bool, text


def _sums(values: Mapping[str, Type]) -> Iterator[tuple[Any, ...]]:
    if "Extremes" in values:
        yield "counts", "Counts", "How many rows have each value and show it."
        yield "min", "Extremes", "The smallest values."
        yield "max", "Extremes", "The largest values."
        share = cast("Any", list)[Decimal]
        p = argument("p", share, "Up to 10 shares from 0 to 1: 0.5 is the median.")
        text = (
            "The smallest values at or below which these shares of the values lie (nearest rank)."
        )
        yield "percentiles", "Percentiles", text, p
    if "Numbers" in values:
        yield "avg", "Numbers", "Means, to ten decimals."
        yield "sum", "Numbers", "Sums."


def _groups(model: Model, fields: Mapping[str, Type]) -> Type:
    """Declare `groups`, with the type of groups and of their keys."""
    name = model.type_name
    given = _class_of(model, "filters", "Filter").__strawberry_definition__.fields
    filters = {_public(one): one for one in given}
    keys = {_python(one): _key(model, one, filters[one]) for one in model.dimensions}
    what = "Where a group stands in each dimension that it is split by; in any other it is null."
    key = _make(key_name(name), what, keys)
    group = _make(
        f"{name}Group",
        "Rows that are alike in every dimension of `by`, and what they come to.",
        {"key": declared(key, "Where the group stands.", ()), **fields},
    )
    words = {_upper(one): one for one in model.dimensions}
    dimension = strawberry.enum(
        cast("type[Enum]", cast("Any", Enum)(f"{name}Dimension", words)),
        description=f"What rows of type {name} are grouped by.",
    )
    definition = cast("Any", dimension).__strawberry_definition__
    for value in definition.values:
        value.description = filters[str(value.value)].description
    arguments = (
        argument("by", cast("Any", list)[dimension], "The dimensions: 1 to 4, from outside 2."),
        argument("first", int | None, "Take so many groups: 0 to 500, else 100."),
        argument("skip", int | None, "Leave out so many groups first."),
        argument("order_by", GroupOrder, "Which groups come first.", default=GroupOrder.KEY),
    )
    what = "The rows of the connection, group by group, and what each group comes to."
    return declared(cast("Any", list)[group], what, arguments)


def _key(model: Model, name: str, given: Any) -> Type:  # noqa: ANN401 - a field of Strawberry.
    if model.leads(name):
        target = model.edges[name].target
        return _field(LazyType(target, f"{PACKAGES[target]}.types"), given.description)
    kind = dimension_of(model, name).kind
    type_ = _SCALARS.get(kind) or _compared(given)
    return _field(type_, given.description)


def _compared(given: Any) -> Type:  # noqa: ANN401
    """Return what a comparator compares: the enum of a closed vocabulary."""
    comparator, _ = get_args(given.type_annotation.raw_annotation)
    (enum,) = get_args(comparator)
    return enum


def _class_of(model: Model, module: str, suffix: str) -> Any:  # noqa: ANN401
    place = import_module(f"{PACKAGES[model.type_name]}.{module}")
    return getattr(place, model.type_name + suffix)


def _field(type_: Type, description: str, *arguments: StrawberryArgument) -> Type:
    return declared(type_ | None, description, arguments)


def _make(name: str, description: str, fields: Mapping[str, Type]) -> Type:
    members = {"__annotations__": dict.fromkeys(fields, Any), "__doc__": description, **fields}
    return strawberry.type(type(name, (), members), description=description)


def _public(field: Any) -> str:  # noqa: ANN401
    """Return the name of a field in the schema."""
    if field.graphql_name:
        return str(field.graphql_name)
    head, *rest = str(field.python_name).split("_")
    return head + "".join(one.capitalize() for one in rest)


def _python(name: str) -> str:
    return "".join(f"_{one.lower()}" if one.isupper() else one for one in name)


def _upper(name: str) -> str:
    return _python(name).upper()


# Strawberry finds what a reference names among the members of the module.
globals().update({one.__name__: one for one in connections()})
