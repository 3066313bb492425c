"""The conditions that filters are made of; the conditions inside one comparator must all hold."""

from typing import Any, Generic, TypeVar

import strawberry

Value = TypeVar("Value")


@strawberry.input(description="Conditions on a value of a closed set, or on an id.")
class Comparator(Generic[Value]):
    """Equality and membership."""

    eq: Value | None = strawberry.field(default=strawberry.UNSET, description="Equal to this.")
    neq: Value | None = strawberry.field(
        default=strawberry.UNSET, description="Different from this; a missing value is different."
    )
    in_: list[Value] | None = strawberry.field(
        name="in", default=strawberry.UNSET, description="One of these; an empty list matches none."
    )
    nin: list[Value] | None = strawberry.field(
        default=strawberry.UNSET, description="None of these; a missing value is none of them."
    )


@strawberry.input(description="Conditions on text.")
class TextComparator:
    """Equality, membership and search in text."""

    eq: str | None = strawberry.field(default=strawberry.UNSET, description="Equal to this.")
    neq: str | None = strawberry.field(
        default=strawberry.UNSET, description="Different from this; a missing value is different."
    )
    in_: list[str] | None = strawberry.field(
        name="in", default=strawberry.UNSET, description="One of these; an empty list matches none."
    )
    nin: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="None of these; a missing value is none of them."
    )
    contains: str | None = strawberry.field(
        default=strawberry.UNSET, description="Contains this, in upper or lower case."
    )
    words: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="Contains each of these words, in any order, in upper or lower case.",
    )
    starts_with: str | None = strawberry.field(
        default=strawberry.UNSET, description="Starts with this, in upper or lower case."
    )


@strawberry.input(
    description="Conditions on a value with an order; a missing value is neither more nor less."
)
class RangeComparator(Generic[Value]):
    """Equality and comparison."""

    eq: Value | None = strawberry.field(default=strawberry.UNSET, description="Equal to this.")
    neq: Value | None = strawberry.field(
        default=strawberry.UNSET, description="Different from this; a missing value is different."
    )
    in_: list[Value] | None = strawberry.field(
        name="in", default=strawberry.UNSET, description="One of these; an empty list matches none."
    )
    nin: list[Value] | None = strawberry.field(
        default=strawberry.UNSET, description="None of these; a missing value is none of them."
    )
    lt: Value | None = strawberry.field(default=strawberry.UNSET, description="Less than this.")
    lte: Value | None = strawberry.field(
        default=strawberry.UNSET, description="Less than or equal to this."
    )
    gt: Value | None = strawberry.field(default=strawberry.UNSET, description="Greater than this.")
    gte: Value | None = strawberry.field(
        default=strawberry.UNSET, description="Greater than or equal to this."
    )


def where(description: str, name: str | None = None) -> Any:  # noqa: ANN401 - a field of any type.
    """Declare a condition of a filter that a client may leave out."""
    return strawberry.field(name=name, default=strawberry.UNSET, description=description)


#: What every filter says about its combinations.
AND = "All of these hold."
OR = "At least one of these holds; an empty list matches nothing."
NOT = "This does not hold."
