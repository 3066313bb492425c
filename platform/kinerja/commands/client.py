"""`kinerja client`: the programs of third parties that may get tokens and grants."""

from typing import Annotated

import typer
from rich.table import Column, Table

from kinerja.commands.terminal import notes, output, owner_engine, run
from tenants import api_clients
from tenants.client_history import ClientDeed, note_deed, operators_session

app = typer.Typer(no_args_is_help=True, help="Register, list and disable API clients.")

Name = Annotated[str, typer.Argument(help="Name of the client, for example 'Dasbor Dishub'.")]


@app.command()
def create(
    name: Name,
    *,
    contact: Annotated[str | None, typer.Option(help="Whom to ask about it; not a person.")] = None,
) -> None:
    """Register a client, so that agencies can grant it data and it can get tokens."""
    run(_create(name, contact))
    notes.print(f"{name} is registered; it reads nothing until an agency grants it data.")


@app.command("list")
def list_() -> None:
    """List all clients."""
    table = Table(Column("Name", overflow="fold"), "Contact", "Since", "State")
    for client in run(_list()):
        usable = "trusted documents only" if client.requires_trusted_documents else "usable"
        state = usable if client.disabled_at is None else "disabled"
        since = f"{client.created_at:%Y-%m-%d}"
        table.add_row(client.name, client.contact or "", since, state)
    output.print(table)


@app.command()
def disable(name: Name) -> None:
    """Refuse all tokens of a client; the running services notice within two seconds."""
    run(_disable(name))
    notes.print(f"{name} is disabled: none of its tokens counts any more.")


async def _create(name: str, contact: str | None) -> None:
    async with owner_engine() as engine, operators_session(engine) as session:
        connection = await session.connection()
        client_id = await api_clients.create_client(connection, name, contact=contact)
        await note_deed(session, ClientDeed.REGISTERED, client_id=client_id, object_id=client_id)


async def _list() -> list[api_clients.StoredClient]:
    async with owner_engine() as engine, operators_session(engine) as session:
        return await api_clients.list_clients(await session.connection())


async def _disable(name: str) -> None:
    async with owner_engine() as engine, operators_session(engine) as session:
        client_id = await api_clients.disable_client(await session.connection(), name)
        await note_deed(session, ClientDeed.DISABLED, client_id=client_id, object_id=client_id)
