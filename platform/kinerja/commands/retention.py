"""`kinerja retention`: whose data has been kept for as long as it may be, and erasing it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

import typer
from rich.progress import Progress
from rich.table import Column, Table
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.commands.holders import find_agency
from kinerja.commands.terminal import notes, output, owner_engine, run
from kinerja.domains.personal_data.retention import (
    RETENTION_YEARS,
    Retention,
    list_retentions,
)
from kinerja.kit import clock
from kinerja.kit.errors import KinerjaError
from kinerja.workflows.erase_person import erase_person, is_kept
from tenants.event_retention import EVENT_YEARS, count_old_events, delete_old_events
from tenants.provisioning import list_agencies
from tenants.records import AgencyRecord
from tenants.session import tenant_session

app = typer.Typer(no_args_is_help=True, help="Erase the data whose time is over.")

AgencyOption = Annotated[str | None, typer.Option(help="Code of the only agency; else all.")]


@dataclass(frozen=True)
class Due:
    """Somebody who no longer serves: until when the data is kept, and whether it is held."""

    agency: AgencyRecord
    retention: Retention
    is_held: bool

    def verdict(self, on: date) -> str:
        """Return what `apply` would do on a day, in a word."""
        if not self.retention.is_over(on):
            return "unknown" if self.retention.until is None else "kept"
        return "held" if self.is_held else "due"


@app.command()
def report(*, agency: AgencyOption = None) -> None:
    """List who no longer serves, by id: until when the data is kept, and what is due.

    `unknown`: no end of the service was entered; enter it, or the data is kept for good.
    """
    for kind, years in RETENTION_YEARS.items():
        kept = "without names, for good" if years is None else f"{years} years after the service"
        notes.print(f"{kind.value}: {kept}.")
    for name, years in EVENT_YEARS.items():
        notes.print(f"{name}: {years} years.")
    on = clock.today()
    table = Table("Agency", Column("Person", no_wrap=True, min_width=36), "Until", "Data is")
    for one in run(_list(agency, on)):
        until = one.retention.until
        person = str(one.retention.employee_id)
        table.add_row(one.agency.code, person, str(until or ""), one.verdict(on))
    output.print(table)


@app.command()
def apply(
    *,
    agency: AgencyOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only count who would be erased.")
    ] = False,
) -> None:
    """Erase everybody whose time is over and whose data nobody holds. It cannot be undone.

    Events of no agency (refused tokens, what the province did) go too, unless --agency is given.
    Run it once a month. Each person is erased in a transaction of the own: it may be interrupted
    and run again.
    """
    on = clock.today()
    counts = run(_count(agency, on) if dry_run else _apply(agency, on))
    word = "would be erased" if dry_run else "erased"
    for code, (erased, held) in counts.items():
        notes.print(f"{code}: {erased} {word}, {held} held.")
    if agency is None:
        for name, count in run(_events(dry_run=dry_run)).items():
            notes.print(f"{name}: {count} {'would be deleted' if dry_run else 'deleted'}.")


async def _events(*, dry_run: bool) -> dict[str, int]:
    async with owner_engine() as owner:
        act = count_old_events if dry_run else delete_old_events
        return await act(owner, at=clock.now())


async def _chosen(owner: AsyncEngine, code: str | None) -> list[AgencyRecord]:
    return await list_agencies(owner) if code is None else [await find_agency(owner, code)]


async def _list(code: str | None, on: date) -> list[Due]:
    async with owner_engine() as owner:
        return [
            due for agency in await _chosen(owner, code) for due in await _of(owner, agency, on)
        ]


async def _of(owner: AsyncEngine, agency: AgencyRecord, on: date) -> list[Due]:
    async with tenant_session(owner, agency.id) as session:
        return [
            Due(agency, one, await is_kept(session, agency.id, one.employee_id, today=on))
            for one in await list_retentions(session, agency.id)
        ]


async def _count(code: str | None, on: date) -> dict[str, tuple[int, int]]:
    async with owner_engine() as owner:
        return {
            agency.code: _totals([due.verdict(on) for due in await _of(owner, agency, on)])
            for agency in await _chosen(owner, code)
        }


async def _apply(code: str | None, on: date) -> dict[str, tuple[int, int]]:
    counts = {}
    async with owner_engine() as owner:
        with Progress(console=notes, transient=True) as progress:
            for agency in await _chosen(owner, code):
                found = await _of(owner, agency, on)
                due = [one.retention.employee_id for one in found if one.verdict(on) == "due"]
                held = sum(one.verdict(on) == "held" for one in found)
                erased = 0
                for key in progress.track(due, description=agency.code):
                    erased += await _erase_one(owner, agency, key, on)
                counts[agency.code] = (erased, held + len(due) - erased)
    return counts


async def _erase_one(owner: AsyncEngine, agency: AgencyRecord, key: UUID, on: date) -> bool:
    """Erase a person, unless a hold was placed a moment ago, or the person serves again."""
    try:
        async with tenant_session(owner, agency.id) as session:
            await erase_person(session, agency.id, key, today=on)
    except KinerjaError as error:
        notes.print(f"{agency.code}: {key} kept ({error.code}).")
        return False
    return True


def _totals(verdicts: list[str]) -> tuple[int, int]:
    return verdicts.count("due"), verdicts.count("held")
