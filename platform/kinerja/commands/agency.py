"""`kinerja agency`: make, list, suspend and resume the tenants of the service."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

import typer
from rich.table import Table

from kinerja.commands.terminal import notes, output, owner_engine, run
from kinerja.connections import connections
from kinerja.domains.frameworks.presets import preset_codes
from kinerja.kit.clock import today
from kinerja.settings import load_settings
from kinerja.workflows.provision_agency import provision_agency
from tenants import provisioning
from tenants.engines import create_application_engine, create_owner_engine
from tenants.models import AgencyKind
from tenants.records import AgencyRecord

app = typer.Typer(no_args_is_help=True, help="Make, list, suspend and resume agencies.")

Code = Annotated[str, typer.Argument(help="Code of the agency, for example DISHUB.")]


@app.command()
def create(
    code: Code,
    *,
    name: Annotated[str, typer.Option(help="Official name (nomenklatur).")],
    kind: Annotated[AgencyKind, typer.Option(help="What the agency is.")] = AgencyKind.DINAS,
    active_from: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="First day in the service; today if not given."),
    ] = None,
    preset: Annotated[
        list[str] | None,
        typer.Option(help=f"Framework to start from, repeatable: {', '.join(preset_codes())}."),
    ] = None,
    publish: Annotated[
        bool, typer.Option(help="Publish the presets at once instead of leaving drafts.")
    ] = False,
) -> None:
    """Make an agency with everything that the database keeps for it, and its first frameworks."""
    wish = _Wish(code, name, kind, active_from.date() if active_from else today())
    made = run(_create(wish, preset or [], publish=publish))
    notes.print(f"{made.code} is agency {made.id}, active from {made.active_from}.")


@dataclass(frozen=True)
class _Wish:
    code: str
    name: str
    kind: AgencyKind
    active_from: date


async def _create(wish: _Wish, presets: list[str], *, publish: bool) -> AgencyRecord:
    with connections(load_settings()) as addresses:
        owner = create_owner_engine(addresses.for_owner())
        application = create_application_engine(addresses.application, pool_size=1)
        try:
            return await provision_agency(
                owner, application, **vars(wish), presets=presets, publish=publish
            )
        finally:
            await owner.dispose()
            await application.dispose()


@app.command("list")
def list_() -> None:
    """List all agencies in the order of their codes."""
    table = Table("Code", "Name", "Kind", "State", "Active from")
    for agency in run(_list()):
        since = agency.active_from.isoformat()
        table.add_row(agency.code, agency.name, agency.kind, agency.state, since)
    output.print(table)


async def _list() -> list[AgencyRecord]:
    async with owner_engine() as engine:
        return await provisioning.list_agencies(engine)


@app.command()
def suspend(code: Code) -> None:
    """Stop an agency from using the service; its data stays as it is."""
    run(_suspend(code))
    notes.print(f"{code} is suspended.")


async def _suspend(code: str) -> None:
    async with owner_engine() as engine:
        await provisioning.suspend_agency(engine, code)


@app.command()
def resume(code: Code) -> None:
    """Let a suspended agency use the service again."""
    run(_resume(code))
    notes.print(f"{code} is active.")


async def _resume(code: str) -> None:
    async with owner_engine() as engine:
        await provisioning.resume_agency(engine, code)
