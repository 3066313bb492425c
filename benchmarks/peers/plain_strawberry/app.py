"""The application: one schema, one pool, and loaders for each request."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import orjson
import strawberry
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.extensions import ParserCache, ValidationCache

from benchmarks.peers.plain_strawberry.loaders import Loaders
from benchmarks.peers.plain_strawberry.queries import Query
from tenants.engines import sqlalchemy_url

#: PostgreSQL's own default; the roles of the service plan every statement anew.
PLANS = {"plan_cache_mode": "auto"}
URL, POOL_SIZE = "PLAIN_DATABASE_URL", "PLAIN_POOL_SIZE"


class _Endpoint(GraphQL[Loaders, None]):
    def __init__(self, schema: strawberry.Schema, engine: AsyncEngine) -> None:
        super().__init__(schema, graphql_ide=None)
        self._engine = engine

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Loaders:
        """Give each request loaders of its own."""
        del request, response
        return Loaders(self._engine)

    def encode_json(self, data: object) -> bytes:
        """Write the answer with the same library as the service."""
        return orjson.dumps(data)


def create_app() -> Starlette:
    """Return the application over the database of the environment."""
    options: dict[str, Any] = {
        "isolation_level": "AUTOCOMMIT",
        "max_overflow": 0,
        "connect_args": {"server_settings": PLANS},
    }
    engine = create_async_engine(
        sqlalchemy_url(os.environ[URL]), pool_size=int(os.environ[POOL_SIZE]), **options
    )
    schema = strawberry.Schema(Query, extensions=[ParserCache, ValidationCache])

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        await engine.dispose()

    return Starlette(routes=[Route("/graphql", _Endpoint(schema, engine))], lifespan=lifespan)
