"""`kinerja documents`: the documents that callers may name, and clients that may run no others."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.markup import escape
from rich.table import Column, Table
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.commands.manifests import Listed, read_documents
from kinerja.commands.terminal import notes, output, owner_engine, run
from kinerja.kit.errors import KinerjaError
from tenants.client_history import operators_session
from tenants.document_store import (
    NewDocument,
    Registered,
    StoredDocument,
    client_named,
    list_documents,
    register_documents,
    require_documents,
    retire_document,
)

app = typer.Typer(no_args_is_help=True, help="Register, list and retire trusted documents.")

#: Tells the operations of a document, and what is wrong with it.
Check = Callable[[str], tuple[Sequence[str], Sequence[str]]]
ClientOption = Annotated[str | None, typer.Option("--client", help="Name of the API client.")]
EverybodyOption = Annotated[bool, typer.Option("--everybody", help="For every caller.")]


class WhoseDocumentsError(KinerjaError):
    """The options do not say whose documents are meant, or say it twice."""

    code = "WHOSE_DOCUMENTS"
    en = "Say whose documents: --client NAME, or --everybody."
    id = "Sebutkan dokumen siapa: --client NAMA, atau --everybody."


@dataclass(frozen=True)
class Row:
    """What came of one document: its problem, or how it stands registered."""

    document: Listed
    identifiers: Sequence[str]
    operations: Sequence[str]
    problem: str = ""
    state: Registered = Registered.NEW

    def known_as(self, states: Sequence[Registered]) -> "Row":
        """Return the row with what came of its identifiers."""
        if Registered.TAKEN in states:
            problem = "the identifier means another document already; retire that one first"
            return replace(self, problem=problem)
        state = Registered.NEW if Registered.NEW in states else Registered.KNOWN
        return replace(self, state=state)


class DocumentsRefusedError(KinerjaError):
    """A document cannot be registered; then none is."""

    code = "DOCUMENTS_REFUSED"
    en = "{count} of {all} documents were refused; none was registered."
    id = "{count} dari {all} dokumen ditolak; tidak satu pun didaftarkan."

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__(count=sum(bool(row.problem) for row in rows), all=len(rows))
        self.rows = rows


@app.command()
def add(
    files: Annotated[list[Path], typer.Argument(help="Manifests (JSON) or .graphql files.")],
    *,
    client: ClientOption = None,
    everybody: EverybodyOption = False,
) -> None:
    """Register documents: all, or none if one of them is refused. Repeating it changes nothing.

    Reads the manifests of relay-compiler, GraphQL Code Generator and Apollo, and plain GraphQL;
    each document is checked against the schema. The running services know them at once.
    """
    _require_one(client, everybody=everybody)
    listed = [document for file in files for document in read_documents(file)]
    # The schema takes longer to load than all other commands together.
    check: Check = import_module("graphql_schema.registration").checker()
    try:
        _tell(run(_add(client, [_checked(document, check) for document in listed])))
    except DocumentsRefusedError as error:
        _tell(error.rows)
        raise


@app.command("list")
def list_(
    *,
    client: ClientOption = None,
    retired: Annotated[bool, typer.Option("--retired", help="Retired ones too.")] = False,
) -> None:
    """List documents in use, the newest first."""
    table = Table(Column("Id", overflow="fold"), "Operations", "Whose", "Since", "State")
    for one in run(_list(client, with_retired=retired)):
        state = "in use" if one.retired_at is None else f"retired {one.retired_at:%Y-%m-%d}"
        table.add_row(
            one.document_id,
            _names(one.operations),
            escape(one.client_name or "everybody"),
            f"{one.created_at:%Y-%m-%d}",
            state,
        )
    output.print(table)


@app.command()
def retire(
    document_id: Annotated[str, typer.Argument(help="An id of it, as `list` shows it.")],
    *,
    client: ClientOption = None,
    everybody: EverybodyOption = False,
) -> None:
    """Let nobody run a document any more; the running services know at once."""
    _require_one(client, everybody=everybody)
    count = run(_retire(client, document_id))
    notes.print(f"Retired; it had {count} identifier{'s' if count > 1 else ''}.")


@app.command()
def require(
    client: Annotated[str, typer.Argument(help="Name of the API client.")],
    *,
    off: Annotated[bool, typer.Option("--off", help="Let it run any document again.")] = False,
) -> None:
    """Let a client run nothing but trusted documents; the running services know at once."""
    run(_require(client, required=not off))
    notes.print(f"{client} may run {'any document' if off else 'trusted documents only'}.")


def _require_one(client: str | None, *, everybody: bool) -> None:
    if everybody == (client is not None):
        raise WhoseDocumentsError


def _checked(document: Listed, check: Check) -> Row:
    """Look at a document before anything is written."""
    operations, problems = check(document.text)
    problem, identifiers = "; ".join(problems), [document.sha256_id]
    try:
        identifiers = document.identifiers()
    except ValueError as error:
        problem = problem or str(error)
    return Row(document, identifiers, operations, problem)


async def _add(client: str | None, rows: Sequence[Row]) -> Sequence[Row]:
    async with owner_engine() as engine, operators_session(engine) as session:
        client_id = await _whose(session, client)
        if any(row.problem for row in rows):
            raise DocumentsRefusedError(rows)
        states = iter(await register_documents(session, client_id, list(_new(rows))))
        found = [row.known_as([next(states) for _ in row.identifiers]) for row in rows]
        if any(row.problem for row in found):
            raise DocumentsRefusedError(found)  # Nothing of it is kept.
        return found


def _new(rows: Sequence[Row]) -> Iterator[NewDocument]:
    for row in rows:
        for one in row.identifiers:
            yield NewDocument(one, row.document.text, row.operations)


def _tell(rows: Sequence[Row]) -> None:
    table = Table("File", Column("Id", overflow="fold"), "Operations", "Result")
    for row in rows:
        told = f"refused: {row.problem}" if row.problem else row.state.value
        table.add_row(
            escape(row.document.file),
            escape(row.document.given_id or row.document.sha256_id),
            _names(row.operations),
            escape(told),
        )
    output.print(table)


def _names(operations: Sequence[str]) -> str:
    return ", ".join(name or "(no name)" for name in operations)


async def _list(client: str | None, *, with_retired: bool) -> list[StoredDocument]:
    async with owner_engine() as engine, operators_session(engine) as session:
        client_id = await _whose(session, client)
        return await list_documents(session, client_id=client_id, with_retired=with_retired)


async def _retire(client: str | None, document_id: str) -> int:
    async with owner_engine() as engine, operators_session(engine) as session:
        return await retire_document(session, await _whose(session, client), document_id)


async def _require(client: str, *, required: bool) -> None:
    async with owner_engine() as engine, operators_session(engine) as session:
        client_id = await client_named(session, client)
        await require_documents(session, client_id, required=required)


async def _whose(session: AsyncSession, client: str | None) -> UUID | None:
    return None if client is None else await client_named(session, client)
