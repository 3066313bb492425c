"""The schema: all queries and mutations, put together."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import strawberry
from strawberry.tools import merge_types

from graphql_schema.agencies.queries import AgencyQueries
from graphql_schema.edges import PACKAGES
from graphql_schema.executor import ReadingExecutor
from graphql_schema.extensions import EXTENSIONS
from graphql_schema.hidden_fields import HiddenFields
from graphql_schema.presentation import QuietSchema
from graphql_schema.scalars import schema_config
from graphql_schema.viewer.queries import ViewerQueries

QUERIES = (ViewerQueries, AgencyQueries)
NOUNS = ("organisation", "frameworks", "cycles", "appraisals")


def create_schema() -> strawberry.Schema:
    """Build the schema. Costs about a tenth of a second: build it once a process."""
    mutations = _mutations()
    return QuietSchema(
        query=merge_types("Query", QUERIES),
        mutation=merge_types("Mutation", mutations) if mutations else None,
        types=node_types(),
        execution_context_class=ReadingExecutor,
        extensions=[*EXTENSIONS, HiddenFields],
        config=schema_config(),
    )


def node_types() -> list[type[Any]]:
    """Return the types that fields name only by reference or reach only through `node`."""
    return [getattr(import_module(f"{place}.types"), name) for name, place in PACKAGES.items()]


def _mutations() -> tuple[type[Any], ...]:
    """Return the classes `…Mutations` of the nouns that have mutations."""
    modules = [
        import_module(f"graphql_schema.{noun}.mutations")
        for noun in NOUNS
        if find_spec(f"graphql_schema.{noun}.mutations")
    ]
    return tuple(
        part
        for module in modules
        for name, part in vars(module).items()
        if name.endswith("Mutations")
    )
