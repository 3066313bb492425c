"""`kinerja agency`: make, list, suspend and resume the tenants of the service."""

from datetime import date, datetime
from typing import Annotated

import typer
from rich.table import Table

from kinerja.commands.terminal import notes, output, owner_engine, run
from kinerja.kit.clock import today
from tenants import provisioning
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
) -> None:
    """Make an agency with everything that the database keeps for it."""
    since = active_from.date() if active_from else today()
    made = run(_create(code, name, kind, since))
    notes.print(f"{made.code} is agency {made.id}, active from {made.active_from}.")


async def _create(code: str, name: str, kind: AgencyKind, since: date) -> AgencyRecord:
    async with owner_engine() as engine:
        return await provisioning.create_agency(
            engine, code=code, name=name, kind=kind, active_from=since
        )


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
