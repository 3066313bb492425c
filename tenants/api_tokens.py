"""The stored tokens of API clients: issued, listed, revoked and found by their hash."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute

from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import AgencyId, new_id
from tenants.api_clients import ensure_client
from tenants.models import APIToken
from tenants.sharing_models import APIClient


class UnknownTokenError(KinerjaError):
    """No stored token has this id, or it was revoked before."""

    code = "UNKNOWN_TOKEN"
    en = "No usable token has the id {token_id}. `kinerja token list` shows the ids."
    id = "Tidak ada token yang dapat dipakai dengan id {token_id}. Lihat `kinerja token list`."


@dataclass(frozen=True)
class StoredToken:
    """What is known of a token and its client; never the token itself.

    `agency_id` limits it to one agency; None: to those that have granted the client anything.
    `pseudonym_key` is the client's secret: keep it out of logs.
    """

    id: UUID
    client_id: UUID
    client_name: str
    agency_id: AgencyId | None
    scopes: frozenset[str]
    purpose: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    disabled_at: datetime | None
    pseudonym_key: bytes = field(repr=False)


class RevokedToken(NamedTuple):
    """Whose token was revoked, and to which agency it was limited."""

    client_id: UUID
    agency_id: AgencyId | None


_COLUMNS: tuple[InstrumentedAttribute[Any], ...] = (
    APIToken.id,
    APIToken.client_id,
    APIClient.name,
    APIToken.agency_id,
    APIToken.scopes,
    APIToken.purpose,
    APIToken.created_at,
    APIToken.expires_at,
    APIToken.revoked_at,
    APIClient.disabled_at,
    APIClient.pseudonym_key,
)
_WITH_CLIENT = select(*_COLUMNS).join(APIClient, APIClient.id == APIToken.client_id)


async def find_token(connection: AsyncConnection, token_hash: bytes) -> StoredToken | None:
    """Return the token with that SHA-256, also when it is expired or revoked."""
    statement = _WITH_CLIENT.where(APIToken.token_hash == token_hash)
    row = (await connection.execute(statement)).one_or_none()
    return _read(row) if row else None


async def list_tokens(connection: AsyncConnection) -> list[StoredToken]:
    """Return all tokens, the newest first."""
    rows = await connection.execute(_WITH_CLIENT.order_by(APIToken.id.desc()))
    return [_read(row) for row in rows]


async def store_token(  # noqa: PLR0913 - the columns of a token.
    connection: AsyncConnection,
    *,
    token_hash: bytes,
    client_name: str,
    agency_id: AgencyId | None,
    scopes: Sequence[str],
    purpose: str,
    expires_at: datetime,
) -> UUID:
    """Keep the hash of a new token and return its id; done by the owner of the tables.

    A client that is not registered is. Tokens of one client share its id, so that renewing a token
    keeps its grants and its pseudonyms.

    Raises:
        ClientNameError: the name is empty, too long, or has spaces at its ends.
        UnknownClientError: the client was disabled.
    """
    client_id = await ensure_client(connection, client_name)
    token_id = new_id()
    await connection.execute(
        insert(APIToken).values(
            id=token_id,
            client_id=client_id,
            client_name=client_name,
            token_hash=token_hash,
            agency_id=agency_id,
            scopes=sorted(set(scopes)),
            purpose=purpose,
            expires_at=expires_at,
        )
    )
    return token_id


async def revoke_token(connection: AsyncConnection, token_id: UUID) -> RevokedToken:
    """End a token now, and return whose it was; services notice within two seconds.

    Raises:
        UnknownTokenError: there is no such token, or it was revoked before.
    """
    statement = (
        update(APIToken)
        .where(APIToken.id == token_id, APIToken.revoked_at.is_(None))
        .values(revoked_at=func.now())
        .returning(APIToken.client_id, APIToken.agency_id)
    )
    revoked = (await connection.execute(statement)).one_or_none()
    if revoked is None:
        raise UnknownTokenError(token_id=token_id)
    agency_id = None if revoked.agency_id is None else AgencyId(revoked.agency_id)
    return RevokedToken(revoked.client_id, agency_id)


def _read(row: Row[Any]) -> StoredToken:
    return StoredToken(
        id=row.id,
        client_id=row.client_id,
        client_name=row.name,
        agency_id=AgencyId(row.agency_id) if row.agency_id is not None else None,
        scopes=frozenset(row.scopes),
        purpose=row.purpose,
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        disabled_at=row.disabled_at,
        pseudonym_key=row.pseudonym_key,
    )
