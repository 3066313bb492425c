"""Whether the process lives (`/healthz`) and whether it can do its work (`/readyz`)."""

from collections.abc import Awaitable, Callable, Collection, Mapping

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kinerja.http.access_tokens import KeySource
from kinerja.http.graphql_endpoint import json_response
from kinerja.http.jwks import RemoteKeys
from kinerja.http.negotiation import JSON
from tenants.session import UnitOfWork

log = structlog.get_logger(__name__)

#: Returns a reason code when the part is not ready, None when it is.
Check = Callable[[], Awaitable[str | None]]


def routes(checks: Mapping[str, Check]) -> list[Route]:
    """Return both routes. They are open, and answer codes only: no address, no version, no text."""

    async def live(_: Request) -> Response:
        return json_response({"status": "ok"}, 200, JSON)

    async def ready(_: Request) -> Response:
        reasons = {name: reason for name, check in checks.items() if (reason := await _ask(check))}
        if reasons:
            log.warning("not ready", reasons=reasons)
            return json_response({"status": "unavailable", "reasons": reasons}, 503, JSON)
        return json_response({"status": "ok"}, 200, JSON)

    return [
        Route("/healthz", live, methods=["GET"]),
        Route("/readyz", ready, methods=["GET"]),
    ]


async def _ask(check: Check) -> str | None:
    """Return the reason of the check; one that fails itself is a reason too."""
    try:
        return await check()
    except Exception as error:  # noqa: BLE001 - whatever it is, the service isn't ready.
        log.warning("readiness check failed", error=type(error).__name__)
        return "CHECK_FAILED"


def database_check(engine: AsyncEngine, *, older: Collection[str]) -> Check:
    """Return the check of the database, which must be migrated further than to one of `older`."""

    async def check() -> str | None:
        unit = UnitOfWork(engine)
        try:
            async with unit.within(None) as session:
                found = await session.scalar(text("SELECT version_num FROM alembic_version"))
        finally:
            await unit.close()
        # A newer schema is fine: while a release rolls out, the old code still serves on it.
        return "MIGRATION_PENDING" if found is None or found in older else None

    return check


def identity_check(keys: KeySource) -> Check:
    """Return the check of the identity provider, whose keys are fetched if there are none yet."""

    async def check() -> str | None:
        if isinstance(keys, RemoteKeys) and not keys.is_ready:
            await keys.refresh()
        return None if keys.is_ready else "KEYS_UNAVAILABLE"

    return check
