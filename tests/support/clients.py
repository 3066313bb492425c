"""A client of the whole service: real HTTP edge, schema, policies, tokens and database.

Tests take the fixture `client` and ask `await client.as_(employee_id, agency="DISHUB").query(…)`.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Self
from uuid import UUID

import httpx
import strawberry
from pydantic import SecretStr
from sqlalchemy.dialects.postgresql import Range
from starlette.applications import Starlette

from kinerja.app import create_app
from kinerja.http.api_tokens import digest, new_api_token
from kinerja.kit import clock
from kinerja.kit.ids import AgencyId
from kinerja.settings import Settings
from tenants.api_clients import ensure_client
from tenants.api_tokens import store_token
from tenants.roles import grant_province_role, grant_role
from tests.support.data_sharing import share_data
from tests.support.database import Database
from tests.support.identity_provider import AUDIENCE, ISSUER, IdentityProvider
from tests.support.reading import full_schema
from tests.support.statement_counts import (
    assert_one_statement_a_root,
    sent_inside,
    statements_watched,
)

#: Roles of tests hold from long ago and without end.
ALWAYS = Range(date(2020, 1, 1), None)


@dataclass(frozen=True)
class Answer:
    """What came back from a GraphQL request."""

    status: int
    headers: httpx.Headers
    body: dict[str, Any]

    @property
    def data(self) -> Any:
        """The `data` entry; None when there is none."""
        return self.body.get("data")

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The `errors` entry; empty when there is none."""
        return list(self.body.get("errors", []))

    @property
    def codes(self) -> list[str]:
        """The stable codes of the errors."""
        return [error["extensions"]["code"] for error in self.errors]


@dataclass(frozen=True)
class Client:
    """Asks on behalf of nobody until `as_` or `with_token` says for whom."""

    http: httpx.AsyncClient
    database: Database
    provider: IdentityProvider
    app: Starlette
    schema: strawberry.Schema
    token: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def as_(self, subject_id: UUID, *, agency: str | None = None) -> Self:
        """Return a client of a person: an employee of `agency`, or (None) of the province."""
        return replace(self, token=self.provider.token(subject_id, agency=agency))

    def with_token(self, token: str | None) -> Self:
        """Return a client that sends this token."""
        return replace(self, token=token)

    def with_headers(self, **headers: str) -> Self:
        """Return a client that sends these headers too (`accept_language="en"`)."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return replace(self, headers={**self.headers, **named})

    async def query(
        self,
        document: str,
        variables: Mapping[str, Any] | None = None,
        *,
        operation: str | None = None,
    ) -> Answer:
        """Send a query or mutation by POST; each root field of a query must be one statement."""
        body = {"query": document, "variables": dict(variables or {}), "operationName": operation}
        with sent_inside() as sent:
            answer = await self.send("POST", json=body)
        assert_one_statement_a_root(sent, self.schema, body, answer.data)
        return answer

    async def send(self, method: str, path: str = "/graphql", **options: Any) -> Answer:
        """Send any request; a body that is not JSON comes back as an empty one."""
        headers = {
            **({"authorization": f"Bearer {self.token}"} if self.token else {}),
            **self.headers,
            **options.pop("headers", {}),
        }
        response = await self.http.request(method, path, headers=headers, **options)
        is_json = response.content and "json" in response.headers.get("content-type", "")
        return Answer(response.status_code, response.headers, response.json() if is_json else {})

    async def give_role(self, subject_id: UUID, role: str, agency_id: AgencyId) -> None:
        """Let somebody hold a role in an agency; the service hears of it within moments."""
        owner = self.database.owner
        await grant_role(owner, agency_id, subject_id=subject_id, role=role, valid=ALWAYS)
        await self.app.state.registry.refresh(agency_id)

    async def give_province_role(self, subject_id: UUID, role: str) -> None:
        """Let somebody hold a role above all agencies."""
        owner = self.database.owner
        await grant_province_role(owner, subject_id=subject_id, role=role, valid=ALWAYS)
        await self.app.state.registry.refresh()

    async def api_token(
        self,
        *scopes: str,
        agency_id: AgencyId | None = None,
        lifetime: timedelta = timedelta(days=30),
        name: str = "Dasbor uji",
        shared: bool = True,
    ) -> str:
        """Issue a token of an API client; the agency, if there is one, shares what it asks for."""
        token = new_api_token("live")
        async with self.database.owner.begin() as connection:
            await store_token(
                connection,
                token_hash=digest(token),
                client_name=name,
                agency_id=agency_id,
                scopes=scopes,
                purpose="Pengujian",
                expires_at=clock.now() + lifetime,
            )
            client_id = await ensure_client(connection, name)
        if agency_id is not None and shared:
            owner = self.database.owner
            await share_data(owner, agency_id, client_id, scopes=frozenset(scopes))
            self.app.state.registry.sharing.forget()
        return token


def settings_for(database: Database, provider: IdentityProvider, **changes: Any) -> Settings:
    """Return the settings of a service over a test's database and identity provider."""
    given: dict[str, Any] = {
        "database_url": SecretStr(database.url),
        "database_report_url": SecretStr(database.reporter_url),
        "database_seal_url": SecretStr(database.sealer_url),
        "issuer": ISSUER,
        "audience": AUDIENCE,
        "jwks_url": provider.url,
        **changes,
    }
    return Settings(**given)


@asynccontextmanager
async def running_client(
    database: Database,
    provider: IdentityProvider,
    *,
    schema: strawberry.Schema | None = None,
    **changes: Any,
) -> AsyncIterator[Client]:
    """Run the service inside this process and give a client; `changes` are settings."""
    known = schema or full_schema()
    app = create_app(settings_for(database, provider, **changes), schema=known)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://kinerja.test") as http:
            with statements_watched():
                yield Client(http, database, provider, app, known)
