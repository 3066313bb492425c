"""How a type declares its edges: to one object, to a short list, to a page.

The read engine resolves them, never Python; a field here is type, arguments and description only.
Targets are named, since the types of all nouns refer to one another.
"""

from typing import Any, Optional

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.lazy_type import LazyType

from graphql_schema.connections import Connection

#: In which module each type of the schema stands.
MODULES = {
    name: f"graphql_schema.{noun}.types"
    for noun, names in {
        "agencies": ("Agency", "AgencySummary"),
        "organisation": ("OrgUnit", "Employee", "Position", "Assignment", "ReportingLine"),
        "frameworks": ("Framework", "FrameworkVersion", "Component", "Indicator"),
        "cycles": ("Cycle",),
        "appraisals": ("Appraisal", "Score", "NodeResult"),
    }.items()
    for name in names
}


def named(type_name: str, module: str = "types") -> Any:  # noqa: ANN401 - a type made at run time.
    """Return a reference to a type of the schema, resolved when the schema is built."""
    noun = MODULES[type_name].rpartition(".")[0]
    return LazyType[Any, Any](type_name, f"{noun}.{module}")


def argument(name: str, type_: Any, description: str, **options: Any) -> StrawberryArgument:  # noqa: ANN401
    """Return an argument of an edge, with its description."""
    return StrawberryArgument(
        python_name=name,
        graphql_name=None,
        type_annotation=StrawberryAnnotation(type_),
        description=description,
        **options,
    )


def one(type_name: str, description: str, *arguments: StrawberryArgument) -> Any:  # noqa: ANN401
    """Declare an edge to one object: null when there is none or policy hides it."""
    return _edge(Optional[named(type_name)], description, arguments)  # noqa: UP045 - a run-time type.


def some(type_name: str, description: str, *arguments: StrawberryArgument) -> Any:  # noqa: ANN401
    """Declare an edge to a short list that needs no pages."""
    return _edge(list[named(type_name)], description, arguments)  # type: ignore[misc] # noqa: ERA001 - a run-time type.


def page(type_name: str, description: str, *arguments: StrawberryArgument) -> Any:  # noqa: ANN401
    """Declare an edge to a page of rows, with paging, filter and order arguments."""
    return _edge(Connection[named(type_name)], description, (*paging(type_name), *arguments))  # type: ignore[misc] # noqa: ERA001


def paging(type_name: str) -> tuple[StrawberryArgument, ...]:
    """Return the arguments that every connection of `type_name` takes."""
    noun = MODULES[type_name].rpartition(".")[0]
    filter_ = LazyType[Any, Any](f"{type_name}Filter", f"{noun}.filters")
    order = LazyType[Any, Any](f"{type_name}Order", f"{noun}.filters")
    return (
        argument("first", Optional[int], "Take so many rows from the start; 20 if nothing is said, at most 500.", default=None),
        argument("after", Optional[str], "Only rows after the row with this cursor.", default=None),
        argument("last", Optional[int], "Take so many rows from the end; at most 500, not together with `first`.", default=None),
        argument("before", Optional[str], "Only rows before the row with this cursor.", default=None),
        argument("filter", Optional[filter_], "Only rows that meet all these conditions.", default=None),
        argument("order_by", Optional[list[order]], "The order of rows: the first entry decides, the next break ties.", default=None),
    )


def _edge(type_: Any, description: str, arguments: tuple[StrawberryArgument, ...]) -> Any:  # noqa: ANN401
    field = strawberry.field(description=description, graphql_type=type_)
    field.arguments = list(arguments)
    return field
