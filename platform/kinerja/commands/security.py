"""`kinerja security`: what operators see of refused tokens."""

from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Column, Table

from kinerja.commands.terminal import output, owner_engine, run
from tenants.provisioning import list_agencies
from tenants.security_events import SecurityEvent, list_refusals

app = typer.Typer(no_args_is_help=True, help="Look at refused tokens.")


@app.callback()
def _group() -> None:
    """Keep `events` a command of its own: typer would fold a single one into its group."""


@app.command()
def events(
    *,
    last: Annotated[int, typer.Option(min=1, max=10_000, help="How many lines at most.")] = 50,
) -> None:
    """List how often tokens were refused, by minute (UTC) and reason, the newest first."""
    found, codes = run(_events(last))
    whole = (Column(name, no_wrap=True, min_width=36) for name in ("Token", "Client"))
    table = Table("Minute", "Reason", Column("Count", justify="right"), "Agency", *whole)
    for event in found:
        table.add_row(
            f"{event.minute:%Y-%m-%d %H:%M}",
            event.kind,
            str(event.count),
            codes.get(event.agency_id or 0, ""),
            str(event.token_id or ""),
            str(event.client_id or ""),
        )
    output.print(table)


async def _events(last: int) -> tuple[Sequence[SecurityEvent], dict[int, str]]:
    async with owner_engine() as owner:
        codes = {int(agency.id): agency.code for agency in await list_agencies(owner)}
        return await list_refusals(owner, last=last), codes
