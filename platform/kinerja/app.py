"""The composition root: the one file that wires everything.

`create_app` returns the ASGI application; the database, the agencies, the policies and the keys
come up in its lifespan and go down with it.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

import strawberry
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

import kinerja
from graphql_schema.citizens import CitizenRates
from graphql_schema.context import Context
from graphql_schema.execution import run_operation
from graphql_schema.public import is_public
from graphql_schema.schema import create_schema
from graphql_schema.streaming import open_lines
from kinerja.connections import connections
from kinerja.http import elsewhere, graphiql, health
from kinerja.http.access_tokens import AccessTokenVerifier
from kinerja.http.admission import Admission
from kinerja.http.api_tokens import APITokenVerifier
from kinerja.http.authentication import Authenticator
from kinerja.http.caller import Caller
from kinerja.http.cancellation import Cancellation, Running
from kinerja.http.documents import Documents
from kinerja.http.graphql_endpoint import Execute, GraphQLEndpoint, Outcome
from kinerja.http.issuers import people_verifier
from kinerja.http.json_lines import JSONLines, Opened, OpenLines
from kinerja.http.jwks import RemoteKeys
from kinerja.http.operation import Operation
from kinerja.http.request_context import BodyLimit, RequestContext
from kinerja.http.stopping import stops_when_told
from kinerja.http.telemetry import RequestTelemetry
from kinerja.http.visitors import Visitors
from kinerja.kit import telemetry
from kinerja.kit.budgets import Allowance, Budgets
from kinerja.kit.logs import configure_logs
from kinerja.kit.rates import RateLimit
from kinerja.kit.statement_spans import instrument_engine
from kinerja.settings import Settings, load_settings
from migrations.run import revisions
from policies.engine import PolicyEngine
from tenants.engines import (
    create_application_engine,
    create_reporter_engine,
    create_sealer_engine,
)
from tenants.refusals import RefusalCounter
from tenants.registry import AgencyRegistry
from tenants.sealer import Sealer
from tenants.session import UnitOfWork
from tenants.startup_checks import check_database

_LOG = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Parts:
    """What lives as long as the service runs."""

    settings: Settings
    schema: strawberry.Schema
    application: AsyncEngine
    reporter: AsyncEngine | None
    registry: AgencyRegistry
    refusals: RefusalCounter
    policies: PolicyEngine
    people: AccessTokenVerifier
    requests: Running

    def new_unit(self, *, snapshot: bool = False) -> UnitOfWork:
        """Return the transaction of a request, which opens when it is first used."""
        limit = timedelta(seconds=self.settings.statement_seconds)
        return UnitOfWork(self.application, statement_timeout=limit, snapshot=snapshot)


#: Makes what every resolver gets.
NewContext: TypeAlias = Callable[[Caller, UnitOfWork], Context]


def create_app(
    settings: Settings, *, schema: strawberry.Schema | None = None, heeds_signals: bool = False
) -> Starlette:
    """Return the service as an ASGI application; `schema` stands in for the public one.

    `heeds_signals`: the process is the service's own, so requests end soon after it is to stop.

    Raises:
        IssuerMissingError: a real database is set without an identity provider.
        InsecureKeysError: the provider's keys would come over a line that others can change.
    """
    people = people_verifier(settings)
    served = create_schema() if schema is None else schema

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with running(settings, schema=served, people=people) as parts:
            app.router.routes[:] = routes(parts)
            app.state.registry = parts.registry
            app.state.refusals = parts.refusals
            patience = timedelta(seconds=settings.stop_seconds)
            with stops_when_told(parts.requests, patience) if heeds_signals else nullcontext():
                yield

    return Starlette(
        middleware=[
            Middleware(RequestContext),
            Middleware(RequestTelemetry),
            Middleware(BodyLimit, limit=settings.max_body_bytes),
        ],
        exception_handlers={HTTPException: elsewhere.not_here},
        lifespan=lifespan,
    )


def create_app_from_environment() -> Starlette:
    """Return the service as the KINERJA_* variables describe it; for the server's workers."""
    return create_app(load_settings(), heeds_signals=True)


