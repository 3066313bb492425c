"""What all Relay connections share: page info, edges, orders, the interface of all objects."""

from enum import Enum
from typing import Generic, TypeVar

import strawberry

Row = TypeVar("Row")


@strawberry.interface(description="An object with an id that is unique in the whole service.")
class Node:
    """Everything that `node` and `nodes` find again."""

    id: strawberry.ID = strawberry.field(
        description="Opaque global id. Use it exactly as given; it never changes."
    )


@strawberry.type(description="Where a page stands among all rows.")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(description="Whether rows follow this page.")
    has_previous_page: bool = strawberry.field(description="Whether rows precede this page.")
    start_cursor: str | None = strawberry.field(
        description="Cursor of the first row of the page; null on an empty page."
    )
    end_cursor: str | None = strawberry.field(
        description="Cursor of the last row of the page: pass it as `after` for the next page."
    )


@strawberry.type(description="One row of a page, with its place in the order.")
class Edge(Generic[Row]):
    """Relay's edge."""

    cursor: str = strawberry.field(
        description="Opaque place of this row; it holds for the same `orderBy` only."
    )
    node: Row = strawberry.field(description="The row itself.")


@strawberry.enum(description="Which end of an order comes first.")
class OrderDirection(Enum):
    """Rows without a value come last either way."""

    ASC = strawberry.enum_value("ASC", description="Smallest first; rows without a value last.")
    DESC = strawberry.enum_value("DESC", description="Largest first; rows without a value last.")
