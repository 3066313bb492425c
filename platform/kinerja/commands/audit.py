"""`kinerja audit`: seal the audit trail, verify it, and print its heads to be kept elsewhere."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.commands.terminal import notes, run
from kinerja.connections import connections
from kinerja.kit.errors import KinerjaError
from kinerja.settings import load_settings
from tenants.audit_chain import MARGIN
from tenants.audit_findings import Finding, Verdict
from tenants.audit_heads import AuditHead, find_head, read_heads
from tenants.audit_verification import MOST_TOLD, Progress, verify
from tenants.engines import create_application_engine, create_sealer_engine
from tenants.errors import UnknownAgencyError
from tenants.provisioning import list_agencies
from tenants.records import AgencyRecord
from tenants.sealing import seal

app = typer.Typer(no_args_is_help=True, help="Seal, verify and anchor the audit trail.")

AgencyOption = Annotated[str | None, typer.Option(help="Code of the only agency; else all.")]


class AuditTrailBrokenError(KinerjaError):
    """Verifying found something; what it is has been printed."""

    code = "AUDIT_TRAIL_BROKEN"
    en = "The audit trail is not as it was sealed. Keep this output and the database as they are."
    id = "Jejak audit tidak seperti saat disegel. Simpan keluaran ini dan basis datanya apa adanya."


@app.command("seal")
def seal_(
    *,
    agency: AgencyOption = None,
    margin: Annotated[
        int, typer.Option(min=0, help="Leave out events of the last so many seconds.")
    ] = int(MARGIN.total_seconds()),
) -> None:
    """Append what is not sealed yet to the chain. The running service does so by itself."""
    run(_seal(agency, timedelta(seconds=margin)))


@app.command("verify")
def verify_(
    *,
    agency: AgencyOption = None,
    head: Annotated[
        Path | None,
        typer.Option(
            exists=True, dir_okay=False, help="Lines that `kinerja audit head` printed before."
        ),
    ] = None,
) -> None:
    """Find events that were changed, removed, inserted or reordered; exit code 1 if there are."""
    heads = _read(head) if head else []
    verdicts, strangers = run(_verify(agency, heads))
    if strangers or not all(verdict.is_sound for verdict in verdicts):
        raise AuditTrailBrokenError


@app.command("head")
def head_(*, agency: AgencyOption = None) -> None:
    """Print the end of each chain as a line of JSON; keep the lines outside the database."""
    for line in run(_heads(agency)):
        typer.echo(str(line))


@asynccontextmanager
async def _sealing() -> AsyncIterator[AsyncEngine]:
    """Open the database as the role that alone appends to the chains."""
    with connections(load_settings()) as addresses:
        engine = create_sealer_engine(addresses.for_sealing())
        try:
            yield engine
        finally:
            await engine.dispose()


@asynccontextmanager
async def _application() -> AsyncIterator[AsyncEngine]:
    """Open the database as the service does: reading is all that this takes."""
    with connections(load_settings()) as addresses:
        engine = create_application_engine(addresses.application, pool_size=1)
        try:
            yield engine
        finally:
            await engine.dispose()


async def _chosen(engine: AsyncEngine, code: str | None) -> list[AgencyRecord]:
    agencies = await list_agencies(engine)
    if code is None:
        return agencies
    chosen = [agency for agency in agencies if agency.code == code]
    if not chosen:
        raise UnknownAgencyError(agency=code)
    return chosen


async def _seal(code: str | None, margin: timedelta) -> None:
    async with _sealing() as engine:
        for agency in await _chosen(engine, code):
            sealed = position = 0
            async for one in seal(engine, agency, margin=margin):
                sealed, position = sealed + one.events, one.last_position
                notes.print(f"{agency.code}: {sealed} events sealed, up to position {position}.")
            if not sealed:
                notes.print(f"{agency.code}: nothing to seal.")


async def _verify(
    code: str | None, heads: Sequence[AuditHead]
) -> tuple[list[Verdict], list[AuditHead]]:
    """Verify the agencies, and find the heads of agencies that are no longer there."""
    async with _application() as engine:
        agencies = await _chosen(engine, code)
        keys = {agency.key for agency in await list_agencies(engine)}
        strangers = [head for head in heads if head.agency_key not in keys]
        for head in strangers:
            typer.echo(f"{head.agency_code}: AGENCY_MISSING at position {head.position}")
        verdicts = []
        for agency in agencies:
            own = [head for head in heads if head.agency_key == agency.key]
            verdict = await verify(engine, agency, heads=own, progress=_progress(agency))
            _tell(verdict)
            verdicts.append(verdict)
    return verdicts, strangers


def _progress(agency: AgencyRecord) -> Progress:
    """Return what says on a terminal how far the verification of an agency has come."""

    def tell(position: int) -> None:
        if notes.is_terminal:
            notes.print(f"{agency.code}: position {position} …", end="\r")

    return tell


def _tell(verdict: Verdict) -> None:
    code = verdict.agency.code
    told = [f"{code}: {_words(finding)}" for finding in verdict.findings]
    for line in told:
        typer.echo(line)
    if len(told) >= MOST_TOLD:
        typer.echo(f"{code}: … perhaps more")
    state = "sound" if verdict.is_sound else "BROKEN"
    typer.echo(f"{code}: {state}; {verdict.sealed} sealed, {verdict.unsealed} not sealed yet")


def _words(finding: Finding) -> str:
    place = "not sealed" if finding.position is None else f"at position {finding.position}"
    event = "" if finding.event_id is None else f", event {finding.event_id}"
    return f"{finding.fault} {place}{event}"


async def _heads(code: str | None) -> list[AuditHead]:
    async with _application() as engine:
        found = [await find_head(engine, agency) for agency in await _chosen(engine, code)]
    return [head for head in found if head is not None]


def _read(file: Path) -> list[AuditHead]:
    with file.open(encoding="utf-8") as lines:
        return read_heads(lines)
