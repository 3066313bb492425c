"""Grants that an operator enters for an agency, which has decided on paper to share its data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, text, true
from sqlalchemy.ext.asyncio import AsyncSession

from kinerja.domains.data_sharing.history import Deed, told
from kinerja.domains.data_sharing.repository import GrantRepository
from kinerja.domains.data_sharing.terms import NewGrant, Terms
from kinerja.domains.data_sharing.vocabulary import GRANTABLE
from kinerja.kit.clock import today
from kinerja.kit.errors import KinerjaError
from tenants.audit import record
from tenants.provisioning import notify
from tenants.records import AgencyRecord
from tenants.session import set_agency
from tenants.sharing_models import DataSharingGrant


class NotSharedError(KinerjaError):
    """A token for what the agency has not granted would read nothing."""

    code = "NOT_SHARED"
    en = (
        "{agency} does not grant {client} today: {scopes}. Let the head of the agency grant it"
        " (`grantDataSharing`), or enter the agency's decision here with --legal-basis."
    )
    id = (
        "{agency} hari ini tidak memberi {client}: {scopes}. Minta kepala perangkat daerah"
        " memberikannya (`grantDataSharing`), atau catat keputusannya di sini dengan --legal-basis."
    )


@dataclass(frozen=True)
class OperatorsGrant:
    """What an agency has decided; `legal_basis` None: it must have granted it itself."""

    client_name: str
    scopes: Sequence[str]
    legal_basis: str | None
    purpose: str
    last_day: date


async def ensure_shared(
    session: AsyncSession, agency: AgencyRecord, client_id: UUID, wish: OperatorsGrant
) -> None:
    """Enter a grant from today on, audited; without a legal basis, see that there is one.

    Raises:
        NotSharedError: there is no legal basis, and the agency does not grant all of it today.
        KinerjaError: the terms are not sound; see `Terms.read`.
    """
    scopes = [str(scope) for scope in wish.scopes if scope in GRANTABLE]
    await session.execute(text(set_agency(agency.id)))
    if wish.legal_basis is not None and scopes:
        await _grant(session, agency, scopes, wish)
        return
    missing = set(scopes) - await _granted(session, agency, client_id)
    if missing:
        listed = ", ".join(sorted(missing))
        raise NotSharedError(agency=agency.code, client=wish.client_name, scopes=listed)


async def _grant(
    session: AsyncSession, agency: AgencyRecord, scopes: Sequence[str], wish: OperatorsGrant
) -> None:
    new = NewGrant(
        client_name=wish.client_name,
        scopes=scopes,
        legal_basis=wish.legal_basis or "",
        purpose=wish.purpose,
        first_day=today(),
        last_day=wish.last_day,
    )
    terms = Terms.read(new, today=today())
    repository = GrantRepository(session, agency.id)
    made = await repository.add(wish.client_name, terms, granted_by=None, allowed=true())
    await record(
        session,
        agency_id=agency.id,
        actor_id=None,
        action=Deed.GRANTED.value,
        object_type="DataSharingGrant",
        object_id=made,
        after=told(wish.client_name, terms),
    )
    await notify(session, agency.id)


async def _granted(session: AsyncSession, agency: AgencyRecord, client_id: UUID) -> set[str]:
    """Return all scopes that the agency grants the client today."""
    grant = DataSharingGrant
    statement = select(grant.scopes).where(
        grant.agency_id == agency.id,
        grant.client_id == client_id,
        grant.revoked_at.is_(None),
        grant.valid.contains(today()),
    )
    return {scope for scopes in await session.scalars(statement) for scope in scopes}
