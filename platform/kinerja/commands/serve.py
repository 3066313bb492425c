"""`kinerja serve`: the HTTP service, from an outside database or the embedded one."""

import os
import signal
from typing import Annotated

import typer
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from kinerja.commands.terminal import explained_failures, notes, run
from kinerja.connections import connections
from kinerja.http.issuers import people_verifier
from kinerja.settings import Settings, load_settings
from migrations import run as migrations
from tenants.engines import create_application_engine
from tenants.startup_checks import check_database

TARGET = "kinerja.app:create_app_from_environment"
#: Longer than any statement may take, so that requests under way can end.
SECONDS_TO_STOP = 35
EPILOG = "\n\n".join(f"{variable}: {text}" for variable, text in Settings.described())


def serve(
    *,
    host: Annotated[str | None, typer.Option(help="Address to listen on; KINERJA_HOST.")] = None,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="Port to listen on; KINERJA_PORT.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, max=64, help="Worker processes; KINERJA_WORKERS.")
    ] = None,
) -> None:
    """Serve GraphQL over HTTP until interrupted.

    With nothing configured the embedded PostgreSQL starts, is migrated and stops with the service.
    With KINERJA_DATABASE_URL that database is used, which `kinerja migrate` has to have prepared.
    """
    settings = load_settings(host=host, port=port, workers=workers)
    people_verifier(settings)  # What it refuses is told here, not by each worker.
    with connections(settings) as addresses:
        if settings.is_embedded:
            with explained_failures():
                migrations.upgrade(addresses.for_owner())
        run(_check(addresses.application))
        serve_until_interrupted(settings)


async def _check(url: str) -> None:
    engine = create_application_engine(url, pool_size=1)
    try:
        await check_database(engine, revisions=migrations.revisions())
    finally:
        await engine.dispose()


def serve_until_interrupted(settings: Settings) -> None:
    """Run the server's workers; each reads the settings from the environment again."""
    os.environ |= {
        "KINERJA_HOST": settings.host,
        "KINERJA_PORT": str(settings.port),
        "KINERJA_WORKERS": str(settings.workers),
        "KINERJA_HOME": str(settings.home),
    }
    os.register_at_fork(after_in_child=_stop_at_once)
    notes.print(f"Kinerja listens on http://{settings.host}:{settings.port}/graphql")
    Granian(
        TARGET,
        factory=True,
        interface=Interfaces.ASGI,
        address=settings.host,
        port=settings.port,
        workers=settings.workers,
        log_level=LogLevels.warning,
        websockets=False,
        workers_kill_timeout=SECONDS_TO_STOP,
    ).serve()


def _stop_at_once() -> None:
    """Let a worker that still loads the service be stopped.

    It would inherit the server's own handlers, which swallow the signal, and serve for ever.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