@asynccontextmanager
async def running(
    settings: Settings, *, schema: strawberry.Schema, people: AccessTokenVerifier
) -> AsyncIterator[Parts]:
    """Bring everything up in order; whatever came up goes down again, also after a failure."""
    async with AsyncExitStack() as stack:
        configure_logs(settings.log_format)
        stack.callback(telemetry.configure(kinerja.__version__).shutdown)
        urls = stack.enter_context(connections(settings))
        application = create_application_engine(urls.application, pool_size=settings.pool_size)
        stack.push_async_callback(application.dispose)
        reporter = create_reporter_engine(urls.reporter) if urls.reporter else None
        if reporter is not None:
            stack.push_async_callback(reporter.dispose)
        for engine in (application, reporter):
            if engine is not None:
                instrument_engine(engine)
        await check_database(application, revisions=revisions())
        policies = PolicyEngine.load()
        registry = AgencyRegistry(application, policies)
        await registry.start()
        stack.push_async_callback(registry.stop)
        refusals = RefusalCounter(application)
        await refusals.start()
        stack.push_async_callback(refusals.stop)
        await _seal_beside(stack, urls.sealer, seconds=settings.audit_seal_seconds)
        if isinstance(people.keys, RemoteKeys):
            await people.keys.refresh()
        yield Parts(
            settings,
            schema,
            application,
            reporter,
            registry,
            refusals,
            policies,
            people,
            requests=Running(),
        )


async def _seal_beside(stack: AsyncExitStack, url: str | None, *, seconds: int) -> None:
    """Let the audit trails be sealed while the service runs, if it may."""
    if not seconds:
        return
    if url is None:
        _LOG.warning("audit_not_sealed_here", missing="KINERJA_DATABASE_SEAL_URL")
        return
    engine = create_sealer_engine(url)
    stack.push_async_callback(engine.dispose)
    sealer = Sealer(engine, interval=timedelta(seconds=seconds))
    sealer.start()
    stack.push_async_callback(sealer.stop)


def routes(parts: Parts) -> list[BaseRoute]:
    """Return all routes of the service."""
    has_page = parts.settings.graphiql
    admission, new_context = _admission(parts), _contexts(parts)
    endpoint = GraphQLEndpoint(
        execute=_execute_with(parts, new_context),
        admission=admission,
        new_unit=parts.new_unit,
        page=graphiql.page if has_page else None,
    )
    lines = _json_lines(parts, endpoint, admission, new_context)
    return [
        Route("/graphql", Cancellation(lines, parts.requests)),
        *(graphiql.routes() if has_page else ()),
        *health.routes(_checks(parts)),
        Route("/", elsewhere.to_graphql, methods=["GET"]),
    ]


def _admission(parts: Parts) -> Admission:
    authenticator = Authenticator(
        people=parts.people,
        clients=APITokenVerifier(parts.application),
        agencies=parts.registry,
        refusals=parts.refusals,
    )
    documents = Documents(parts.registry.documents, only=parts.settings.trusted_documents_only)
    visitors = Visitors(proxies=parts.settings.proxies)
    return Admission(authenticator, documents=documents, is_public=is_public, visitors=visitors)


def _contexts(parts: Parts) -> NewContext:
    """Return what makes the context of a request; it keeps what callers have used up."""
    budgets = Budgets(
        maximum=parts.settings.cost_budget, restored=parts.settings.cost_restored_per_second
    )
    citizens = CitizenRates(
        RateLimit(parts.settings.survey_answers_per_link),
        RateLimit(parts.settings.survey_answers_per_network),
    )

    def new_context(caller: Caller, unit: UnitOfWork) -> Context:
        return Context(
            subject=caller.subject,
            language=caller.language,
            unit=unit,
            registry=parts.registry,
            refusals=parts.refusals,
            policies=parts.policies,
            report_engine=parts.reporter,
            request_id=caller.request_id,
            settings=parts.settings,
            purpose=caller.purpose,
            allowance=Allowance(budgets, caller.budget_key),
            visitor=caller.visitor,
            citizens=citizens,
        )

    return new_context


def _execute_with(parts: Parts, new_context: NewContext) -> Execute:
    async def execute(operation: Operation, caller: Caller, unit: UnitOfWork) -> Outcome:
        return await run_operation(
            parts.schema,
            new_context(caller, unit),
            query=operation.query,
            variables=operation.variables,
            name=operation.name,
            extensions=operation.extensions,
            queries_only=operation.queries_only,
        )

    return execute


def _open_lines_with(parts: Parts, new_context: NewContext) -> OpenLines:
    async def opened(operation: Operation, caller: Caller, unit: UnitOfWork) -> Opened:
        return await open_lines(
            parts.schema,
            new_context(caller, unit),
            query=operation.query,
            variables=operation.variables,
            name=operation.name,
        )

    return opened


def _json_lines(
    parts: Parts, endpoint: ASGIApp, admission: Admission, new_context: NewContext
) -> JSONLines:
    return JSONLines(
        endpoint,
        open_lines=_open_lines_with(parts, new_context),
        admission=admission,
        new_unit=parts.new_unit,
        most=parts.settings.streams,
    )


def _checks(parts: Parts) -> Mapping[str, health.Check]:
    async def policies() -> str | None:
        return None if parts.policies.snapshot.rows else "POLICIES_EMPTY"

    return {
        "database": health.database_check(parts.application, older=revisions()[1:]),
        "policies": policies,
        "identity": health.identity_check(parts.people.keys),
    }
