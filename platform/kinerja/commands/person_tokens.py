"""Development tokens for people: an employee of an agency, or somebody of the province."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.domains.organisation.models import Employee
from kinerja.domains.organisation.nip import Nip
from kinerja.http.development_issuer import DevelopmentIssuer
from kinerja.http.issuers import issues_own_tokens
from kinerja.kit.clock import today
from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import AgencyId
from kinerja.settings import Settings
from tenants.errors import UnknownAgencyError
from tenants.holding import ensure_province_role, ensure_role
from tenants.provisioning import list_agencies
from tenants.records import AgencyRecord
from tenants.session import tenant_session


class OwnIssuerOffError(KinerjaError):
    """People sign in at the identity provider of the settings; nobody else may vouch for them."""

    code = "DEVELOPMENT_ISSUER_OFF"
    en = "People get their tokens from the identity provider of KINERJA_ISSUER, not from here."
    id = "Pegawai memperoleh token dari penyedia identitas KINERJA_ISSUER, bukan dari sini."


class UnknownEmployeeError(KinerjaError):
    """The agency employs nobody with that id or NIP."""

    code = "UNKNOWN_EMPLOYEE"
    en = "{agency} employs nobody with that id or NIP."
    id = "{agency} tidak memiliki pegawai dengan id atau NIP tersebut."


@dataclass(frozen=True)
class Issuing:
    """What every development token needs."""

    settings: Settings
    owner: AsyncEngine
    lifetime: timedelta

    def sign(self, subject_id: UUID, agency_code: str | None) -> str:
        """Return the signed token.

        Raises:
            OwnIssuerOffError: the settings name an identity provider.
            IssuerMissingError: a real database without one.
        """
        if not issues_own_tokens(self.settings):
            raise OwnIssuerOffError
        issuer = DevelopmentIssuer.open(self.settings.home)
        return issuer.issue(
            subject_id,
            agency_code=agency_code,
            audience=self.settings.audience,
            expires_in=self.lifetime,
        )


async def issue_for_employee(
    issuing: Issuing, *, agency_code: str, employee: str, roles: Sequence[str]
) -> str:
    """Return a token for an employee, who holds `roles` in the agency from today on.

    Raises:
        UnknownAgencyError: no agency has this code.
        UnknownEmployeeError: it employs nobody with this id or NIP.
    """
    agency = await find_agency(issuing.owner, agency_code)
    employee_id = await _find_employee(issuing.owner, agency.id, employee)
    if employee_id is None:
        raise UnknownEmployeeError(agency=agency.code)
    token = issuing.sign(employee_id, agency.code)
    for role in roles:
        await ensure_role(issuing.owner, agency.id, subject_id=employee_id, role=role, on=today())
    return token


async def issue_for_province(issuing: Issuing, *, subject_id: UUID, roles: Sequence[str]) -> str:
    """Return a token for somebody who works above all agencies and holds `roles` there."""
    token = issuing.sign(subject_id, None)
    for role in roles:
        await ensure_province_role(issuing.owner, subject_id=subject_id, role=role, on=today())
    return token


async def find_agency(owner: AsyncEngine, code: str) -> AgencyRecord:
    """Return the agency with that code.

    Raises:
        UnknownAgencyError: there is none.
    """
    for agency in await list_agencies(owner):
        if agency.code == code:
            return agency
    raise UnknownAgencyError(agency=code[:40])


async def _find_employee(owner: AsyncEngine, agency_id: AgencyId, text: str) -> UUID | None:
    """Look somebody up by id or, if the text is none, by NIP."""
    matches: ColumnElement[bool]
    try:
        matches = Employee.id == UUID(text)
    except ValueError:
        matches = Employee.nip == str(Nip.parse(text, on=today()))
    async with tenant_session(owner, agency_id) as session:
        found: UUID | None = await session.scalar(
            select(Employee.id).where(Employee.agency_id == agency_id, matches)
        )
        return found
