"""`kinerja appraisals`: remind raters who are late, tell their superiors, act on deadlines."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.commands.terminal import notes, run
from kinerja.connections import connections
from kinerja.domains.appraisals.reminders import remind
from kinerja.kit import clock
from kinerja.settings import load_settings
from kinerja.workflows.advance import advance
from tenants.engines import create_application_engine
from tenants.errors import UnknownAgencyError
from tenants.models import AgencyState
from tenants.provisioning import list_agencies
from tenants.records import AgencyRecord
from tenants.session import tenant_session

app = typer.Typer(no_args_is_help=True, help="Work on appraisals that nobody needs to ask for.")


@app.command("remind")
def remind_(
    *, agency: Annotated[str | None, typer.Option(help="Code of the only agency; else all.")] = None
) -> None:
    """Remind raters on their due day, and tell superiors three and seven days after it.

    Run it once a day; it is safe to run it more often. Every notice is an event of the outbox.
    """
    run(_remind(agency))


@app.command("advance")
def advance_(
    *, agency: Annotated[str | None, typer.Option(help="Code of the only agency; else all.")] = None
) -> None:
    """Act on the deadlines of cycles: close self-reviews, make results final, remind raters.

    Run it once a day; it is safe to run it more often.
    """
    run(_advance(agency))


@asynccontextmanager
async def _application() -> AsyncIterator[AsyncEngine]:
    """Open the database as the service does."""
    with connections(load_settings()) as addresses:
        engine = create_application_engine(addresses.application, pool_size=1)
        try:
            yield engine
        finally:
            await engine.dispose()


async def _remind(code: str | None) -> None:
    async with _application() as engine:
        for agency in await _chosen(engine, code):
            await _remind_in(engine, agency)


async def _remind_in(engine: AsyncEngine, agency: AgencyRecord) -> None:
    async with tenant_session(engine, agency.id) as session:
        told = await remind(session, agency.id, today=clock.today())
    counts = ", ".join(f"{one.notice.value} {one.count}" for one in told)
    notes.print(f"{agency.code}: {counts}.")


async def _advance(code: str | None) -> None:
    async with _application() as engine:
        for agency in await _chosen(engine, code):
            async with tenant_session(engine, agency.id) as session:
                done = await advance(session, agency.id, today=clock.today())
            notes.print(
                f"{agency.code}: {done.self_reviews_closed} self-reviews closed,"
                f" {done.results_final} results final."
            )
            await _remind_in(engine, agency)


async def _chosen(engine: AsyncEngine, code: str | None) -> list[AgencyRecord]:
    """Return the agencies to work on: the named one, or all that are not suspended.

    Raises:
        UnknownAgencyError: there is no agency of that code.
    """
    agencies = await list_agencies(engine)
    if code is None:
        return [one for one in agencies if one.state is not AgencyState.SUSPENDED]
    chosen = [one for one in agencies if one.code == code]
    if not chosen:
        raise UnknownAgencyError(agency=code)
    return chosen
