"""Tokens of API clients, issued and revoked by an operator; only their hashes are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from kinerja.commands.holders import find_agency
from kinerja.http.api_tokens import digest, new_api_token
from kinerja.kit import clock
from kinerja.kit.errors import KinerjaError
from kinerja.settings import Settings
from policies.permissions import Scope
from tenants.api_tokens import StoredToken, list_tokens, revoke_token, store_token

LONGEST_LIFE = timedelta(days=90)


class ClientLifetimeError(KinerjaError):
    """A token that nobody renews must end by itself."""

    code = "LIFETIME_OUT_OF_RANGE"
    en = "A token of an API client lives for {days} days at most; issue a new one before it ends."
    id = "Token klien API berlaku paling lama {days} hari; terbitkan yang baru sebelum berakhir."


@dataclass(frozen=True)
class ClientRequest:
    """What an operator asks for; `agency_code` None grants it for all agencies."""

    name: str
    agency_code: str | None
    scopes: Sequence[Scope]
    purpose: str
    lifetime: timedelta


@dataclass(frozen=True)
class IssuedToken:
    """A new token, which can't be had again."""

    id: UUID
    token: str
    expires_at: datetime


async def issue_for_client(
    owner: AsyncEngine, request: ClientRequest, settings: Settings
) -> IssuedToken:
    """Make and store a token.

    Raises:
        ClientLifetimeError: it is to live longer than 90 days.
        UnknownAgencyError: no agency has this code.
    """
    if request.lifetime > LONGEST_LIFE:
        raise ClientLifetimeError(days=LONGEST_LIFE.days)
    agency = await find_agency(owner, request.agency_code) if request.agency_code else None
    token = new_api_token("dev" if settings.is_embedded else "live")
    expires_at = clock.now() + request.lifetime
    async with owner.begin() as connection:
        token_id = await store_token(
            connection,
            token_hash=digest(token),
            client_name=request.name,
            agency_id=agency.id if agency else None,
            scopes=request.scopes,
            purpose=request.purpose,
            expires_at=expires_at,
        )
    return IssuedToken(token_id, token, expires_at)


async def list_all(owner: AsyncEngine) -> list[StoredToken]:
    """Return all tokens, the newest first."""
    async with owner.connect() as connection:
        return await list_tokens(connection)


async def revoke(owner: AsyncEngine, token_id: UUID) -> None:
    """End a token.

    Raises:
        UnknownTokenError: there is no such token, or it was revoked before.
    """
    async with owner.begin() as connection:
        await revoke_token(connection, token_id)


def state_of(token: StoredToken) -> str:
    """Say in a word whether the token can be used."""
    if token.revoked_at is not None:
        return "revoked"
    return "expired" if token.expires_at <= clock.now() else "usable"
