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
from kinerja.kit.ids import AgencyId, GlobalId, MalformedIdError
from policies.permissions import AGENCY_ROLES, PROVINCE_ROLES, Role
from tenants.errors import UnknownAgencyError
from tenants.provisioning import list_agencies
from tenants.records import AgencyRecord
from tenants.session import tenant_session

Assignable = StrEnum(  # type: ignore[misc]  # mypy reads no computed members; typer shows them.
    "Assignable", {role.name: role.value for role in sorted(AGENCY_ROLES | PROVINCE_ROLES)}
)

NIP_DIGITS = 18
#: A UUID alone does not say of which agency.
NOWHERE = AgencyId(0)


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


class NotAnEmployeeIdError(KinerjaError):
    """The text is no id: neither the UUID of an employee nor the API's id of one."""

    code = "NOT_AN_EMPLOYEE_ID"
    en = (
        "That is no id of an employee. Pass the UUID (the `sub` of the person's tokens), or the"
        " `id` that the API gives for the employee."
    )
    id = (
        "Itu bukan id pegawai. Pakai UUID (`sub` pada token orang itu), atau `id` pegawai yang"
        " diberikan API."
    )


class NobodyNamedError(KinerjaError):
    """Standard input was asked for the employee and says nothing."""

    code = "NOBODY_NAMED"
    en = "No id or NIP was given. Pass --employee ID, or an id or NIP on standard input."
    id = "Id atau NIP belum diberikan. Pakai --employee ID, atau berikan lewat masukan standar."


def who(employee: str | None) -> str:
    """Return the id or NIP of the employee; a NIP is taken from standard input only.

    Raises:
        NIPOnCommandLineError: the argument is a NIP.
        NotAnEmployeeIdError: the argument is no id of an employee.
        NobodyNamedError: standard input is empty.
    """
    if employee is None:
        if sys.stdin.isatty():
            notes.print("Id or NIP of the employee: ", end="")
        typed = sys.stdin.readline().strip()
        if not typed:
            raise NobodyNamedError
        return typed
    if _read_id(employee) is not None:
        return employee
    if sum(character.isdecimal() for character in employee) == NIP_DIGITS:
        raise NIPOnCommandLineError
    raise NotAnEmployeeIdError


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
    """Return the id of the employee whom the id (either kind) or else the NIP names.

    Raises:
        UnknownEmployeeError: the agency employs nobody with it.
        KinerjaError: the text is neither an id nor a NIP.
    """
    matches: ColumnElement[bool]
    if (given := _read_id(text)) is None:
        matches = Employee.nip == str(Nip.parse(text, on=today()))
    elif given.agency_id in {NOWHERE, agency.id}:
        matches = Employee.id == given.key
    else:
        raise UnknownEmployeeError(agency=agency.code)
    async with tenant_session(owner, agency.id) as session:
        found: UUID | None = await session.scalar(
            select(Employee.id).where(Employee.agency_id == agency.id, matches)
        )
    if found is None:
        raise UnknownEmployeeError(agency=agency.code)
    return found


def _read_id(text: str) -> GlobalId | None:
    """Read a UUID or an id of the API; None if it is neither, or one of something else."""
    try:
        return GlobalId("Employee", NOWHERE, UUID(text))
    except ValueError:
        pass  # Not a UUID; perhaps an id of the API.
    try:
        given = GlobalId.parse(text)
    except MalformedIdError:
        return None
    return given if given.type_name == "Employee" else None
