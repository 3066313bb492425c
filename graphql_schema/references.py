"""Conditions of filters on other objects: those that a field leads to, and what they are like.

The inputs are made here, one for each type that is referred to: they differ in nothing else.
"""

from functools import cache
from typing import Any

import strawberry
from strawberry.types.lazy_type import LazyType

from graphql_schema.edges import PACKAGES

_NOTHING = strawberry.UNSET


@strawberry.input(description="Conditions on an object by its id.")
class _Reference:
    """The operators on the id of an object."""

    eq: strawberry.ID | None = strawberry.field(default=_NOTHING, description="This one.")
    neq: strawberry.ID | None = strawberry.field(
        default=_NOTHING, description="Not this one; no object is not this one either."
    )
    in_: list[strawberry.ID] | None = strawberry.field(
        name="in", default=_NOTHING, description="One of these; an empty list matches none."
    )
    nin: list[strawberry.ID] | None = strawberry.field(
        default=_NOTHING, description="None of these; no object is none of them."
    )


def reference(type_name: str, description: str) -> Any:  # noqa: ANN401 - a field of a type made at run time.
    """Declare a condition on the one object that a field leads to: which, or what it is like."""
    return _field(_reference_input(type_name), description)


def related(type_name: str, description: str) -> Any:  # noqa: ANN401
    """Declare conditions on the rows of the page that a field leads to."""
    return _field(_related_input(type_name), description)


@cache
def _reference_input(type_name: str) -> Any:  # noqa: ANN401
    filtered = _field(_filter_of(type_name), _LIKE, name="is")
    return _input(
        _Reference,
        f"{type_name}Reference",
        f"Conditions on the {type_name} that a field leads to; all that are given must hold.",
        is_=filtered,
    )


@cache
def _related_input(type_name: str) -> Any:  # noqa: ANN401
    conditions = {
        "some": "At least one row that the viewer may see meets this; {} if there is any at all.",
        "every": "No row that the viewer may see fails this; so it holds where there is none.",
        "none": "No row that the viewer may see meets this.",
    }
    fields = {how: _field(_filter_of(type_name), text) for how, text in conditions.items()}
    return _input(
        object,
        f"{type_name}ListFilter",
        f"Conditions on the rows of type {type_name} that a field leads to; all that are given"
        " must hold.",
        **fields,
    )


_LIKE = (
    "It is like this, as far as the viewer may see it: an object that policy hides is like nothing."
)


def _filter_of(type_name: str) -> Any:  # noqa: ANN401
    return LazyType(f"{type_name}Filter", f"{PACKAGES[type_name]}.filters")


def _field(type_: Any, description: str, *, name: str | None = None) -> Any:  # noqa: ANN401
    return strawberry.field(
        name=name, default=_NOTHING, description=description, graphql_type=type_ | None
    )


def _input(base: type, name: str, description: str, /, **fields: Any) -> Any:  # noqa: ANN401
    members = {"__annotations__": dict.fromkeys(fields, Any), "__doc__": description, **fields}
    made = type(name, (base,), members)
    return strawberry.input(made, description=description)
