"""One variant of the service in this process: an engine to a role, and the policies that decide."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import strawberry
from sqlalchemy.ext.asyncio import AsyncEngine

from graphql_schema.context import Context
from graphql_schema.execution import run_operation
from kinerja.kit.ids import new_id
from kinerja.settings import Settings
from policies.engine import PolicyEngine
from policies.subject import Subject, SubjectKind
from tenants.engines import create_application_engine, create_reporter_engine
from tenants.records import AgencyRecord
from tenants.refusals import RefusalCounter
from tenants.registry import AgencyRegistry
from tenants.session import UnitOfWork


@dataclass(frozen=True)
class Service:
    """Answers operations as the HTTP edge would, from the parsed request to the bytes."""

    schema: strawberry.Schema
    engine: AsyncEngine
    policies: PolicyEngine
    registry: AgencyRegistry
    settings: Settings
    reporter: AsyncEngine | None = None

    async def ask(
        self, person: UUID, agency: AgencyRecord | None, document: str, variables: dict[str, Any]
    ) -> bytes:
        """Answer a query of an employee of the agency, or of somebody above all agencies.

        Raises:
            RuntimeError: the answer holds errors; a benchmark must not measure those.
        """
        unit = UnitOfWork(self.engine)
        context = Context(
            subject=Subject(person, SubjectKind.PERSON, agency.id if agency else None),
            language="en",
            unit=unit,
            registry=self.registry,
            refusals=RefusalCounter(self.engine),
            policies=self.policies,
            report_engine=self.reporter,
            request_id=new_id(),
            settings=self.settings,
        )
        outcome = await run_operation(
            self.schema,
            context,
            query=document,
            variables=variables,
            name=None,
            extensions={},
            queries_only=True,
        )
        body = orjson.dumps(outcome.body)
        await unit.commit()
        if "errors" in outcome.body:
            raise RuntimeError(body[:2000].decode())
        return body


@asynccontextmanager
async def service(
    url: str, schema: strawberry.Schema, policies: PolicyEngine, *, reporter_url: str | None = None
) -> AsyncIterator[Service]:
    """Run a variant over the database at `url`; with `reporter_url` it answers reports too."""
    async with AsyncExitStack() as stack:
        engine = create_application_engine(url, pool_size=2)
        stack.push_async_callback(engine.dispose)
        reporter = create_reporter_engine(reporter_url) if reporter_url else None
        if reporter is not None:
            stack.push_async_callback(reporter.dispose)
        registry = AgencyRegistry(engine)
        await registry.start()
        stack.push_async_callback(registry.stop)
        yield Service(schema, engine, policies, registry, Settings(), reporter)
