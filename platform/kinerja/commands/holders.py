"""Whom a command is about: an employee of an agency, or somebody of the province."""

import sys
from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.commands.terminal import notes
from kinerja.domains.organisation.models import Employee
from kinerja.domains.organisation.nip import Nip
from kinerja.kit.clock import today
from kinerja.kit.errors import KinerjaError
from policies.permissions import AGENCY_ROLES, PROVINCE_ROLES, Role
from tenants.errors import UnknownAgencyError
from tenants.provisioning import list_agencies
from tenants.records import AgencyRecord
from tenants.session import tenant_session

Assignable = StrEnum(  # type: ignore[misc]  # mypy reads no computed members; typer shows them.
    "Assignable", {role.name: role.value for role in sorted(AGENCY_ROLES | PROVINCE_ROLES)}
)


class UnknownEmployeeError(KinerjaError):
    """The agency employs nobody with that id or NIP."""

    code = "UNKNOWN_EMPLOYEE"
    en = "{agency} employs nobody with that id or NIP."
    id = "{agency} tidak memiliki pegawai dengan id atau NIP tersebut."


class RoleElsewhereError(KinerjaError):
    """The role is not one that may be held there."""

    code = "ROLE_ELSEWHERE"
    en = "{role} is not a role that may be held {place}."
    id = "{role} bukan peran yang dapat dipegang {place}."


class NIPOnCommandLineError(KinerjaError):
    """A NIP is personal data; arguments can be seen by everybody on the machine."""

    code = "NIP_ON_COMMAND_LINE"
    en = "Do not put a NIP on the command line. Leave --employee out and type it when asked."
    id = "Jangan menulis NIP di baris perintah. Kosongkan --employee lalu ketik saat diminta."


class NobodyNamedError(KinerjaError):
    """Standard input was asked for the employee and says nothing."""

    code = "NOBODY_NAMED"
    en = "No id or NIP was given. Pass --employee ID, or an id or NIP on standard input."
    id = "Id atau NIP belum diberikan. Pakai --employee ID, atau berikan lewat masukan standar."


def who(employee: str | None) -> str:
    """Return the id or NIP of the employee; a NIP is taken from standard input only.

    Raises:
        NIPOnCommandLineError: the argument is no id.
        NobodyNamedError: standard input is empty.
    """
    if employee is None:
        if sys.stdin.isatty():
            notes.print("Id or NIP of the employee: ", end="")
        typed = sys.stdin.readline().strip()
        if not typed:
            raise NobodyNamedError
        return typed
    try:
        return str(UUID(employee))
    except ValueError:
        raise NIPOnCommandLineError from None


def require_assignable(roles: Sequence[Role], *, province: bool) -> None:
    """Refuse roles that nobody holds there.

    Raises:
        RoleElsewhereError: one of the roles is held on the other level.
    """
    allowed = PROVINCE_ROLES if province else AGENCY_ROLES
    place = "above all agencies" if province else "in one agency"
    for role in roles:
        if role not in allowed:
            raise RoleElsewhereError(role=role.value, place=place)


async def find_agency(owner: AsyncEngine, code: str) -> AgencyRecord:
    """Return the agency with that code.

    Raises:
        UnknownAgencyError: there is none.
    """
    for agency in await list_agencies(owner):
        if agency.code == code:
            return agency
    raise UnknownAgencyError(agency=code[:40])


async def get_employee(owner: AsyncEngine, agency: AgencyRecord, text: str) -> UUID:
    """Return the id of the employee whom the id or, if the text is none, the NIP names.

    Raises:
        UnknownEmployeeError: the agency employs nobody with it.
        KinerjaError: the text is neither an id nor a NIP.
    """
    matches: ColumnElement[bool]
    try:
        matches = Employee.id == UUID(text)
    except ValueError:
        matches = Employee.nip == str(Nip.parse(text, on=today()))
    async with tenant_session(owner, agency.id) as session:
        found: UUID | None = await session.scalar(
            select(Employee.id).where(Employee.agency_id == agency.id, matches)
        )
    if found is None:
        raise UnknownEmployeeError(agency=agency.code)
    return found
