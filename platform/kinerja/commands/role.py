"""`kinerja role`: who configures and supervises. Works wherever people get their tokens."""

from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

import typer
from rich.table import Column, Table
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.commands.holders import (
    Assignable,
    find_agency,
    get_employee,
    require_assignable,
    who,
)
from kinerja.commands.terminal import notes, output, owner_engine, run
from kinerja.domains.policies.errors import UnknownRoleError
from kinerja.kit.clock import today
from kinerja.kit.errors import KinerjaError
from policies.permissions import AGENCY_ROLES, PROVINCE_ROLES, Role
from tenants.holding import ensure_province_role, ensure_role
from tenants.own_roles import own_roles_in_force
from tenants.records import AgencyRecord
from tenants.roles import end_province_role, end_role
from tenants.session import tenant_session
from tenants.snapshots import Holdings, load_holdings, load_province

app = typer.Typer(no_args_is_help=True, help="Give roles to people, end and list them.")

RoleArgument = Annotated[
    str,
    typer.Argument(help=f"The role: {', '.join(Assignable)}, or a role of the agency's own."),
]
AgencyOption = Annotated[str | None, typer.Option(help="Code of the agency.")]
EmployeeOption = Annotated[
    str | None,
    typer.Option(help="UUID or API id of the employee; left out: id or NIP from standard input."),
]
ProvinceOption = Annotated[bool, typer.Option("--province", help="Above all agencies.")]
SubjectOption = Annotated[
    UUID | None,
    typer.Option(help="Id of the province's person: the `sub` of the tokens."),
]


class WhoseRoleError(KinerjaError):
    """The options do not say whose role it is, or say it twice."""

    code = "WHOSE_ROLE"
    en = (
        "Say whose role it is: --agency CODE --employee ID (an employee), or --province"
        " --subject ID (somebody of the province)."
    )
    id = (
        "Sebutkan peran siapa: --agency KODE --employee ID (pegawai), atau --province"
        " --subject ID (orang provinsi)."
    )


@dataclass(frozen=True)
class Holder:
    """Who holds a role: an employee of `agency`, or a person above all agencies."""

    agency: AgencyRecord | None
    subject_id: UUID


@app.command()
def grant(
    role: RoleArgument,
    *,
    agency: AgencyOption = None,
    employee: EmployeeOption = None,
    province: ProvinceOption = False,
    subject: SubjectOption = None,
) -> None:
    """Let somebody hold a role from today on. Repeating it changes nothing."""
    wish = _Wish.of(role, agency, employee, province=province, subject=subject)
    holder, is_new = run(_grant(wish))
    notes.print(f"{holder.subject_id} {'holds' if is_new else 'held already:'} {role}.")


@app.command()
def end(
    role: RoleArgument,
    *,
    agency: AgencyOption = None,
    employee: EmployeeOption = None,
    province: ProvinceOption = False,
    subject: SubjectOption = None,
) -> None:
    """End somebody's role today; the running services notice within two seconds."""
    wish = _Wish.of(role, agency, employee, province=province, subject=subject)
    holder = run(_end(wish))
    notes.print(f"{holder.subject_id} no longer holds {role}.")


@app.command("list")
def list_(*, agency: AgencyOption = None, province: ProvinceOption = False) -> None:
    """List who holds a role today, by id."""
    if province == (agency is not None):
        raise WhoseRoleError
    holdings = run(_holdings(agency))
    table = Table(Column("Person", no_wrap=True, min_width=36), "Role", "From", "To")
    for subject_id, held in sorted(holdings.by_subject.items()):
        for role, valid in held:
            if today() in valid:
                table.add_row(str(subject_id), role, str(valid.lower or ""), str(valid.upper or ""))
    output.print(table)


@dataclass(frozen=True)
class _Wish:
    role: str
    agency: str | None
    employee: str | None
    subject: UUID | None

    @classmethod
    def of(
        cls,
        role: str,
        agency: str | None,
        employee: str | None,
        *,
        province: bool,
        subject: UUID | None,
    ) -> "_Wish":
        wish = cls(role, agency, employee, subject)
        of_agency, of_province = agency is not None, province and subject is not None
        if (
            of_agency == of_province
            or (of_agency and (province or subject))
            or (of_province and employee)
        ):
            raise WhoseRoleError
        if role in set(Role):
            require_assignable([Role(role)], province=province)
        elif province:
            raise UnknownRoleError(role=role[:64], known=", ".join(sorted(PROVINCE_ROLES)))
        return wish

    async def holder(self, owner: AsyncEngine) -> Holder:
        if self.subject is not None:
            return Holder(None, self.subject)
        agency = await find_agency(owner, self.agency or "")
        return Holder(agency, await get_employee(owner, agency, who(self.employee)))


async def _grant(wish: _Wish) -> tuple[Holder, bool]:
    async with owner_engine() as owner:
        holder = await wish.holder(owner)
        subject_id, role, on = holder.subject_id, wish.role, today()
        if holder.agency is None:
            is_new = await ensure_province_role(owner, subject_id=subject_id, role=role, on=on)
        else:
            await _check_known(owner, holder.agency, role)
            is_new = await ensure_role(
                owner, holder.agency.id, subject_id=subject_id, role=role, on=on
            )
        return holder, is_new


async def _check_known(owner: AsyncEngine, agency: AgencyRecord, role: str) -> None:
    """Refuse a role that would give nothing.

    Raises:
        UnknownRoleError: it is neither one of the service nor one of the agency's own in force.
    """
    async with tenant_session(owner, agency.id) as session:
        known = AGENCY_ROLES | await own_roles_in_force(session, agency.id)
    if role not in known:
        raise UnknownRoleError(role=role[:64], known=", ".join(sorted(known)))


async def _end(wish: _Wish) -> Holder:
    async with owner_engine() as owner:
        holder = await wish.holder(owner)
        subject_id, role, on = holder.subject_id, wish.role, today()
        if holder.agency is None:
            await end_province_role(owner, subject_id=subject_id, role=role, on=on)
        else:
            await end_role(owner, holder.agency.id, subject_id=subject_id, role=role, on=on)
        return holder


async def _holdings(agency: str | None) -> Holdings:
    async with owner_engine() as owner:
        if agency is None:
            return (await load_province(owner)).holdings
        return await load_holdings(owner, (await find_agency(owner, agency)).id)
