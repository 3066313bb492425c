"""The programs of third parties: registered, listed and disabled by an operator."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from kinerja.kit.errors import KinerjaError
from kinerja.kit.ids import new_id
from tenants.sharing_models import APIClient

KEY_BYTES: Final = 32
LONGEST_NAME: Final = 200


class ClientNameError(KinerjaError):
    """The text is no name that people could tell a client by."""

    code = "CLIENT_NAME"
    en = "Give the client a name of 1 to {limit} letters, without spaces at its ends."
    id = "Beri klien nama 1 sampai {limit} huruf, tanpa spasi di awal dan akhirnya."


class ClientExistsError(KinerjaError):
    """Another client has the name."""

    code = "CLIENT_EXISTS"
    en = "There is a client with this name already. `kinerja client list` shows all."
    id = "Sudah ada klien dengan nama ini. Lihat semuanya dengan `kinerja client list`."


class UnknownClientError(KinerjaError):
    """No client has the name, or it was disabled."""

    code = "UNKNOWN_CLIENT"
    en = "No usable client has this name. The operator registers clients."
    id = "Tidak ada klien aktif dengan nama ini. Operator yang mendaftarkan klien."


@dataclass(frozen=True)
class StoredClient:
    """What is known of a client; its pseudonym key stays in the database."""

    id: UUID
    name: str
    contact: str | None
    created_at: datetime
    disabled_at: datetime | None
    requires_trusted_documents: bool


async def create_client(connection: AsyncConnection, name: str, *, contact: str | None) -> UUID:
    """Register a client with a new pseudonym key; done by the owner of the tables.

    Raises:
        ClientNameError: the name is empty, too long, or has spaces at its ends.
        ClientExistsError: the name is taken.
    """
    made = await _insert(connection, name, contact)
    if made is None:
        raise ClientExistsError
    return made


async def ensure_client(connection: AsyncConnection, name: str) -> UUID:
    """Return the id of the client with that name; register it if there is none.

    Raises:
        ClientNameError: the name is empty, too long, or has spaces at its ends.
        UnknownClientError: the client was disabled.
    """
    made = await _insert(connection, name, None)
    if made is not None:
        return made
    named = select(APIClient.id).where(APIClient.name == name, APIClient.disabled_at.is_(None))
    found: UUID | None = await connection.scalar(named)
    if found is None:
        raise UnknownClientError
    return found


async def list_clients(connection: AsyncConnection) -> list[StoredClient]:
    """Return all clients in the order of their names."""
    columns = (
        APIClient.id,
        APIClient.name,
        APIClient.contact,
        APIClient.created_at,
        APIClient.disabled_at,
        APIClient.requires_trusted_documents,
    )
    rows = await connection.execute(select(*columns).order_by(APIClient.name))
    return [StoredClient(*row) for row in rows]


async def disable_client(connection: AsyncConnection, name: str) -> UUID:
    """Refuse all tokens of a client from now on; services notice within two seconds.

    Its grants and its key stay: should it come back, its pseudonyms are the same.

    Raises:
        UnknownClientError: no client has the name, or it was disabled before.
    """
    statement = (
        update(APIClient)
        .where(APIClient.name == name, APIClient.disabled_at.is_(None))
        .values(disabled_at=func.now())
        .returning(APIClient.id)
    )
    disabled: UUID | None = await connection.scalar(statement)
    if disabled is None:
        raise UnknownClientError
    return disabled


async def _insert(connection: AsyncConnection, name: str, contact: str | None) -> UUID | None:
    """Insert a client; None: the name is taken, also by somebody who is quicker."""
    if not 0 < len(name) <= LONGEST_NAME or name != name.strip():
        raise ClientNameError(limit=LONGEST_NAME)
    statement = (
        insert(APIClient)
        .values(
            id=new_id(),
            name=name,
            contact=contact,
            pseudonym_key=secrets.token_bytes(KEY_BYTES),
        )
        .on_conflict_do_nothing(index_elements=[APIClient.name])
        .returning(APIClient.id)
    )
    made: UUID | None = await connection.scalar(statement)
    return made
