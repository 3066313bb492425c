"""`kinerja person`: a copy of somebody's data, and its erasure (UU 27/2022)."""

import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Annotated, TextIO
from uuid import UUID

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.commands.holders import find_agency, get_employee, who
from kinerja.commands.terminal import notes, owner_engine, run
from kinerja.connections import connections
from kinerja.domains.personal_data.errors import PersonNotFoundError
from kinerja.domains.personal_data.history import Deed
from kinerja.kit import clock
from kinerja.kit.ids import new_id
from kinerja.reads.own_data.document import OwnData, in_place_of
from kinerja.settings import load_settings
from kinerja.workflows.erase_person import Erasure, erase_person
from policies.engine import PolicyEngine
from policies.identity import Subject, SubjectKind
from policies.subject import Actor
from tenants.audit import record
from tenants.engines import create_application_engine, create_owner_engine
from tenants.policy_store import PolicyStore
from tenants.records import AgencyRecord
from tenants.session import UnitOfWork, tenant_session

app = typer.Typer(no_args_is_help=True, help="Copy or erase the data of one person.")

AgencyOption = Annotated[str, typer.Option(help="Code of the agency.")]
EmployeeOption = Annotated[
    str | None,
    typer.Option(help="UUID or API id of the employee; left out: id or NIP from standard input."),
]


@app.command("export")
def export_(
    *,
    agency: AgencyOption,
    employee: EmployeeOption = None,
    output: Annotated[
        Path | None, typer.Option(dir_okay=False, help="File to write; else standard output.")
    ] = None,
) -> None:
    """Write everything that an agency stores about a person as JSON, as the person may see it.

    For requests on paper. It is noted in the audit trail; hand the file to nobody else.
    """
    with nullcontext(sys.stdout) if output is None else _private(output) as target:
        records = run(_export(agency, who(employee), target))
    notes.print(f"{records} records written.")


@app.command("erase")
def erase_(*, agency: AgencyOption, employee: EmployeeOption = None) -> None:
    """Erase what tells who a person was. Scores and results stay. It cannot be undone.

    Refused for people who serve, under a legal hold, and before the data may go, unless a request
    to erase it was granted. Repeating it changes nothing.
    """
    done = run(_erase(agency, who(employee)))
    if done.basis is None:
        notes.print(f"{done.employee_id} was erased before; nothing to do.")
    else:
        notes.print(f"{done.employee_id} erased ({done.basis.value.lower()}): {done.values} rows.")


def _private(path: Path) -> TextIO:
    """Open a file that only its owner may read, new or emptied."""
    path.touch(mode=0o600)
    path.chmod(0o600)
    return path.open("w", encoding="utf-8")


@asynccontextmanager
async def _engines() -> AsyncIterator[tuple[AsyncEngine, AsyncEngine]]:
    """Open the database as the owner, to find the person, and as the service, to read."""
    async with AsyncExitStack() as stack:
        addresses = stack.enter_context(connections(load_settings()))
        owner = create_owner_engine(addresses.for_owner())
        stack.push_async_callback(owner.dispose)
        application = create_application_engine(addresses.application, pool_size=2)
        stack.push_async_callback(application.dispose)
        yield owner, application


async def _export(code: str, named: str, target: TextIO) -> int:
    async with _engines() as (owner, application):
        agency = await find_agency(owner, code)
        person = await get_employee(owner, agency, named)
        policies = PolicyEngine.load()
        await PolicyStore(application, policies).refresh(agency.id)
        unit = UnitOfWork(application)
        try:
            records = await _write(unit, _actor(agency, person, policies), agency, target)
        finally:
            await unit.rollback()
        async with tenant_session(application, agency.id) as session:
            await record(
                session,
                agency_id=agency.id,
                actor_id=None,
                action=Deed.EXPORTED.value,
                object_type="Employee",
                object_id=person,
                after={"records": records},
            )
        return records


async def _write(unit: UnitOfWork, actor: Actor, agency: AgencyRecord, target: TextIO) -> int:
    copy = OwnData(unit, in_place_of(actor), agency)
    employee = await copy.employee()
    if employee is None:
        raise PersonNotFoundError
    async for piece in copy.pieces(employee):
        target.write(piece)
    return copy.records


def _actor(agency: AgencyRecord, person: UUID, policies: PolicyEngine) -> Actor:
    subject = Subject(person, SubjectKind.PERSON, agency.id)
    return Actor(subject, agency.id, frozenset(), clock.today(), new_id(), policies)


async def _erase(code: str, named: str) -> Erasure:
    async with owner_engine() as owner:
        agency = await find_agency(owner, code)
        person = await get_employee(owner, agency, named)
        async with tenant_session(owner, agency.id) as session:
            return await erase_person(session, agency.id, person, today=clock.today())
