"""`kinerja token`: tokens for people (development only) and for API clients.

The token goes to standard output and everything about it to standard error, so that a script can
write `TOKEN=$(kinerja token issue …)`.
"""  # noqa: A005 - named after the command; imports are absolute.

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Column, Table

from kinerja.commands import client_tokens, person_tokens
from kinerja.commands.holders import Assignable, require_assignable, who
from kinerja.commands.lifetimes import read_lifetime
from kinerja.commands.terminal import notes, output, owner_engine, run
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import new_id
from kinerja.settings import load_settings
from policies.permissions import Role, Scope
from tenants.api_tokens import StoredToken

app = typer.Typer(no_args_is_help=True, help="Issue, list and revoke tokens.")

PERSON_LIFETIME = "8h"
CLIENT_LIFETIME = "90d"


class WhoseTokenError(KinerjaError):
    """The options do not say for whom the token is to be, or say it twice."""

    code = "WHOSE_TOKEN"
    en = (
        "Say whose token it is to be: --agency CODE --employee ID (a person), --province --role …"
        " (the province), or --client NAME --scope … --purpose … (a program)."
    )
    id = (
        "Sebutkan untuk siapa token ini: --agency KODE --employee ID (pegawai), --province --role …"
        " (provinsi), atau --client NAMA --scope … --purpose … (program)."
    )


@app.command()
def issue(  # noqa: PLR0913 - the options of the command.
    *,
    agency: Annotated[str | None, typer.Option(help="Code of the agency.")] = None,
    employee: Annotated[
        str | None,
        typer.Option(
            help="UUID or API id of the employee; left out: id or NIP from standard input."
        ),
    ] = None,
    province: Annotated[bool, typer.Option("--province", help="For the province.")] = False,
    subject: Annotated[
        UUID | None, typer.Option(help="Id of the province's person; made if left out.")
    ] = None,
    role: Annotated[
        list[Assignable] | None, typer.Option(help="Role to hold from today on; repeatable.")
    ] = None,
    client: Annotated[str | None, typer.Option(help="Name of the API client.")] = None,
    scope: Annotated[
        list[Scope] | None, typer.Option(help="What the client may do; repeatable.")
    ] = None,
    purpose: Annotated[str | None, typer.Option(help="Why the client needs it.")] = None,
    legal_basis: Annotated[
        str | None,
        typer.Option(help="Why --agency shares with --client: makes its grant, else its head has."),
    ] = None,
    shared_until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day of that grant, else the token's."),
    ] = None,
    expires_in: Annotated[
        str | None, typer.Option(help=f"{PERSON_LIFETIME} (people), {CLIENT_LIFETIME} (clients).")
    ] = None,
) -> None:
    """Print a new token for a person or, with --client, for a program."""
    roles = [Role(item.value) for item in role or ()]
    if client is not None:
        if province or employee or roles or not scope or not purpose:
            raise WhoseTokenError
        lifetime, end = read_lifetime(expires_in or CLIENT_LIFETIME), _day(shared_until)
        request = client_tokens.ClientRequest(
            client, agency, scope, purpose, lifetime, legal_basis, end
        )
        typer.echo(run(_issue_for_client(request)))
        return
    lifetime = read_lifetime(expires_in or PERSON_LIFETIME)
    of_client = scope or purpose or legal_basis or shared_until
    if of_client or province == (agency is not None) or (province and employee):
        raise WhoseTokenError
    require_assignable(roles, province=province)
    if agency is None:
        typer.echo(run(_issue_for_province(subject, roles, lifetime)))
        return
    typer.echo(run(_issue_for_employee(agency, who(employee), roles, lifetime)))


@app.command("list")
def list_() -> None:
    """List the tokens of API clients; the tokens themselves are not kept."""
    whole_id = Column("Id", no_wrap=True, min_width=36)  # `revoke` needs all of it.
    others = (Column(name, overflow="fold") for name in ("Client", "Scopes", "Expires", "State"))
    table = Table(whole_id, *others)
    for token in run(_list()):
        table.add_row(
            str(token.id),
            token.client_name,
            " ".join(sorted(token.scopes)),
            f"{token.expires_at:%Y-%m-%d}",
            client_tokens.state_of(token),
        )
    output.print(table)


@app.command()
def revoke(token_id: Annotated[UUID, typer.Argument(help="Id from `kinerja token list`.")]) -> None:
    """End an API client's token; the running services notice within two seconds."""
    run(_revoke(token_id))
    notes.print(f"{token_id} is revoked.")


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


async def _issue_for_client(request: client_tokens.ClientRequest) -> str:
    async with owner_engine() as engine:
        issued = await client_tokens.issue_for_client(engine, request, load_settings())
    expires_at = f"{issued.expires_at:%Y-%m-%d %H:%M} UTC"
    notes.print(f"Token {issued.id} expires {expires_at}; it is shown only now:", soft_wrap=True)
    return issued.token


async def _issue_for_province(
    subject: UUID | None, roles: Sequence[Role], lifetime: timedelta
) -> str:
    subject_id = subject or new_id()
    async with owner_engine() as engine:
        issuing = person_tokens.Issuing(load_settings(), engine, lifetime)
        token = await person_tokens.issue_for_province(issuing, subject_id=subject_id, roles=roles)
    notes.print(f"For {subject_id}, for {lifetime}:")
    return token


async def _issue_for_employee(
    agency: str, employee: str, roles: Sequence[Role], lifetime: timedelta
) -> str:
    async with owner_engine() as engine:
        issuing = person_tokens.Issuing(load_settings(), engine, lifetime)
        return await person_tokens.issue_for_employee(
            issuing, agency_code=agency, employee=employee, roles=roles
        )


async def _list() -> list[StoredToken]:
    async with owner_engine() as engine:
        return await client_tokens.list_all(engine)


async def _revoke(token_id: UUID) -> None:
    async with owner_engine() as engine:
        await client_tokens.revoke(engine, token_id)
