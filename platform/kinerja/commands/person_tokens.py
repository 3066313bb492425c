"""Development tokens for people: an employee of an agency, or somebody of the province."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.commands.holders import find_agency, get_employee
from kinerja.http.development_issuer import DevelopmentIssuer
from kinerja.http.issuers import issues_own_tokens
from kinerja.kit.clock import today
from kinerja.kit.errors import KinerjaError
from kinerja.settings import Settings
from tenants.holding import ensure_province_role, ensure_role


class OwnIssuerOffError(KinerjaError):
    """People sign in at the identity provider of the settings; nobody else may vouch for them."""

    code = "DEVELOPMENT_ISSUER_OFF"
    en = "People get their tokens from the identity provider of KINERJA_ISSUER, not from here."
    id = "Pegawai memperoleh token dari penyedia identitas KINERJA_ISSUER, bukan dari sini."


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
    employee_id = await get_employee(issuing.owner, agency, employee)
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
