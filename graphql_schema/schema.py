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
from graphql_schema.scalars import schema_config
from graphql_schema.viewer.queries import ViewerQueries


def create_schema() -> strawberry.Schema:
    """Build the schema. Costs about a tenth of a second: build it once a process."""
    return strawberry.Schema(
        query=merge_types("Query", (ViewerQueries, AgencyQueries)),
        types=[getattr(import_module(f"{place}.types"), name) for name, place in PACKAGES.items()],
        execution_context_class=ReadingExecutor,
        extensions=[*EXTENSIONS, HiddenFields],
        config=schema_config(),
    )
