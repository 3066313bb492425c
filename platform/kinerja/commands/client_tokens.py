"""Tokens of API clients, issued and revoked by an operator; only their hashes are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.commands.client_sharing import OperatorsGrant, ensure_shared
from kinerja.commands.holders import find_agency
from kinerja.http.api_tokens import digest, new_api_token
from kinerja.kit import clock
from kinerja.kit.errors import KinerjaError
from kinerja.settings import Settings
from policies.permissions import Scope
from tenants.api_clients import ensure_client
from tenants.api_tokens import StoredToken, list_tokens, revoke_token, store_token
from tenants.client_history import ClientDeed, note_deed, operators_session

LONGEST_LIFE = timedelta(days=90)


class ClientLifetimeError(KinerjaError):
    """A token that nobody renews must end by itself."""

    code = "LIFETIME_OUT_OF_RANGE"
    en = "A token of an API client lives for {days} days at most; issue a new one before it ends."
    id = "Token klien API berlaku paling lama {days} hari; terbitkan yang baru sebelum berakhir."


class WhoseGrantError(KinerjaError):
    """A grant is an agency's, and always has a legal basis."""

    code = "WHOSE_GRANT"
    en = "--legal-basis goes with --client and --agency, and --shared-until with --legal-basis."
    id = "--legal-basis dipakai dengan --client dan --agency; --shared-until dengan --legal-basis."


@dataclass(frozen=True)
class ClientRequest:
    """What an operator asks for; `agency_code` None: for all agencies that grant the client data.

    `legal_basis`: the agency has decided to share, and its decision is entered with the token.
    """

    name: str
    agency_code: str | None
    scopes: Sequence[Scope]
    purpose: str
    lifetime: timedelta
    legal_basis: str | None = None
    shared_until: date | None = None

    def __post_init__(self) -> None:
        if self.agency_code is None and self.legal_basis is not None:
            raise WhoseGrantError
        if self.legal_basis is None and self.shared_until is not None:
            raise WhoseGrantError


@dataclass(frozen=True)
class IssuedToken:
    """A new token, which can't be had again."""

    id: UUID
    token: str
    expires_at: datetime


async def issue_for_client(
    owner: AsyncEngine, request: ClientRequest, settings: Settings
) -> IssuedToken:
    """Make and store a token, and with a legal basis the agency's grant too; audited.

    Raises:
        ClientLifetimeError: it is to live longer than 90 days.
        UnknownAgencyError: no agency has this code.
        NotSharedError: the agency has not granted what the token would be for.
        KinerjaError: the client's name, or the terms of the grant, are not sound.
    """
    if request.lifetime > LONGEST_LIFE:
        raise ClientLifetimeError(days=LONGEST_LIFE.days)
    agency = await find_agency(owner, request.agency_code) if request.agency_code else None
    token = new_api_token("dev" if settings.is_embedded else "live")
    expires_at = clock.now() + request.lifetime
    async with operators_session(owner) as session:
        connection = await session.connection()
        client_id = await ensure_client(connection, request.name)
        token_id = await store_token(
            connection,
            token_hash=digest(token),
            client_name=request.name,
            agency_id=agency.id if agency else None,
            scopes=request.scopes,
            purpose=request.purpose,
            expires_at=expires_at,
        )
        if agency is not None:
            await ensure_shared(session, agency, client_id, _wish(request, expires_at))
        await note_deed(
            session,
            ClientDeed.ISSUED,
            client_id=client_id,
            object_id=token_id,
            agency_id=agency.id if agency else None,
            after={"scopes": sorted(request.scopes), "purpose": request.purpose},
        )
    return IssuedToken(token_id, token, expires_at)


def _wish(request: ClientRequest, expires_at: datetime) -> OperatorsGrant:
    return OperatorsGrant(
        client_name=request.name,
        scopes=request.scopes,
        legal_basis=request.legal_basis,
        purpose=request.purpose,
        last_day=request.shared_until or expires_at.astimezone(clock.JAKARTA).date(),
    )


async def list_all(owner: AsyncEngine) -> list[StoredToken]:
    """Return all tokens, the newest first."""
    async with owner.connect() as connection:
        return await list_tokens(connection)


async def revoke(owner: AsyncEngine, token_id: UUID) -> None:
    """End a token; audited.

    Raises:
        UnknownTokenError: there is no such token, or it was revoked before.
    """
    async with operators_session(owner) as session:
        revoked = await revoke_token(await session.connection(), token_id)
        await note_deed(
            session,
            ClientDeed.REVOKED,
            client_id=revoked.client_id,
            object_id=token_id,
            agency_id=revoked.agency_id,
        )


def state_of(token: StoredToken) -> str:
    """Say in a word whether the token can be used."""
    if token.revoked_at is not None:
        return "revoked"
    if token.disabled_at is not None:
        return "disabled"
    return "expired" if token.expires_at <= clock.now() else "usable"
