"""The schema: all queries and mutations, put together."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import strawberry

from graphql_schema.agencies.queries import AgencyQueries
from graphql_schema.edges import PACKAGES
from graphql_schema.executor import ReadingExecutor
from graphql_schema.extensions import EXTENSIONS
from graphql_schema.hidden_fields import HiddenFields
from graphql_schema.presentation import QuietSchema
from graphql_schema.scalars import schema_config
from graphql_schema.viewer.queries import ViewerQueries

NOUNS = ("organisation", "frameworks", "cycles", "appraisals")


@strawberry.type(
    description="What can be read. One root field is one statement on one agency's rows, however"
    " deep it goes, and shows what policy lets the caller see."
)
class Query(ViewerQueries, AgencyQueries):
    """All root fields."""


def create_schema() -> strawberry.Schema:
    """Build the schema. Costs about a tenth of a second: build it once a process."""
    return QuietSchema(
        query=Query,
        mutation=_mutation(),
        types=node_types(),
        execution_context_class=ReadingExecutor,
        extensions=[*EXTENSIONS, HiddenFields],
        config=schema_config(),
    )


def node_types() -> list[type[Any]]:
    """Return the types that fields name only by reference or reach only through `node`."""
    return [getattr(import_module(f"{place}.types"), name) for name, place in PACKAGES.items()]


def _mutation() -> type[Any] | None:
    """Return the mutations of all nouns that have some."""
    parts = tuple(part for noun in NOUNS for part in _mutations_of(noun))
    if not parts:
        return None
    return strawberry.type(
        type("Mutation", parts, {}),
        description="What can be changed. Each change is kept as a whole or not at all; an expected"
        " failure is told in `errors` of its payload.",
    )


def _mutations_of(noun: str) -> tuple[type[Any], ...]:
    place = f"graphql_schema.{noun}.mutations"
    if find_spec(place) is None:
        return ()
    found = vars(import_module(place)).items()
    return tuple(part for name, part in found if name.endswith("Mutations"))
