"""`kinerja serve`: the HTTP service, from an outside database or the embedded one."""

import os
import signal
import socket
from typing import Annotated

import typer
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from kinerja.commands.terminal import explained_failures, notes, run
from kinerja.connections import connections
from kinerja.http.issuers import people_verifier
from kinerja.kit.errors import KinerjaError
from kinerja.settings import Settings, load_settings
from migrations import run as migrations
from tenants.engines import create_application_engine
from tenants.startup_checks import check_database

TARGET = "kinerja.app:create_app_from_environment"
#: After the requests under way have been cancelled, until a worker that still runs is killed.
SECONDS_TO_DIE = 5
EPILOG = "\n\n".join(f"{variable}: {text}" for variable, text in Settings.described())


class AddressTakenError(KinerjaError):
    """The service cannot have the address to itself."""

    code = "ADDRESS_TAKEN"
    en = (
        "The service cannot listen on {host}:{port} ({reason})."
        " Stop what uses the port, or choose another one with --port."
    )
    id = (
        "Layanan tidak dapat memakai {host}:{port} ({reason})."
        " Hentikan program yang memakainya, atau pilih port lain dengan --port."
    )


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
    check_address(settings.host, settings.port)
    people_verifier(settings)  # What it refuses is told here, not by each worker.
    with connections(settings) as addresses:
        if settings.is_embedded:
            with explained_failures():
                migrations.upgrade(addresses.for_owner())
        run(_check(addresses.application))
        serve_until_interrupted(settings)


def check_address(host: str, port: int) -> None:
    """Find out whether anybody listens there already.

    The server shares its port among its workers, so a second service would not fail: requests
    would reach the one or the other, and perhaps another database.

    Raises:
        AddressTakenError: somebody does, or the machine does not have the address.
    """
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise AddressTakenError(host=host, port=port, reason=reason) from error


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
        workers_kill_timeout=settings.stop_seconds + SECONDS_TO_DIE,
    ).serve()


def _stop_at_once() -> None:
    """Let a worker that still loads the service be stopped.

    It would inherit the server's own handlers, which swallow the signal, and serve for ever.
    """
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
