"""`kinerja database`: where the database is, a look inside, and stopping the embedded one."""

import os
import signal
import subprocess
from enum import StrEnum
from typing import Annotated

import typer

from kinerja.commands.terminal import notes, run
from kinerja.connections import Connections, connections
from kinerja.kit import embedded_database
from kinerja.kit.embedded_binaries import program
from kinerja.kit.ids import AgencyId
from kinerja.settings import load_settings
from tenants.engines import create_application_engine
from tenants.errors import UnknownAgencyError
from tenants.provisioning import list_agencies

app = typer.Typer(no_args_is_help=True, help="Look at the database; stop the embedded one.")


class Role(StrEnum):
    """Whose address or session is asked for."""

    APPLICATION = "application"
    REPORTER = "reporter"
    SEALER = "sealer"
    OWNER = "owner"


RoleOption = Annotated[
    Role,
    typer.Option(help="As the service, the province's reports, the sealer, or the administrator."),
]


@app.command()
def url(role: RoleOption = Role.APPLICATION) -> None:
    """Print the address of the database, for psql and other clients."""
    settings = load_settings()
    with connections(settings) as addresses:
        typer.echo(_address(addresses, role))
    if settings.is_embedded and not embedded_database.is_running(settings.home):
        notes.print("The embedded PostgreSQL runs only while the service or a command uses it.")


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def psql(
    context: typer.Context,
    *,
    role: RoleOption = Role.APPLICATION,
    agency: Annotated[
        str | None, typer.Option(help="Code of the agency whose rows the session may see.")
    ] = None,
) -> None:
    """Open psql as the application role, which sees the rows of one agency, or of none.

    Arguments after -- go to psql: kinerja database psql --agency DISHUB -- -c 'TABLE employees'
    """
    with connections(load_settings()) as addresses:
        options = f"-c kinerja.agency_id={run(_agency_id(addresses, agency))}" if agency else ""
        code = _foreground([program("psql"), _address(addresses, role), *context.args], options)
    raise typer.Exit(code)


@app.command()
def stop() -> None:
    """Stop the embedded PostgreSQL, whoever uses it."""
    settings = load_settings()
    stopped = embedded_database.stop(settings.home)
    notes.print("Stopped." if stopped else "The embedded PostgreSQL was not running.")


def _environment(options: str) -> dict[str, str]:
    """Pass settings of the session to psql, beside those that the caller has."""
    given = os.environ.get("PGOPTIONS", "")
    return {**os.environ, "PGOPTIONS": f"{given} {options}".strip()}


def _address(addresses: Connections, role: Role) -> str:
    match role:
        case Role.APPLICATION:
            return addresses.application
        case Role.REPORTER:
            return addresses.for_reports()
        case Role.SEALER:
            return addresses.for_sealing()
        case Role.OWNER:
            return addresses.for_owner()


async def _agency_id(addresses: Connections, code: str) -> AgencyId:
    engine = create_application_engine(addresses.application, pool_size=1)
    try:
        for agency in await list_agencies(engine):
            if agency.code == code:
                return agency.id
    finally:
        await engine.dispose()
    raise UnknownAgencyError(agency=code)


def _foreground(command: list[str], options: str) -> int:
    """Run an interactive program; Ctrl-C is its own to handle."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.run(  # noqa: S603 - the bundled psql, arguments of the person at the keyboard.
            command, env=_environment(options), check=False
        ).returncode
    finally:
        signal.signal(signal.SIGINT, before)
