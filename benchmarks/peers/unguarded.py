"""The service without its guards: everybody may see everything, and no row-level security.

The same application otherwise: the same schema, read engine, tokens and server. Its reads log in as
a superuser, whom no policy of the database binds; `kinerja serve` refuses to start like that.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from starlette.applications import Starlette
from starlette.middleware import Middleware

from benchmarks.policy_cost import everything_allowed
from graphql_schema.schema import create_schema
from kinerja.app import Parts, routes, running
from kinerja.http.issuers import people_verifier
from kinerja.http.request_context import BodyLimit, RequestContext
from kinerja.http.telemetry import RequestTelemetry
from kinerja.settings import Settings, load_settings
from tenants.engines import create_application_engine
from tenants.registry import AgencyRegistry

#: The address of the database as a superuser.
URL = "UNGUARDED_DATABASE_URL"


def create_app() -> Starlette:
    """Return the application as `kinerja.app.create_app` does, with other policies and roles."""
    settings = load_settings()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        people = people_verifier(settings)
        async with (
            running(settings, schema=create_schema(), people=people) as parts,
            _unguarded(parts, settings) as unguarded,
        ):
            app.router.routes[:] = routes(unguarded)
            yield

    return Starlette(
        middleware=[
            Middleware(RequestContext),
            Middleware(RequestTelemetry),
            Middleware(BodyLimit, limit=settings.max_body_bytes),
        ],
        lifespan=lifespan,
    )


@asynccontextmanager
async def _unguarded(parts: Parts, settings: Settings) -> AsyncIterator[Parts]:
    """Give the parts that decide who sees what in a form that shows everything."""
    engine = create_application_engine(os.environ[URL], pool_size=settings.pool_size)
    registry = AgencyRegistry(engine)
    await registry.start()
    try:
        yield replace(parts, application=engine, registry=registry, policies=everything_allowed())
    finally:
        await registry.stop()
        await engine.dispose()
